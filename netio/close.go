package netio

import (
	"fmt"
	"time"

	"tcpdeck/model"
)

// afterEOF lets out what is queued, and with a half-open connection waits
// until we end our direction too.
func (c *conn) afterEOF() {
	c.mu.Lock()
	c.peerDone = true
	stay := (c.s.profile.KeepHalfOpen || c.s.o.FinishSending) && !c.box.fin && !c.box.noMore && c.reason == ""
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

// finishTalk lets rules that drive the connection see the end of what the peer
// sends, and waits until they are through: they may have something to answer.
func (c *conn) finishTalk(reason model.Reason, detail string) {
	c.mu.Lock()
	c.peerDone = true
	k := c.talk.Load()
	c.mu.Unlock()
	if k != nil {
		k.in.end(reason, detail)
		<-k.over
	}
}

// closeGently is shut for rules that are through. The peer may have sent more
// than they wanted: closed with that unread, the system throws away what the
// peer has not got yet. So only our direction is ended, and what comes is read
// until the peer has ended its own, for talkDrainTime at the most. One that has
// ended already gives the reason.
func (c *conn) closeGently(reason model.Reason, detail string) {
	w, ok := c.nc.(interface{ CloseWrite() error })
	c.mu.Lock()
	c.box.noMore = true
	c.wake.Broadcast()
	if c.peerDone {
		c.mu.Unlock()
		return // afterEOF goes on, and closes
	}
	c.setReasonLocked(reason, detail)
	gently := ok && !c.closed && !c.box.writing
	if gently {
		c.wait.giveUpLocked(c, talkDrainTime)
	}
	c.mu.Unlock()
	if !gently || w.CloseWrite() != nil {
		c.shut(reason, detail)
	}
}

// close ends the connection at once. The first reason given wins.
func (c *conn) close(reason model.Reason, detail string) {
	c.mu.Lock()
	c.setReasonLocked(reason, detail)
	first := !c.closed
	c.closed = true
	c.box.dropLocked()
	if k := c.talk.Load(); k != nil {
		k.in.lose(c.reason, c.detail)
	}
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
	if draining && c.talk.Load() != nil {
		c.nc.SetWriteDeadline(time.Now().Add(talkDrainTime))
	} else if draining {
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
	reason, detail, unsent, talk := c.reason, c.detail, c.box.unsent, c.talk.Load()
	c.mu.Unlock()
	if talk != nil {
		<-talk.over // its last event comes before ours
	}
	c.s.remove(c)
	defer c.s.guard("end of a connection")
	if reason != model.InternalError {
		c.rest()
	}
	if unsent > 0 {
		c.s.event(c.peer, model.Event{Name: model.Note, Detail: fmt.Sprintf("not sent in full: %d of the messages queued", unsent)})
	}
	c.s.event(c.peer, model.Event{Name: model.Closed, Reason: reason, Detail: detail})
	c.s.connEnded(reason, detail)
}
