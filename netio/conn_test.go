package netio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

func TestConversation(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.Framing.Send = model.CRLF
	id, peer := b.client(p, model.StartOptions{})
	b.write(peer, "hello\nwor")
	b.untilLine(id, "received hello")
	b.write(peer, "ld\n")
	b.untilLine(id, "received world")
	b.is(b.Send(id, model.Outgoing{Text: "one\ntwo"}), nil)
	b.is(b.Send(id, model.Outgoing{Text: "three", Ending: model.NUL}), nil)
	b.is(b.Send(id, model.Outgoing{Bytes: []byte{0, 1}}), nil)
	b.hears(peer, "one\ntwo\r\nthree\x00\x00\x01")
	b.untilLine(id, "sent \x00\x01")
	rs := b.Log(id).Forward(5, 9, model.Filter{})
	for i, want := range []model.Ending{"", model.NUL, model.Raw} {
		if rs[i].Kind != model.KindSent || rs[i].Ending != want {
			t.Errorf("%v has ending %q, want %q", short(rs[i]), rs[i].Ending, want)
		}
	}
	st, _ := b.Status(id)
	b.is(st.Sent, model.Traffic{Messages: 3, Bytes: 17})
	b.is(st.Received, model.Traffic{Messages: 2, Bytes: 12})
	b.is(st.Local, peer.RemoteAddr())
	b.is(st.Remote, peer.LocalAddr())
	if st.ConnectFor <= 0 || st.Rate[15]+st.Rate[14]+st.Rate[13] != 5 || st.RateAt.IsZero() {
		t.Errorf("connected in %v, rate %v at %v", st.ConnectFor, st.Rate, st.RateAt)
	}
}

// TestEverySplitOfTheWire sends two shift_jis messages cut at every byte, each
// on its own connection.
func TestEverySplitOfTheWire(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.CodePage = "shift_jis"
	stream, err := CodePages{}.Encode("shift_jis", "テスト\nソ\n")
	if err != nil {
		t.Fatal(err)
	}
	id, address := b.listener(p, model.StartOptions{})
	for i := 1; i < len(stream); i++ {
		c := b.call(address)
		peer := c.LocalAddr().String()
		b.write(c, string(stream[:i]))
		b.until("the first piece arrived", func() bool {
			for _, cl := range b.Clients(id, b.Peers(id)...) {
				if cl.Peer == peer && cl.Received.Bytes == int64(i) {
					return true
				}
			}
			return false
		})
		b.write(c, string(stream[i:]))
		c.Close()
		var got []string
		b.until("the client closed", func() bool {
			got = nil
			for _, r := range b.Log(id).Forward(0, 1<<20, model.Filter{Peer: peer}) {
				if r.Peer == peer {
					got = append(got, short(r))
				}
			}
			return strings.HasPrefix(got[len(got)-1], "closed")
		})
		b.is(got, "[connected received テスト received ソ closed (closed by peer)]")
	}
}

// TestTimesIncrease is what tells one read from the next in stored output.
func TestTimesIncrease(t *testing.T) {
	c := &conn{}
	now := time.Now()
	var last time.Time
	for i, at := range []time.Time{now, now, now.Add(-time.Hour), now.Add(time.Second)} {
		got := c.stamp(at)
		if !got.After(last) {
			t.Errorf("read %d: %v is not after %v", i, got, last)
		}
		last = got
	}
}

func TestSentAndReceivedMayStayOut(t *testing.T) {
	var sunk []string
	b := newBed(t, Options{})
	p := lf(0)
	p.LogSent, p.LogReceived = false, false
	got := make(chan string, 9)
	id, peer := b.client(p, model.StartOptions{Sink: func(r *model.Batch) { got <- short(r.Record(0)) }})
	b.is(b.Send(id, model.Outgoing{Text: "out"}), nil)
	b.hears(peer, "out\n")
	b.write(peer, "in\n")
	b.until("both are counted", func() bool {
		st, _ := b.Status(id)
		return st.Sent.Messages == 1 && st.Received.Messages == 1
	})
	b.Stop(id)
	b.ended(id)
	close(got)
	for l := range got {
		sunk = append(sunk, l)
	}
	b.is(b.lines(id), "[started connecting connected closed (stopped here)]")
	b.is(sunk, "[started connecting connected sent out received in closed (stopped here)]")
}

func TestRawPassesBytes(t *testing.T) {
	b := newBed(t, Options{})
	got := make(chan string, 9)
	p := lf(0)
	p.CodePage = "shift_jis"
	id, peer := b.client(p, model.StartOptions{Raw: true, NoLog: true, Sink: func(r *model.Batch) {
		if r.Kind == model.KindReceived {
			got <- string(r.Data)
		}
	}})
	b.write(peer, "a\nb\x83") // half a character is not held back
	b.is(<-got, "a\nb\x83")
	b.is(b.Send(id, model.Outgoing{Bytes: []byte("\xff\n")}), nil)
	b.hears(peer, "\xff\n")
	b.is(len(b.lines(id)), 0)
}

func TestPeerHalfCloses(t *testing.T) {
	t.Run("the queue is still sent", func(t *testing.T) {
		b := newBed(t, Options{})
		id, peer := b.client(lf(0), model.StartOptions{})
		big := strings.Repeat("x", 3<<20)
		b.is(b.Send(id, model.Outgoing{Text: big}), nil)
		peer.CloseWrite()
		b.until("the end is noticed", func() bool {
			err := b.Send(id, model.Outgoing{Text: "late"})
			return errors.Is(err, model.ErrClosing) || errors.Is(err, model.ErrEnded)
		})
		n, err := io.Copy(io.Discard, peer)
		st := b.ended(id)
		if err != nil || n <= int64(len(big)) || n != st.Sent.Bytes {
			t.Errorf("the peer got %d bytes and %v, sent were %d", n, err, st.Sent.Bytes)
		}
		b.is(st.Reason, model.ClosedByPeer)
	})
	t.Run("keep_half_open", func(t *testing.T) {
		b := newBed(t, Options{})
		p := lf(0)
		p.KeepHalfOpen = true
		id, peer := b.client(p, model.StartOptions{})
		peer.CloseWrite()
		b.untilLine(id, "half-closed (closed by peer)")
		b.is(b.Send(id, model.Outgoing{Text: "still"}), nil)
		b.hears(peer, "still\n")
		b.is(b.HalfClose(id), nil)
		b.is(b.ended(id).Reason, model.ClosedByPeer)
	})
	t.Run("keep_half_open, stopped", func(t *testing.T) {
		b := newBed(t, Options{})
		p := lf(0)
		p.KeepHalfOpen = true
		id, peer := b.client(p, model.StartOptions{})
		peer.CloseWrite()
		b.untilLine(id, "half-closed (closed by peer)")
		b.Stop(id)
		b.is(b.ended(id).Reason, model.StoppedHere)
	})
}

func TestFinishSending(t *testing.T) {
	t.Run("sending is finished first", func(t *testing.T) {
		b := newBed(t, Options{})
		id, peer := b.client(lf(0), model.StartOptions{Raw: true, FinishSending: true})
		peer.CloseWrite()
		b.untilLine(id, "half-closed (closed by peer)")
		for i := range 100 {
			b.is(b.SendWait(context.Background(), id, model.Outgoing{Bytes: fmt.Appendf(nil, "%02d", i)}), nil)
		}
		b.is(b.HalfClose(id), nil)
		all, err := io.ReadAll(peer)
		if err != nil || len(all) != 200 {
			t.Errorf("the peer got %d bytes and %v", len(all), err)
		}
		b.is(b.ended(id).Reason, model.ClosedByPeer)
	})
	t.Run("then it is gone", func(t *testing.T) {
		b := newBed(t, Options{})
		id, peer := b.client(lf(0), model.StartOptions{FinishSending: true})
		peer.Close()
		b.untilLine(id, "half-closed (closed by peer)")
		b.until("a write fails", func() bool { return b.Send(id, model.Outgoing{Text: "x"}) != nil })
		b.is(b.ended(id).Reason, model.WriteFailed)
	})
}

func TestHalfCloseHere(t *testing.T) {
	b := newBed(t, Options{})
	id, peer := b.client(lf(0), model.StartOptions{})
	b.is(b.Send(id, model.Outgoing{Text: "last"}), nil)
	b.is(b.HalfClose(id), nil)
	if err := b.HalfClose(id); !errors.Is(err, model.ErrHalfClosed) {
		t.Errorf("half-closed twice: %v", err)
	}
	if err := b.Send(id, model.Outgoing{Text: "x"}); !errors.Is(err, model.ErrHalfClosed) {
		t.Errorf("sent after half-close: %v", err)
	}
	all, _ := io.ReadAll(peer)
	b.is(string(all), "last\n")
	b.write(peer, "answer\n")
	peer.Close()
	b.is(b.ended(id).Reason, model.ClosedByPeer)
	b.is(b.lines(id)[3:], "[sent last half-closed (closed here) received answer closed (closed by peer)]")
}
