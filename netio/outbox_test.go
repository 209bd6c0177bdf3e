package netio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"tcpdeck/model"
)

// TestPeerThatNeverReads fills its outbox; all else goes on.
func TestPeerThatNeverReads(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{})
	deaf, good := b.call(address), b.call(address)
	b.until("both are in", func() bool { return len(b.Peers(id)) == 2 })
	heard := make(chan int64)
	go func() {
		n, _ := io.Copy(io.Discard, good)
		heard <- n
	}()
	m := model.Outgoing{Text: strings.Repeat("x", 1<<20-1)}
	var err error
	sent := int64(0)
	for ; err == nil && sent < 100; sent++ {
		// The good one must not be the one that is full.
		b.until("the good client keeps up", func() bool {
			for _, c := range b.Clients(id, b.Peers(id)...) {
				if c.Peer == good.LocalAddr().String() && c.Queued > 0 {
					return false
				}
			}
			return true
		})
		err = b.Send(id, m)
	}
	if !errors.Is(err, model.ErrQueueFull) || !strings.Contains(err.Error(), deaf.LocalAddr().String()) {
		t.Fatalf("after %d MiB: %v", sent, err)
	}
	for _, c := range b.Clients(id, b.Peers(id)...) {
		if c.Peer == deaf.LocalAddr().String() && (c.Queued > outboxLimit || c.Queued < outboxLimit/2) {
			t.Errorf("%d bytes are queued", c.Queued)
		}
	}
	err = nil
	for ; err == nil && sent < 200; sent++ { // the system may make room for one more yet
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		err = b.SendWait(ctx, id, m)
		cancel()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("SendWait: %v", err)
	}
	began := time.Now()
	b.Stop(id)
	b.ended(id)
	if took := time.Since(began); took > drainTime+time.Second {
		t.Errorf("stopping took %v", took)
	}
	notes, written := 0, 0
	for _, r := range b.Log(id).Forward(0, 1<<20, model.Filter{Peer: deaf.LocalAddr().String()}) {
		if r.Event.Name == model.Note {
			if n, err := fmt.Sscanf(r.Event.Detail, "not sent in full: %d", &notes); n != 1 {
				t.Errorf("%q: %v", r.Event.Detail, err)
			}
		}
	}
	for _, r := range b.Log(id).Forward(0, 1<<20, model.Filter{}) {
		if r.Kind == model.KindSent && r.Peer == deaf.LocalAddr().String() {
			written++
		}
	}
	if notes == 0 || int64(notes+written) != sent-2 { // one was refused, one given up
		t.Errorf("%d messages noted as not sent and %d as sent, of %d", notes, written, sent-2)
	}
	if n := <-heard; n != sent<<20 && n != (sent-1)<<20 { // with the one given up, or without
		t.Errorf("the good client heard %d bytes of %d", n, sent<<20)
	}
}

// TestSendWait sends far more than an outbox holds, from several goroutines.
func TestSendWait(t *testing.T) {
	b := newBed(t, Options{})
	s := newServer(t)
	id := b.Start(lf(s.port()), model.Client, model.StartOptions{NoLog: true})
	var wg sync.WaitGroup
	text := strings.Repeat("x", 99_999)
	for range 4 {
		wg.Add(1)
		go func() { // also before the connection stands
			defer wg.Done()
			for range 50 {
				if err := b.SendWait(t.Context(), id, model.Outgoing{Text: text}); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	peer := s.accept()
	done := make(chan int64)
	go func() {
		n, _ := io.Copy(io.Discard, peer)
		done <- n
	}()
	wg.Wait()
	b.Stop(id) // what is queued is still sent
	b.ended(id)
	b.is(<-done, 4*50*100_000)
}

func TestShortMessagesShareAWrite(t *testing.T) {
	m := func(size int, e model.Ending) *outgoing { return &outgoing{data: make([]byte, size), ending: e} }
	for _, c := range []struct {
		queue []*outgoing
		want  int
	}{
		{[]*outgoing{m(9, model.LF)}, 1},
		{[]*outgoing{m(9, model.LF), m(9, model.LF), m(9, model.CR)}, 2},
		{[]*outgoing{m(9, model.Raw), m(9, model.Raw)}, 1},
		{[]*outgoing{m(writeLimit, model.LF), m(9, model.LF)}, 1},
		{[]*outgoing{m(writeLimit*2, model.LF)}, 1},
	} {
		if got := together(c.queue); got != c.want {
			t.Errorf("%d of %d go together, want %d", got, len(c.queue), c.want)
		}
	}
	b := newBed(t, Options{})
	p := lf(0)
	p.CodePage = "iso-8859-1"
	id, peer := b.client(p, model.StartOptions{})
	var want []string
	for i := range 500 {
		b.is(b.Send(id, model.Outgoing{Text: fmt.Sprintf("é%d", i)}), nil)
		want = append(want, fmt.Sprintf("sent é%d", i))
	}
	b.untilLine(id, "sent é499")
	b.is(b.lines(id)[3:], want)
	b.hears(peer, "\xe90\n\xe91\n")
}

func TestSendIsRefused(t *testing.T) {
	b := newBed(t, Options{Dial: silentDial})
	send := func(id model.SessionID, text string, want error) {
		t.Helper()
		if err := b.Send(id, model.Outgoing{Text: text}); !errors.Is(err, want) {
			t.Errorf("sending: %v, want %v", err, want)
		}
	}
	id := b.Start(lf(9), model.Client, model.StartOptions{})
	send(id, "x", model.ErrNotConnected)
	b.Stop(id)
	b.ended(id)
	send(id, "x", model.ErrEnded)
	if err := b.SendWait(t.Context(), id, model.Outgoing{Text: "x"}); !errors.Is(err, model.ErrEnded) {
		t.Errorf("SendWait: %v", err)
	}
	send(99, "x", model.ErrNoSession)
	if err := b.HalfClose(id); !errors.Is(err, model.ErrEnded) {
		t.Errorf("HalfClose: %v", err)
	}
}

// TestTextThatTheCodePageLacks sends nothing of it.
func TestTextThatTheCodePageLacks(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.CodePage = "iso-8859-1"
	id, peer := b.client(p, model.StartOptions{})
	err := b.Send(id, model.Outgoing{Text: "5 €"})
	var te *model.TextError
	if !errors.As(err, &te) || !strings.Contains(err.Error(), "€ (U+20AC) is not in iso-8859-1") {
		t.Errorf("sent a euro: %v", err)
	}
	b.is(b.Send(id, model.Outgoing{Text: "é"}), nil)
	b.hears(peer, "\xe9\n")
	b.untilLine(id, "sent é")
	b.is(b.lines(id)[3:], "[sent é]")
}
