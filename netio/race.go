package netio

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// nextAddress is how long an attempt has before the next address of the name
// is tried beside it.
const nextAddress = 250 * time.Millisecond

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
