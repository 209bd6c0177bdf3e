package netio

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tcpdeck/model"
)

func TestMain(m *testing.M) {
	if order := os.Getenv(callersEnv); order != "" {
		callers(order)
		return
	}
	goleak.VerifyTestMain(m)
}

// patience is how long a test waits for what should come at once.
const patience = 10 * time.Second

// bed is a Hub under test.
type bed struct {
	*Hub
	t testing.TB
}

func newBed(t testing.TB, o Options) *bed {
	b := &bed{NewHub(o), t}
	t.Cleanup(func() { b.Close(context.Background()) })
	return b
}

// until waits for a condition on the state of the sessions.
func (b *bed) until(what string, ok func() bool) {
	b.t.Helper()
	end := time.After(patience)
	poll := time.NewTicker(20 * time.Millisecond) // a condition may be about the peer
	defer poll.Stop()
	for !ok() {
		select {
		case <-b.Changed():
		case <-poll.C:
		case <-end:
			b.t.Fatalf("waited in vain until %s; sessions: %s", what, b.describe())
		}
	}
}

func (b *bed) describe() string {
	var out []string
	for _, st := range b.Sessions() {
		out = append(out, fmt.Sprintf("%s %s %q %q %v", st.Role, st.State, st.Reason, st.Detail, b.lines(st.ID)))
	}
	return strings.Join(out, "\n")
}

func (b *bed) untilState(id model.SessionID, state model.State) {
	b.t.Helper()
	b.until("the session is "+state.String(), func() bool {
		st, _ := b.Status(id)
		return st.State == state || st.State == model.StateEnded
	})
	if st, _ := b.Status(id); st.State != state {
		b.t.Fatalf("the session ended: %s: %s", st.Reason, st.Detail)
	}
}

// ended waits for the end of a session and returns its last status.
func (b *bed) ended(id model.SessionID) model.Status {
	b.t.Helper()
	select {
	case <-b.Done(id):
	case <-time.After(patience):
		b.t.Fatalf("the session did not end: %s", b.describe())
	}
	st, _ := b.Status(id)
	return st
}

// lines are the records of a session in short: "received abc", "closed (closed
// by peer)".
func (b *bed) lines(id model.SessionID) []string {
	var out []string
	for _, r := range b.Log(id).Forward(0, 1<<20, model.Filter{}) {
		out = append(out, short(r))
	}
	return out
}

func short(r model.Record) string {
	if len(r.Text) > 40 {
		r.Text = r.Text[:40] + "…"
	}
	switch {
	case r.Kind == model.KindEvent && r.Event.Name == model.Note:
		return "note " + r.Event.Detail
	case r.Kind == model.KindEvent && r.Event.Reason != "":
		return fmt.Sprintf("%s (%s)", r.Event.Name, r.Event.Reason)
	case r.Kind == model.KindEvent:
		return string(r.Event.Name)
	case r.Incomplete:
		return r.Kind.String() + " " + r.Text + " incomplete"
	}
	return r.Kind.String() + " " + r.Text
}

func (b *bed) untilLine(id model.SessionID, line string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the output has %q", line), func() bool {
		for _, l := range b.lines(id) {
			if l == line {
				return true
			}
		}
		return false
	})
}

// lf is a profile on 127.0.0.1 with lf both ways and no timeout.
func lf(port int) model.Profile {
	p := model.NewProfile()
	p.Name, p.Port, p.Timeout = "test", port, 0
	p.Framing = model.Framing{Receive: model.LF, Send: model.LF}
	return p
}

// server is a plain peer for client sessions.
type server struct {
	net.Listener
	t testing.TB
}

func newServer(t testing.TB) server {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return server{l, t}
}

func (s server) port() int { return s.Addr().(*net.TCPAddr).Port }

func (s server) accept() *net.TCPConn {
	s.t.Helper()
	s.Listener.(*net.TCPListener).SetDeadline(time.Now().Add(patience))
	c, err := s.Accept()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c.(*net.TCPConn)
}

// client starts a client session against a plain server.
func (b *bed) client(p model.Profile, o model.StartOptions) (model.SessionID, *net.TCPConn) {
	b.t.Helper()
	s := newServer(b.t)
	p.Port = s.port()
	id := b.Start(p, model.Client, o)
	c := s.accept()
	b.untilState(id, model.StateConnected)
	return id, c
}

// listener starts a listener session on a free port.
func (b *bed) listener(p model.Profile, o model.StartOptions) (id model.SessionID, address string) {
	b.t.Helper()
	p.Port = 0
	id = b.Start(p, model.Listener, o)
	b.untilState(id, model.StateListening)
	st, _ := b.Status(id)
	return id, st.Local
}

// call connects a plain client to address.
func (b *bed) call(address string) *net.TCPConn {
	b.t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c.(*net.TCPConn)
}

func (b *bed) write(c net.Conn, text string) {
	b.t.Helper()
	if _, err := c.Write([]byte(text)); err != nil {
		b.t.Fatal(err)
	}
}

// hears reads exactly text from c.
func (b *bed) hears(c net.Conn, text string) {
	b.t.Helper()
	got := make([]byte, len(text))
	for n := 0; n < len(got); {
		m, err := c.Read(got[n:])
		if n += m; err != nil {
			b.t.Fatalf("heard %q and %v, want %q", got[:n], err, text)
		}
	}
	if string(got) != text {
		b.t.Fatalf("heard %q, want %q", got, text)
	}
}

func (b *bed) is(got, want any) {
	b.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		b.t.Fatalf("got %v, want %v", got, want)
	}
}
