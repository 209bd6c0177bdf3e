package netio

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// compiled is an interaction of rules, named for the tests.
func compiled(t testing.TB, rules []model.Rule) *model.Compiled {
	t.Helper()
	i := model.NewInteraction()
	i.Name, i.Rules = "test", rules
	c, err := model.Compile(i)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func demo(t testing.TB, role model.Role) *model.Drive {
	return &model.Drive{Compiled: compiled(t, model.DemoRules(role))}
}

// rule makes a rule of a kind with what change says, and children.
func rule(kind model.RuleKind, change func(*model.Rule), then ...model.Rule) model.Rule {
	r := model.NewRule(kind)
	r.Then = then
	if change != nil {
		change(&r)
	}
	return r
}

func sends(body string, then ...model.Rule) model.Rule {
	return rule(model.SendRule, func(r *model.Rule) { r.Body = body }, then...)
}

func receives(then ...model.Rule) model.Rule { return rule(model.ReceiveRule, nil, then...) }

// endlessly makes a rule of it that does not end.
func endlessly(r model.Rule) model.Rule {
	r.Iterations = model.Endless
	return r
}

func checks(c model.Condition, value string, then ...model.Rule) model.Rule {
	return rule(model.CheckRule, func(r *model.Rule) { r.Condition, r.Value = c, value }, then...)
}

// finished returns the events of finished conversations.
func (b *bed) finished(id model.SessionID) []model.Record {
	var out []model.Record
	for _, r := range b.Log(id).Forward(0, 1<<20, model.Filter{}) {
		if r.Event.Name == model.Finished {
			out = append(out, r)
		}
	}
	return out
}

// outcome waits for the one conversation of a session and returns what came
// of it.
func (b *bed) outcome(id model.SessionID) (model.Outcome, string, *model.RuleEvent) {
	b.t.Helper()
	b.until("the conversation is over", func() bool { return len(b.finished(id)) > 0 })
	r := b.finished(id)[0]
	return r.Event.Rules.Outcome, r.Event.Detail, r.Event.Rules
}

// untilRunning waits until n conversations are under way.
func (b *bed) untilRunning(id model.SessionID, n int) {
	b.t.Helper()
	b.until("the conversations are under way", func() bool { st, _ := b.Status(id); return st.Interaction.Running == n })
}

func resultsOf(e *model.RuleEvent) string { return string(model.AppendResults(nil, e.Results)) }

// TestDemos: both demos as tcpdeck, with several code pages and framings.
func TestDemos(t *testing.T) {
	for _, page := range []string{"utf-8", "shift_jis", "utf-16le"} {
		for _, ending := range []model.Ending{model.Raw, model.LF, model.CRLF} {
			t.Run(page+" "+string(ending), func(t *testing.T) {
				b := newBed(t, Options{})
				p := lf(0)
				p.CodePage, p.Timeout = page, 10*time.Second
				p.Framing = model.Framing{Receive: ending, Send: ending}
				listener, address := b.listener(p, model.StartOptions{Drive: demo(t, model.Listener)})
				p.Port = portOf(address)
				for n := range 3 {
					client := b.Start(p, model.Client, model.StartOptions{Drive: demo(t, model.Client)})
					st := b.ended(client)
					outcome, why, e := b.outcome(client)
					if outcome != model.Success || resultsOf(e) != `{"INSTRUCTION":"Some instruction"}` || st.Reason != model.ClosedHere {
						t.Fatalf("%s %s: %s, %s", outcome, why, resultsOf(e), st.Reason)
					}
					b.until("the trigger has fired", func() bool { return len(fired(b, listener)) == n+1 })
				}
				for _, f := range fired(b, listener) {
					if e := f.Event.Rules; e.Message.Text != "Some instruction" || resultsOf(e) != `{"INSTRUCTION":"Some instruction"}` {
						t.Errorf("fired with %q and %s", e.Message.Text, resultsOf(e))
					}
				}
				b.until("the listener's conversations are over", func() bool { return len(b.finished(listener)) == 3 })
				if st, _ := b.Status(listener); st.Interaction.Succeeded != 3 || st.Interaction.Failed != 0 || st.Interaction.Fired != 3 || st.Interaction.Running != 0 {
					t.Errorf("%+v", st.Interaction)
				}
			})
		}
	}
}

func fired(b *bed, id model.SessionID) []model.Record {
	return slices.DeleteFunc(b.Log(id).Forward(0, 1<<20, model.Filter{}), func(r model.Record) bool { return r.Event.Name != model.Fired })
}

func portOf(address string) int { return int(netip.MustParseAddrPort(address).Port()) }

// TestDemoTrace: the trace says of each rule what it was tried on, and what
// came of it.
func TestDemoTrace(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	_, address := b.listener(p, model.StartOptions{Drive: demo(t, model.Listener)})
	p.Port = portOf(address)
	d, trace := demo(t, model.Client), model.NewTrace(1000)
	d.Step = trace.Add
	client := b.Start(p, model.Client, model.StartOptions{Drive: d})
	b.ended(client)
	var got []string
	for _, s := range trace.Steps(0, 100) {
		label := ""
		if s.Rule >= 0 {
			label = d.Compiled.Nodes[s.Rule].Label
		}
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s: %s %s %s%s", s.Kind, label, s.Message.Text, s.Key, s.Outcome, s.Why)))
	}
	want := []string{
		"sent Send (*) : Handshake: Handshake",
		"received Receive: Heartbeat",
		"not matched Check (/1) : Equal 'Wait': Heartbeat",
		"matched Check (/1) : Equal 'Heartbeat': Heartbeat",
		"sent Send : Some instruction (exit:success): Some instruction INSTRUCTION",
		"ended Send : Some instruction (exit:success):   success",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	counts := b.RuleCounts(client)
	if fmt.Sprint(counts) != "[{1 1} {1 1} {1 0} {1 1} {1 1} {0 0}]" {
		t.Error(counts)
	}
}

// TestAgainstPlainPrograms: programs that behave like the samples of the
// reference product, written with net alone.
func TestAgainstPlainPrograms(t *testing.T) {
	read := func(c net.Conn) string {
		buf := make([]byte, 100)
		n, _ := c.Read(buf)
		return string(buf[:n])
	}
	for _, c := range []struct {
		name    string
		serve   func(c net.Conn)
		outcome model.Outcome
		why     string
	}{
		{"right", func(c net.Conn) { read(c); c.Write([]byte("Heartbeat")) }, model.Success, ""},
		{"wait first", func(c net.Conn) { read(c); c.Write([]byte("Wait")); read(c); c.Write([]byte("Heartbeat")) }, model.Success, ""},
		{"wrong", func(c net.Conn) { read(c); c.Write([]byte("Heartbeet")) }, model.Failure,
			`forced exit on the message "Heartbeet"; without framing a message is what one read returns`},
		{"late", func(c net.Conn) { read(c) }, model.Failure, "timed out: no message for 0.3 s"},
		{"split", func(c net.Conn) { read(c); c.Write([]byte("Heart")) }, model.Failure,
			`forced exit on the message "Heart"; without framing a message is what one read returns`},
		{"glued", func(c net.Conn) { read(c); c.Write([]byte("HeartbeatHeartbeat")) }, model.Failure,
			`forced exit on the message "HeartbeatHeartbeat"; without framing a message is what one read returns`},
		{"missing", func(c net.Conn) { read(c); c.Close() }, model.Failure, "the peer closed the connection, and a message was expected"},
		{"reset", func(c net.Conn) { read(c); c.(*net.TCPConn).SetLinger(0); c.Close() }, model.Failure, "reset by peer: connection reset by peer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, Options{})
			s := newServer(t)
			heard := make(chan string, 1)
			go func() {
				nc := s.accept()
				c.serve(nc)
				heard <- read(nc)
			}()
			p := model.NewProfile()
			p.Name, p.Port, p.Timeout = "test", s.port(), 10*time.Second
			if c.name == "late" {
				p.Timeout = 300 * time.Millisecond
			}
			client := b.Start(p, model.Client, model.StartOptions{Drive: demo(t, model.Client)})
			b.ended(client)
			outcome, why, _ := b.outcome(client)
			if outcome != c.outcome || why != c.why && !strings.HasPrefix(why, "reset by peer") {
				t.Errorf("%s: %s", outcome, why)
			}
			if got := <-heard; (got == "Some instruction") != (c.outcome == model.Success) {
				t.Errorf("the peer heard %q", got)
			}
		})
	}
}

// TestListenerAgainstPlainClients is the mirrored set.
func TestListenerAgainstPlainClients(t *testing.T) {
	for _, c := range []struct {
		name    string
		call    func(b *bed, c *net.TCPConn)
		outcome model.Outcome
		why     string
		fired   int
	}{
		{"right", func(b *bed, c *net.TCPConn) {
			b.write(c, "Handshake")
			b.hears(c, "Heartbeat")
			b.write(c, "Some instruction")
			c.Close()
		}, model.Success, "", 1},
		{"half-closed", func(b *bed, c *net.TCPConn) {
			b.write(c, "Handshake")
			b.hears(c, "Heartbeat")
			b.write(c, "Some instruction")
			c.CloseWrite()
		}, model.Success, "", 1},
		{"wrong", func(b *bed, c *net.TCPConn) { b.write(c, "Handsheik") }, model.Failure,
			`forced exit on the message "Handsheik"; without framing a message is what one read returns`, 0},
		{"missing", func(b *bed, c *net.TCPConn) {
			b.write(c, "Handshake")
			b.hears(c, "Heartbeat")
			c.Close()
		}, model.Failure, "the peer closed the connection, and a message was expected", 0},
		{"nothing", func(b *bed, c *net.TCPConn) { c.Close() }, model.Success, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, Options{})
			p := model.NewProfile()
			p.Name, p.Timeout = "test", 10*time.Second
			listener, address := b.listener(p, model.StartOptions{Drive: demo(t, model.Listener)})
			c.call(b, b.call(address))
			outcome, why, _ := b.outcome(listener)
			if outcome != c.outcome || why != c.why || len(fired(b, listener)) != c.fired {
				t.Errorf("%s: %s, fired %d", outcome, why, len(fired(b, listener)))
			}
			b.until("the client is gone", func() bool { return len(b.Peers(listener)) == 0 })
		})
	}
}

// TestInteractionStops: at any point it ends soon after it is told to.
func TestInteractionStops(t *testing.T) {
	long := strings.Repeat("x", 64<<10)
	slow := checks(model.Matches, "(x+x+)+y")
	for _, c := range []struct {
		name  string
		rules []model.Rule
		feed  string
	}{
		{"receive", []model.Rule{receives()}, ""},
		{"delay before", []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.DelayBefore = "x", time.Hour })}, ""},
		{"delay after", []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.DelayAfter = "x", time.Hour })}, ""},
		{"endless send", []model.Rule{endlessly(sends(long))}, ""},
		{"long match", []model.Rule{receives(slow)}, strings.Repeat("x", 16<<20)},
		{"inbox full", []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.DelayBefore = "x", time.Hour })}, strings.Repeat(long[:1023]+"\n", 4<<10)},
	} {
		for _, how := range []string{"stop", "detach"} {
			t.Run(c.name+" "+how, func(t *testing.T) {
				b := newBed(t, Options{})
				p := lf(0)
				d := &model.Drive{Compiled: compiled(t, c.rules)}
				id, peer := b.client(p, model.StartOptions{Drive: d})
				if c.feed != "" {
					go func() { peer.Write([]byte(c.feed + "\n")) }()
				}
				b.until("the rule is at work", func() bool {
					st, _ := b.Status(id)
					tried := b.RuleCounts(id)
					return tried[len(tried)-1].Tried > 0 && int(st.Received.Bytes) >= min(len(c.feed), 1<<20)
				})
				began := time.Now()
				if how == "stop" {
					b.Stop(id)
					b.ended(id)
				} else {
					b.is(b.Detach(id), nil)
					b.untilRunning(id, 0)
				}
				if took := time.Since(began); took > 300*time.Millisecond {
					t.Errorf("it took %v", took)
				}
				st, _ := b.Status(id)
				if st.Interaction.Failed != 1 || st.Interaction.Last != "stopped here" {
					t.Errorf("%+v", st.Interaction)
				}
				if how == "detach" && (st.State != model.StateConnected || st.Interaction.Attached) {
					t.Errorf("%v %+v", st.State, st.Interaction)
				}
			})
		}
	}
}

// TestAttach: an interaction takes over connections that stand, a person can
// still type, and the connection stays without an exit.
func TestAttach(t *testing.T) {
	b := newBed(t, Options{})
	id, address := b.listener(lf(0), model.StartOptions{})
	early := b.call(address)
	b.until("the client is in", func() bool { return len(b.Peers(id)) == 1 })
	d := model.Drive{Stay: true, Compiled: compiled(t, []model.Rule{receives(checks(model.Matches, "^hello (?P<who>.*)$", sends("hi {{who}}, {{1}}, {{0}}")))})}
	b.is(b.Attach(id, d), nil)
	b.is(b.Attach(id, d), model.ErrAttached)
	late := b.call(address)
	b.untilRunning(id, 2)
	for _, c := range []*net.TCPConn{early, late} {
		b.write(c, "hello you\n")
		b.hears(c, "hi you, you, hello you\n")
	}
	b.until("both are over", func() bool { return len(b.finished(id)) == 2 })
	b.is(b.Send(id, model.Outgoing{Text: "typed"}), nil)
	b.hears(early, "typed\n")
	b.hears(late, "typed\n")
	b.is(b.Detach(id), nil)
	b.is(b.Detach(id), model.ErrNotAttached)
	b.is(b.Attach(id, d), nil)
	b.untilRunning(id, 2)
	b.write(early, "hello again\n")
	b.hears(early, "hi again, again, hello again\n")
}

// TestExitClosesAnAttachedConnection: an exit does, also where the connection
// stays otherwise.
func TestExitClosesAnAttachedConnection(t *testing.T) {
	b := newBed(t, Options{})
	id, peer := b.client(lf(0), model.StartOptions{})
	out := sends("bye")
	out.Exit = model.Success
	b.is(b.Attach(id, model.Drive{Stay: true, Compiled: compiled(t, []model.Rule{receives(out)})}), nil)
	b.untilRunning(id, 1)
	b.write(peer, "go\n")
	b.hears(peer, "bye\n")
	b.is(b.ended(id).Reason, model.ClosedHere)
}

// TestRefusedText: a message that the code page lacks ends the conversation,
// and nothing of it is sent.
func TestRefusedText(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.CodePage = "iso-8859-1"
	server := newServer(t)
	p.Port = server.port()
	id := b.Start(p, model.Client, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{sends("5 €")})}})
	peer := server.accept()
	outcome, why, e := b.outcome(id)
	if outcome != model.Failure || why != "€ (U+20AC) is not in iso-8859-1" || e.Rule != "Send : 5 €" {
		t.Errorf("%s %s %s", outcome, why, e.Rule)
	}
	if n, err := peer.Read(make([]byte, 9)); n != 0 || err == nil {
		t.Errorf("the peer got %d bytes", n)
	}
}

// TestThousandClients: 1,000 clients at once with the demo, no result mixed up,
// in little memory, though that of the clients is counted too.
func TestThousandClients(t *testing.T) {
	const clients = 1000
	runtime.GC() // what earlier tests left is not counted
	b := newBed(t, Options{})
	p := lf(0)
	p.Timeout = 30 * time.Second
	listener, address := b.listener(p, model.StartOptions{Drive: demo(t, model.Listener)})
	var calls []*net.TCPConn
	for range clients {
		calls = append(calls, b.call(address))
	}
	for _, c := range calls {
		b.write(c, "Handshake\n")
	}
	b.until("all have their answer", func() bool { st, _ := b.Status(listener); return st.Sent.Messages == clients })
	var used runtime.MemStats
	runtime.ReadMemStats(&used)
	if mb := (used.HeapInuse + used.StackInuse) >> 20; mb >= 100 {
		t.Errorf("%d MB in use", mb)
	}
	for i, c := range calls {
		b.hears(c, "Heartbeat\n")
		b.write(c, fmt.Sprintf("instruction %d of %s\n", i, c.LocalAddr()))
	}
	for _, c := range calls {
		c.Close()
	}
	b.until("all are over", func() bool { st, _ := b.Status(listener); return st.Interaction.Succeeded == clients })
	events := fired(b, listener)
	if len(events) != clients {
		t.Fatalf("%d triggers", len(events))
	}
	for _, r := range events {
		if want := " of " + r.Peer; !strings.HasSuffix(r.Event.Rules.Message.Text, want) || len(r.Event.Rules.Results) != 1 ||
			!strings.HasSuffix(r.Event.Rules.Results[0].Message.Text, want) {
			t.Errorf("%s fired %q", r.Peer, r.Event.Rules.Message.Text)
		}
	}
}

// TestAnsweringEachOther: two programs that only answer each other can be
// stopped at once.
func TestAnsweringEachOther(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.LogReceived, p.LogSent = false, false
	answer := endlessly(receives(sends("pong")))
	listener, address := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{answer})}})
	p.Port = portOf(address)
	client := b.Start(p, model.Client, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{sends("ping"), answer})}})
	b.until("they talk", func() bool { st, _ := b.Status(client); return st.Sent.Messages > 500 })
	began := time.Now()
	b.Stop(listener)
	b.ended(listener)
	b.ended(client)
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// answeringWire always has a message, and time passes only in pauses.
type answeringWire struct {
	scriptWire
	left, sends int
}

func (w *answeringWire) receive(context.Context, time.Duration) (model.Record, error) {
	if w.left--; w.left < 0 {
		return model.Record{}, &wireError{reason: model.ClosedByPeer, over: true}
	}
	return model.Record{Kind: model.KindReceived, Text: "ping"}, nil
}

func (w *answeringWire) send(context.Context, string, []byte) (model.Record, error) {
	w.sends++
	return model.Record{Kind: model.KindSent}, nil
}

func (w *answeringWire) pause(_ context.Context, d time.Duration) error {
	time.Sleep(d) // of the bubble
	return nil
}

// TestPace: answers come as fast as they can up to a number, then a thousand a
// second; a sender that does not answer is not slowed down.
func TestPace(t *testing.T) {
	for _, c := range []struct {
		rules []model.Rule
		free  bool
		takes time.Duration
		notes int
	}{
		{[]model.Rule{endlessly(receives(sends("pong")))}, false, 5 * time.Second, 1},
		{[]model.Rule{endlessly(receives(sends("pong")))}, true, 0, 0},
		{[]model.Rule{endlessly(receives()), rule(model.SendRule, func(r *model.Rule) { r.Iterations = 15_000 })}, false, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, notes := &answeringWire{left: freeTurns + 5000}, 0
			k := talk{c: compiled(t, c.rules), drive: model.Drive{Free: c.free}, w: w, noted: func(string) { notes++ }}
			k.counts = make([]ruleCount, len(k.c.Nodes))
			began := time.Now()
			k.run(context.Background())
			took := time.Since(began)
			if w.sends != freeTurns+5000 || took < c.takes || took > c.takes+time.Millisecond || notes != c.notes {
				t.Errorf("%d sends in %v, %d notes", w.sends, took, notes)
			}
		})
	}
}

// TestCostlyMatchStallsNobody: while a message of 10 MB is matched against an
// expression as large as any, another session is answered, and the first one
// can be stopped.
func TestCostlyMatchStallsNobody(t *testing.T) {
	b := newBed(t, Options{})
	costly := compiled(t, []model.Rule{endlessly(receives(checks(model.Matches, `\w{900}y`)))})
	p := lf(0)
	slow, slowAddress := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: costly}})
	for range 3 {
		c := b.call(slowAddress)
		go c.Write([]byte(strings.Repeat("x", 10<<20) + "\n"))
	}
	echo := compiled(t, []model.Rule{endlessly(receives(checks(model.Matches, "^(.*)$", sends("{{1}}"))))})
	_, address := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: echo}})
	b.until("matching is under way", func() bool {
		counts := b.RuleCounts(slow)
		return counts[1].Tried == 3
	})
	c := b.call(address)
	worst := time.Duration(0)
	for i := range 100 {
		began := time.Now()
		b.write(c, fmt.Sprintf("ping %d\n", i))
		b.hears(c, fmt.Sprintf("ping %d\n", i))
		worst = max(worst, time.Since(began))
	}
	if counts := b.RuleCounts(slow); counts[1].Ran != 0 || counts[0].Ran != 3 {
		t.Fatalf("matching is over already: %v", counts)
	}
	if worst > 200*time.Millisecond {
		t.Errorf("an answer took %v", worst)
	}
	began := time.Now()
	b.Stop(slow)
	b.ended(slow)
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("stopping took %v", took)
	}
	t.Logf("the slowest of 100 answers took %v", worst)
}
