package netio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// testsAtOnce is how many profiles TestAll tests side by side.
const testsAtOnce = 64

// Test checks p as a client in stages: resolve, connect to each address in
// turn and wait there for the first bytes, up to wait; 0 leaves that out.
// Nothing is sent. Each stage is reported when it begins and again, Done, when
// it is through, on the goroutine of the caller; resolve is reported with
// each answer too. Test returns when all is reported; when ctx ends that is at
// once, and the stage under way has the reason stopped here.
func (h *Hub) Test(ctx context.Context, p model.Profile, wait time.Duration, report func(model.Stage)) {
	host, err := p.DialAddress()
	if err != nil {
		detail := err.Error()
		if f := (model.FieldError{}); errors.As(err, &f) {
			detail = f.Message
		}
		report(model.Stage{Name: model.StageResolve, Target: p.Address, Done: true, Took: time.Nanosecond, Reason: model.NotResolved,
			Detail: detail, Advice: "enter the address of the remote host: an empty one, and *, are for listeners only"})
		return
	}
	t := test{h, p, connectLimit(p), wait, report}
	for _, a := range t.resolve(ctx, host) {
		if ctx.Err() != nil {
			return
		}
		t.address(ctx, net.JoinHostPort(a.Address, strconv.Itoa(p.Port)))
	}
}

// TestAll tests all of ps side by side, many at once. Each that is through is
// reported with its place in ps, in the order in which they end and on the
// goroutine of the caller. When ctx ends, those not begun are not reported.
func (h *Hub) TestAll(ctx context.Context, ps []model.Profile, wait time.Duration, report func(i int, c model.Check)) {
	results := make(chan checked)
	var next atomic.Int64
	workers := min(testsAtOnce, len(ps))
	for range workers {
		go h.testSome(ctx, ps, wait, &next, results)
	}
	for workers > 0 {
		if c := <-results; c.none {
			workers--
		} else {
			report(c.i, c.check)
		}
	}
}

type checked struct {
	i     int
	check model.Check
	none  bool // there is nothing left to test
}

func (h *Hub) testSome(ctx context.Context, ps []model.Profile, wait time.Duration, next *atomic.Int64, out chan<- checked) {
	for ctx.Err() == nil {
		i := int(next.Add(1)) - 1
		if i >= len(ps) {
			break
		}
		var c model.Check
		h.Test(ctx, ps[i], wait, c.Take)
		out <- checked{i: i, check: c}
	}
	out <- checked{none: true}
}

// test is one Test at work.
type test struct {
	hub    *Hub
	p      model.Profile
	limit  time.Duration // to resolve, and to connect to each address
	wait   time.Duration
	report func(model.Stage)
}

// stage runs one step, which completes st, and reports it. A panic in it is
// that step's failure.
func (t *test) stage(ctx context.Context, st model.Stage, step func(*model.Stage)) model.Stage {
	t.report(st)
	began := time.Now()
	func() {
		defer func() {
			if v := recover(); v != nil {
				t.hub.logPanic("test", v)
				st.Reason, st.Detail = model.InternalError, errInternal.Error()
			}
		}()
		step(&st)
	}()
	st.Took, st.Done = max(time.Since(began), time.Nanosecond), true
	if st.Reason != "" && st.Reason != model.InternalError && ctx.Err() != nil {
		st.Reason, st.Detail = model.StoppedHere, "the test was stopped"
	}
	if st.Reason != "" {
		st.Advice = advice[st.Reason]
	}
	t.report(st)
	return st
}

// address connects to one address and waits for its first bytes.
func (t *test) address(ctx context.Context, target string) {
	var nc net.Conn
	t.stage(ctx, model.Stage{Name: model.StageConnect, Target: target}, func(st *model.Stage) {
		ctx, cancel := context.WithTimeout(ctx, t.limit)
		defer cancel()
		r := race{hub: t.hub, begun: func(string) {}}
		var errs []error
		if nc, _, errs = r.run(ctx, []string{target}); nc == nil {
			f := failure([]string{target}, errs, t.limit)
			if st.Reason, st.Detail = f.reason, f.detail; f.reason == model.ResetByPeer {
				st.Detail = when(0) + " (" + systemError(errs[0]) + ")"
			}
			return
		}
		st.Local = nc.LocalAddr().String()
	})
	if nc == nil {
		return
	}
	defer nc.Close()
	if t.wait > 0 {
		t.stage(ctx, model.Stage{Name: model.StageFirstBytes, Target: target}, func(st *model.Stage) { t.firstBytes(ctx, nc, st) })
	}
}

func (h *Hub) logPanic(where string, v any) {
	h.o.Logger.Error("panic in netio", "where", where, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
}

// advice says what a failure usually means.
var advice = map[model.Reason]string{
	model.NotResolved:   "the name may be misspelt, or unknown to this machine's name server: try the IP address, or check DNS and VPN",
	model.Refused:       "the host is up, but that port is closed: check its number, and that the service runs and listens on this address",
	model.TimedOut:      "usually a firewall drops the packets without a word, the host is down, or the address is wrong",
	model.Unreachable:   "there is no way to that address: check this machine's network, route and VPN, and the address",
	model.Permission:    "a firewall or a security policy of this machine forbids the connection",
	model.ResetByPeer:   "the service or a proxy before it took the connection and threw it out: it may refuse this machine, be full, or have nothing behind it",
	model.ClosedByPeer:  "the service or a proxy before it took the connection and hung up: it may refuse this machine, be full, or have nothing behind it",
	model.StoppedHere:   "run it again to see the rest",
	model.InternalError: "this is a fault of tcpdeck, and its log has the details",
}
