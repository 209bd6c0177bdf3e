package ui

import (
	"context"
	"errors"
	"fmt"
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

func (s *testSessions) Test(ctx context.Context, p model.Profile, _ time.Duration, report func(model.Stage)) {
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
	const one, two = "10.0.0.1:9090", "10.0.0.2:9090"
	two4 := []model.Answer{{Address: "10.0.0.1", Took: time.Millisecond}, {Address: "10.0.0.2", Took: 2 * time.Millisecond}}
	for _, st := range []struct {
		stage model.Stage
		words []string
	}{
		{model.Stage{Name: "resolve", Target: "pay1\x1b[2J"}, []string{"resolve", `pay1\x1b[2J under way`}},
		{model.Stage{Name: "resolve", Target: "pay1\x1b[2J", Answers: two4[:1]}, []string{"under way", "1 ms  10.0.0.1"}},
		{model.Stage{Name: "resolve", Target: "pay1\x1b[2J", Took: 2 * time.Millisecond, Done: true, Answers: two4}, []string{`2 ms  pay1\x1b[2J has 2 addresses`, "2 ms  10.0.0.2"}},
		{model.Stage{Name: "connect", Target: one}, []string{one + " under way"}},
		{model.Stage{Name: "connect", Target: one, Done: true, Took: time.Millisecond, Reason: model.Refused, Detail: "nothing listens on " + one, Advice: "check the port"},
			[]string{"1 ms  refused: nothing listens on " + one}},
		{model.Stage{Name: "connect", Target: two}, []string{two, "Testing"}},
		{model.Stage{Name: "connect", Target: two, Done: true, Local: "10.9.8.7:50000"}, []string{two + " connected from 10.9.8.7:50000"}},
		{model.Stage{Name: "first bytes", Target: two}, []string{"first bytes", "under way"}},
		{model.Stage{Name: "first bytes", Target: two, Done: true, Took: 3 * time.Millisecond, Bytes: 2, Text: "hi", Detail: "2 bytes: hi"}, []string{"3 ms  2 bytes: hi"}},
	} {
		s.steps <- st.stage
		wait = take(t, dialog, wait)
		has(st.words...)
	}
	if n := len(dialog.check.Stages); n != 4 {
		t.Errorf("%d stages, want 4", n)
	}
	close(s.steps)
	if next := take(t, dialog, wait); next != nil {
		t.Error("it waits on after the end")
	}
	has("The connection works on 1 of 2 addresses; 10.0.0.1:9090 fails (refused):", "check the port.")
	if <-s.ended != nil {
		t.Error("the test was cancelled")
	}
}

// TestConnTestOfManyAddresses: at 80x24 what the steps come to stays on the
// screen, and all of the steps can be scrolled to.
func TestConnTestOfManyAddresses(t *testing.T) {
	dialog := &connTest{d: Deps{Theme: theme.New(true, false)}, profile: sampleProfile()}
	dialog.SetSize(80, 22)
	resolve := model.Stage{Name: "resolve", Target: "pay", Done: true}
	for i := range 8 {
		address := fmt.Sprintf("2001:db8:1234:5678:9abc:def0:1234:%d", i)
		resolve.Answers = append(resolve.Answers, model.Answer{Address: address, Took: time.Millisecond})
	}
	dialog.check.Take(resolve)
	for _, a := range resolve.Answers {
		dialog.check.Take(model.Stage{Name: "connect", Target: "[" + a.Address + "]:9090", Done: true, Reason: model.Refused,
			Detail: "nothing listens on [" + a.Address + "]:9090 (connect: connection refused)", Advice: "the host is up, but nothing listens there"})
	}
	dialog.over = true
	fits := func(words ...string) {
		t.Helper()
		view := ansi.Strip(dialog.View())
		lines := strings.Split(view, "\n")
		if len(lines) != 22 {
			t.Errorf("%d lines", len(lines))
		}
		for _, l := range lines {
			if w := ansi.StringWidth(l); w > 80 {
				t.Errorf("%d cells: %s", w, l)
			}
		}
		for _, w := range append(words, "It does not connect (refused): the host is up, but nothing listens there.") {
			if !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(view, "│", " ")), " "), w) {
				t.Errorf("no %q in\n%s", w, view)
			}
		}
	}
	fits("1234:7]:9090", "▲ 16 more")
	press := func(key rune, times int) {
		for range times {
			b, ok := find(dialog.Bindings(), tea.KeyPressMsg{Code: key}, true)
			if !ok {
				t.Fatalf("no key %v", key)
			}
			b.press()
		}
	}
	press(tea.KeyUp, 1)
	fits("▲ 15 more ▼ 1 more")
	press(tea.KeyPgUp, 9)
	fits("pay has 8 addresses", "▼ 16 more")
	press(tea.KeyDown, 99)
	fits("1234:7]:9090", "▲ 16 more")
	dialog.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	fits("▲ 13 more ▼ 3 more")
	for _, size := range [][2]int{{40, 8}, {20, 5}, {4, 2}, {0, 0}} {
		dialog.SetSize(size[0], size[1])
		if n := strings.Count(dialog.View(), "\n") + 1; n > max(2, size[1]) {
			t.Errorf("%d lines at %v", n, size)
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
