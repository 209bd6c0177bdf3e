package netio

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// tested runs a test and returns its outcome, and the stages that are through
// in short: "connect 127.0.0.1:9 refused".
func (b *bed) tested(ctx context.Context, p model.Profile, wait time.Duration) (model.Check, []string) {
	b.t.Helper()
	var c model.Check
	var out []string
	b.Test(ctx, p, wait, func(s model.Stage) {
		c.Take(s)
		if s.Done {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Name, s.Target, s.Reason)))
		}
		if s.Done != (s.Took > 0) || s.Reason != "" && (s.Advice == "" || s.Detail == "") {
			b.t.Errorf("stage %+v", s)
		}
	})
	for _, s := range c.Stages {
		if !s.Done {
			b.t.Errorf("%s of %s was never through", s.Name, s.Target)
		}
	}
	return c, out
}

// TestTest has a real peer that does what services do to a new connection.
func TestTest(t *testing.T) {
	for _, c := range []struct {
		name   string
		page   string
		greet  func(*net.TCPConn)
		reason model.Reason
		detail string
		works  bool
	}{
		{"banner", "", func(c *net.TCPConn) { c.Write([]byte("SSH-2.0-OpenSSH_9.6\r\n")) }, "", "21 bytes: SSH-2.0-OpenSSH_9.6", true},
		{"one byte", "", func(c *net.TCPConn) { c.Write([]byte{0xff}) }, "", `1 byte: \xff`, true},
		{"code page", "ibm037", func(c *net.TCPConn) { c.Write([]byte{0xc8, 0x89, 0x27}) }, "", `3 bytes: Hi\x1b`, true},
		{"long", "", func(c *net.TCPConn) { c.Write([]byte("\x1b" + strings.Repeat("ü", 99))) }, "",
			`199 bytes: \x1b` + strings.Repeat("ü", 63) + "…", true},
		{"as long as shown", "", func(c *net.TCPConn) { c.Write([]byte(strings.Repeat("x", 64))) }, "", "64 bytes: " + strings.Repeat("x", 64), true},
		{"flood", "", func(c *net.TCPConn) { c.Write(bytes.Repeat([]byte("\r\n"), 1<<20)) }, "",
			"4096 bytes or more: " + strings.Repeat(`\r\n`, 32) + "…", true},
		{"banner and gone", "", func(c *net.TCPConn) { c.Write([]byte("bye\n")); c.Close() }, "", "4 bytes: bye", true},
		{"silent", "", func(*net.TCPConn) {}, "", "connected but silent for 0.2 s", true},
		{"closed at once", "", func(c *net.TCPConn) { c.Close() }, model.ClosedByPeer, "at once, without a byte", false},
		{"reset at once", "", func(c *net.TCPConn) { c.SetLinger(0); c.Close() }, model.ResetByPeer,
			"at once, without a byte (read: connection reset by peer)", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dialled := make(chan struct{}) // a reset before that would be one of the connect
			s, b := newServer(t), newBed(t, Options{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				defer close(dialled)
				return new(net.Dialer).DialContext(ctx, network, address)
			}})
			p := lf(s.port())
			if c.page != "" {
				p.CodePage = c.page
			}
			accepted := make(chan *net.TCPConn)
			go func() {
				nc, _ := s.Accept()
				<-dialled
				c.greet(nc.(*net.TCPConn))
				accepted <- nc.(*net.TCPConn)
			}()
			wait := patience
			if c.name == "silent" {
				wait = 200 * time.Millisecond
			}
			check, _ := b.tested(t.Context(), p, wait)
			peer := <-accepted
			defer peer.Close()
			last := check.Stages[len(check.Stages)-1]
			b.is(last.Name, model.StageFirstBytes)
			b.is(last.Reason, c.reason)
			b.is(last.Detail, c.detail)
			b.is(check.Works(), c.works)
			b.is(check.Stages[1].Local, peer.RemoteAddr().String())
			b.is(check.Stages[0].Answers[0].Address, "127.0.0.1")
		})
	}
}

func TestTestSendsNothingAndCloses(t *testing.T) {
	s, b := newServer(t), newBed(t, Options{})
	heard := make(chan string)
	go func() {
		nc := s.accept()
		n, err := nc.Read(make([]byte, 1))
		heard <- fmt.Sprint(n, err)
	}()
	check, steps := b.tested(t.Context(), lf(s.port()), 0) // 0: no first bytes
	b.is(<-heard, "0 EOF")
	at := s.Addr().String()
	b.is(steps, []string{"resolve 127.0.0.1", "connect " + at})
	b.is(check.Works(), true)
}

// TestTestOfLocalhost resolves with the system, and connects to each family.
func TestTestOfLocalhost(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	id, address := b.listener(p, model.StartOptions{}) // on 127.0.0.1 only
	p.Address, p.Port = "localhost", int(netip.MustParseAddrPort(address).Port())
	check, steps := b.tested(t.Context(), p, time.Millisecond)
	if !slices.Contains(steps, "connect "+address) || !check.Works() {
		t.Errorf("%v", steps)
	}
	for _, a := range check.Stages[0].Answers {
		if a.Took <= 0 {
			t.Errorf("no time for %s", a.Address)
		}
		if to := net.JoinHostPort(a.Address, strconv.Itoa(p.Port)); to != address && !slices.Contains(steps, "connect "+to+" refused") {
			t.Errorf("%s is missing in %v", to, steps)
		}
	}
	b.Stop(id)
	b.ended(id)
	check, _ = b.tested(t.Context(), p, time.Millisecond)
	b.is(check.Reason(), model.Refused)
	p.Address = "nowhere.invalid"
	b.o.Resolver = names{}
	_, steps = b.tested(t.Context(), p, 0)
	b.is(steps, "[resolve nowhere.invalid not resolved]")
	p.Address = "*"
	check, steps = b.tested(t.Context(), p, 0)
	b.is(steps, "[resolve * not resolved]")
	b.is(check.Stages[0].Detail, "a client needs an address to connect to")
}

// slowNames answers each family after a time of its own.
type slowNames map[string]struct {
	after time.Duration
	addrs []netip.Addr
	err   error
}

func (n slowNames) LookupNetIP(ctx context.Context, network, _ string) ([]netip.Addr, error) {
	a := n[network]
	select {
	case <-time.After(a.after):
		return a.addrs, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func addrs(all ...string) (out []netip.Addr) {
	for _, a := range all {
		out = append(out, netip.MustParseAddr(a))
	}
	return out
}

// TestTestOfEveryAddress has a name of four addresses: two answer, one
// refuses, one is silent to the end.
func TestTestOfEveryAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, Options{
			Resolver: slowNames{
				"ip4": {after: 5 * time.Millisecond, addrs: addrs("10.0.0.1", "10.0.0.2", "10.0.0.1")},
				"ip6": {after: 3 * time.Millisecond, addrs: addrs("2001:db8::1", "2001:db8::2", "::ffff:10.0.0.2")},
			},
			Dial: func(ctx context.Context, _, a string) (net.Conn, error) {
				switch a {
				case "10.0.0.2:9090":
					return nil, &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
				case "[2001:db8::2]:9090":
					<-ctx.Done()
					return nil, ctx.Err()
				}
				<-time.After(7 * time.Millisecond)
				here, peer := net.Pipe()
				context.AfterFunc(t.Context(), func() { peer.Close() })
				return pipe{here}, nil
			}})
		p := lf(9090)
		p.Address, p.Timeout = "pay.example", 2*time.Second
		began := time.Now()
		c, steps := b.tested(t.Context(), p, time.Second)
		b.is(time.Since(began), 5*time.Millisecond+2*(1007*time.Millisecond)+2*time.Second)
		b.is(steps, []string{"resolve pay.example",
			"connect 10.0.0.1:9090", "first bytes 10.0.0.1:9090", "connect 10.0.0.2:9090 timed out",
			"connect [2001:db8::1]:9090", "first bytes [2001:db8::1]:9090", "connect [2001:db8::2]:9090 timed out"})
		b.is(c.Stages[0].Answers, "[{10.0.0.1 5ms} {10.0.0.2 5ms} {2001:db8::1 3ms} {2001:db8::2 3ms}]")
		b.is(c.Stages[1].Took, 7*time.Millisecond)
		b.is(c.Stages[2].Took, time.Second)
		b.is(c.Stages[6].Detail, "[2001:db8::2]:9090 did not answer within 2 s")
		b.is(c.Took(), 12*time.Millisecond)
	})
}

func TestTestResolves(t *testing.T) {
	none := &net.DNSError{Err: "no such host", Name: "pay", IsNotFound: true}
	unsuited := &net.AddrError{Err: "no suitable address", Addr: "pay"}
	broken := &net.DNSError{Err: "server misbehaving", Name: "pay"}
	one := addrs("10.0.0.1")
	for _, c := range []struct {
		name   string
		names  slowNames
		want   string
		detail string
	}{
		{"IPv4 only", slowNames{"ip4": {addrs: one}, "ip6": {err: none}}, "resolve pay", ""},
		{"IPv6 unsuited", slowNames{"ip4": {addrs: one}, "ip6": {err: unsuited}}, "resolve pay", ""},
		{"IPv6 broken", slowNames{"ip4": {addrs: one}, "ip6": {err: broken}}, "resolve pay",
			"no answer for IPv6: the name pay was not resolved (server misbehaving)"},
		{"IPv4 deaf", slowNames{"ip4": {after: time.Hour}, "ip6": {addrs: addrs("::1")}}, "resolve pay",
			"no answer for IPv4: the name pay was not resolved within 10 s"},
		{"both deaf", slowNames{"ip4": {after: time.Hour}, "ip6": {after: time.Hour}}, "resolve pay not resolved",
			"the name pay was not resolved within 10 s"},
		{"none", slowNames{"ip4": {err: none}, "ip6": {err: none}}, "resolve pay not resolved", "the name pay does not exist (no such host)"},
		{"none, and broken", slowNames{"ip4": {err: none}, "ip6": {err: broken}}, "resolve pay not resolved",
			"the name pay was not resolved (server misbehaving)"},
		{"empty", slowNames{}, "resolve pay not resolved", "the name pay has no address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBed(t, Options{Resolver: c.names, Dial: func(context.Context, string, string) (net.Conn, error) {
					here, _ := net.Pipe()
					return pipe{here}, nil
				}})
				p := lf(9090)
				p.Address = "pay"
				check, steps := b.tested(t.Context(), p, 0)
				b.is(steps[0], c.want)
				b.is(check.Stages[0].Detail, c.detail)
				b.is(check.Works(), check.Stages[0].Reason == "")
			})
		})
	}
}

// TestTestCanBeStopped stops in each stage, also where what it waits for does
// not heed its context.
func TestTestCanBeStopped(t *testing.T) {
	for _, heeds := range []bool{true, false} {
		for _, at := range []string{model.StageResolve, model.StageConnect, model.StageFirstBytes} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				release := make(chan struct{})
				hang := func(ctx context.Context) {
					if !heeds {
						<-release
						return
					}
					<-ctx.Done()
				}
				b := newBed(t, Options{
					Resolver: resolverFunc(func(ctx context.Context) ([]netip.Addr, error) {
						if at == model.StageResolve {
							hang(ctx)
							return nil, ctx.Err()
						}
						return addrs("10.0.0.1", "10.0.0.2"), nil
					}),
					Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
						if at == model.StageConnect {
							hang(ctx)
							return nil, context.Canceled
						}
						here, _ := net.Pipe()
						return pipe{here}, nil
					}})
				p := lf(9090)
				p.Address = "pay"
				began := time.Now()
				time.AfterFunc(time.Second, cancel)
				c, steps := b.tested(ctx, p, time.Hour)
				b.is(time.Since(began), time.Second)
				last := c.Stages[len(c.Stages)-1]
				b.is(last.Name, at)
				b.is(last.Reason, model.StoppedHere)
				b.is(len(steps), 1+slices.Index([]string{model.StageResolve, model.StageConnect, model.StageFirstBytes}, at))
				close(release)
			})
		}
	}
}

type resolverFunc func(context.Context) ([]netip.Addr, error)

func (f resolverFunc) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	return f(ctx)
}

// TestTestOfEarlyReset: the reset may come before the system has told that the
// connection stands.
func TestTestOfEarlyReset(t *testing.T) {
	b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNRESET)}
	}})
	c, steps := b.tested(t.Context(), lf(9), 0)
	b.is(steps, "[resolve 127.0.0.1 connect 127.0.0.1:9 reset by peer]")
	b.is(c.Stages[1].Detail, "at once, without a byte (connect: connection reset by peer)")
	b.is(c.Decisive().HungUp(), true)
}

func TestTestContainsPanics(t *testing.T) {
	b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) { panic("x") }})
	c, _ := b.tested(t.Context(), lf(9), 0)
	b.is(c.Reason(), model.InternalError)
	b = newBed(t, Options{Resolver: resolverFunc(func(context.Context) ([]netip.Addr, error) { panic("x") })})
	p := lf(9)
	p.Address = "pay"
	c, steps := b.tested(t.Context(), p, 0)
	b.is(steps, "[resolve pay internal error]")
	b.is(c.Stages[0].Advice, advice[model.InternalError])
}

// TestAllSideBySide tests more profiles than are tested at once, each of them
// silent: it takes as many waits as there are rounds.
func TestAllSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open, most atomic.Int32
		b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) {
			most.Store(max(most.Load(), open.Add(1)))
			here, _ := net.Pipe()
			return counted{pipe{here}, &open}, nil
		}})
		ps := make([]model.Profile, 3*testsAtOnce)
		for i := range ps {
			ps[i] = lf(i + 1)
		}
		began := time.Now()
		var got []int
		b.TestAll(t.Context(), ps, time.Second, func(i int, c model.Check) {
			if c.Stages[1].Target != fmt.Sprintf("127.0.0.1:%d", i+1) || !c.Works() {
				t.Errorf("%d: %+v", i, c)
			}
			got = append(got, i)
		})
		b.is(time.Since(began), 3*time.Second)
		b.is(most.Load(), testsAtOnce)
		slices.Sort(got)
		b.is(len(slices.Compact(got)), len(ps))

		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		n := 0
		b.TestAll(ctx, ps, time.Second, func(_ int, c model.Check) {
			b.is(c.Reason(), model.StoppedHere)
			n++
		})
		b.is(n, testsAtOnce)
		b.TestAll(t.Context(), nil, time.Second, func(int, model.Check) { t.Error("a test of nothing") })
	})
}

// counted counts itself as closed.
type counted struct {
	net.Conn
	open *atomic.Int32
}

func (c counted) Close() error { c.open.Add(-1); return c.Conn.Close() }

func TestLocalAddresses(t *testing.T) {
	if got := LocalAddresses(); !slices.Contains(got, "127.0.0.1") {
		t.Errorf("LocalAddresses() = %v", got)
	}
}
