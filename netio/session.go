package netio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// session is one run of a profile in a role.
type session struct {
	hub     *Hub
	id      model.SessionID
	profile model.Profile
	role    model.Role
	o       model.StartOptions
	timeout time.Duration
	strict  bool // the strict wait, see timeout.go

	ctx    context.Context // ends with stop; connecting and accepting heed it
	cancel context.CancelFunc
	loops  sync.WaitGroup // the goroutines of connections
	begun  chan struct{}  // closed when the session is no longer connecting
	done   chan struct{}

	sendMu sync.Mutex // orders what is sent: all clients get it in one order
	sender *sender
	out    output
	meter  meter

	mu         sync.Mutex
	state      model.State
	since      time.Time
	end        ending
	local      string
	remote     string
	connectFor time.Duration
	stopping   bool
	listener   net.Listener
	conns      []*conn
	peerList   []string // of conns by arrival; nil: to be made anew
	accepted   int64
	closed     atomic.Int64  // clients that have closed
	freed      chan struct{} // one-slot: a client has gone

	interaction *interaction // the last one attached, nil for none
}

// ending is how a session ended: its last event, if that is not the closed
// event of its connection, and why.
type ending struct {
	event  model.EventName
	reason model.Reason
	detail string
}

func newSession(h *Hub, id model.SessionID, p model.Profile, role model.Role, o model.StartOptions) *session {
	s := &session{hub: h, id: id, profile: p, role: role, o: o, timeout: p.Timeout,
		strict: p.CloseTimeout || o.Strict && role == model.Client,
		begun:  make(chan struct{}), done: make(chan struct{}), freed: make(chan struct{}, 1), since: time.Now()}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.out.init(s)
	return s
}

// run is the session's own goroutine. Of a client it is the read loop too.
func (s *session) run() {
	defer s.finalize()
	defer s.guard("session")
	s.hub.fault("session")
	s.open()
	var err error
	if s.sender, err = newSender(s.profile.CodePage); err != nil {
		s.setEnd(ending{model.Failed, model.InternalError, err.Error()})
		return
	}
	if s.o.Drive != nil {
		if err := s.driven(*s.o.Drive); err != nil {
			if !errors.Is(err, model.ErrEnded) { // it was stopped already
				s.setEnd(ending{model.Failed, model.InternalError, err.Error()})
			}
			return
		}
	}
	if s.role == model.Listener {
		s.listen()
	} else {
		s.connect()
	}
}

// finalize ends the session whatever happened to run.
func (s *session) finalize() {
	s.closeListener()
	s.shutAll()
	s.loops.Wait()
	s.driver().finish()
	s.lastWords()
	s.setState(model.StateEnded)
	s.cancel()
	s.out.close(s)
	s.hub.ended(s)
	close(s.done)
	s.hub.signal()
}

// lastWords emits the event that ends the task output.
func (s *session) lastWords() {
	defer s.guard("session's end")
	s.setEnd(ending{model.Stopped, model.StoppedHere, ""}) // unless one is set
	if e := s.ending(); e.event != "" {
		s.event("", model.Event{Name: e.event, Reason: e.reason, Detail: e.detail})
	}
}

// guard contains a panic of the goroutine that defers it: it ends the session
// and nothing else.
func (s *session) guard(where string) {
	v := recover()
	if v == nil {
		return
	}
	s.hub.o.Logger.Error("panic in netio", "where", where, "session", int(s.id), "profile", s.profile.Name,
		"panic", fmt.Sprint(v), "stack", string(debug.Stack()))
	const detail = "a fault of tcpdeck itself; its log has the details"
	s.mu.Lock()
	if s.end.reason != model.InternalError {
		s.end = ending{model.Failed, model.InternalError, detail}
	}
	s.stopping = true
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	s.cancel()
	s.closeListener()
	for _, c := range conns {
		c.close(model.InternalError, detail)
	}
}

// stop asks the session to end. A listener's own goroutine closes its clients,
// so that stopping ten thousand does not hold up the caller.
func (s *session) stop() {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	s.cancel()
	s.closeListener()
	switch {
	case s.role == model.Listener:
	case s.out.quiet != nil:
		// Closing waits for a read under way, and that for a stdout that may
		// be stuck.
		go s.shutClient()
	default:
		s.shutAll()
	}
}

func (s *session) shutClient() {
	defer s.guard("stop")
	s.shutAll()
}

func (s *session) shutAll() {
	s.mu.Lock()
	s.stopping = true
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	for _, c := range conns {
		c.shut(model.StoppedHere, "")
	}
}

func (s *session) closeListener() {
	s.mu.Lock()
	l := s.listener
	s.listener = nil
	s.mu.Unlock()
	if l != nil {
		l.Close()
	}
}

// setEnd sets how the session ended; the first one wins.
func (s *session) setEnd(e ending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end.reason == "" {
		s.end = e
	}
}

func (s *session) ending() ending {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end
}

func (s *session) setState(state model.State) {
	s.mu.Lock()
	if s.state == model.StateConnecting {
		close(s.begun)
	}
	s.state, s.since = state, time.Now()
	s.mu.Unlock()
	s.hub.signal()
}

// add takes a new connection in, unless the session is stopping.
func (s *session) add(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	s.accepted++
	c.number, c.index = s.accepted, len(s.conns)
	s.conns = append(s.conns, c)
	s.peerList = nil
	return true
}

// remove gives the slot of c back.
func (s *session) remove(c *conn) {
	s.mu.Lock()
	if c.index < len(s.conns) && s.conns[c.index] == c {
		last := s.conns[len(s.conns)-1]
		s.conns[c.index], last.index = last, c.index
		s.conns[len(s.conns)-1] = nil
		s.conns = s.conns[:len(s.conns)-1]
		s.peerList = nil
	}
	s.mu.Unlock()
	select {
	case s.freed <- struct{}{}:
	default:
	}
}
