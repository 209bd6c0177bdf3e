package netio

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// replyGrace is how long a read waits for a write under way to be logged, so
// that a reply does not show before what it answers.
const replyGrace = 10 * time.Millisecond

// conn is one TCP connection. Its owner is the goroutine that runs serve; a
// write loop joins it while something is queued.
type conn struct {
	s      *session
	nc     net.Conn
	peer   string
	since  time.Time
	number int64 // order of arrival
	index  int   // in session.conns, under its lock

	// The owner's own.
	receiver *receiver // nil with Raw
	reader   reader
	lastRead time.Time
	finished bool // the receiver's rest was emitted

	writeActive atomic.Bool              // a write is not logged yet
	talk        atomic.Pointer[connTalk] // the rules that drive it, nil for none

	mu       sync.Mutex
	wake     sync.Cond // any of the fields below changed
	reason   model.Reason
	detail   string
	closed   bool
	peerDone bool // the peer closed its direction
	box      outbox
	wait     wait
	sent     model.Traffic
	received model.Traffic
	last     lastMessage
}

func newConn(s *session, nc net.Conn) (*conn, error) {
	c := &conn{s: s, nc: nc, peer: nc.RemoteAddr().String(), since: time.Now()}
	c.wake.L = &c.mu
	if s.o.Raw {
		return c, nil
	}
	limit := s.profile.MaxMessage
	if limit <= 0 {
		limit = model.DefaultMaxMessage
	}
	var err error
	c.receiver, err = newReceiver(s.profile.CodePage, s.profile.Framing.Receive, limit)
	return c, err
}

// serve reads until the connection ends and sees it out.
func (c *conn) serve(connected model.Event) {
	defer c.finish()
	defer c.s.guard("read loop")
	c.s.event(c.peer, connected)
	c.openBox()
	c.startTalk(c.s.driver())
	c.startWait()
	c.reader.init(c.nc, c.idle)
	defer c.reader.release()
	reason, detail := c.readLoop()
	if reason == model.ClosedByPeer {
		if c.rest() {
			reason, detail = model.EndedInside, "the last message has no "+c.s.profile.Framing.Receive.Words()
		}
		c.finishTalk(reason, detail)
		c.afterEOF()
	}
	c.close(reason, detail)
}

func (c *conn) readLoop() (model.Reason, string) {
	for {
		c.s.hub.fault("read loop")
		data, err := c.reader.next()
		if len(data) > 0 {
			c.take(data)
		}
		if err == nil {
			continue
		}
		if errors.Is(err, io.EOF) {
			return model.ClosedByPeer, ""
		}
		if isTimeout(err) {
			if reason, detail := c.deadline(len(data) > 0); reason != "" {
				return reason, detail
			}
			continue
		}
		return readReason(err)
	}
}

// take cuts what was read into messages and hands them on.
func (c *conn) take(data []byte) {
	now, talk := time.Now(), c.talk.Load()
	b := c.cut(c.stamp(now), data, talk != nil)
	if c.writeActive.Load() {
		c.awaitWriteLogged()
	}
	n := 0
	if b != nil {
		n = len(b.Parts)
	}
	c.noteReceived(now, b, len(data))
	c.s.meter.received(now, n, len(data))
	if b == nil || !c.s.logs(model.KindReceived) && c.s.out.sink == nil {
		c.s.hub.signal()
	} else {
		c.s.emit(b)
	}
	if b != nil && talk != nil {
		talk.in.put(b)
	}
}

// idle is called when nothing more is to read for now.
func (c *conn) idle() {
	if c.receiver != nil {
		c.receiver.quiet()
	}
	c.s.idle()
}

// stamp makes the times of a connection's reads strictly increase: records
// with one time are from one read.
func (c *conn) stamp(now time.Time) time.Time {
	t := now.Round(0)
	if !t.After(c.lastRead) {
		t = c.lastRead.Add(1)
	}
	c.lastRead = t
	return t
}

func (c *conn) cut(t time.Time, data []byte, keep bool) *model.Batch {
	keep = keep || c.s.out.keep && c.s.profile.LogReceived
	if c.receiver != nil {
		return c.receiver.push(t, c.peer, data, keep)
	}
	if keep {
		data = append([]byte(nil), data...)
	}
	return &model.Batch{Time: t, Kind: model.KindReceived, Peer: c.peer, Data: data,
		Parts: []model.Part{{End: uint32(len(data))}}}
}

// noteReceived counts a read, and keeps its last message for the table.
func (c *conn) noteReceived(now time.Time, b *model.Batch, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received.Bytes += int64(n)
	if b == nil || len(b.Parts) == 0 {
		return
	}
	c.received.Messages += int64(len(b.Parts))
	c.wait.messageLocked(c, now)
	if c.s.role == model.Listener && c.s.profile.LogReceived {
		c.last.set(b)
	}
}

// rest emits what came after the last delimiter; inside says that a message
// was cut by it.
func (c *conn) rest() (inside bool) {
	if c.finished || c.receiver == nil {
		return false
	}
	c.finished = true
	now := time.Now()
	b := c.receiver.finish(c.stamp(now), c.peer)
	if b == nil || len(b.Parts) == 0 {
		return false
	}
	c.noteReceived(now, b, 0)
	c.s.meter.received(now, len(b.Parts), 0)
	c.s.emit(b)
	if b.Parts[len(b.Parts)-1].Incomplete {
		return true
	}
	if k := c.talk.Load(); k != nil {
		k.in.put(b)
	}
	return false
}

// awaitWriteLogged waits until the write under way is logged, once for each
// write and not for long: a peer may send while it does not read.
func (c *conn) awaitWriteLogged() {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.box.writes
	if !c.writeActive.Load() || c.box.waitedFor == n {
		return
	}
	c.box.waitedFor = n
	late := false
	t := time.AfterFunc(replyGrace, func() {
		c.mu.Lock()
		late = true
		c.mu.Unlock()
		c.wake.Broadcast()
	})
	defer t.Stop()
	for c.writeActive.Load() && c.box.writes == n && !late {
		c.wake.Wait()
	}
}
