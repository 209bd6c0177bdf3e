package ui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// connTest is the dialog that tests a connection and shows each step as it
// is taken.
type connTest struct {
	d             Deps
	profile       model.Profile
	check         model.Check
	over          bool
	up            int // rows scrolled up from the last step
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
	t.check, t.over, t.up = model.Check{}, false, 0
	ctx, cancel := context.WithCancel(context.Background())
	steps := make(chan model.Stage, 16)
	t.run, t.cancel = steps, cancel
	sessions, p := t.d.Sessions, t.profile
	test := func() tea.Msg {
		defer close(steps)
		sessions.Test(ctx, p, model.DefaultWait, func(s model.Stage) {
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
	if w, ok := msg.(tea.MouseWheelMsg); ok {
		t.scroll(map[tea.MouseButton]int{tea.MouseWheelUp: 3, tea.MouseWheelDown: -3}[w.Button])
		return nil, nil
	}
	m, ok := msg.(stageMsg)
	if !ok || m.run != t.run {
		return nil, nil
	}
	if m.over {
		t.over = true
		t.Leave()
		return nil, nil
	}
	t.check.Take(m.stage)
	return nil, t.next()
}

// Title implements Screen.
func (t *connTest) Title() string {
	return "Test " + model.JoinHostPort(t.profile.Address, strconv.Itoa(t.profile.Port))
}

// SetSize implements Screen.
func (t *connTest) SetSize(width, height int) { t.width, t.height = width, height }

// Bindings implements Screen.
func (t *connTest) Bindings() []Binding {
	var bs []Binding
	if t.over {
		bs = []Binding{
			{Keys: []string{"esc", "enter", "q"}, Help: "close", Long: "close", Do: act(CloseDialog{})},
			{Keys: []string{"r"}, Help: "test again", Long: "test again", Do: func() (Action, tea.Cmd) { return nil, t.start() }},
		}
	} else {
		bs = []Binding{{Keys: []string{"esc"}, Help: "cancel", Long: "cancel the test", Do: act(CloseDialog{})}}
	}
	more := ""
	if t.most() > 0 {
		more = "more"
	}
	return append(bs,
		Binding{Keys: []string{"up", "k"}, Key: "↑", Help: more, Long: "earlier steps", Do: call(func() { t.scroll(1) })},
		Binding{Keys: []string{"down", "j"}, Key: "↓", Long: "later steps", Do: call(func() { t.scroll(-1) })},
		Binding{Keys: []string{"pgup"}, Long: "page up", Do: call(func() { t.scroll(t.room()) })},
		Binding{Keys: []string{"pgdown"}, Long: "page down", Do: call(func() { t.scroll(-t.room()) })})
}
