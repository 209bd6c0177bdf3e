package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// asideSessions plays the sessions of a test console.
type asideSessions struct {
	deckSessions
	aside []model.Status
	o     []model.StartOptions
	dry   func(model.Drive, model.Profile, model.Role, model.Source) ([]model.Conversation, []model.RuleCount)
}

func (s *asideSessions) Start(p model.Profile, role model.Role, o model.StartOptions) model.SessionID {
	if !o.Aside {
		return s.deckSessions.Start(p, role, o)
	}
	s.aside, s.o = append(s.aside, model.Status{ID: model.SessionID(100 + len(s.aside)), Profile: p, Role: role}), append(s.o, o)
	return s.aside[len(s.aside)-1].ID
}

func (s *asideSessions) at(id model.SessionID) *model.Status {
	for i := range s.aside {
		if s.aside[i].ID == id {
			return &s.aside[i]
		}
	}
	return nil
}

func (s *asideSessions) Status(id model.SessionID) (model.Status, bool) {
	if st := s.at(id); st != nil {
		return *st, true
	}
	return s.deckSessions.Status(id)
}

func (s *asideSessions) Stop(id model.SessionID) {
	if st := s.at(id); st != nil {
		st.State, st.Reason = model.StateEnded, model.StoppedHere
	}
}

func (s *asideSessions) Forget(id model.SessionID) {
	if st := s.at(id); st != nil {
		st.ID = 0
	}
}

func (s *asideSessions) RuleCounts(model.SessionID) []model.RuleCount {
	return []model.RuleCount{{Tried: 1, Ran: 1}, {Tried: 1, Ran: 1}, {Tried: 1}, {Tried: 1, Ran: 1}, {Tried: 1, Ran: 1}, {}}
}

func (s *asideSessions) DryRun(_ context.Context, d model.Drive, p model.Profile, role model.Role, src model.Source) ([]model.Conversation, []model.RuleCount, error) {
	talks, counts := s.dry(d, p, role, src)
	return talks, counts, nil
}

// consoleRig is a deck that shows the test console of the client's demo.
func consoleRig(t *testing.T, width, height int) (*rig, *asideSessions) {
	t.Helper()
	r := newRig(t, width, height)
	s := &asideSessions{deckSessions: deckSessions{log: model.NewLog(1 << 20)}}
	r.s, r.d.Sessions = &s.deckSessions, s
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
	e := r.interactions().add(i)
	r.perform(Open{newRulesScreen(r.d, e, true)})
	return r.keys("f3"), s
}

// plays adds the steps of the demo to the log.
func plays(d *model.Drive) {
	at := time.Date(2026, 11, 22, 16, 28, 33, 0, time.UTC)
	for _, s := range []model.Step{
		{Kind: model.StepSent, Message: model.Record{Kind: model.KindSent, Text: "Handshake"}},
		{Kind: model.StepReceived, Rule: 1, Message: model.Record{Kind: model.KindReceived, Text: "Heartbeat"}},
		{Kind: model.StepNotHeld, Rule: 2, Message: model.Record{Kind: model.KindReceived, Text: "Heartbeat"}},
		{Kind: model.StepHeld, Rule: 3, Message: model.Record{Kind: model.KindReceived, Text: "Heartbeat"}},
		{Kind: model.StepSent, Rule: 4, Key: "INSTRUCTION", Message: model.Record{Kind: model.KindSent, Text: "Some instruction"}},
		{Kind: model.StepEnded, Rule: 4, Outcome: model.Success},
	} {
		s.Time, s.Peer = at, "127.0.0.1:9090"
		d.Step(s)
	}
}

// TestConsoleOnTheNetwork: the unsaved tree runs, each step is in the log, and
// a dialog says what came of it.
func TestConsoleOnTheNetwork(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		r, s := consoleRig(t, size[0], size[1])
		r.keys("enter").shows("running: 0 steps")
		if len(s.o) != 1 || !s.o[0].AdHoc || s.o[0].Drive.MaxIterations != 10 || s.aside[0].Profile.Name != "Sample TCP connection" {
			t.Fatalf("%+v", s.o)
		}
		plays(s.o[0].Drive)
		r.send(changedMsg{at: noon})
		r.shows("running: 6 steps", "Outcome: success")
		st := s.at(100)
		st.State, st.Reason, st.Interaction = model.StateEnded, model.ClosedHere, model.InteractionStatus{Name: "Demo client", Succeeded: 1}
		r.send(changedMsg{at: noon})
		r.shows("TCP communication test finished: success.", "Copy to clipboard", "OK")
		if size[0] == 120 {
			view, _ := r.draw()
			golden(t, "console-done-120x40", view)
		}
		r.keys("enter").shows("6 steps")
		r.keys("tab", "g").shows("→  Outgoing -> 127.0.0.1:9090", "Time: 22.11.2026 16:28:33", "Rule: Send (*) : Handshake", "Body: Handshake")
		r.keys("G").shows("Key: INSTRUCTION", "Rule: Send : Some instruction (exit:success)")
		r.keys("f2").shows("ran 1×", "never")
		if s.at(100) != nil {
			t.Error("the session is not forgotten")
		}
	}
}

// TestConsoleSays what came of a failing test, and of one that was stopped.
func TestConsoleSays(t *testing.T) {
	for want, change := range map[string]func(*model.Status){
		"finished: failure.": func(st *model.Status) {
			st.Interaction = model.InteractionStatus{Failed: 1, Last: "timed out: no message for 60 s"}
		},
		"finished: internal error.": func(st *model.Status) {
			st.Reason, st.Detail, st.Interaction = model.InternalError, "its log has the details", model.InteractionStatus{Last: "stopped here"}
		},
		"refused: nothing listens": func(st *model.Status) { st.Reason, st.Detail = model.Refused, "nothing listens" },
	} {
		r, s := consoleRig(t, 120, 40)
		r.keys("enter")
		st := s.at(100)
		st.State = model.StateEnded
		change(st)
		r.send(changedMsg{at: noon})
		r.shows(want)
	}
	r, _ := consoleRig(t, 120, 40)
	r.keys("enter", "enter")
	r.send(changedMsg{at: noon})
	r.shows("finished: stopped here.")
}

// TestConsoleMirror: the mirror listens first, and the client follows when its
// port is known; as a listener it is the other way round.
func TestConsoleMirror(t *testing.T) {
	for _, role := range []model.Role{model.Client, model.Listener} {
		r, s := consoleRig(t, 120, 40)
		c := r.rules().console
		c.form.Set(fieldRole, string(role))
		c.form.Set(fieldAgainst, againstDemo)
		r.keys("enter")
		if len(s.aside) != 1 || s.aside[0].Role != model.Listener || s.aside[0].Profile.Port != 0 || s.aside[0].Profile.Address != "127.0.0.1" {
			t.Fatalf("%+v", s.aside)
		}
		s.aside[0].State, s.aside[0].Local = model.StateListening, "127.0.0.1:4321"
		r.send(changedMsg{at: noon})
		if len(s.aside) != 2 || s.aside[1].Role != model.Client || s.aside[1].Profile.Port != 4321 {
			t.Fatalf("%+v", s.aside)
		}
		own := 0
		if role == model.Client {
			own = 1
		}
		if name := s.o[own].Drive.Compiled.Interaction.Name; name != "Demo client" {
			t.Errorf("as %s our side runs %s", role, name)
		}
		if got := outline(s.o[1-own].Drive.Compiled.Interaction.Rules); got != outline(model.DemoRules(otherRole(role))) {
			t.Errorf("as %s the mirror runs %s", role, got)
		}
		r.keys("f2", "esc") // leaving ends it
		for _, st := range s.aside {
			if st.State != model.StateEnded || st.ID != 0 {
				t.Errorf("as %s a session goes on: %+v", role, st)
			}
		}
	}
}

// TestConsoleAsks for values, and for consent of a trigger as a listener.
func TestConsoleAsks(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	r.keys("f2", "enter").types(" {{who}}").keys("f4", "tab").types("cat 'x y'").keys("f3")
	r.rules().console.form.Set(fieldRole, string(model.Listener))
	r.keys("enter").shows("Values for Demo client", "{{who}}").types("me").keys("enter").
		shows("A trigger that was not allowed yet", "cat 'x y'", "Run without it")
	if len(s.aside) > 0 {
		t.Fatal("it runs already")
	}
	r.keys("tab", "tab", "enter")
	if len(s.o) != 1 || !s.o[0].Drive.Allowed || s.o[0].Drive.Values["who"] != "me" || s.o[0].Only != 1 {
		t.Errorf("%+v", s.o)
	}
	if len(r.interactions().allowed) > 0 {
		t.Error("the consent for an unsaved trigger is kept")
	}
}

func TestConsoleComplains(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	r.rules().console.form.Set(fieldMost, "1000")
	r.keys("enter").shows(`"1000" is not in 1–999`)
	r.keys("f2", "enter").types("{{").keys("f3", "enter").shows("{{ begins a value", "▌Interaction rules▐")
	if len(s.o) > 0 {
		t.Error("it runs")
	}
}

// TestConsoleDryRun runs the tree over a stored run.
func TestConsoleDryRun(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	s.dry = func(d model.Drive, p model.Profile, role model.Role, _ model.Source) ([]model.Conversation, []model.RuleCount) {
		if p.CodePage != "shift_jis" || role != model.Client {
			t.Errorf("as %s in %s", role, p.CodePage)
		}
		plays(&d)
		return []model.Conversation{{Peer: "a:1", Outcome: model.Success}, {Peer: "b:2", Outcome: model.Failure, Why: "forced exit"}}, s.RuleCounts(0)
	}
	c := r.rules().console
	c.runs = []model.Run{{ID: "R1", Role: model.Client}}
	c.form.Set(fieldAgainst, dryPrefix+"R1")
	r.d.Outputs.(*stubOutputs).stored = &stubRun{Log: dryRunLog()}
	r.keys("enter").shows("finished: 1 of 2 conversations succeeded.", "b:2: forced exit")
	r.keys("enter", "f2").shows("ran 1×")
}

func dryRunLog() *model.Log {
	l := model.NewLog(1 << 20)
	framing := model.Framing{Receive: model.LF, Send: model.LF}
	putEvent(l, noon, "", model.Event{Name: model.Started, CodePage: "shift_jis", Framing: &framing})
	put(l, noon, model.KindReceived, "a:1", "Heartbeat")
	return l
}

// TestRecordFromSession: what was said becomes rules.
func TestRecordFromSession(t *testing.T) {
	r := newRig(t, 120, 40).keys("enter", "esc")
	put(r.s.log, noon, model.KindSent, "p:1", "Handshake")
	put(r.s.log, noon.Add(time.Second), model.KindReceived, "p:1", "Heart\x00beat")
	r.keys("R").shows("rules of this side").keys("down", "down", "down", "enter")
	want := "Receive;>Check (/1) : Equal 'Handshake';>Check (/1) : NotCheck (exit:failure);Send : Heart\x00beat;"
	s := r.rules()
	if got := outline(s.tree.now.rules); got != want || s.tree.now.rules[1].DelayBefore != time.Second {
		t.Errorf("%s after %v", got, s.tree.now.rules[1].DelayBefore)
	}
	r.shows("Sample TCP connection recorded", "not saved").hides("recorded copy")
}

// TestAttachFromSession attaches an interaction, and detaches it.
func TestAttachFromSession(t *testing.T) {
	r := newRig(t, 120, 40)
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
	r.keys("enter", "esc", "a").shows("there is no interaction yet")
	r.interactions().add(i)
	r.keys("a").shows("Attach to Sample TCP connection", "Demo client").keys("enter")
	if d := r.s.attached; len(d) != 1 || !d[0].Stay || d[0].Compiled.Interaction.Name != "Demo client" {
		t.Fatalf("%+v", d)
	}
	r.s.running[0].Interaction = model.InteractionStatus{Name: "Demo client", Attached: true, Running: 1, Succeeded: 2, Failed: 3, Fired: 4,
		Trigger: model.TriggerStatus{Running: 1, Waiting: 5, Done: 6}}
	r.send(changedMsg{at: noon})
	r.shows("interaction Demo client · 1 running · 2 succeeded · 3 failed · 4 fired · trigger: 1 running, 5 waiting, 6 done")
	r.keys("a").shows("will no longer drive").keys("tab", "enter")
	if r.s.detached != 1 {
		t.Error("it is not detached")
	}
}

// TestRunFromConnections starts a session that an interaction drives.
func TestRunFromConnections(t *testing.T) {
	r := newRig(t, 120, 40)
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo listener", model.DemoRules(model.Listener)
	r.interactions().add(i)
	s := &asideSessions{deckSessions: deckSessions{log: model.NewLog(1 << 20)}}
	r.s, r.d.Sessions = &s.deckSessions, s
	r.tabs[0].stack[0].(*connections).d.Sessions = s
	r.keys("x").shows("Run on Sample TCP connection", "as client: Demo listener", "as listener: Demo listener").keys("down", "enter")
	if st := s.running; len(st) != 1 || st[0].Role != model.Listener {
		t.Fatalf("%+v", st)
	}
	if !strings.Contains(r.picture(), "1 ◎ Sample TCP connection") {
		t.Errorf("no tab:\n%s", r.picture())
	}
}

// TestBell: the terminal rings once for all that rang.
func TestBell(t *testing.T) {
	r := newRig(t, 80, 24)
	if r.ring() != nil {
		t.Error("it rings without a bell")
	}
	r.s.bells = 3
	if r.ring() == nil || r.ring() != nil {
		t.Error("it does not ring once")
	}
}

// TestConsoleSaysWhatTheTriggerDid: in the log window, as it comes.
func TestConsoleSaysWhatTheTriggerDid(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	r.keys("enter")
	putEvent(s.log, noon, "p:1", model.Event{Name: model.Acted, Detail: "exit 3 in 1.0 s",
		Rules: &model.RuleEvent{Outcome: model.Failure, Action: "command", Output: "oops"}})
	s.at(100).Interaction = model.InteractionStatus{Name: "Demo client", Succeeded: 1, Trigger: model.TriggerStatus{Running: 1}}
	r.send(changedMsg{at: noon})
	r.shows("waiting for what the trigger does", "command: exit 3 in 1.0 s: oops")
}

// TestConsoleSparesWhoTypes: the end of a test is no dialog over another tab, and
// why it did not begin stays in the log.
func TestConsoleSparesWhoTypes(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	r.keys("enter", "f2", "enter")
	st := s.at(100)
	st.State, st.Reason, st.Detail = model.StateEnded, model.Refused, "nothing listens"
	r.send(changedMsg{at: noon})
	r.shows("the test finished: it did not begin; f3 shows it").hides("Copy to clipboard")
	r.keys("f3").shows("Outcome: failure: refused: nothing listens")
}

// replayRig is a deck that replays "ask", "yes" in a test console; s.o has the
// test's drive once it runs.
func replayRig(t *testing.T) (*rig, *asideSessions) {
	t.Helper()
	r, s := consoleRig(t, 120, 40)
	records := []model.Record{
		{Kind: model.KindSent, Peer: "p:1", Text: "ask", Data: []byte("ask")},
		{Kind: model.KindReceived, Peer: "p:1", Text: "yes", Data: []byte("yes")},
	}
	rules, err := recordedRules(r.d, model.NewProfile(), model.Said{Peer: "p:1", Records: records}, model.Recording{Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	i := model.NewInteraction()
	i.Name, i.Rules = "replayed", rules
	screen := newRulesScreen(r.d, model.InteractionEntry{Interaction: i}, false)
	screen.replays(r.d.Profiles.Entries()[0].Profile.ID, model.Client)
	r.perform(Open{screen})
	return r, s
}

// ends ends the session of a test.
func (r *rig) ends(s *asideSessions, i model.InteractionStatus) {
	st := s.at(100)
	st.State, st.Reason, st.Interaction = model.StateEnded, model.ClosedHere, i
	r.send(changedMsg{at: noon})
}

// TestReplayInTheConsole: what differs is the verdict, not the outcome of rules
// that only note it.
func TestReplayInTheConsole(t *testing.T) {
	r, s := replayRig(t)
	r.keys("ctrl+t")
	d := s.o[0].Drive
	if d.Linger != model.ReplayLinger {
		t.Errorf("it lingers %v", d.Linger)
	}
	no := model.Record{Kind: model.KindReceived, Text: "no", Data: []byte("no")}
	d.Step(model.Step{Kind: model.StepReceived, Rule: 1, Message: no})
	d.Step(model.Step{Kind: model.StepHeld, Rule: 3, Message: no})
	d.Step(model.Step{Kind: model.StepLate, Rule: -1, Message: no})
	d.Step(model.Step{Kind: model.StepEnded, Rule: -1, Outcome: model.Success})
	r.ends(s, model.InteractionStatus{Succeeded: 1})
	r.shows("finished: 2 differences.", "message 2: expected 'yes'", "got 'no'", "message 3: expected no more").hides("finished: success")
}

// TestReplayThatDoesNotCompare: one that was stopped or edited is said to be
// neither as recorded nor otherwise.
func TestReplayThatDoesNotCompare(t *testing.T) {
	r, s := replayRig(t)
	r.keys("ctrl+t", "ctrl+t")
	s.o[0].Drive.Step(model.Step{Kind: model.StepEnded, Rule: 1, Outcome: model.Cut, Why: "stopped here"})
	r.send(changedMsg{at: noon})
	r.shows("finished: stopped here.").hides("as recorded")

	r, s = replayRig(t)
	r.keys("f2", "G", "d", "d", "f3", "ctrl+t") // without its checks
	s.o[0].Drive.Step(model.Step{Kind: model.StepEnded, Rule: 1, Outcome: model.Failure, Why: "timed out"})
	if s.o[0].Drive.Linger != 0 {
		t.Error("it lingers")
	}
	r.ends(s, model.InteractionStatus{Failed: 1, Last: "timed out"})
	r.shows("finished: failure.", "timed out").hides("difference").hides("as recorded")
}

// TestRunAgainWithItsInteraction: r runs what was run, unless it was detached.
func TestRunAgainWithItsInteraction(t *testing.T) {
	for _, attached := range []bool{true, false} {
		r := newRig(t, 120, 40)
		i := model.NewInteraction()
		i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
		r.interactions().add(i)
		r.keys("x", "enter")
		if len(r.s.drives) != 1 || r.s.drives[0] == nil {
			t.Fatal("it is not driven")
		}
		st := &r.s.running[0]
		st.State, st.Reason, st.Interaction = model.StateEnded, model.ClosedByPeer, model.InteractionStatus{ID: "id-Demo client", Name: "Demo client", Attached: attached, Succeeded: 1}
		r.send(changedMsg{at: noon})
		r.keys("esc", "r")
		if n := len(r.s.drives); n != 2 || (r.s.drives[1] != nil) != attached {
			t.Errorf("attached %v: started with %v", attached, r.s.drives)
		}
	}
}

// TestConsoleKnowsWhere: interactions are tried on the connection that was
// selected, then on the one that was chosen last, and in the role of their rules.
func TestConsoleKnowsWhere(t *testing.T) {
	r := newRig(t, 120, 40)
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo listener", model.DemoRules(model.Listener)
	r.interactions().add(i)
	r.keys("G", "k", "i", "enter", "f3")
	c := r.rules().console
	first := c.form.Value(fieldConnection)
	if p, _ := c.profile(); p.Name != "Card reader" || c.form.Value(fieldRole) != string(model.Listener) {
		t.Errorf("on %s as %s", p.Name, c.form.Value(fieldRole))
	}
	r.keys("shift+tab", "shift+tab", "shift+tab", "shift+tab", "enter").types("gateway").keys("enter", "esc", "esc", "enter", "f3")
	if p, _ := r.rules().console.profile(); p.Name != "Payments gateway" || r.rules().console.form.Value(fieldConnection) == first {
		t.Errorf("then on %s", p.Name)
	}
	r.keys("esc", "esc", "esc", "g", "i", "a", "f3")
	if p, _ := r.rules().console.profile(); p.Name != "Sample TCP connection" {
		t.Errorf("a new one on %s", p.Name)
	}
}

// TestOneTestAtATime: a second press stops the first test, one that comes before
// it has begun does nothing, and what is read for a test that was stopped or left
// begins nothing.
func TestOneTestAtATime(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	c := r.rules().console
	one, _ := c.press()
	two, _ := c.press()
	for _, action := range []Action{one, two} {
		r.run(r.perform(action))
	}
	if len(s.o) != 1 {
		t.Errorf("%d sessions", len(s.o))
	}

	for _, how := range []string{"stop", "leave"} {
		r, s := consoleRig(t, 120, 40)
		c := r.rules().console
		c.runs = []model.Run{{ID: "R1", Role: model.Client}}
		c.form.SetOptions(fieldAgainst, againstOptions(c.runs))
		c.form.Set(fieldAgainst, mirrorPrefix+"R1")
		r.d.Outputs.(*stubOutputs).stored = &stubRun{Log: dryRunLog()}
		_, read := c.press()
		if state := c.state(); state != "reading the run; ctrl+t stops" {
			t.Error(state)
		}
		if how == "stop" {
			action, _ := c.press()
			r.perform(action)
			r.shows("finished: stopped here.").keys("enter")
		} else {
			r.keys("f2", "esc")
		}
		r.run(read)
		r.send(changedMsg{at: noon})
		if len(s.o) > 0 || c.test != nil {
			t.Errorf("%s: %d sessions", how, len(s.o))
		}
	}
}

// TestDryRunAsksNothing: its trigger does nothing.
func TestDryRunAsksNothing(t *testing.T) {
	r, s := consoleRig(t, 120, 40)
	s.dry = func(model.Drive, model.Profile, model.Role, model.Source) ([]model.Conversation, []model.RuleCount) {
		return []model.Conversation{{Outcome: model.Success}}, s.RuleCounts(0)
	}
	r.keys("f4", "tab").types("true").keys("f3")
	c := r.rules().console
	c.runs = []model.Run{{ID: "R1", Role: model.Listener}}
	c.form.SetOptions(fieldAgainst, againstOptions(c.runs))
	c.form.Set(fieldAgainst, dryPrefix+"R1")
	c.form.Set(fieldRole, string(model.Listener))
	r.d.Outputs.(*stubOutputs).stored = &stubRun{Log: dryRunLog()}
	r.keys("ctrl+t").shows("1 of 1 conversation succeeded").hides("not allowed yet")
}

// TestRecordedOpensWhereItBegan: rules that took their time to be read open over
// the run, not over what is on the screen by then.
func TestRecordedOpensWhereItBegan(t *testing.T) {
	r := newRig(t, 120, 40).keys("enter", "esc")
	session := r.screen()
	opened := newRulesScreen(r.d, model.InteractionEntry{Interaction: model.NewInteraction()}, false)
	r.keys("0")
	r.perform(OpenOver{opened, session})
	if _, ok := r.screen().(*connections); !ok {
		t.Error("it opened over Connections")
	}
	r.keys("1")
	if r.screen() != Screen(opened) {
		t.Error("it did not open over the session")
	}
	r.perform(OpenOver{newRulesScreen(r.d, model.InteractionEntry{Interaction: model.NewInteraction()}, false), session})
	if r.screen() != Screen(opened) {
		t.Error("it opened twice")
	}
}
