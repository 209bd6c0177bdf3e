package netio

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
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
