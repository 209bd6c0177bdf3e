package netio

import (
	"context"
	"errors"
	"sync"
	"time"

	"tcpdeck/model"
)

// inboxLimit bounds what waits to be received by rules, in bytes; beyond it
// the connection is not read on.
const inboxLimit = 1 << 20

// inbox is what a connection has received and its rules have not.
type inbox struct {
	mu      sync.Mutex
	batches []*model.Batch
	next    int // the part of batches[0] that comes next
	bytes   int
	over    *wireError    // why no more comes; nil while it may
	came    chan struct{} // one-slot: something changed, for the rules
	left    chan struct{} // one-slot: there is room, for the read loop
	lost    chan struct{} // closed when the connection is of no more use
	lostNow bool
}

func newInbox() *inbox {
	return &inbox{came: make(chan struct{}, 1), left: make(chan struct{}, 1), lost: make(chan struct{})}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// put adds a batch that never changes; it waits for room.
func (b *inbox) put(batch *model.Batch) {
	b.mu.Lock()
	for b.bytes >= inboxLimit && b.over == nil {
		b.mu.Unlock()
		select {
		case <-b.left:
		case <-b.lost:
		}
		b.mu.Lock()
	}
	if b.over == nil && len(batch.Parts) > 0 {
		b.batches = append(b.batches, batch)
		b.bytes += len(batch.Data)
	}
	b.mu.Unlock()
	poke(b.came)
}

// end says that no more comes. What was put before is still received.
func (b *inbox) end(reason model.Reason, detail string) {
	b.mu.Lock()
	if b.over == nil {
		b.over = &wireError{reason, reasonWords(reason, detail), false}
		if reason == model.ClosedByPeer {
			b.over.why, b.over.over = "the peer closed the connection", true
		}
	}
	if reason != model.ClosedByPeer && !b.lostNow {
		b.lostNow = true
		close(b.lost)
	}
	b.mu.Unlock()
	poke(b.came)
	poke(b.left)
}

// take returns the next message, or why there will be none; ok is false while
// neither is known.
func (b *inbox) take() (m model.Record, over *wireError, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.batches) == 0 {
		return m, b.over, b.over != nil
	}
	first := b.batches[0]
	m = first.Shared(b.next)
	if b.next++; b.next == len(first.Parts) {
		b.batches[0], b.next = nil, 0
		b.batches = b.batches[1:]
		b.bytes -= len(first.Data)
		poke(b.left)
	}
	return m, nil, true
}

// connTalk is a conversation over a connection.
type connTalk struct {
	c       *conn
	in      *inbox
	written chan error // of the message that is being sent
	timer   *time.Timer
	over    chan struct{} // closed when the conversation is
}

// startTalk begins the conversation of a connection, unless one is under way.
func (c *conn) startTalk(i *interaction) {
	if i == nil || c.receiver == nil || !i.attached() {
		return
	}
	k := &connTalk{c: c, in: newInbox(), written: make(chan error, 1), over: make(chan struct{})}
	c.mu.Lock()
	if c.closed || c.peerDone || !c.talk.CompareAndSwap(nil, k) {
		c.mu.Unlock()
		return
	}
	c.s.loops.Add(1)
	c.mu.Unlock()
	i.begin()
	go k.run(i)
}

// run is the conversation's own goroutine.
func (k *connTalk) run(i *interaction) {
	s := k.c.s
	defer s.loops.Done()
	defer close(k.over)
	defer s.guard("interaction")
	s.hub.fault("interaction")
	t := talk{c: i.drive.Compiled, drive: i.drive, counts: i.counts, w: k, peer: k.c.peer, timeout: s.profile.Timeout,
		raw:   s.profile.Framing.Receive == model.Raw,
		noted: func(what string) { s.event(k.c.peer, model.Event{Name: model.Note, Detail: what}) }}
	if s.role == model.Listener {
		t.fired = func(e model.RuleEvent) { i.fire(k.c.peer, e) }
	}
	v := t.run(i.ctx)
	i.end(k.c.peer, v, t.results)
	if k.timer != nil {
		k.timer.Stop()
	}
	k.leave(v, i.drive.Stay || !i.attached())
}

// leave ends the connection too, or gives it back to who else uses it.
func (k *connTalk) leave(v verdict, stay bool) {
	c := k.c
	if stay && !v.exit {
		c.mu.Lock()
		c.talk.Store(nil)
		c.mu.Unlock()
		k.in.end(model.ClosedHere, "") // a read loop that waits for room goes on
		return
	}
	if v.reason == model.TimedOut {
		c.shut(model.TimedOut, v.why)
		return
	}
	c.shut(model.ClosedHere, "")
}

// send implements wire.
func (k *connTalk) send(ctx context.Context, text string, data []byte) (model.Record, error) {
	out, err := k.c.s.encode(model.Outgoing{Text: text, Bytes: data})
	if err != nil {
		return model.Record{}, err
	}
	if len(out.data) == 0 {
		return model.Record{}, errNothing
	}
	out.written = k.written
	at := time.Now().Round(0)
	if err = k.c.push(out); errors.Is(err, model.ErrQueueFull) {
		err = k.c.pushWait(ctx, out)
	}
	if err != nil {
		return model.Record{}, k.why(ctx, err)
	}
	timeout := k.c.s.profile.Timeout
	select {
	case err = <-k.written:
	case <-k.after(timeout):
		err = timedOut("the peer did not read for " + words(timeout))
	case <-k.in.lost:
		err = model.ErrClosing
	case <-ctx.Done():
	}
	if err != nil || ctx.Err() != nil {
		return model.Record{}, k.why(ctx, err)
	}
	m := model.Batch{Time: at, Kind: model.KindSent, Peer: k.c.peer, Data: out.data, Parts: []model.Part{out.part}, Texts: out.texts}
	return m.Shared(0), nil
}

// after is a channel that has a value when d is over; 0 is never.
func (k *connTalk) after(d time.Duration) <-chan time.Time {
	switch {
	case d <= 0:
		return nil
	case k.timer == nil:
		k.timer = time.NewTimer(d)
	default:
		k.timer.Reset(d)
	}
	return k.timer.C
}

// why turns what a send met into why the connection is of no more use.
func (k *connTalk) why(ctx context.Context, err error) error {
	var b *wireError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &b):
		return b
	}
	k.c.mu.Lock()
	defer k.c.mu.Unlock()
	if k.c.reason != "" {
		return &wireError{reason: k.c.reason, why: reasonWords(k.c.reason, k.c.detail)}
	}
	return &wireError{reason: model.WriteFailed, why: reasonWords(model.WriteFailed, err.Error())}
}

func timedOut(why string) error {
	return &wireError{reason: model.TimedOut, why: reasonWords(model.TimedOut, why)}
}

func reasonWords(reason model.Reason, detail string) string {
	if detail == "" {
		return string(reason)
	}
	return string(reason) + ": " + detail
}

// receive implements wire.
func (k *connTalk) receive(ctx context.Context, timeout time.Duration) (model.Record, error) {
	m, over, ok := k.in.take()
	if ok {
		return m, over.err()
	}
	end := k.after(timeout)
	for {
		late := false
		select {
		case <-k.in.came:
		case <-end:
			late = true
		case <-ctx.Done():
			return m, ctx.Err()
		}
		if m, over, ok = k.in.take(); ok {
			return m, over.err()
		}
		if late {
			return m, timedOut("no message for " + words(timeout))
		}
	}
}

// pause implements wire. The end of what the peer sends does not end it.
func (k *connTalk) pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-k.after(d):
		return nil
	case <-k.in.lost:
		return k.why(ctx, model.ErrClosing)
	case <-ctx.Done():
		return ctx.Err()
	}
}
