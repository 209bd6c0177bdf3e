package netio

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"tcpdeck/model"
)

// writeLimit bounds how many bytes of short messages go out in one write.
const writeLimit = 64 << 10

// writeLoop writes what is queued and ends.
func (c *conn) writeLoop() {
	through := false
	defer c.s.loops.Done()
	defer func() { c.writerGone(through) }()
	defer c.s.guard("write loop")
	var items []*outgoing
	var err error
	for {
		var fin bool
		items, fin = c.nextWrite(items, err)
		if fin {
			c.closeWrite()
			continue
		}
		if items == nil {
			through = true
			return
		}
		c.s.hub.fault("write loop")
		err = c.write(items)
	}
}

// writerGone is the end of the write loop. When the connection only waited for
// it, it closes. A loop that is through said so in nextWrite, and the next one
// may run by now; only one that panicked still has to.
func (c *conn) writerGone(through bool) {
	c.mu.Lock()
	if !through {
		c.box.writing = false
		c.writeActive.Store(false)
	}
	over := c.box.noMore && c.reason != "" && !c.closed && !c.wait.gaveUp && !c.box.writing
	reason, detail := c.reason, c.detail
	c.wake.Broadcast()
	c.mu.Unlock()
	if over {
		c.close(reason, detail)
	}
}

// nextWrite returns messages for one write, or that it is time to end our
// direction. With neither, the write loop has ended. Who waits for the messages
// of the write before is told only here: when they are the last ones, nothing is
// being written any more for who looks then.
func (c *conn) nextWrite(written []*outgoing, err error) (items []*outgoing, fin bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() {
		for _, m := range written {
			m.settle(err)
		}
	}()
	b := &c.box
	c.writeActive.Store(false)
	defer c.wake.Broadcast()
	if len(b.queue) == 0 || c.closed {
		b.queue = nil
		fin = b.fin && !b.finDone && !c.closed
		b.writing = fin
		if fin {
			b.writes++
			c.writeActive.Store(true) // no answer to it shows before its event
		}
		return nil, fin
	}
	n := together(b.queue)
	items, b.queue = b.queue[:n:n], b.queue[n:]
	b.writes++
	c.writeActive.Store(true)
	if !c.s.strict && c.talk.Load() == nil { // rules have waits of their own
		c.wait.beginLocked(c, time.Now())
	}
	return items, false
}

// together is how many of the queued messages one write takes. Messages
// without an ending go one by one: to some peers a write is a message.
func together(queue []*outgoing) int {
	size := len(queue[0].data)
	for i := 1; i < len(queue); i++ {
		m := queue[i]
		size += len(m.data)
		if m.ending == model.Raw || m.ending != queue[0].ending || size > writeLimit {
			return i
		}
	}
	return len(queue)
}

// write writes messages and logs those that went out whole.
func (c *conn) write(items []*outgoing) error {
	b := c.s.sentBatch(c.peer, items)
	b.Time = time.Now().Round(0)
	n, err := c.nc.Write(b.Data)
	c.mu.Lock()
	for _, m := range items {
		c.box.bytes -= len(m.data)
	}
	c.mu.Unlock()
	if err != nil {
		whole := 0
		for size := 0; whole < len(items) && size+len(items[whole].data) <= n; whole++ {
			size += len(items[whole].data)
		}
		if whole > 0 {
			c.wrote(c.s.sentBatch(c.peer, items[:whole]), b.Time)
		}
		c.mu.Lock()
		c.box.unsent += len(items) - whole
		c.mu.Unlock()
		c.writeFailed(err)
	} else {
		c.wrote(b, b.Time)
	}
	return err
}

// sentBatch joins messages of one ending.
func (s *session) sentBatch(peer string, items []*outgoing) *model.Batch {
	b := &model.Batch{Kind: model.KindSent, Peer: peer, Data: items[0].data, Texts: items[0].texts}
	if items[0].ending != s.profile.Framing.Send {
		b.Ending = items[0].ending
	}
	b.Parts = make([]model.Part, 0, len(items))
	b.Parts = append(b.Parts, items[0].part)
	if len(items) == 1 {
		return b
	}
	b.Data, b.Texts = append([]byte(nil), b.Data...), append([]string(nil), b.Texts...)
	for _, m := range items[1:] {
		p, at := m.part, uint32(len(b.Data))
		p.Start, p.End = p.Start+at, p.End+at
		b.Data, b.Parts, b.Texts = append(b.Data, m.data...), append(b.Parts, p), append(b.Texts, m.texts...)
	}
	return b
}

// wrote counts and logs what the socket has taken.
func (c *conn) wrote(b *model.Batch, at time.Time) {
	b.Time = at
	now := time.Now()
	c.mu.Lock()
	c.sent.Messages += int64(len(b.Parts))
	c.sent.Bytes += int64(len(b.Data))
	if c.strictLocked() {
		c.wait.messageLocked(c, now)
	}
	c.mu.Unlock()
	c.s.meter.sent(now, len(b.Parts), len(b.Data))
	if c.s.logs(model.KindSent) || c.s.out.sink != nil {
		c.s.emit(b)
		return
	}
	c.s.hub.signal()
}

// writeFailed ends the connection. After a reset the read loop has yet to
// deliver what came before it, and then ends by itself.
func (c *conn) writeFailed(err error) {
	if errors.Is(err, net.ErrClosed) {
		return
	}
	reason, detail := writeReason(err)
	c.mu.Lock()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		reason, detail = model.TimedOut, fmt.Sprintf("the peer did not read for %s", words(c.s.timeout))
	} else if c.peerDone {
		reason = model.WriteFailed
	}
	c.setReasonLocked(reason, detail)
	reading := !c.peerDone && reason == model.ResetByPeer
	c.box.dropLocked()
	c.box.noMore = true
	if reading {
		c.wait.giveUpLocked(c, drainTime)
	}
	c.mu.Unlock()
	if !reading {
		c.close(reason, detail)
	}
}

// closeWrite ends our direction.
func (c *conn) closeWrite() {
	w, ok := c.nc.(interface{ CloseWrite() error })
	if !ok {
		c.close(model.ClosedHere, "this connection cannot be half-closed")
		return
	}
	err := w.CloseWrite()
	c.mu.Lock()
	c.box.finDone = true
	done := c.closed
	c.mu.Unlock()
	if err == nil && !done {
		c.s.event(c.peer, model.Event{Name: model.HalfClosed, Reason: model.ClosedHere, Detail: "we send no more"})
	}
}
