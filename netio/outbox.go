package netio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tcpdeck/model"
)

const (
	// outboxLimit bounds what waits to be written to one peer, in bytes.
	outboxLimit = 4 << 20
	// drainTime is what a connection closed here has to send its queue.
	drainTime = 500 * time.Millisecond
	// talkDrainTime is the same for a connection that rules drive: they wait
	// until each message is written, so that little is left to be sent.
	talkDrainTime = 200 * time.Millisecond
)

// outgoing is one encoded message; it is shared by all clients it goes to.
type outgoing struct {
	data   []byte
	part   model.Part
	texts  []string
	ending model.Ending
	// written, of a message that goes to one client only, hears what became of
	// it.
	written chan error
}

func (m *outgoing) settle(err error) {
	if m.written != nil {
		select {
		case m.written <- err:
		default: // nobody waits any more
		}
	}
}

// outbox is what a connection has to send. The connection's lock guards it.
type outbox struct {
	queue     []*outgoing
	bytes     int   // queued or being written
	open      bool  // the connected event is out: what is sent may follow it
	writing   bool  // the write loop runs
	writes    int64 // writes begun
	waitedFor int64 // the write that a read has waited for
	noMore    bool  // the connection is closing
	fin       bool  // HalfClose was called
	finDone   bool
	unsent    int // messages that did not go out in full
}

func (o *outbox) dropLocked() {
	o.unsent += len(o.queue)
	for _, m := range o.queue {
		m.settle(model.ErrClosing)
	}
	o.queue = nil
}

// push queues m and starts the write loop if it does not run. It never
// blocks.
func (c *conn) push(m *outgoing) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pushLocked(m)
}

func (c *conn) pushLocked(m *outgoing) error {
	b := &c.box
	if err := c.refusedLocked(); err != nil {
		return err
	}
	if b.bytes > 0 && b.bytes+len(m.data) > outboxLimit {
		return fmt.Errorf("%w: %d bytes are queued for %s", model.ErrQueueFull, b.bytes, c.peer)
	}
	b.queue = append(b.queue, m)
	b.bytes += len(m.data)
	c.startWriterLocked()
	return nil
}

// pushWait is push, but waits while the outbox is full.
func (c *conn) pushWait(ctx context.Context, m *outgoing) error {
	stop := c.wakeAtEnd(ctx)
	defer stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		err := c.pushLocked(m)
		if !errors.Is(err, model.ErrQueueFull) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.wake.Wait()
	}
}

// pushThrough is push, but runs the write loop itself, as soon as no other
// does.
func (c *conn) pushThrough(ctx context.Context, m *outgoing) error {
	stop := c.wakeAtEnd(ctx)
	defer stop()
	c.mu.Lock()
	for c.waitsLocked() && ctx.Err() == nil {
		c.wake.Wait()
	}
	err := ctx.Err()
	if err == nil {
		err = c.refusedLocked()
	}
	if err != nil {
		c.mu.Unlock()
		return err
	}
	c.box.queue = append(c.box.queue, m)
	c.box.bytes += len(m.data)
	c.box.writing = true
	c.s.loops.Add(1)
	c.mu.Unlock()
	c.writeLoop()
	return nil
}

// waitsLocked says whether the write loop cannot be run now, but may later.
func (c *conn) waitsLocked() bool {
	return c.refusedLocked() == nil && (!c.box.open || c.box.writing)
}

// refusedLocked says why nothing can be sent any more.
func (c *conn) refusedLocked() error {
	switch {
	case c.box.fin:
		return model.ErrHalfClosed
	case c.closed || c.box.noMore:
		return model.ErrClosing
	}
	return nil
}

// wakeAtEnd wakes those who wait for c when ctx ends.
func (c *conn) wakeAtEnd(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		c.mu.Lock()
		c.wake.Broadcast()
		c.mu.Unlock()
	})
}

// halfClose ends our direction after what is queued was sent.
func (c *conn) halfClose() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.refusedLocked(); err != nil {
		return err
	}
	c.box.fin = true
	c.startWriterLocked()
	return nil
}

// openBox lets the write loop begin.
func (c *conn) openBox() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.box.open = true
	c.wake.Broadcast()
	if len(c.box.queue) > 0 || c.box.fin {
		c.startWriterLocked()
	}
}

func (c *conn) startWriterLocked() {
	if c.box.open && !c.box.writing && !c.closed {
		c.box.writing = true
		c.s.loops.Add(1)
		go c.writeLoop()
	}
}
