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
	isLost  bool
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
		b.bytes += batch.Size()
	}
	b.mu.Unlock()
	poke(b.came)
}

// end says that no more comes. What was put before is still received, and what
// is sent may still arrive.
func (b *inbox) end(reason model.Reason, detail string) {
	b.mu.Lock()
	if b.over == nil {
		b.over = &wireError{reason: reason, detail: detail}
		if reason == model.ClosedByPeer {
			b.over.detail, b.over.over = "the peer closed the connection", true
		}
	}
	b.mu.Unlock()
	poke(b.came)
	poke(b.left)
}

// lose says that the connection is of no more use.
func (b *inbox) lose(reason model.Reason, detail string) {
	b.end(reason, detail)
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.isLost {
		b.isLost = true
		close(b.lost)
	}
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
		b.bytes -= first.Size()
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
	if i == nil || !i.attached() {
		return
	}
	k := &connTalk{c: c, in: newInbox(), written: make(chan error, 1), over: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.box.noMore || !c.talk.CompareAndSwap(nil, k) {
		return
	}
	if c.peerDone {
		k.in.end(model.ClosedByPeer, "")
	}
	c.wait.until = time.Time{} // rules have waits of their own
	c.s.loops.Add(1)
	i.begin()
	go k.run(i)
}

// run is the conversation's own goroutine.
func (k *connTalk) run(i *interaction) {
	s, peer := k.c.s, k.c.peer
	defer s.loops.Done()
	defer close(k.over)
	v := verdict{outcome: model.Failure, rule: -1, reason: model.InternalError, why: string(model.InternalError)}
	t := talk{c: i.drive.Compiled, drive: i.drive, counts: i.counts, w: k, peer: peer, timeout: s.profile.Timeout,
		raw:   s.profile.Framing.Receive == model.Raw,
		noted: func(what string) { s.event(peer, model.Event{Name: model.Note, Detail: what}) }}
	if s.role == model.Listener {
		t.fired = func(e model.RuleEvent) { i.fire(peer, e) }
	}
	func() {
		defer s.guard("interaction")
		s.hub.fault("interaction")
		v = t.run(i.ctx)
	}()
	defer s.guard("end of an interaction")
	i.end(peer, v, t.results.all)
	if k.timer != nil {
		k.timer.Stop()
	}
	k.leave(i, v)
}

// leave ends the connection too, or gives it back to who else uses it.
func (k *connTalk) leave(i *interaction, v verdict) {
	c := k.c
	if !v.exit && (i.drive.Stay || !i.attached()) {
		k.handBack(i)
		return
	}
	reason, detail := model.ClosedHere, ""
	if v.reason == model.TimedOut {
		reason, detail = v.reason, v.detail
	}
	k.in.lose(reason, detail) // a read loop that waits for room goes on
	c.closeGently(reason, detail)
}

// handBack lets the connection go on without this conversation.
func (k *connTalk) handBack(i *interaction) {
	c := k.c
	c.mu.Lock()
	c.talk.Store(nil)
	if c.strictLocked() {
		c.wait.beginLocked(c, time.Now())
	}
	c.mu.Unlock()
	k.in.lose(model.ClosedHere, "") // a read loop that waits for room goes on
	if d := c.s.driver(); d != i {
		c.startTalk(d) // it was attached meanwhile
	}
}

// usable implements wire.
func (k *connTalk) usable() error {
	select {
	case <-k.in.lost:
		return k.why(model.ErrClosing)
	default:
		return nil
	}
}

// gone implements wire.
func (k *connTalk) gone() <-chan struct{} { return k.in.lost }

// send implements wire.
func (k *connTalk) send(ctx context.Context, text string, data []byte) (model.Record, error) {
	out, err := k.c.s.encode(model.Outgoing{Text: text, Bytes: data})
	if err != nil {
		return model.Record{}, err
	}
	if len(out.data) == 0 {
		return model.Record{}, errNothing
	}
	timeout := k.c.s.profile.Timeout
	late := k.after(timeout)
	out.written = k.written
	at := time.Now().Round(0)
	if err = k.push(ctx, out, timeout); err == nil {
		select {
		case err = <-k.written:
		case <-late:
			err = context.DeadlineExceeded
		case <-k.in.lost:
			err = model.ErrClosing
		case <-ctx.Done():
		}
	}
	switch {
	case ctx.Err() != nil:
		return model.Record{}, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return model.Record{}, &wireError{reason: model.TimedOut, detail: "the peer did not read for " + words(timeout)}
	case err != nil:
		return model.Record{}, k.why(err)
	}
	m := model.Batch{Time: at, Kind: model.KindSent, Peer: k.c.peer, Data: out.data, Parts: []model.Part{out.part}, Texts: out.texts}
	return m.Shared(0), nil
}

// push queues a message. While the outbox is full, by what others send, it
// waits for as long as a message may take.
func (k *connTalk) push(ctx context.Context, out *outgoing, timeout time.Duration) error {
	err := k.c.push(out)
	if !errors.Is(err, model.ErrQueueFull) {
		return err
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	return k.c.pushWait(ctx, out)
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
func (k *connTalk) why(err error) error {
	k.c.mu.Lock()
	defer k.c.mu.Unlock()
	if k.c.reason != "" {
		return &wireError{reason: k.c.reason, detail: k.c.detail}
	}
	return &wireError{reason: model.WriteFailed, detail: err.Error()}
}

// receive implements wire.
func (k *connTalk) receive(ctx context.Context, timeout time.Duration) (model.Record, error) {
	if ctx.Err() != nil {
		return model.Record{}, ctx.Err()
	}
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
			return m, &wireError{reason: model.TimedOut, detail: "no message for " + words(timeout)}
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
		return k.why(model.ErrClosing)
	case <-ctx.Done():
		return ctx.Err()
	}
}
