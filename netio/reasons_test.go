package netio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"tcpdeck/model"
)

// TestHowAClientSessionEnds drives every end of an established connection.
func TestHowAClientSessionEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(b *bed, id model.SessionID, peer *net.TCPConn)
		want string
	}{
		{"peer closes", func(b *bed, _ model.SessionID, peer *net.TCPConn) { peer.Close() },
			"[closed (closed by peer)]"},
		{"peer resets", func(b *bed, _ model.SessionID, peer *net.TCPConn) { peer.SetLinger(0); peer.Close() },
			"[closed (reset by peer)]"},
		{"peer resets after data", func(b *bed, _ model.SessionID, peer *net.TCPConn) {
			b.write(peer, "one\ntwo\nrest")
			peer.SetLinger(0)
			peer.Close()
		}, "[received one received two received rest incomplete closed (reset by peer)]"},
		{"ended inside a message", func(b *bed, _ model.SessionID, peer *net.TCPConn) {
			b.write(peer, "one\ntw")
			peer.Close()
		}, "[received one received tw incomplete closed (ended inside a message)]"},
		{"stopped", func(b *bed, id model.SessionID, _ *net.TCPConn) { b.Stop(id) },
			"[closed (stopped here)]"},
		{"disconnected", func(b *bed, id model.SessionID, _ *net.TCPConn) { b.is(b.Disconnect(id, ""), nil) },
			"[closed (closed here)]"},
		{"stopped twice and reset", func(b *bed, id model.SessionID, peer *net.TCPConn) {
			b.Stop(id)
			peer.SetLinger(0)
			peer.Close()
			b.Stop(id)
		}, "[closed (stopped here)]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, Options{})
			id, peer := b.client(lf(0), model.StartOptions{})
			c.end(b, id, peer)
			st := b.ended(id)
			lines := b.lines(id)
			b.is(lines[:3], "[started connecting connected]")
			b.is(lines[3:], c.want)
			if want := fmt.Sprintf("(%s)]", st.Reason); !strings.HasSuffix(c.want, want) {
				t.Errorf("the session ended with %q", st.Reason)
			}
			b.is(st.State, model.StateEnded)
			b.is(st.Records, len(lines))
		})
	}
}

// TestWriteMeetsReset has only the writer notice that the peer is gone, and
// what came before it still arrive.
func TestWriteMeetsReset(t *testing.T) {
	b := newBed(t, Options{})
	block := make(chan struct{})
	id, peer := b.client(lf(0), model.StartOptions{Sink: func(r *model.Batch) {
		if r.Kind == model.KindReceived && string(r.Data) == "first\n" {
			<-block
		}
	}})
	b.write(peer, "first\n")
	b.untilLine(id, "received first")
	b.write(peer, "second\n")
	peer.SetLinger(0)
	peer.Close()
	b.until("a write fails", func() bool { return b.Send(id, model.Outgoing{Text: "x"}) != nil })
	close(block)
	b.is(b.ended(id).Reason, model.ResetByPeer)
	var got []string
	for _, l := range b.lines(id) {
		if strings.HasPrefix(l, "received") {
			got = append(got, l)
		}
	}
	b.is(got, "[received first received second]")
}

type names map[string][]netip.Addr

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if a, ok := n[host]; ok {
		return a, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// TestWhyConnectingFails maps the system's errors to reasons and plain words.
func TestWhyConnectingFails(t *testing.T) {
	op := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, c := range []struct {
		err    error
		reason model.Reason
		detail string
	}{
		{op(syscall.ECONNREFUSED), model.Refused, "nothing listens on 127.0.0.1:9 (connection refused)"},
		{op(syscall.EHOSTUNREACH), model.Unreachable, "127.0.0.1:9 cannot be reached (no route to host)"},
		{op(syscall.ENETUNREACH), model.Unreachable, "127.0.0.1:9 cannot be reached (network is unreachable)"},
		{op(syscall.EACCES), model.Permission, "connecting to 127.0.0.1:9 is not permitted (permission denied)"},
		{op(syscall.ETIMEDOUT), model.TimedOut, "127.0.0.1:9 did not answer within 10 s"},
		{op(syscall.ECONNRESET), model.ResetByPeer, "127.0.0.1:9 reset the connection before it stood (connection reset by peer)"},
		{op(&net.AddrError{Err: "no suitable address found"}), model.NotResolved,
			"127.0.0.1:9 is not a name that can be resolved (no suitable address found)"},
		{errors.New("odd"), model.Unreachable, "127.0.0.1:9 cannot be reached (odd)"},
	} {
		b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, c.err }})
		id := b.Start(lf(9), model.Client, model.StartOptions{})
		st := b.ended(id)
		b.is(st.Reason, c.reason)
		b.is(st.Detail, c.detail)
		b.is(b.lines(id), fmt.Sprintf("[started connecting failed (%s)]", c.reason))
	}
}

func TestLinkLocalAddressWithoutItsInterface(t *testing.T) {
	for what, hint := range map[string]bool{"[fe80::1]:80": true, "[fe80::1%lo]:80": false, "[::1]:80": false, "169.254.1.1:80": false} {
		reason, detail := dialReason(what, &net.OpError{Op: "dial", Err: syscall.EINVAL})
		if reason != model.Unreachable || strings.Contains(detail, "names no interface") != hint {
			t.Errorf("%s: %s: %s", what, reason, detail)
		}
	}
}

func TestRefusedForReal(t *testing.T) {
	b := newBed(t, Options{})
	s := newServer(t)
	s.Close()
	id := b.Start(lf(s.port()), model.Client, model.StartOptions{})
	b.is(b.ended(id).Reason, model.Refused)
}

func TestUnknownName(t *testing.T) {
	b := newBed(t, Options{Resolver: names{}})
	p := lf(9)
	p.Address = "pay.example"
	id := b.Start(p, model.Client, model.StartOptions{})
	st := b.ended(id)
	b.is(st.Reason, model.NotResolved)
	b.is(st.Detail, "the name pay.example does not exist (no such host)")
	b.is(b.lines(id), "[started failed (not resolved)]")
}

func TestClientNeedsAnAddress(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(9)
	p.Address = "*"
	b.is(b.ended(b.Start(p, model.Client, model.StartOptions{})).Reason, model.NotResolved)
}

func TestUnknownCodePageFails(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(9)
	p.CodePage = "klingon"
	st := b.ended(b.Start(p, model.Client, model.StartOptions{}))
	b.is(st.Reason, model.InternalError)
	if !strings.Contains(st.Detail, "klingon") {
		t.Errorf("detail %q does not name the code page", st.Detail)
	}
}

// TestWhyListeningFails binds what cannot be bound.
func TestWhyListeningFails(t *testing.T) {
	b := newBed(t, Options{})
	s := newServer(t)
	st := b.ended(b.Start(lf(s.port()), model.Listener, model.StartOptions{}))
	b.is(st.Reason, model.PortInUse)
	if portOwner(s.port()) != "" && !strings.Contains(st.Detail, "by this tcpdeck") {
		t.Errorf("detail %q does not say who holds the port", st.Detail)
	}
	p := lf(0)
	p.Address = "192.0.2.1" // documentation only: no machine has it
	b.is(b.ended(b.Start(p, model.Listener, model.StartOptions{})).Reason, model.Unreachable)
	p.Address = "pay.example"
	st = b.ended(b.Start(p, model.Listener, model.StartOptions{}))
	b.is(st.Reason, model.NotResolved)
	if !strings.Contains(st.Detail, "DNS name") {
		t.Errorf("detail %q does not say what is wrong", st.Detail)
	}
	for port, want := range map[int]string{80: "; ports below 1024 take a privilege", 1024: "(permission denied)"} {
		reason, detail := listenReason(":x", port, &net.OpError{Op: "listen", Err: syscall.EACCES})
		b.is(reason, model.Permission)
		if !strings.HasSuffix(detail, want) {
			t.Errorf("port %d: %s", port, detail)
		}
	}
}
