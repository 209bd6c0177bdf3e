package netio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"tcpdeck/model"
)

// connectTime bounds resolving and connecting together.
const connectTime = 10 * time.Second

func connectLimit(p model.Profile) time.Duration {
	if p.Timeout > 0 && p.Timeout < connectTime {
		return p.Timeout
	}
	return connectTime
}

// connect is the life of a client session.
func (s *session) connect() {
	began := time.Now()
	nc, address, err := s.reach()
	if err != nil {
		s.setEnd(s.dialEnding(err))
		return
	}
	took := time.Since(began)
	c, err := newConn(s, nc)
	if err != nil {
		nc.Close()
		s.setEnd(ending{model.Failed, model.InternalError, err.Error()})
		return
	}
	if !s.add(c) { // stopped meanwhile
		nc.Close()
		return
	}
	s.mu.Lock()
	s.local, s.remote, s.connectFor = nc.LocalAddr().String(), address, took
	s.mu.Unlock()
	s.setState(model.StateConnected)
	c.serve(model.Event{Name: model.Connected, Local: s.local, Address: address,
		ConnectMS: float64(took.Microseconds()) / 1000})
}

// connEnded is called when a connection has ended.
func (s *session) connEnded(reason model.Reason, detail string) {
	switch {
	case s.role == model.Client:
		s.setEnd(ending{"", reason, detail})
	case s.o.Only > 0 && s.closed.Add(1) >= int64(s.o.Only):
		s.setEnd(ending{model.Stopped, reason, detail})
		s.closeListener()
	}
}

// dialFailure is what reach failed with, told for people.
type dialFailure struct {
	reason model.Reason
	detail string
}

func (e *dialFailure) Error() string { return e.detail }

func (s *session) dialEnding(err error) ending {
	if s.ctx.Err() != nil {
		return ending{model.Stopped, model.StoppedHere, ""}
	}
	var f *dialFailure
	if errors.As(err, &f) {
		return ending{model.Failed, f.reason, f.detail}
	}
	return ending{model.Failed, model.InternalError, err.Error()}
}

// reach resolves the profile's address and connects to the first of its
// addresses that answers.
func (s *session) reach() (net.Conn, string, error) {
	limit := connectLimit(s.profile)
	ctx, cancel := context.WithTimeout(s.ctx, limit)
	defer cancel()
	host, err := s.profile.DialAddress()
	if err != nil {
		return nil, "", &dialFailure{model.NotResolved, err.Error()}
	}
	addrs, err := s.hub.resolve(ctx, host)
	if err != nil {
		reason, detail := dialReason(host, err)
		if reason == model.TimedOut {
			reason, detail = model.NotResolved, fmt.Sprintf("the name %s was not resolved within %s", host, words(limit))
		}
		return nil, "", &dialFailure{reason, detail}
	}
	if len(addrs) > 1 || addrs[0].String() != host {
		s.event("", model.Event{Name: model.Resolved, Address: join(addrs), Detail: host})
	}
	targets := make([]string, len(addrs))
	for i, a := range addrs {
		targets[i] = net.JoinHostPort(a.String(), strconv.Itoa(s.profile.Port))
	}
	r := race{hub: s.hub, begun: func(target string) {
		s.event("", model.Event{Name: model.Connecting, Address: target})
	}}
	nc, target, errs := r.run(ctx, targets)
	if nc == nil {
		return nil, "", failure(targets, errs, limit)
	}
	return nc, target, nil
}

// failure tells the errors of all attempts; the first one names the reason.
func failure(targets []string, errs []error, limit time.Duration) *dialFailure {
	var f dialFailure
	var details []string
	for i, err := range errs {
		if err == nil {
			err = context.DeadlineExceeded // begun, or never begun: no answer in time
		}
		reason, detail := dialReason(targets[i], err)
		if reason == model.TimedOut {
			detail += " within " + words(limit)
		}
		if f.reason == "" || reason == model.InternalError {
			f.reason = reason
		}
		if len(details) < 4 {
			details = append(details, detail)
		}
	}
	if more := len(errs) - len(details); more > 0 {
		details = append(details, fmt.Sprintf("and %d more addresses", more))
	}
	f.detail = strings.Join(details, "; ")
	return &f
}
