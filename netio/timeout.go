package netio

import (
	"time"

	"tcpdeck/model"
)

// wait is a connection's wait for a message. The strict wait starts with the
// connection and anew with every message; the other starts with a send and
// ends with the next message received. It lives in the read deadline, so that
// it needs neither goroutine nor timer; messages move only its end, and the
// deadline follows when it comes early. The connection's lock guards it.
type wait struct {
	until  time.Time // zero: nothing is awaited
	armed  bool      // a read deadline is set
	grace  bool      // it ran out; a last look at the socket is under way
	gaveUp bool      // a write failed: only what came before is still read
}

// strictLocked says whether the strict wait is the connection's. Rules that
// drive it have waits of their own.
func (c *conn) strictLocked() bool { return c.s.strict && c.talk.Load() == nil }

// startWait begins the strict wait of a new connection.
func (c *conn) startWait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.strictLocked() {
		c.wait.beginLocked(c, time.Now())
	}
}

// beginLocked starts the wait unless it runs.
func (w *wait) beginLocked(c *conn, now time.Time) {
	if c.s.timeout <= 0 || !w.until.IsZero() || c.peerDone {
		return
	}
	w.until = now.Add(c.s.timeout)
	if !w.armed {
		w.armed = true
		c.nc.SetReadDeadline(w.until)
	}
}

// messageLocked starts the strict wait anew, and ends the other one.
func (w *wait) messageLocked(c *conn, now time.Time) {
	if w.until.IsZero() {
		return
	}
	w.until = time.Time{}
	if c.strictLocked() {
		w.until = now.Add(c.s.timeout)
	}
}

// giveUpLocked lets the read loop take what comes within d, and end.
func (w *wait) giveUpLocked(c *conn, d time.Duration) {
	w.gaveUp, w.armed = true, true
	c.nc.SetReadDeadline(time.Now().Add(d))
}

// deadline is called when the read deadline came. It returns a reason when
// that ends the connection.
func (c *conn) deadline(got bool) (model.Reason, string) {
	note := false
	c.mu.Lock()
	w := &c.wait
	now := time.Now()
	switch {
	case w.gaveUp:
		defer c.mu.Unlock()
		return c.reason, c.detail
	case w.until.IsZero():
		w.armed, w.grace = false, false
		c.nc.SetReadDeadline(time.Time{})
	case now.Before(w.until) || got:
		w.grace = false
		c.nc.SetReadDeadline(w.until)
	case !w.grace:
		// A deadline that passed while this goroutine was held up elsewhere
		// hides what has come meanwhile: look once more.
		w.grace = true
		c.nc.SetReadDeadline(now.Add(time.Millisecond))
	case c.strictLocked():
		c.mu.Unlock()
		return model.TimedOut, "no message for " + words(c.s.timeout)
	default:
		w.until, w.armed, w.grace, note = time.Time{}, false, false, true
		c.nc.SetReadDeadline(time.Time{})
	}
	c.mu.Unlock()
	if note {
		c.s.event(c.peer, model.Event{Name: model.Note, Detail: "no reply for " + words(c.s.timeout)})
	}
	return "", ""
}
