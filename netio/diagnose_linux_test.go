package netio

import (
	"net"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tcpdeck/model"
)

// TestTestOfDeafAddress connects to a port whose queue of connections is full:
// the system drops what comes, as a firewall does.
func TestTestOfDeafAddress(t *testing.T) {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(s)
	if err := syscall.Bind(s, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(s, 0); err != nil {
		t.Fatal(err)
	}
	at, err := syscall.Getsockname(s)
	if err != nil {
		t.Fatal(err)
	}
	p := lf(at.(*syscall.SockaddrInet4).Port)
	address := model.JoinHostPort("127.0.0.1", strconv.Itoa(p.Port))
	for {
		c, err := net.DialTimeout("tcp", address, 50*time.Millisecond)
		if err != nil {
			break // full
		}
		defer c.Close()
	}
	b := newBed(t, Options{})
	p.Timeout = 300 * time.Millisecond
	check, steps := b.tested(t.Context(), p, time.Second)
	b.is(steps, []string{"resolve 127.0.0.1", "connect " + address + " timed out"})
	b.is(check.Stages[1].Detail, address+" did not answer within 0.3 s")
	if took := check.Stages[1].Took; took < p.Timeout || took > patience {
		t.Errorf("it took %v", took)
	}
}
