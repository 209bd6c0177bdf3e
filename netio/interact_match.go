package netio

import (
	"cmp"
	"context"
	"runtime"
	"time"

	"tcpdeck/model"
)

// matching has room for as many costly matches as leave the other sessions half
// of the machine; each has it for a slice of time, then it is the turn of
// another.
var matching = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

const matchSlice = 20 * time.Millisecond

// match is Holds, ended with the conversation and with its wire. A long message
// against a large expression takes minutes; it neither holds up the end of its
// session nor takes all cores, and lets others like it have their turn.
func (t *talk) match(n *model.Node, m *model.InHand) (held bool, captured []model.Capture, err error) {
	var ended error
	over := func() bool {
		if ended == nil {
			ended = cmp.Or(t.ctx.Err(), t.w.usable())
		}
		return ended != nil
	}
	if !n.Costly(m.Record) {
		held, captured, err = n.Holds(m, over)
		return held, captured, cmp.Or(ended, err)
	}
	turn := turn{ctx: t.ctx, gone: t.w.gone()}
	defer turn.give()
	held, captured, err = n.Holds(m, func() bool { turn.take(); return over() })
	return held, captured, cmp.Or(ended, err)
}

// turn is the right to match.
type turn struct {
	ctx   context.Context
	gone  <-chan struct{} // closed with the wire
	has   bool
	since time.Time
}

// take waits for a turn, and after a slice of time for the next one, unless the
// conversation or its wire ends.
func (t *turn) take() {
	if t.has && time.Since(t.since) < matchSlice {
		return
	}
	t.give()
	select {
	case matching <- struct{}{}:
		t.has, t.since = true, time.Now()
	case <-t.ctx.Done():
	case <-t.gone:
	}
}

func (t *turn) give() {
	if t.has {
		t.has = false
		<-matching
	}
}
