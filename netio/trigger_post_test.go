package netio

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tcpdeck/model"
)

// posts are the bodies that a server got.
type posts struct {
	*httptest.Server
	bodies chan string
	conns  atomic.Int32
	closed chan struct{} // has one for each connection that is closed
}

// newPosts starts a server that takes bodies and then does what answer says.
func newPosts(t *testing.T, answer http.HandlerFunc) *posts {
	p := &posts{bodies: make(chan string, 2000), closed: make(chan struct{}, 2000)}
	p.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("the body: %v", err)
		}
		p.bodies <- fmt.Sprintf("%s %s %s %s", r.Method, r.URL.Path, r.Header.Get("Content-Type"), body)
		answer(w, r)
	}))
	p.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		switch s {
		case http.StateNew:
			p.conns.Add(1)
		case http.StateClosed:
			p.closed <- struct{}{}
		}
	}
	p.Start()
	t.Cleanup(p.Close)
	return p
}

// got wants what the server got next.
func (p *posts) got(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-p.bodies:
		if got != want {
			t.Errorf("the server got %q, want %q", got, want)
		}
	default:
		t.Errorf("the server got nothing, want %q", want)
	}
}

// bodyOf is the JSON of a fired event.
func bodyOf(text string) string {
	return strings.TrimSuffix(string(firedWith(text).AppendJSON(nil)), "\n")
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// TestPost: the status decides, the answer is the output.
func TestPost(t *testing.T) {
	for _, c := range []struct {
		answer         http.HandlerFunc
		ok             bool
		detail, output string
	}{
		{status(204), true, "HTTP 204 in ", ""},
		{status(200), true, "HTTP 200 in ", ""},
		{func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "taken\n\xff\x1b") }, true, "HTTP 200 in ", "taken\n" + string(model.BadByte(0xff)) + "\x1b"},
		{func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 500) }, false, "HTTP 500 in ", "no\n"},
		{status(404), false, "HTTP 404 in ", ""},
		{status(302), false, "HTTP 302 in ", ""}, // to nowhere
		{func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 5_004_096)) }, true, "HTTP 200 in ", strings.Repeat("\x00", maxOutput) + "… 5 MB more"},
		{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false, "cannot post: EOF", ""},
	} {
		p := newPosts(t, c.answer)
		b := newTriggerBed(t, postTo(p.URL+"/hook", 1))
		b.fires("hello \xff")
		e := b.says(actPost, c.detail)
		if e.Rules.Output != c.output {
			t.Errorf("%s: %d bytes, …%q", c.detail, len(e.Rules.Output), tail(e.Rules.Output))
		}
		p.got(t, "POST /hook application/json "+bodyOf("hello \xff"))
		if c.ok {
			b.finish(1, 0)
		} else {
			b.finish(0, 1)
		}
	}
}

// TestPostRedirects: only within the host, which is what was allowed.
func TestPostRedirects(t *testing.T) {
	other := newPosts(t, status(204))
	_, port, _ := net.SplitHostPort(other.Listener.Addr().String())
	for _, c := range []struct {
		code       int
		to, detail string
		then       string // what the server gets next
	}{
		{307, "/two", "HTTP 204 in ", "POST /two application/json " + bodyOf("x")},
		{303, "/two", "HTTP 204 in ", "GET /two  "},
		{307, other.URL, "HTTP 307 in ", ""},
		{302, "http://localhost:" + port, "HTTP 302 in ", ""},
		{301, "https://HOST/two", "HTTP 301 in ", ""},
		{307, "/one", "HTTP 307 in ", "POST /one application/json " + bodyOf("x")}, // for ever
	} {
		p := newPosts(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/two" {
				w.WriteHeader(204)
				return
			}
			w.Header().Set("Location", strings.Replace(c.to, "HOST", r.Host, 1))
			w.WriteHeader(c.code)
		})
		b := newTriggerBed(t, postTo(p.URL+"/one", 1))
		b.fires("x")
		b.says(actPost, c.detail)
		p.got(t, "POST /one application/json "+bodyOf("x"))
		if c.then != "" {
			p.got(t, c.then)
		}
		if n := len(p.bodies); n > maxRedirects || c.to != "/one" && n != 0 {
			t.Errorf("%s: %d more requests", c.to, n)
		}
		b.stop()
	}
	if n := len(other.bodies); n != 0 {
		t.Errorf("another host got %d", n)
	}
}

// TestPostTimeout: of a server that never answers, or never ends, or does not
// even shake hands.
func TestPostTimeout(t *testing.T) {
	hanging, _, _ := hangingServer(t)
	silent := newServer(t) // takes connections, says nothing
	for _, url := range []string{hanging, fmt.Sprintf("https://127.0.0.1:%d", silent.port())} {
		trigger := postTo(url, 1)
		trigger.Timeout = 100 * time.Millisecond
		b := newTriggerBed(t, trigger)
		b.fires("x")
		b.says(actPost, "no answer within 100 ms")
		if url != hanging {
			if _, err := io.Copy(io.Discard, silent.accept()); err != nil {
				t.Errorf("the handshake goes on: %v", err)
			}
		}
		b.finish(0, 1)
	}
	endless := newPosts(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, strings.Repeat("y", 1000))
		}
	})
	trigger := postTo(endless.URL, 1)
	trigger.Timeout = 500 * time.Millisecond
	b := newTriggerBed(t, trigger)
	b.fires("x")
	if e := b.says(actPost, "HTTP 200 in "); !strings.HasSuffix(e.Rules.Output, " more") {
		t.Errorf("…%q", tail(e.Rules.Output))
	}
	b.finish(1, 0)
}

func TestPostToNobody(t *testing.T) {
	s := newServer(t)
	s.Close()
	b := newTriggerBed(t, postTo(fmt.Sprintf("http://user:secret@127.0.0.1:%d/", s.port()), 1))
	b.fires("x")
	if e := b.says(actPost, "cannot post: dial tcp 127.0.0.1:"); strings.Contains(e.Detail, "secret") {
		t.Errorf("%q", e.Detail)
	}
	b.finish(0, 1)
}

// TestPostsAtOnce: never more than at_once, over connections that are kept.
func TestPostsAtOnce(t *testing.T) {
	const fires = 1000
	var now, most atomic.Int32
	p := newPosts(t, func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		defer now.Add(-1)
		io.WriteString(w, "taken")
	})
	b := newTriggerBed(t, postTo(p.URL, 4))
	for i := range fires {
		b.fires(fmt.Sprint(i))
	}
	for range fires {
		b.says(actPost, "HTTP 200 in ")
	}
	b.finish(fires, 0)
	for range p.conns.Load() {
		select {
		case <-p.closed:
		case <-time.After(keepTime / 2):
			t.Fatal("a connection is kept after the end")
		}
	}
	if most.Load() > 4 || p.conns.Load() > 8 || len(p.bodies) != fires {
		t.Errorf("%d at once, over %d connections; %d bodies", most.Load(), p.conns.Load(), len(p.bodies))
	}
}

// TestPostStops: within a request and within a handshake.
func TestPostStops(t *testing.T) {
	hanging, called, _ := hangingServer(t)
	silent := newServer(t)
	for _, url := range []string{hanging, fmt.Sprintf("https://127.0.0.1:%d", silent.port())} {
		b := newTriggerBed(t, postTo(url, 1))
		b.fires("x")
		if url == hanging {
			<-called
		} else {
			silent.accept()
		}
		began := time.Now()
		b.stop()
		if took := time.Since(began); took > 2*stopTime {
			t.Errorf("stop took %v", took)
		}
		b.says(actPost, "cut off when it was stopped")
		b.finish(0, 1)
	}
}

// TestPostDrains: what is under way, and what waits, is done.
func TestPostDrains(t *testing.T) {
	url, called, release := hangingServer(t)
	b := newTriggerBed(t, postTo(url, 1))
	b.fires("one")
	b.fires("two")
	<-called
	drained := make(chan struct{})
	go func() {
		b.drain(context.Background())
		close(drained)
	}()
	release()
	select {
	case <-drained:
	case <-time.After(patience):
		t.Fatal("drain did not end")
	}
	b.says(actPost, "HTTP 200 in ")
	b.says(actPost, "HTTP 200 in ")
	b.finish(2, 0)
}
