package netio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"tcpdeck/model"
)

// families are looked up apart, so that each answer has its own time, and a
// name server that is deaf to one of them shows.
var families = [...]struct{ network, name string }{{"ip4", "IPv4"}, {"ip6", "IPv6"}}

// lookup is what came of one family.
type lookup struct {
	family  int
	answers []model.Answer
	err     error
}

// resolve returns the addresses of host, IPv4 first: none when that failed.
func (t *test) resolve(ctx context.Context, host string) []model.Answer {
	st := model.Stage{Name: model.StageResolve, Target: host}
	return t.stage(ctx, st, func(st *model.Stage) {
		if a, err := netip.ParseAddr(host); err == nil {
			st.Answers = []model.Answer{{Address: a.String()}}
			return
		}
		ctx, cancel := context.WithTimeout(ctx, t.limit)
		defer cancel()
		var found [len(families)]lookup
		results := make(chan lookup, len(families)) // room for all: none waits for us
		for i := range families {
			found[i].err = context.DeadlineExceeded
			go t.hub.lookup(ctx, i, host, results)
		}
		for range families {
			select {
			case l := <-results:
				found[l.family] = l
			case <-ctx.Done():
			}
			st.Answers = merge(found[:])
			t.report(*st)
		}
		st.Reason, st.Detail = resolved(host, found[:], t.limit)
	}).Answers
}

// merge lists the answers of all families, each address once.
func merge(found []lookup) []model.Answer {
	var all []model.Answer
	for _, l := range found {
		for _, a := range l.answers {
			if !slices.ContainsFunc(all, func(b model.Answer) bool { return a.Address == b.Address }) {
				all = append(all, a)
			}
		}
	}
	return all
}

// lookup resolves host in one family.
func (h *Hub) lookup(ctx context.Context, family int, host string, out chan<- lookup) {
	l := lookup{family: family, err: errInternal}
	defer func() {
		if v := recover(); v != nil {
			h.logPanic("lookup", v)
		}
		out <- l
	}()
	h.fault("lookup")
	began := time.Now()
	addrs, err := h.o.Resolver.LookupNetIP(ctx, families[family].network, host)
	took := time.Since(began)
	for _, a := range addrs {
		l.answers = append(l.answers, model.Answer{Address: a.Unmap().String(), Took: took})
	}
	l.err = err
}

// resolved says what came of all families together. That a family has no
// address is no failure as long as another one has.
func resolved(host string, found []lookup, limit time.Duration) (model.Reason, string) {
	var worst lookup
	answered := false
	for _, l := range found {
		answered = answered || len(l.answers) > 0
		if l.err != nil && (worst.err == nil || weight(l.err) > weight(worst.err)) {
			worst = l
		}
	}
	switch {
	case answered && (worst.err == nil || weight(worst.err) == 0):
		return "", ""
	case worst.err == nil:
		return model.NotResolved, "the name " + host + " has no address"
	}
	reason, detail := dialReason(host, worst.err)
	if reason == model.TimedOut {
		detail = fmt.Sprintf("the name %s was not resolved within %s", host, words(limit))
	}
	switch {
	case answered:
		return "", "no answer for " + families[worst.family].name + ": " + detail
	case reason != model.InternalError:
		reason = model.NotResolved
	}
	return reason, detail
}

// weight says how much an error of looking up tells: that there is no such
// name or address is the least.
func weight(err error) int {
	var dns *net.DNSError
	var none *net.AddrError
	if errors.As(err, &dns) && dns.IsNotFound || errors.As(err, &none) {
		return 0
	}
	return 1
}

// firstRead bounds what is taken of the first bytes, and shownText how many
// characters of them are shown.
const (
	firstRead = 4 << 10
	shownText = 64
)

// firstBytes waits until the peer of nc says something, or hangs up.
func (t *test) firstBytes(ctx context.Context, nc net.Conn, st *model.Stage) {
	began := time.Now()
	nc.SetReadDeadline(began.Add(t.wait))
	stop := context.AfterFunc(ctx, func() { nc.SetReadDeadline(began) })
	defer stop()
	buf := make([]byte, firstRead)
	n, err := nc.Read(buf)
	switch {
	case n > 0:
		st.Bytes, st.Text = n, beginning(t.p.CodePage, buf[:n])
		st.Detail = count(n) + ": " + st.Text
	case isTimeout(err) && ctx.Err() != nil:
		st.Reason = model.StoppedHere
	case isTimeout(err):
		st.Detail = "connected but silent for " + words(t.wait)
		st.Advice = "most services say nothing until their client does"
	case errors.Is(err, io.EOF):
		st.Reason, st.Detail = model.ClosedByPeer, when(time.Since(began))
	default:
		var detail string
		if st.Reason, detail = readReason(err); st.Reason == model.ResetByPeer {
			detail = when(time.Since(began)) + " (" + detail + ")"
		}
		st.Detail = detail
	}
}

// count says how many bytes came with the first read.
func count(n int) string {
	switch n {
	case 1:
		return "1 byte"
	case firstRead:
		return fmt.Sprintf("%d bytes or more", n)
	}
	return fmt.Sprintf("%d bytes", n)
}

// when says how soon a peer hung up that had said nothing.
func when(took time.Duration) string {
	if took < time.Second {
		return "at once, without a byte"
	}
	return fmt.Sprintf("after %.1f s, without a byte", took.Seconds())
}

// beginning is the text of data in one line that is safe to draw, cut at
// shownText characters and without a line break at its end.
func beginning(codePage string, data []byte) string {
	r := model.Record{Text: CodePages{}.Decode(codePage, data), Decoded: codePage != "utf-8"}
	r.Text = strings.TrimSuffix(strings.TrimSuffix(r.Text, "\n"), "\r")
	var b strings.Builder
	left := shownText
	for _, s := range r.EscapeAll() {
		if s.Escaped {
			if left--; left < 0 {
				return b.String() + "…"
			}
			b.WriteString(s.Text)
			continue
		}
		for _, c := range s.Text {
			if left--; left < 0 {
				return b.String() + "…"
			}
			b.WriteRune(c)
		}
	}
	return b.String()
}
