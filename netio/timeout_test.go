package netio

import (
	"context"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// pipe is a net.Pipe end with an address, which sessions show.
type pipe struct{ net.Conn }

func (pipe) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 5), Port: 9090} }
func (pipe) LocalAddr() net.Addr  { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 50000} }

// bubble runs a client session on a pipe, in fake time.
func bubble(t *testing.T, p model.Profile, o model.StartOptions, f func(b *bed, id model.SessionID, peer net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		here, peer := net.Pipe()
		b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) { return pipe{here}, nil }})
		id := b.Start(p, model.Client, o)
		synctest.Wait()
		f(b, id, peer)
	})
}

// atEnd waits for the end of a session and says when it came.
func (b *bed) atEnd(id model.SessionID, began time.Time) string {
	b.t.Helper()
	select {
	case <-b.Done(id):
	case <-time.After(24 * time.Hour):
		b.t.Fatal("it goes on for a day")
	}
	rs := b.Log(id).Backward(1<<40, 1, model.Filter{})
	return fmt.Sprintf("%s after %v", short(rs[0]), rs[0].Time.Sub(began).Round(100*time.Millisecond))
}

func minute() model.Profile {
	p := lf(9090)
	p.Timeout = time.Minute
	return p
}

// pass lets fake time go by, and all that comes of it happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

var strict = model.StartOptions{Strict: true}

func TestStrictTimeout(t *testing.T) {
	t.Run("starts at the connect", func(t *testing.T) {
		bubble(t, minute(), strict, func(b *bed, id model.SessionID, _ net.Conn) {
			b.is(b.atEnd(id, time.Now()), "closed (timed out) after 1m0s")
			st, _ := b.Status(id)
			b.is(st.Detail, "no message for 60 s")
		})
	})
	t.Run("anew with every message received", func(t *testing.T) {
		bubble(t, minute(), strict, func(b *bed, id model.SessionID, peer net.Conn) {
			began := time.Now()
			for range 5 {
				pass(50 * time.Second)
				b.write(peer, "tick\n")
			}
			b.is(b.atEnd(id, began), "closed (timed out) after 5m10s")
		})
	})
	t.Run("anew with every message sent", func(t *testing.T) {
		bubble(t, minute(), strict, func(b *bed, id model.SessionID, peer net.Conn) {
			began := time.Now()
			for range 3 {
				pass(40 * time.Second)
				b.is(b.Send(id, model.Outgoing{Text: "tick"}), nil)
				b.hears(peer, "tick\n")
			}
			b.is(b.atEnd(id, began), "closed (timed out) after 3m0s")
		})
	})
	t.Run("half a message is none", func(t *testing.T) {
		bubble(t, minute(), strict, func(b *bed, id model.SessionID, peer net.Conn) {
			began := time.Now()
			pass(50 * time.Second)
			b.write(peer, "half")
			b.is(b.atEnd(id, began), "closed (timed out) after 1m0s")
			b.is(b.lines(id)[3], "received half incomplete")
		})
	})
}

func TestEndsOfTheStrictTimeout(t *testing.T) {
	t.Run("0 waits for ever", func(t *testing.T) {
		p := minute()
		p.Timeout = 0
		bubble(t, p, strict, func(b *bed, id model.SessionID, peer net.Conn) {
			began := time.Now()
			pass(20 * time.Hour)
			peer.Close()
			b.is(b.atEnd(id, began), "closed (closed by peer) after 20h0m0s")
		})
	})
	t.Run("close_on_timeout", func(t *testing.T) {
		p := minute()
		p.CloseTimeout = true
		bubble(t, p, model.StartOptions{}, func(b *bed, id model.SessionID, _ net.Conn) {
			b.is(b.atEnd(id, time.Now()), "closed (timed out) after 1m0s")
		})
	})
	t.Run("a peer that reads nothing", func(t *testing.T) {
		bubble(t, minute(), strict, func(b *bed, id model.SessionID, _ net.Conn) {
			b.is(b.Send(id, model.Outgoing{Text: "unheard"}), nil)
			b.is(b.atEnd(id, time.Now()), "closed (timed out) after 1m0s")
		})
	})
}

func TestTimeoutOfAPerson(t *testing.T) {
	t.Run("a note, and the connection stays", func(t *testing.T) {
		bubble(t, minute(), model.StartOptions{}, func(b *bed, id model.SessionID, peer net.Conn) {
			pass(time.Hour) // nothing was asked
			began := time.Now()
			b.is(b.Send(id, model.Outgoing{Text: "ask"}), nil)
			b.hears(peer, "ask\n")
			pass(time.Hour) // only one note
			b.is(b.lines(id)[3:], "[sent ask note no reply for 60 s]")
			note := b.Log(id).Backward(1<<40, 1, model.Filter{})[0]
			b.is(note.Time.Sub(began).Round(100*time.Millisecond), time.Minute)
			b.is(b.Send(id, model.Outgoing{Text: "again"}), nil)
			b.hears(peer, "again\n")
			pass(time.Hour)
			b.is(b.lines(id)[5:], "[sent again note no reply for 60 s]")
		})
	})
	t.Run("a reply ends the wait", func(t *testing.T) {
		bubble(t, minute(), model.StartOptions{}, func(b *bed, id model.SessionID, peer net.Conn) {
			for range 2 {
				b.is(b.Send(id, model.Outgoing{Text: "ask"}), nil)
				b.hears(peer, "ask\n")
				pass(59 * time.Second)
				b.write(peer, "answer\n")
				pass(30 * time.Second)
			}
			pass(time.Hour)
			b.is(b.lines(id)[3:], "[sent ask received answer sent ask received answer]")
		})
	})
	t.Run("the deadline of an old wait is not that of a new one", func(t *testing.T) {
		bubble(t, minute(), model.StartOptions{}, func(b *bed, id model.SessionID, peer net.Conn) {
			ask := func() {
				b.is(b.Send(id, model.Outgoing{Text: "ask"}), nil)
				b.hears(peer, "ask\n")
			}
			ask()
			b.write(peer, "answer\n")
			pass(30 * time.Second)
			ask()
			pass(45 * time.Second)
			b.is(b.lines(id)[3:], "[sent ask received answer sent ask]")
			pass(16 * time.Second)
			b.is(b.lines(id)[6:], "[note no reply for 60 s]")
		})
	})
}

// TestReplyFollowsWhatItAnswers has the reply arrive before the writer has
// logged, and a peer that talks without listening get through all the same.
func TestReplyFollowsWhatItAnswers(t *testing.T) {
	p := lf(9090)
	bubble(t, p, model.StartOptions{}, func(b *bed, id model.SessionID, peer net.Conn) {
		for i := range 200 {
			ask, answer := fmt.Sprintf("ask %d", i), fmt.Sprintf("answer %d", i)
			b.is(b.Send(id, model.Outgoing{Text: ask}), nil)
			b.hears(peer, ask+"\n")
			b.write(peer, answer+"\n")
			synctest.Wait()
			ls := b.lines(id)
			b.is(ls[len(ls)-2:], fmt.Sprintf("[sent %s received %s]", ask, answer))
		}
		b.is(b.Send(id, model.Outgoing{Text: "unheard"}), nil)
		began := time.Now()
		for range 5 {
			b.write(peer, "I talk\n")
		}
		if took := time.Since(began); took > 2*replyGrace {
			t.Errorf("a blocked write held reading up for %v", took)
		}
		synctest.Wait()
		ls := b.lines(id)
		b.is(ls[len(ls)-1], "received I talk")
	})
}

func TestConnectGivesUp(t *testing.T) {
	silent := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	for _, c := range []struct {
		timeout time.Duration
		want    string
	}{
		{0, "failed (timed out) after 10s"},
		{time.Minute, "failed (timed out) after 10s"},
		{3 * time.Second, "failed (timed out) after 3s"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBed(t, Options{Dial: silent})
			p := lf(9090)
			p.Timeout = c.timeout
			id := b.Start(p, model.Client, model.StartOptions{})
			b.is(b.atEnd(id, time.Now()), c.want)
			st, _ := b.Status(id)
			b.is(st.Detail, fmt.Sprintf("127.0.0.1:9090 did not answer within %s", words(min(10*time.Second, connectLimit(p)))))
		})
	}
}

// TestTimeoutOfASocket is the same on real sockets, whose deadlines come out
// of another read path.
func TestTimeoutOfASocket(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.Timeout, p.CloseTimeout = 50*time.Millisecond, true
	id, address := b.listener(p, model.StartOptions{})
	c := b.call(address)
	b.write(c, "one\n")
	if n, err := c.Read(make([]byte, 1)); n != 0 || isTimeout(err) {
		t.Errorf("the client reads %d bytes and %v", n, err)
	}
	b.untilLine(id, "closed (timed out)")
	p.CloseTimeout = false
	id, peer := b.client(p, model.StartOptions{})
	b.is(b.Send(id, model.Outgoing{Text: "ask"}), nil)
	b.untilLine(id, "note no reply for 0.05 s")
	b.write(peer, "late\n")
	b.untilLine(id, "received late")
}
