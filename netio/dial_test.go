package netio

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// TestStopWhileConnecting stops a session whose dial heeds its context, and
// one whose dial does not.
func TestStopWhileConnecting(t *testing.T) {
	for _, heeds := range []bool{true, false} {
		release, late := make(chan struct{}), make(chan net.Conn, 1)
		b := newBed(t, Options{Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			if heeds {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			<-release
			here, there := net.Pipe()
			late <- there
			return here, nil
		}})
		id := b.Start(lf(9090), model.Client, model.StartOptions{})
		b.untilLine(id, "connecting")
		began := time.Now()
		b.Stop(id)
		st := b.ended(id)
		if took := time.Since(began); took > 300*time.Millisecond {
			t.Errorf("stopping took %v", took)
		}
		b.is(st.Reason, model.StoppedHere)
		b.is(b.lines(id), "[started connecting stopped (stopped here)]")
		close(release)
		if !heeds { // what comes too late is closed
			there := <-late
			there.SetReadDeadline(time.Now().Add(patience))
			if _, err := there.Read(make([]byte, 1)); err == nil || isTimeout(err) {
				t.Errorf("the late connection stays open: %v", err)
			}
		}
	}
}

// TestAllAddressesAreTried has addresses that refuse, that are silent and one
// that answers.
func TestAllAddressesAreTried(t *testing.T) {
	addr := netip.MustParseAddr
	all := []netip.Addr{addr("10.0.0.1"), addr("10.0.0.2"), addr("10.0.0.3"), addr("2001:db8::1")}
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		tried := map[string]time.Duration{}
		began := time.Now()
		here, peer := net.Pipe()
		b := newBed(t, Options{Resolver: names{"pay.example": all}, Dial: func(ctx context.Context, _, a string) (net.Conn, error) {
			mu.Lock()
			tried[a] = time.Since(began)
			mu.Unlock()
			switch a {
			case "10.0.0.1:9090": // silent
			case "[2001:db8::1]:9090":
				return nil, &net.OpError{Op: "dial", Err: fmt.Errorf("no IPv6 here")}
			case "10.0.0.2:9090": // slow, but then
				<-time.After(2 * time.Second)
				return pipe{here}, nil
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		p := lf(9090)
		p.Address = "pay.example"
		id := b.Start(p, model.Client, model.StartOptions{})
		pass(5 * time.Second)
		st, _ := b.Status(id)
		b.is(st.State, model.StateConnected)
		b.is(st.Remote, "10.0.0.2:9090")
		b.is(st.ConnectFor, 2250*time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		b.is(tried["10.0.0.1:9090"], time.Duration(0))
		b.is(tried["[2001:db8::1]:9090"], 250*time.Millisecond)
		b.is(tried["10.0.0.2:9090"], 250*time.Millisecond) // at once, as the one before failed
		b.is(tried["10.0.0.3:9090"], 500*time.Millisecond)
		b.is(b.lines(id), "[started resolved connecting connecting connecting connecting connected]")
		b.is(b.Log(id).Forward(1, 1, model.Filter{})[0].Event.Address, "10.0.0.1, 2001:db8::1, 10.0.0.2, 10.0.0.3")
		peer.Close()
	})
}

// TestTheLoserIsClosed has two addresses answer at the same moment.
func TestTheLoserIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var peers []net.Conn
		b := newBed(t, Options{
			Resolver: names{"two": {netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")}},
			Dial: func(_ context.Context, _, a string) (net.Conn, error) {
				if a == "10.0.0.1:9090" {
					<-time.After(nextAddress)
				}
				here, peer := net.Pipe()
				mu.Lock()
				peers = append(peers, peer)
				mu.Unlock()
				return pipe{here}, nil
			}})
		p := lf(9090)
		p.Address = "two"
		id := b.Start(p, model.Client, model.StartOptions{})
		pass(time.Second)
		open := 0
		for _, c := range peers {
			c.SetReadDeadline(time.Now().Add(time.Millisecond))
			if _, err := c.Read(make([]byte, 1)); isTimeout(err) {
				open++
			}
		}
		b.is(open, 1)
		st, _ := b.Status(id)
		b.is(st.State, model.StateConnected)
	})
}
