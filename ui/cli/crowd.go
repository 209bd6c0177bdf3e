package cli

import (
	"context"
	"sync"

	"tcpdeck/model"
)

// crowd knows from the events of a session who is connected. The session's
// goroutines tell it; the feeder and the command ask.
type crowd struct {
	mu      sync.Mutex
	peers   map[string]*peer
	someone chan struct{} // closed while there are peers
	stood   bool          // someone was connected, ever
	leaving chan struct{} // set by drain: closed once our side is closed everywhere
}

// peer is how far one connection is closed.
type peer struct{ here, there bool }

func newCrowd() *crowd {
	return &crowd{peers: map[string]*peer{}, someone: make(chan struct{})}
}

func (c *crowd) heard(b *model.Batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.peers[b.Peer]
	switch {
	case b.Event.Name == model.Connected:
		c.stood = true
		c.peers[b.Peer] = &peer{}
		if len(c.peers) == 1 {
			close(c.someone)
		}
	case p == nil:
	case b.Event.Name == model.HalfClosed && b.Event.Reason == model.ClosedByPeer:
		p.there = true
	case b.Event.Name == model.HalfClosed:
		p.here = true
	case b.Event.Name == model.Closed:
		delete(c.peers, b.Peer)
		if len(c.peers) == 0 {
			c.someone = make(chan struct{})
		}
	}
	c.drainedLocked()
}

// wait returns true as soon as someone is connected, false when ctx ends
// before.
func (c *crowd) wait(ctx context.Context) bool {
	c.mu.Lock()
	someone := c.someone
	c.mu.Unlock()
	select {
	case <-someone:
		return true
	case <-ctx.Done():
		return false
	}
}

// drain returns a channel that is closed once our side of every connection is
// closed, and with that everything queued was sent.
func (c *crowd) drain() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leaving == nil {
		c.leaving = make(chan struct{})
		c.drainedLocked()
	}
	return c.leaving
}

func (c *crowd) drainedLocked() {
	if c.leaving == nil {
		return
	}
	for _, p := range c.peers {
		if !p.here {
			return
		}
	}
	select {
	case <-c.leaving:
	default:
		close(c.leaving)
	}
}

// finished returns the peers that send no more.
func (c *crowd) finished() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for name, p := range c.peers {
		if p.there && !p.here {
			all = append(all, name)
		}
	}
	return all
}

// everStood says whether anyone was connected.
func (c *crowd) everStood() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stood
}
