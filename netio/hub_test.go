package netio

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

func silentDial(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func fixed(l net.Listener) func(context.Context, string, string) (net.Listener, error) {
	return func(context.Context, string, string) (net.Listener, error) { return l, nil }
}

// TestPanicEndsOnlyItsSession injects a panic into every goroutine in turn.
func TestPanicEndsOnlyItsSession(t *testing.T) {
	for _, where := range []string{"session", "read loop", "write loop", "accept loop", "dial", "sink", "quiet", "recorder"} {
		t.Run(where, func(t *testing.T) {
			var mu sync.Mutex
			armed := false
			fault := func(w string) {
				mu.Lock()
				defer mu.Unlock()
				if armed && w == where {
					armed = false
					panic("injected")
				}
			}
			arm := func() { mu.Lock(); armed = true; mu.Unlock() }
			logged := &lockedBuffer{}
			b := newBed(t, Options{fault: fault, Logger: slog.New(slog.NewTextHandler(logged, nil)),
				Recorders: &shelf{onRecord: func() { fault("recorder") }}})
			other, _ := b.listener(lf(0), model.StartOptions{})
			o := model.StartOptions{Sink: func(*model.Batch) { fault("sink") }, Quiet: func() { fault("quiet") }}
			var id model.SessionID
			switch where {
			case "session", "dial":
				arm()
				s := newServer(t)
				id = b.Start(lf(s.port()), model.Client, o)
			default:
				var address string
				id, address = b.listener(lf(0), o)
				if where == "accept loop" {
					arm()
				}
				c := b.call(address)
				if where != "accept loop" {
					b.until("it is in", func() bool { return len(b.Peers(id)) == 1 })
					arm()
				}
				c.Write([]byte("hello\n"))
				b.Send(id, model.Outgoing{Text: "hello"})
			}
			st := b.ended(id)
			b.is(st.Reason, model.InternalError)
			if log := logged.String(); !strings.Contains(log, "injected") || !strings.Contains(log, "netio.") {
				t.Errorf("the log has no stack: %s", log)
			}
			o2, _ := b.Status(other)
			b.is(o2.State, model.StateListening)
			c := b.call(o2.Local)
			b.write(c, "still here\n")
			b.untilLine(other, "received still here")
		})
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// shelf keeps what its recorders record.
type shelf struct {
	onRecord func()
	err      error

	mu     sync.Mutex
	lines  []string
	quiets int
	opened int
	closed int
}

func (s *shelf) Open(model.Profile, model.Role, time.Time) (Recorder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	if s.err != nil {
		return nil, s.err
	}
	return (*book)(s), nil
}

type book shelf

func (r *book) Record(b *model.Batch) {
	r.mu.Lock()
	for i := range b.Len() {
		r.lines = append(r.lines, short(b.Record(i)))
	}
	r.mu.Unlock()
	if r.onRecord != nil {
		r.onRecord()
	}
}

func (r *book) Quiet() { r.mu.Lock(); r.quiets++; r.mu.Unlock() }

func (r *book) Storage() model.Storage { return model.Storage{Recording: true, Path: "run"} }

func (r *book) Close() { r.mu.Lock(); r.closed++; r.mu.Unlock() }

func TestRecording(t *testing.T) {
	s := &shelf{}
	b := newBed(t, Options{Recorders: s})
	id, peer := b.client(lf(0), model.StartOptions{})
	for range 100 {
		b.write(peer, "a\nb\n")
		b.is(b.Send(id, model.Outgoing{Text: "c"}), nil)
	}
	b.until("all is in", func() bool {
		st, _ := b.Status(id)
		return st.Received.Messages == 200 && st.Sent.Messages == 100
	})
	b.until("it was told that it is quiet", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.quiets > 0 })
	st, _ := b.Status(id)
	b.is(st.Storage, model.Storage{Recording: true, Path: "run"})
	b.Stop(id)
	b.ended(id)
	b.is(s.closed, 1)
	if !slices.Equal(s.lines, b.lines(id)) {
		t.Error("the recorder and the log differ")
	}
	for _, o := range []model.StartOptions{{AdHoc: true}, {Raw: true}} {
		id, _ := b.client(lf(0), o)
		st, _ := b.Status(id)
		b.is(st.Storage, model.Storage{})
		b.is(st.AdHoc, o.AdHoc)
	}
	b.is(s.opened, 1)
}

func TestRecorderThatDoesNotOpen(t *testing.T) {
	b := newBed(t, Options{Recorders: &shelf{err: errors.New("no space left on device")}})
	id, peer := b.client(lf(0), model.StartOptions{})
	b.write(peer, "hello\n")
	b.untilLine(id, "received hello")
	st, _ := b.Status(id)
	b.is(st.Storage.Err, "no space left on device")
	b.is(st.Storage.Lost, 4)
	if st.Storage.Since.IsZero() || st.State != model.StateConnected {
		t.Errorf("storage %+v, state %v", st.Storage, st.State)
	}
}

// TestQuiet has the sink flushed soon after traffic, and nothing wake up when
// there is none.
func TestQuiet(t *testing.T) {
	var mu sync.Mutex
	sunk, quiets := 0, 0
	count := func() (int, int) { mu.Lock(); defer mu.Unlock(); return sunk, quiets }
	s := &shelf{}
	synctest.Test(t, func(t *testing.T) {
		here, peer := net.Pipe()
		b := newBed(t, Options{Recorders: s,
			Dial: func(context.Context, string, string) (net.Conn, error) { return pipe{here}, nil }})
		b.Start(lf(9), model.Client, model.StartOptions{
			Sink:  func(*model.Batch) { mu.Lock(); sunk++; mu.Unlock() },
			Quiet: func() { mu.Lock(); quiets++; mu.Unlock() },
		})
		pass(time.Second)
		_, before := count()
		stored := s.quiets
		pass(time.Hour)
		if _, q := count(); q != before || s.quiets != stored {
			t.Errorf("an idle session flushed %d and %d times", q-before, s.quiets-stored)
		}
		for range 1000 {
			b.write(peer, "x\n")
		}
		pass(5 * time.Millisecond)
		if n, q := count(); n != 1003 || q == before || q > before+500 || s.quiets == stored {
			t.Errorf("%d batches, flushed %d times", n, q-before)
		}
	})
}

func TestForgetAndClose(t *testing.T) {
	b := newBed(t, Options{})
	one, peer := b.client(lf(0), model.StartOptions{})
	two, _ := b.listener(lf(0), model.StartOptions{})
	done := b.Done(one)
	b.Forget(one)
	<-done
	if _, err := peer.Read(make([]byte, 1)); err == nil {
		t.Error("the forgotten session is still connected")
	}
	if _, ok := b.Status(one); ok || len(b.Sessions()) != 1 || b.Sessions()[0].ID != two {
		t.Errorf("sessions: %v", b.Sessions())
	}
	<-b.Done(one) // of nobody is closed
	b.is(b.Log(one).Forward(0, 1, model.Filter{}) == nil, true)
	b.Close(t.Context())
	st, _ := b.Status(two)
	b.is(st.Reason, model.StoppedHere)
	b.is(b.Start(lf(9), model.Client, model.StartOptions{}), 0)
}

// TestCloseDoesNotWaitForEver has a sink that never comes back.
func TestCloseDoesNotWaitForEver(t *testing.T) {
	release := make(chan struct{})
	b := newBed(t, Options{})
	id := b.Start(lf(9), model.Listener, model.StartOptions{Sink: func(*model.Batch) { <-release }})
	began := time.Now()
	b.Close(t.Context())
	if took := time.Since(began); took > closeTime+500*time.Millisecond {
		t.Errorf("closing took %v", took)
	}
	close(release)
	<-b.Done(id)
}

func TestRateMovesWithTraffic(t *testing.T) {
	var m meter
	at := func(s int64) time.Time { return time.Unix(1000+s, 0) }
	m.received(at(0), 3, 30)
	m.sent(at(0), 1, 10)
	m.received(at(2), 5, 50)
	if m.rate[13] != 4 || m.rate[14] != 0 || m.rate[15] != 5 || m.second != 1002 {
		t.Errorf("rate %v at %d", m.rate, m.second)
	}
	m.received(at(1), 1, 1) // another connection's clock reading, a little older
	m.received(at(100), 7, 1)
	if m.rate != [16]uint32{15: 7} {
		t.Errorf("rate %v after a pause", m.rate)
	}
}
