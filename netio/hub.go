package netio

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// closeTime bounds how long Close waits for all sessions together.
const closeTime = 2 * time.Second

// Hub holds every session of a running tcpdeck. Its methods may be called
// from any goroutine, also from a Sink; none but SendWait and Close blocks.
type Hub struct {
	o       Options
	changed chan struct{}
	bells   atomic.Int64

	mu       sync.Mutex
	last     model.SessionID
	sessions []*session            // in start order
	running  map[*session]struct{} // forgotten ones too, until they have ended
	closed   bool
}

// Start runs p in role and returns at once. After Close it returns 0.
func (h *Hub) Start(p model.Profile, role model.Role, o model.StartOptions) model.SessionID {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return 0
	}
	h.last++
	s := newSession(h, h.last, p, role, o)
	h.sessions = append(h.sessions, s)
	h.running[s] = struct{}{}
	go s.run()
	return s.id
}

// Stop ends a session; it returns at once. What is queued is still sent as
// far as half a second takes it; by rules, as far as 0.2 s do.
func (h *Hub) Stop(id model.SessionID) {
	if s := h.find(id); s != nil {
		s.stop()
	}
}

// Forget stops a session and removes it from the list.
func (h *Hub) Forget(id model.SessionID) {
	s := h.find(id)
	if s == nil {
		return
	}
	s.stop()
	h.mu.Lock()
	h.sessions = slices.DeleteFunc(h.sessions, func(o *session) bool { return o == s })
	h.mu.Unlock()
	h.signal()
}

// Send queues a message and returns at once. The error says why nothing, or
// not everything, was queued; see model.ErrQueueFull and its neighbours.
func (h *Hub) Send(id model.SessionID, m model.Outgoing) error {
	if s := h.find(id); s != nil {
		return s.send(m)
	}
	return model.ErrNoSession
}

// SendWait is Send, but waits while a client session still connects, and
// while the outbox of a peer is full.
func (h *Hub) SendWait(ctx context.Context, id model.SessionID, m model.Outgoing) error {
	if s := h.find(id); s != nil {
		return s.sendWait(ctx, m)
	}
	return model.ErrNoSession
}

// HalfClose ends the sending direction, of a listener for all its clients,
// once what is queued was sent.
func (h *Hub) HalfClose(id model.SessionID) error {
	if s := h.find(id); s != nil {
		return s.halfClose()
	}
	return model.ErrNoSession
}

// Disconnect closes one client of a listener; peer may be empty for a client
// session.
func (h *Hub) Disconnect(id model.SessionID, peer string) error {
	if s := h.find(id); s != nil {
		return s.disconnect(peer)
	}
	return model.ErrNoSession
}

// Status returns what is known of a session now.
func (h *Hub) Status(id model.SessionID) (model.Status, bool) {
	if s := h.find(id); s != nil {
		return s.status(), true
	}
	return model.Status{}, false
}

// Sessions returns the status of every session, in start order, but for those
// that were started aside.
func (h *Hub) Sessions() []model.Status {
	h.mu.Lock()
	all := slices.DeleteFunc(slices.Clone(h.sessions), func(s *session) bool { return s.o.Aside })
	h.mu.Unlock()
	out := make([]model.Status, len(all))
	for i, s := range all {
		out[i] = s.status()
	}
	return out
}

// Attach makes an interaction drive the connections of a session, also those
// that stand already: model.ErrAttached while another one does.
func (h *Hub) Attach(id model.SessionID, d model.Drive) error {
	if s := h.find(id); s != nil {
		return s.attach(d)
	}
	return model.ErrNoSession
}

// Detach ends the interaction of a session, and kills what its trigger runs;
// its connections stay.
func (h *Hub) Detach(id model.SessionID) error {
	if s := h.find(id); s != nil {
		return s.detach()
	}
	return model.ErrNoSession
}

// Bells is how often triggers rang the terminal's bell, in all sessions.
func (h *Hub) Bells() int64 { return h.bells.Load() }

// RuleCounts says how often each rule of the interaction attached last was
// tried and ran, in the order of its nodes.
func (h *Hub) RuleCounts(id model.SessionID) []model.RuleCount {
	if s := h.find(id); s != nil {
		if i := s.driver(); i != nil {
			return ruleCounts(i.counts)
		}
	}
	return nil
}

// Peers names the connected clients of a listener, the oldest first. The list
// is shared: it must not be changed.
func (h *Hub) Peers(id model.SessionID) []string {
	if s := h.find(id); s != nil {
		return s.peers()
	}
	return nil
}

// Clients says how some clients of a listener fare; those that have gone are
// left out. It is meant for the few that are on the screen.
func (h *Hub) Clients(id model.SessionID, peers ...string) []model.ClientStatus {
	if s := h.find(id); s != nil {
		return s.clients(peers)
	}
	return nil
}

// Log returns the task output of a session; it is empty with NoLog.
func (h *Hub) Log(id model.SessionID) model.Source {
	if s := h.find(id); s != nil && s.out.log != nil {
		return s.out.log
	}
	return model.NewLog(1)
}

// Changed has room for one signal: something changed in some session.
func (h *Hub) Changed() <-chan struct{} { return h.changed }

var closedChannel = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Done is closed when the session has ended and its recorder is closed.
func (h *Hub) Done(id model.SessionID) <-chan struct{} {
	if s := h.find(id); s != nil {
		return s.done
	}
	return closedChannel
}

// Close stops all sessions and waits until they have ended, at most 2 s.
func (h *Hub) Close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, closeTime)
	defer cancel()
	h.mu.Lock()
	h.closed = true
	all := make([]*session, 0, len(h.running))
	for s := range h.running {
		all = append(all, s)
	}
	h.mu.Unlock()
	for _, s := range all {
		s.stop()
	}
	for _, s := range all {
		select {
		case <-s.done:
		case <-ctx.Done():
			return
		}
	}
}

func (h *Hub) find(id model.SessionID) *session {
	h.mu.Lock()
	defer h.mu.Unlock()
	i, ok := slices.BinarySearchFunc(h.sessions, id, func(s *session, id model.SessionID) int { return int(s.id - id) })
	if !ok {
		return nil
	}
	return h.sessions[i]
}

func (h *Hub) ended(s *session) {
	h.mu.Lock()
	delete(h.running, s)
	h.mu.Unlock()
}

// signal wakes whoever watches, without waiting for it.
func (h *Hub) signal() {
	select {
	case h.changed <- struct{}{}:
	default:
	}
}

func (h *Hub) fault(where string) {
	if h.o.fault != nil {
		h.o.fault(where)
	}
}
