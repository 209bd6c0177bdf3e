package netio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strconv"
	"time"

	"tcpdeck/model"
)

// Test checks p as a client in stages: resolve, connect to each address,
// close. Each stage is reported when it begins and again, Done, when it is
// through. Test returns when all is reported or ctx ends.
func (h *Hub) Test(ctx context.Context, p model.Profile, report func(model.Stage)) {
	host, err := p.DialAddress()
	if err != nil {
		report(model.Stage{Name: "resolve", Target: p.Address, Done: true, Reason: model.NotResolved,
			Detail: err.Error(), Advice: "Enter the address of the remote host; an empty address or * is for listeners only."})
		return
	}
	limit := connectLimit(p)
	var targets []string
	h.stage(model.Stage{Name: "resolve", Target: host}, report, func() (model.Reason, string) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		addrs, err := h.resolve(ctx, host)
		if err != nil {
			_, detail := dialReason(host, err)
			return model.NotResolved, detail
		}
		for _, a := range addrs {
			targets = append(targets, net.JoinHostPort(a.String(), strconv.Itoa(p.Port)))
		}
		return "", join(addrs)
	})
	for _, target := range targets {
		if ctx.Err() != nil {
			return
		}
		h.testAddress(ctx, target, limit, report)
	}
}

func (h *Hub) testAddress(ctx context.Context, target string, limit time.Duration, report func(model.Stage)) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var nc net.Conn
	h.stage(model.Stage{Name: "connect", Target: target}, report, func() (model.Reason, string) {
		r := race{hub: h, begun: func(string) {}}
		var errs []error
		if nc, _, errs = r.run(ctx, []string{target}); nc == nil {
			f := failure([]string{target}, errs, limit)
			if errors.Is(context.Cause(ctx), context.Canceled) {
				return model.StoppedHere, "the test was stopped"
			}
			return f.reason, f.detail
		}
		return "", "connected from " + nc.LocalAddr().String()
	})
	if nc == nil {
		return
	}
	h.stage(model.Stage{Name: "close", Target: target}, report, func() (model.Reason, string) {
		if err := nc.Close(); err != nil {
			return readReason(err)
		}
		return "", "closed"
	})
}

// stage runs one step and reports it. A panic in it is that step's failure.
func (h *Hub) stage(st model.Stage, report func(model.Stage), step func() (model.Reason, string)) {
	report(st)
	began := time.Now()
	st.Reason, st.Detail = func() (reason model.Reason, detail string) {
		defer func() {
			if v := recover(); v != nil {
				h.o.Logger.Error("panic in netio", "where", "test", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
				reason, detail = model.InternalError, errInternal.Error()
			}
		}()
		return step()
	}()
	st.Took, st.Done = max(time.Since(began), time.Nanosecond), true
	st.Advice = advice[st.Reason]
	report(st)
}

// advice says what a failure usually means.
var advice = map[model.Reason]string{
	model.NotResolved:   "The name is misspelt, or this machine's name server does not know it. Try the IP address, or check the DNS or VPN settings.",
	model.Refused:       "The host is up, but nothing listens on this port. Check the port, and whether the service runs and listens on this address and not only on 127.0.0.1.",
	model.TimedOut:      "Nothing answered. Usually a firewall drops the packets without a word, or the host is down or the address is wrong.",
	model.Unreachable:   "There is no way to that address. Check this machine's network, its route or VPN, and the address.",
	model.Permission:    "This machine forbids the connection. A local firewall or a security policy blocks it.",
	model.ResetByPeer:   "The other end hung up at once. A firewall or a proxy may stand between, or the service refuses this machine.",
	model.InternalError: "This is a fault of tcpdeck. Its log has the details.",
}

// LocalAddresses returns the addresses of this machine that a listener can
// bind, loopback first.
func LocalAddresses() []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var loopback, others []string
	for _, a := range all {
		n, ok := a.(*net.IPNet)
		switch {
		case !ok || n.IP.IsLinkLocalUnicast() && n.IP.To4() == nil: // needs a zone
		case n.IP.IsLoopback():
			loopback = append(loopback, n.IP.String())
		default:
			others = append(others, n.IP.String())
		}
	}
	return append(loopback, others...)
}
