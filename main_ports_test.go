package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// Ports for programs that are yet to listen come from below those that systems
// give to connections and to port 0 (from 32768 on Linux, from 49152 elsewhere,
// RFC 6335), so that no peer of another test takes one meanwhile.
const (
	firstPort = 20000
	ports     = 12000
)

var portsGiven atomic.Int64

// unusedPort is a port of 127.0.0.1 that nobody listens on and that no other
// test of this process gets soon. Every process begins elsewhere: several tests
// may run at once.
func unusedPort() (int, error) {
	for range ports {
		n := firstPort + (os.Getpid()*97+int(portsGiven.Add(1)))%ports
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", n))
		if err == nil {
			return n, l.Close()
		}
	}
	return 0, errors.New("every port is taken")
}
