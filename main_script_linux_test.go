package main

import (
	"fmt"
	"net"
	"strconv"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// deaf VAR: puts the port of a listener into VAR whose queue of connections is
// full: the system drops what comes, as a firewall does.
func deaf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: deaf VAR")
	}
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	ts.Check(err)
	ts.Defer(func() { syscall.Close(s) })
	ts.Check(syscall.Bind(s, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	ts.Check(syscall.Listen(s, 0))
	at, err := syscall.Getsockname(s)
	ts.Check(err)
	port := at.(*syscall.SockaddrInet4).Port
	for {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), 50*time.Millisecond)
		if err != nil {
			break
		}
		ts.Defer(func() { c.Close() })
	}
	ts.Setenv(args[0], strconv.Itoa(port))
}
