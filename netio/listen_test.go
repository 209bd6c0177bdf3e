package netio

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// TestListenerOnAllIPv4Addresses must not be open to IPv6.
func TestListenerOnAllIPv4Addresses(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.Address = "0.0.0.0"
	_, address := b.listener(p, model.StartOptions{})
	b.is(strings.HasPrefix(address, "0.0.0.0:"), true)
}

func TestListenerTalksToSeveral(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{})
	if err := b.Send(id, model.Outgoing{Text: "x"}); !errors.Is(err, model.ErrNoClients) {
		t.Errorf("sent to nobody: %v", err)
	}
	var peers []*net.TCPConn
	for i := range 3 {
		c := b.call(address)
		b.write(c, fmt.Sprintf("client %d\n", i))
		b.untilLine(id, fmt.Sprintf("received client %d", i))
		peers = append(peers, c)
	}
	name := func(i int) string { return peers[i].LocalAddr().String() }
	b.is(b.Send(id, model.Outgoing{Text: "all"}), nil)
	b.is(b.Send(id, model.Outgoing{Text: "some", To: []string{name(0), name(2)}}), nil)
	err := b.Send(id, model.Outgoing{Text: "one", To: []string{"127.0.0.1:1", name(1)}})
	if !errors.Is(err, model.ErrNotPeer) {
		t.Errorf("sent to a stranger: %v", err)
	}
	b.hears(peers[0], "all\nsome\n")
	b.hears(peers[1], "all\none\n")
	b.hears(peers[2], "all\nsome\n")
	b.until("all is counted", func() bool { st, _ := b.Status(id); return st.Sent.Messages == 6 })
	for i, c := range b.Clients(id, b.Peers(id)...) {
		b.is(c.Peer, name(i))
		b.is(c.Sent.Messages, 2)
		b.is(c.Received, model.Traffic{Messages: 1, Bytes: 9})
		b.is(c.Last.Text, fmt.Sprintf("client %d", i))
		b.is(c.Queued, 0)
	}
	b.is(b.Disconnect(id, name(1)), nil)
	if _, err := peers[1].Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the disconnected client reads %v", err)
	}
	b.untilLine(id, "closed (closed here)")
	if err := b.Disconnect(id, name(1)); !errors.Is(err, model.ErrNotPeer) {
		t.Errorf("disconnected twice: %v", err)
	}
	st, _ := b.Status(id)
	b.is(st.Clients, 2)
	b.Stop(id)
	b.ended(id)
	ls := b.lines(id)
	b.is(ls[len(ls)-3:], "[closed (stopped here) closed (stopped here) stopped (stopped here)]")
}

func TestLimitOfClients(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.MaxClients = 2
	id, address := b.listener(p, model.StartOptions{})
	first := b.call(address)
	b.call(address)
	b.until("both are in", func() bool { return len(b.Peers(id)) == 2 })
	if _, err := b.call(address).Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the third client reads %v", err)
	}
	b.untilLine(id, "refused (limit reached)")
	first.Close()
	b.untilLine(id, "closed (closed by peer)")
	b.write(b.call(address), "in\n")
	b.untilLine(id, "received in")
}

// TestCallingAgainAtOnce hangs up and calls again without a pause.
func TestCallingAgainAtOnce(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.MaxClients = 1
	id, address := b.listener(p, model.StartOptions{})
	for i := range 200 {
		c := b.call(address)
		b.write(c, fmt.Sprintf("%d\n", i))
		c.Close()
	}
	b.until("all were heard", func() bool { st, _ := b.Status(id); return st.Received.Messages == 200 })
}

func TestOnce(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{Only: 1})
	c := b.call(address)
	b.write(c, "one\ntw")
	c.Close()
	st := b.ended(id)
	b.is(st.Reason, model.EndedInside)
	b.is(b.lines(id)[2:], "[connected received one received tw incomplete closed (ended inside a message) stopped (ended inside a message)]")
}

// TestOnlyTwo: the session ends with the second client that closed, and the
// one that is still there goes with it.
func TestOnlyTwo(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{Only: 2})
	stays := b.call(address)
	b.until("it is in", func() bool { return len(b.Peers(id)) == 1 })
	for i := range 2 {
		c := b.call(address)
		b.write(c, fmt.Sprintf("%d\n", i))
		c.Close()
		b.untilLine(id, fmt.Sprintf("received %d", i))
	}
	b.is(b.ended(id).Reason, model.ClosedByPeer)
	if _, err := stays.Read(make([]byte, 1)); err == nil {
		t.Error("the third client is still connected")
	}
}

func TestManyClients(t *testing.T) {
	const n = 1000
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			fmt.Fprintf(c, "I am %d\n", i)
			if _, err := io.ReadFull(c, make([]byte, 6)); err != nil {
				t.Errorf("client %d: %v", i, err)
			}
		}()
	}
	b.until("all have spoken", func() bool { st, _ := b.Status(id); return st.Received.Messages == n })
	b.is(len(b.Peers(id)), n)
	b.is(b.Send(id, model.Outgoing{Text: "hello"}), nil)
	wg.Wait()
	b.until("all have gone", func() bool { st, _ := b.Status(id); return st.Clients == 0 })
	st, _ := b.Status(id)
	b.is(st.Sent.Messages, n)
	seen := map[string]bool{}
	for _, l := range b.lines(id) {
		seen[l] = true
	}
	for i := range n {
		if !seen[fmt.Sprintf("received I am %d", i)] {
			t.Errorf("client %d is missing", i)
		}
	}
}

// flaky is a listener whose Accept fails a while.
type flaky struct {
	net.Listener
	fail  int
	calls []time.Time
	next  chan net.Conn
	once  sync.Once
	gone  chan struct{}
}

func (f *flaky) Accept() (net.Conn, error) {
	f.calls = append(f.calls, time.Now())
	if f.fail > 0 {
		f.fail--
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	select {
	case c := <-f.next:
		return c, nil
	case <-f.gone:
		return nil, net.ErrClosed
	}
}
func (f *flaky) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9090} }
func (f *flaky) Close() error   { f.once.Do(func() { close(f.gone) }); return nil }

func TestAcceptBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &flaky{fail: 12, next: make(chan net.Conn), gone: make(chan struct{})}
		b := newBed(t, Options{Listen: fixed(f)})
		id := b.Start(lf(9090), model.Listener, model.StartOptions{})
		pass(time.Minute)
		b.is(b.lines(id), "[started listening note cannot accept clients: too many open files]")
		for i := 1; i < len(f.calls); i++ {
			want := min(minBackoff<<(i-1), maxBackoff)
			b.is(f.calls[i].Sub(f.calls[i-1]), want)
		}
		here, peer := net.Pipe()
		f.next <- pipe{here}
		b.write(peer, "at last\n")
		synctest.Wait()
		b.is(b.lines(id)[3:], "[connected received at last]")
		f.fail = 1 << 30 // stopping while it backs off
		go func() { f.next <- pipe{here} }()
		pass(10 * time.Second)
		began := time.Now()
		b.Stop(id)
		b.ended(id)
		b.is(time.Since(began), time.Duration(0))
	})
}
