package netio

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"time"

	"tcpdeck/model"
)

const (
	minBackoff = 5 * time.Millisecond
	maxBackoff = time.Second
	// slotGrace is how long a client past the limit waits for one that has
	// just closed: whoever hangs up and calls again must get in. A client
	// that was refused less than a second ago spoils it for the next.
	slotGrace = 100 * time.Millisecond
)

// listen is the life of a listener session.
func (s *session) listen() {
	host, err := s.profile.ListenAddress()
	if err != nil {
		s.setEnd(ending{model.Failed, model.NotResolved, err.Error()})
		return
	}
	where := net.JoinHostPort(host, strconv.Itoa(s.profile.Port))
	l, err := s.hub.o.Listen(s.ctx, listenNetwork(host), where)
	if s.ctx.Err() != nil {
		if l != nil {
			l.Close()
		}
		return
	}
	if err != nil {
		reason, detail := listenReason(where, s.profile.Port, err)
		s.setEnd(ending{model.Failed, reason, detail})
		return
	}
	s.mu.Lock()
	s.listener, s.local = l, l.Addr().String()
	stopping := s.stopping
	s.mu.Unlock()
	if stopping {
		return // finalize closes the listener
	}
	s.setState(model.StateListening)
	s.event("", model.Event{Name: model.Listening, Local: s.local})
	s.acceptLoop(l)
}

// listenNetwork keeps 0.0.0.0 from binding all IPv6 addresses too, as package
// net has it: only an address that is left open means both families.
func listenNetwork(host string) string {
	if a, err := netip.ParseAddr(host); err == nil && a.Is4() {
		return "tcp4"
	}
	return "tcp"
}

// acceptLoop takes clients in until the listener is closed.
func (s *session) acceptLoop(l net.Listener) {
	var backoff time.Duration
	var refused time.Time
	for {
		nc, err := l.Accept()
		if err != nil {
			if s.ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			if backoff == 0 {
				s.event("", model.Event{Name: model.Note, Detail: "cannot accept clients: " + systemError(err)})
			}
			backoff = min(max(2*backoff, minBackoff), maxBackoff)
			if !s.pause(backoff) {
				return
			}
			continue
		}
		s.hub.fault("accept loop")
		backoff = 0
		if !s.hasSlot(refused) {
			refused = time.Now()
			s.refuse(nc)
			continue
		}
		s.admit(nc)
	}
}

// pause waits for d; false means that the session ends.
func (s *session) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// hasSlot says whether one more client may come in.
func (s *session) hasSlot(refused time.Time) bool {
	if s.free() {
		return true
	}
	if time.Since(refused) < time.Second {
		return false
	}
	t := time.NewTimer(slotGrace)
	defer t.Stop()
	for {
		select {
		case <-s.freed:
			if s.free() {
				return true
			}
		case <-t.C:
			return s.free()
		case <-s.ctx.Done():
			return false
		}
	}
}

func (s *session) free() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.profile.MaxClients <= 0 || len(s.conns) < s.profile.MaxClients
}

func (s *session) refuse(nc net.Conn) {
	peer := nc.RemoteAddr().String()
	nc.Close()
	if s.ctx.Err() != nil {
		return
	}
	s.event(peer, model.Event{Name: model.RefusedOne, Reason: model.LimitReached,
		Detail: fmt.Sprintf("at most %d clients at a time", s.profile.MaxClients)})
}

// admit counts a client and starts its goroutine.
func (s *session) admit(nc net.Conn) {
	c, err := newConn(s, nc)
	if err != nil || !s.add(c) {
		nc.Close()
		return
	}
	s.loops.Add(1)
	go func() {
		defer s.loops.Done()
		c.serve(model.Event{Name: model.Connected, Local: nc.LocalAddr().String()})
	}()
}
