package netio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"tcpdeck/model"
)

const (
	// connectTime bounds resolving and connecting together.
	connectTime = 10 * time.Second
	// nextAddress is how long an attempt has before the next address of the
	// name is tried beside it.
	nextAddress = 250 * time.Millisecond
)

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
	case s.o.Once:
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

// resolve returns the addresses of host in the order in which to try them.
func (h *Hub) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	addrs, err := h.o.Resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "it has no address", Name: host, IsNotFound: true}
	}
	return interleave(addrs), nil
}

// interleave alternates between the families, beginning with that of the
// first address, so that one broken family costs one step.
func interleave(addrs []netip.Addr) []netip.Addr {
	var family [2][]netip.Addr
	first := addrs[0].Unmap().Is4()
	for _, a := range addrs {
		a = a.Unmap()
		i := 0
		if a.Is4() != first {
			i = 1
		}
		family[i] = append(family[i], a)
	}
	var out []netip.Addr
	for i := 0; len(out) < len(addrs); i++ {
		for _, f := range family {
			if i < len(f) {
				out = append(out, f[i])
			}
		}
	}
	return out
}

func join(addrs []netip.Addr) string {
	all := make([]string, len(addrs))
	for i, a := range addrs {
		all[i] = a.String()
	}
	return strings.Join(all, ", ")
}

// race connects to several addresses, each beginning a little after the one
// before; the first connection wins and the others are closed.
type race struct {
	hub   *Hub
	begun func(target string)

	mu   sync.Mutex
	over bool
}

type attempt struct {
	nc    net.Conn
	index int
	err   error
}

// run returns the winner, or the errors of all targets. It does not wait for
// attempts that ignore their context: those close what they get late.
func (r *race) run(ctx context.Context, targets []string) (net.Conn, string, []error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan attempt, len(targets))
	defer r.finish(results)
	errs := make([]error, len(targets))
	next := time.NewTimer(0)
	defer next.Stop()
	for begun, failed := 0, 0; failed < len(targets); {
		select {
		case <-next.C:
			if begun < len(targets) {
				r.begun(targets[begun])
				go r.attempt(ctx, begun, targets[begun], results)
				begun++
				next.Reset(nextAddress)
			}
		case a := <-results:
			if a.err == nil {
				return a.nc, targets[a.index], nil
			}
			errs[a.index] = a.err
			failed++
			next.Reset(0)
		case <-ctx.Done():
			return nil, "", errs
		}
	}
	return nil, "", errs
}

func (r *race) attempt(ctx context.Context, i int, target string, results chan<- attempt) {
	a := attempt{index: i, err: errInternal}
	defer func() {
		if v := recover(); v != nil {
			r.hub.o.Logger.Error("panic in netio", "where", "dial", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if !r.over {
			results <- a // has room for all
		} else if a.nc != nil {
			a.nc.Close()
		}
	}()
	r.hub.fault("dial")
	a.nc, a.err = r.hub.o.Dial(ctx, "tcp", target)
}

// finish closes the connections that came in together with the winner.
func (r *race) finish(results chan attempt) {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
	for {
		select {
		case a := <-results:
			if a.nc != nil {
				a.nc.Close()
			}
		default:
			return
		}
	}
}
