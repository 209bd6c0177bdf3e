package ui

import (
	"context"
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// connTest is the dialog that tests a connection and shows each step as it
// is taken.
type connTest struct {
	d             Deps
	profile       model.Profile
	stages        []model.Stage
	over          bool
	run           <-chan model.Stage
	cancel        context.CancelFunc
	width, height int
}

// test checks the connection with the values as they stand in the form, saved
// or not. Only what a connection needs must be right.
func (e *editor) test() (Action, tea.Cmd) {
	p, all := e.read()
	errs := map[string]string{}
	for _, f := range []model.Field{model.FieldAddress, model.FieldPort, model.FieldTimeout} {
		if m := all[string(f)]; m != "" {
			errs[string(f)] = m
		}
	}
	e.form.SetErrors(errs)
	if len(errs) > 0 {
		return nil, nil
	}
	dialog, cmd := newTest(e.d, p)
	return Do{Ask{dialog}, Run{cmd}}, nil
}

// newTest makes the dialog and the command that runs the test.
func newTest(d Deps, p model.Profile) (*connTest, tea.Cmd) {
	t := &connTest{d: d, profile: p}
	return t, t.start()
}

// start begins the test, anew if it ran before.
func (t *connTest) start() tea.Cmd {
	t.Leave()
	t.stages, t.over = nil, false
	ctx, cancel := context.WithCancel(context.Background())
	steps := make(chan model.Stage, 16)
	t.run, t.cancel = steps, cancel
	sessions, p := t.d.Sessions, t.profile
	test := func() tea.Msg {
		defer close(steps)
		sessions.Test(ctx, p, func(s model.Stage) {
			select {
			case steps <- s:
			case <-ctx.Done():
			}
		})
		return nil
	}
	return tea.Batch(test, t.next())
}

// next waits for the next step, and no longer than the deck runs.
func (t *connTest) next() tea.Cmd {
	run, cancel := t.run, t.cancel
	return reply(t, func() tea.Msg {
		select {
		case s, ok := <-run:
			return stageMsg{run: run, stage: s, over: !ok}
		case <-t.d.Done:
			cancel()
			return stageMsg{run: run, over: true}
		}
	})
}

// Leave implements Leaver: a test that nobody watches ends.
func (t *connTest) Leave() {
	if t.cancel != nil {
		t.cancel()
	}
}

// Update implements Screen.
func (t *connTest) Update(msg tea.Msg) (Action, tea.Cmd) {
	m, ok := msg.(stageMsg)
	if !ok || m.run != t.run {
		return nil, nil
	}
	if m.over {
		t.over = true
		t.Leave()
		return nil, nil
	}
	t.take(m.stage)
	return nil, t.next()
}

// take adds a step, or the outcome of one that had begun.
func (t *connTest) take(s model.Stage) {
	for i, old := range t.stages {
		if !old.Done && old.Name == s.Name && old.Target == s.Target {
			t.stages[i] = s
			return
		}
	}
	t.stages = append(t.stages, s)
}

// Title implements Screen.
func (t *connTest) Title() string {
	return "Test " + model.JoinHostPort(t.profile.Address, strconv.Itoa(t.profile.Port))
}

// SetSize implements Screen.
func (t *connTest) SetSize(width, height int) { t.width, t.height = width, height }

// Bindings implements Screen.
func (t *connTest) Bindings() []Binding {
	if !t.over {
		return []Binding{{Keys: []string{"esc"}, Help: "cancel", Long: "cancel the test", Do: act(CloseDialog{})}}
	}
	return []Binding{
		{Keys: []string{"esc", "enter", "q"}, Help: "close", Long: "close", Do: act(CloseDialog{})},
		{Keys: []string{"r"}, Help: "test again", Long: "test again", Do: func() (Action, tea.Cmd) { return nil, t.start() }},
	}
}

// View implements Screen.
func (t *connTest) View() string {
	th := t.d.Theme
	w := max(10, min(72, t.width-6))
	var lines []string
	for _, s := range t.stages {
		lines = append(lines, t.stageLines(s, w)...)
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	verdict, style := t.verdict()
	for _, l := range wrapWords(model.Escape(verdict), w) {
		lines = append(lines, style.Render(l))
	}
	if room := t.height - 2; len(lines) > room && room > 0 {
		lines = lines[len(lines)-room:] // the outcome is what matters
	}
	return dialogBox(th, t.Title(), lines, w)
}

// failed is the step that the test ended at, if it failed.
func (t *connTest) failed() (model.Stage, bool) {
	for i := len(t.stages) - 1; i >= 0; i-- {
		if s := t.stages[i]; s.Done && s.Reason != "" {
			return s, true
		}
	}
	return model.Stage{}, false
}

// connected counts the addresses that answered.
func (t *connTest) connected() int {
	n := 0
	for _, s := range t.stages {
		if s.Name == "connect" && s.Done && s.Reason == "" {
			n++
		}
	}
	return n
}

// summary says in one sentence how the test went.
func (t *connTest) summary() string {
	bad, isBad := t.failed()
	switch {
	case !t.over:
		return "Testing. esc cancels."
	case isBad && t.connected() > 0:
		return fmt.Sprintf("It connects, but not everything worked: %s %s failed (%s).", bad.Name, bad.Target, bad.Reason)
	case isBad:
		return fmt.Sprintf("It does not connect: the step %q failed (%s).", bad.Name, bad.Reason)
	case t.connected() == 0:
		return "The test was not finished."
	}
	return "The connection works."
}
