package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// noSessions lets a stub have the methods that its test does not call.
type noSessions = Sessions

// testSessions plays a connection test, step by step as the test allows.
type testSessions struct {
	noSessions
	steps chan model.Stage
	asked chan model.Profile
	ended chan error
}

func (s *testSessions) Test(ctx context.Context, p model.Profile, report func(model.Stage)) {
	s.asked <- p
	for {
		select {
		case st, ok := <-s.steps:
			if !ok {
				s.ended <- nil
				return
			}
			report(st)
		case <-ctx.Done():
			s.ended <- ctx.Err()
			return
		}
	}
}

func newTestSessions() *testSessions {
	return &testSessions{steps: make(chan model.Stage), asked: make(chan model.Profile, 1), ended: make(chan error, 1)}
}

// begin runs the batch of a starting test: the work aside, the first wait is
// returned.
func begin(t *testing.T, cmd tea.Cmd) tea.Cmd {
	t.Helper()
	batch, ok := cmd().(tea.BatchMsg)
	if !ok || len(batch) != 2 {
		t.Fatal("the test is not work and a wait")
	}
	go batch[0]()
	return batch[1]
}

// take hands the outcome of a wait to the dialog and returns the next wait.
func take(t *testing.T, dialog *connTest, wait tea.Cmd) tea.Cmd {
	t.Helper()
	m, ok := wait().(forScreen)
	if !ok || m.to != Screen(dialog) {
		t.Fatal("a step does not come to its dialog")
	}
	_, next := dialog.Update(m.msg)
	return next
}

func TestConnTestShowsSteps(t *testing.T) {
	s := newTestSessions()
	dialog, cmd := newTest(Deps{Sessions: s, Theme: theme.New(true, false)}, sampleProfile())
	dialog.SetSize(80, 22)
	wait := begin(t, cmd)
	<-s.asked
	has := func(words ...string) {
		t.Helper()
		view := ansi.Strip(dialog.View())
		for _, w := range words {
			if !strings.Contains(view, w) {
				t.Errorf("no %q in\n%s", w, view)
			}
		}
	}
	for _, st := range []struct {
		stage model.Stage
		words []string
	}{
		{model.Stage{Name: "resolve", Target: "pay1\x1b[2J"}, []string{"resolve", `pay1\x1b[2J`, "under way"}},
		{model.Stage{Name: "resolve", Target: "pay1\x1b[2J", Took: time.Millisecond, Done: true, Detail: "10.0.0.1, 10.0.0.2"}, []string{"ok, 1 ms", "10.0.0.1, 10.0.0.2"}},
		{model.Stage{Name: "connect", Target: "10.0.0.1:9090"}, []string{"10.0.0.1:9090", "under way"}},
		{model.Stage{Name: "connect", Target: "10.0.0.1:9090", Done: true, Reason: model.Refused, Advice: "nothing listens there"}, []string{"failed: refused", "nothing listens there"}},
		{model.Stage{Name: "connect", Target: "10.0.0.2:9090"}, []string{"10.0.0.2:9090", "Testing"}},
		{model.Stage{Name: "connect", Target: "10.0.0.2:9090", Done: true}, []string{"ok, "}},
	} {
		s.steps <- st.stage
		wait = take(t, dialog, wait)
		has(st.words...)
	}
	if len(dialog.stages) != 3 {
		t.Errorf("%d steps, want 3", len(dialog.stages))
	}
	close(s.steps)
	if next := take(t, dialog, wait); next != nil {
		t.Error("it waits on after the end")
	}
	has("It connects, but not everything worked: connect 10.0.0.1:9090 failed")
	if <-s.ended != nil {
		t.Error("the test was cancelled")
	}
}

func TestConnTestVerdict(t *testing.T) {
	ok := func(name string) model.Stage { return model.Stage{Name: name, Target: "x", Done: true} }
	bad := func(name string, r model.Reason) model.Stage {
		return model.Stage{Name: name, Target: "x", Done: true, Reason: r}
	}
	for _, c := range []struct {
		stages []model.Stage
		want   string
	}{
		{[]model.Stage{ok("resolve"), ok("connect"), ok("close")}, "The connection works."},
		{[]model.Stage{bad("resolve", model.NotResolved)}, `It does not connect: the step "resolve" failed (not resolved).`},
		{[]model.Stage{ok("resolve"), bad("connect", model.TimedOut)}, `It does not connect: the step "connect" failed (timed out).`},
		{[]model.Stage{ok("resolve")}, "The test was not finished."},
	} {
		dialog := &connTest{d: Deps{Theme: theme.New(true, false)}, stages: c.stages, over: true}
		dialog.SetSize(80, 22)
		if !strings.Contains(ansi.Strip(dialog.View()), c.want) {
			t.Errorf("no %q in\n%s", c.want, dialog.View())
		}
	}
}

// TestConnTestLeaves: closing the dialog ends the test, and so does the end
// of the deck.
func TestConnTestLeaves(t *testing.T) {
	for name, leave := range map[string]func(*connTest, chan struct{}){
		"closed": func(d *connTest, _ chan struct{}) { d.Leave() },
		"deck":   func(_ *connTest, done chan struct{}) { close(done) },
	} {
		s, done := newTestSessions(), make(chan struct{})
		dialog, cmd := newTest(Deps{Sessions: s, Theme: theme.New(true, false), Done: done}, sampleProfile())
		wait := begin(t, cmd)
		<-s.asked
		leave(dialog, done)
		if next := take(t, dialog, wait); next != nil || !dialog.over {
			t.Errorf("%s: it waits on", name)
		}
		if err := <-s.ended; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: ended with %v", name, err)
		}
	}
}

func TestConnTestAgain(t *testing.T) {
	s := newTestSessions()
	dialog, cmd := newTest(Deps{Sessions: s, Theme: theme.New(true, false)}, sampleProfile())
	first := begin(t, cmd)
	<-s.asked
	second := begin(t, dialog.start())
	<-s.asked
	if err := <-s.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the first ended with %v", err)
	}
	take(t, dialog, first)
	if dialog.over {
		t.Error("the end of the first run ended the second")
	}
	close(s.steps)
	take(t, dialog, second)
	if !dialog.over {
		t.Error("the second run did not end")
	}
}

func TestEditorTestsUnsavedValues(t *testing.T) {
	r := newEditRig(t, false)
	s := newTestSessions()
	r.d.Sessions = s
	r.enter(model.FieldName, "")
	r.enter(model.FieldAddress, "10.9.8.7")
	r.enter(model.FieldPort, "0")
	r.form.Focus(buttonTest)
	r.press("space")
	if r.action != nil || r.form.Focused() != "port" {
		t.Errorf("a wrong port: %#v, focus on %s", r.action, r.form.Focused())
	}
	r.press("up")
	r.form.Focus(buttonTest)
	r.press("enter")
	do, ok := r.action.(Do)
	if !ok {
		t.Fatalf("Test does %#v", r.action)
	}
	dialog := do[0].(Ask).Dialog.(*connTest)
	wait := begin(t, do[1].(Run).Cmd)
	if p := <-s.asked; p.Address != "10.9.8.7" || p.Port != 1 || p.Name != "" {
		t.Errorf("tested %+v", p)
	}
	close(s.steps)
	take(t, dialog, wait)
	if len(r.store.saved) != 0 {
		t.Error("it saved")
	}
}
