package netio

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"tcpdeck/model"
)

const (
	// replyGrace is how long a read waits for a write under way to be logged,
	// so that a reply does not show before what it answers.
	replyGrace = time.Millisecond
	// lastCut bounds the last message kept for the clients table, in bytes.
	lastCut = 256
)

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

	writeActive atomic.Bool // a write is not logged yet

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

// lastMessage is what the clients table shows of the last message.
type lastMessage struct {
	time    time.Time
	part    model.Part
	data    []byte
	text    string // with decoded
	decoded bool
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
	c.startWait()
	c.openBox()
	c.reader.init(c.nc, c.idle)
	defer c.reader.release()
	reason, detail := c.readLoop()
	if reason == model.ClosedByPeer {
		if c.rest() {
			reason, detail = model.EndedInside, "the last message has no "+c.s.profile.Framing.Receive.Words()
		}
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
		if err == io.EOF {
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
	now := time.Now()
	b := c.cut(c.stamp(now), data)
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
		return
	}
	c.s.emit(b)
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

func (c *conn) cut(t time.Time, data []byte) *model.Batch {
	keep := c.s.out.keep && c.s.profile.LogReceived
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

func (l *lastMessage) set(b *model.Batch) {
	i := len(b.Parts) - 1
	l.time, l.part, l.decoded, l.text = b.Time, b.Parts[i], b.Texts != nil, ""
	l.data = append(l.data[:0], b.Data[l.part.Start:min(l.part.End, l.part.Start+lastCut)]...)
	if l.decoded {
		l.text = strings.Clone(cutText(b.Texts[i]))
	}
}

// record returns a copy for the outside.
func (l *lastMessage) record(peer string) model.Record {
	if l.time.IsZero() {
		return model.Record{}
	}
	r := model.Record{Time: l.time, Kind: model.KindReceived, Peer: peer, Data: append([]byte(nil), l.data...),
		Text: l.text, Decoded: l.decoded, Inexact: l.part.Inexact, Incomplete: l.part.Incomplete, Truncated: l.part.Truncated}
	if !l.decoded {
		r.Text = string(r.Data)
		if l.part.End-l.part.Start > lastCut {
			r.Text = cutText(r.Text)
		}
	}
	return r
}

// cutText cuts at lastCut without leaving part of a character.
func cutText(s string) string {
	if len(s) >= lastCut {
		s = s[:lastCut]
		for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
			if utf8.RuneStart(s[i]) {
				if !utf8.FullRuneInString(s[i:]) {
					s = s[:i]
				}
				break
			}
		}
	}
	return s
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
	return b.Parts[len(b.Parts)-1].Incomplete && c.s.profile.Framing.Receive != model.Raw
}

// afterEOF lets out what is queued, and with a half-open connection waits
// until we end our direction too.
func (c *conn) afterEOF() {
	c.mu.Lock()
	c.peerDone = true
	stay := (c.s.profile.KeepHalfOpen || c.s.o.FinishSending) && !c.box.fin && c.reason == ""
	c.box.noMore = c.box.noMore || !stay
	if !stay && c.s.strict && c.s.timeout > 0 {
		c.nc.SetWriteDeadline(time.Now().Add(c.s.timeout)) // a peer that never reads must not keep us
	}
	c.mu.Unlock()
	if stay {
		c.s.event(c.peer, model.Event{Name: model.HalfClosed, Reason: model.ClosedByPeer, Detail: "the peer sends no more"})
	}
	c.mu.Lock()
	for !c.closed && (c.box.writing || !c.box.noMore && !c.box.finDone) {
		c.wake.Wait()
	}
	c.mu.Unlock()
}

// close ends the connection at once. The first reason given wins.
func (c *conn) close(reason model.Reason, detail string) {
	c.mu.Lock()
	c.setReasonLocked(reason, detail)
	first := !c.closed
	c.closed = true
	c.box.dropLocked()
	c.wake.Broadcast()
	c.mu.Unlock()
	if first {
		c.nc.Close()
	}
}

func (c *conn) setReasonLocked(reason model.Reason, detail string) {
	if c.reason == "" {
		c.reason, c.detail = reason, detail
	}
}

// shut ends the connection after what is queued was sent, or drainTime. It
// does not block.
func (c *conn) shut(reason model.Reason, detail string) {
	c.mu.Lock()
	c.setReasonLocked(reason, detail)
	c.box.noMore = true
	draining := c.box.writing && !c.closed
	if draining {
		c.nc.SetWriteDeadline(time.Now().Add(drainTime))
	}
	c.mu.Unlock()
	if !draining {
		c.close(reason, detail)
	}
}

// finish is the end of the owner: the connection is closed, and its last
// event follows everything that was read and written.
func (c *conn) finish() {
	c.close(model.InternalError, "") // does nothing unless serve panicked
	c.mu.Lock()
	for c.box.writing {
		c.wake.Wait()
	}
	reason, detail := c.reason, c.detail
	c.mu.Unlock()
	c.s.remove(c)
	defer c.s.guard("end of a connection")
	if reason != model.InternalError {
		c.rest()
	}
	c.s.event(c.peer, model.Event{Name: model.Closed, Reason: reason, Detail: detail})
	c.s.connEnded(reason, detail)
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

// words names a duration as PRODUCT.md writes it: "60 s".
func words(d time.Duration) string { return fmt.Sprintf("%g s", d.Seconds()) }
