package netio

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"sync"
)

// DemoPeer is the server that the demo talks to. It speaks lf: Handshake is
// answered with Heartbeat, every other line comes back as it is.
//
// Its goroutines are accept, and one serve for each connection; Close ends
// all of them and waits.
type DemoPeer struct {
	listener net.Listener
	loops    sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

// StartDemoPeer listens on a free port of 127.0.0.1.
func StartDemoPeer() (*DemoPeer, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &DemoPeer{listener: l, conns: map[net.Conn]struct{}{}}
	d.loops.Go(d.accept)
	return d, nil
}

// Port is where the peer listens.
func (d *DemoPeer) Port() int { return d.listener.Addr().(*net.TCPAddr).Port }

// Close ends the peer and all its connections.
func (d *DemoPeer) Close() {
	d.mu.Lock()
	d.closed = true
	d.listener.Close()
	for c := range d.conns {
		c.Close()
	}
	d.mu.Unlock()
	d.loops.Wait()
}

func (d *DemoPeer) accept() {
	for {
		c, err := d.listener.Accept()
		if err != nil {
			return // closed; on a loopback demo nothing else is worth a retry
		}
		if d.add(c) {
			d.loops.Go(func() { d.serve(c) })
		}
	}
}

func (d *DemoPeer) add(c net.Conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		c.Close()
		return false
	}
	d.conns[c] = struct{}{}
	return true
}

func (d *DemoPeer) serve(c net.Conn) {
	defer func() {
		c.Close()
		d.mu.Lock()
		delete(d.conns, c)
		d.mu.Unlock()
	}()
	in := bufio.NewReaderSize(c, 64<<10)
	for {
		line, err := in.ReadSlice('\n')
		// A line longer than the buffer goes back in pieces; what has no end
		// when the other side closes goes back too.
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && len(line) == 0 {
			return
		}
		if _, e := c.Write(demoReply(line)); e != nil {
			return
		}
	}
}

func demoReply(line []byte) []byte {
	if word, ending, _ := bytes.Cut(line, []byte("Handshake")); len(word) == 0 && len(bytes.Trim(ending, "\r\n")) == 0 && len(line) > len("Handshake") {
		return append([]byte("Heartbeat"), ending...)
	}
	return line
}

// FreePort finds a port of 127.0.0.1 that nobody listens on now.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
