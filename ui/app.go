package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// tab is one entry of the tab bar: Connections, or a session, each with the
// screens opened over it.
type tab struct {
	id    model.SessionID // 0: Connections
	stack []Screen
	seen  int64 // records that were on the screen
}

func (t *tab) top() Screen { return t.stack[len(t.stack)-1] }

// notice is what the right half of the footer says.
type notice struct {
	n     int
	text  string
	error bool
}

// App is the root model: it owns the screens, routes keys and performs
// actions.
type App struct {
	d         Deps
	lay       layout
	tabs      []*tab
	current   int
	dialogs   []Screen
	notice    notice
	histories map[model.ProfileID]*history
	watched   time.Time
	rung      int64 // how often the bell was to ring when it last did
}

// New returns the deck. Sessions that run already get their tabs; the last
// one is shown.
func New(d Deps) *App {
	if d.Theme == nil {
		d.Theme = theme.New(true, false)
	}
	a := &App{d: d, histories: map[model.ProfileID]*history{}}
	a.tabs = []*tab{{stack: []Screen{newConnections(d)}}}
	a.syncTabs()
	a.current = len(a.tabs) - 1
	return a
}

// Init asks for the background colour and begins to watch.
func (a *App) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, watch(a.d, a.watched))
}

func (a *App) screen() Screen { return a.tabs[a.current].top() }

// focused is what keys go to: the topmost dialog, else the screen.
func (a *App) focused() Screen {
	if n := len(a.dialogs); n > 0 {
		return a.dialogs[n-1]
	}
	return a.screen()
}

// Update implements tea.Model.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		a.d.Theme.Rebuild(msg.IsDark(), a.d.Theme.Signs.ASCII)
		a.resize(a.lay.width, a.lay.height)
	case tea.ModeReportMsg:
		a.countClusters(msg)
	case changedMsg:
		return a, a.refresh(msg)
	case actionMsg:
		return a, a.perform(msg.Action)
	case noticeOverMsg:
		a.endNotice(msg.n)
	case forScreen:
		return a, a.pass(msg.to, msg.msg)
	case tea.KeyPressMsg:
		return a, a.key(msg)
	case tea.MouseClickMsg, tea.MouseWheelMsg:
		return a, a.mouse(msg.(tea.MouseMsg))
	default:
		return a, a.pass(a.focused(), msg)
	}
	return a, nil
}

// countClusters counts cells by grapheme cluster from here on, if msg says
// that the terminal does; Bubble Tea turns at the same report.
func (a *App) countClusters(msg tea.ModeReportMsg) {
	switch msg.Value {
	case ansi.ModeReset, ansi.ModeSet, ansi.ModePermanentlySet:
		if msg.Mode == ansi.ModeUnicodeCore {
			a.d.Theme.ByRune = false
			a.resize(a.lay.width, a.lay.height)
		}
	}
}

// pass hands msg to s and performs what it answers.
func (a *App) pass(s Screen, msg tea.Msg) tea.Cmd {
	action, cmd := s.Update(msg)
	return tea.Batch(a.perform(action), cmd)
}

// refresh takes up what changed, and arms the next wait.
func (a *App) refresh(msg changedMsg) tea.Cmd {
	a.watched = msg.at
	a.syncTabs()
	if msg.profiles {
		a.tabs[0].stack[0].(*connections).rebuild()
	}
	for _, s := range []Screen{a.screen(), a.focused()} {
		if r, ok := s.(Refresher); ok {
			r.Refresh()
		}
	}
	return tea.Batch(a.wake(), a.ring(), watch(a.d, msg.at))
}

// wake lets the screen that is shown act on what changed.
func (a *App) wake() tea.Cmd {
	w, ok := a.screen().(Waking)
	if !ok {
		return nil
	}
	action, cmd := w.Wake()
	return tea.Batch(a.perform(action), cmd)
}

// ring rings the terminal's bell, once for all that rang since the last time.
func (a *App) ring() tea.Cmd {
	if n := a.d.Sessions.Bells(); n != a.rung {
		a.rung = n
		return tea.Raw("\a")
	}
	return nil
}

// syncTabs gives every session a tab, and drops the tabs of forgotten ones.
func (a *App) syncTabs() {
	have := map[model.SessionID]bool{}
	for _, t := range a.tabs {
		have[t.id] = true
	}
	for _, s := range a.d.Sessions.Sessions() {
		if !have[s.ID] {
			a.addTab(newSessionScreen(a.d, s.ID, a.history(s.Profile)))
		}
	}
	if t := a.tabs[a.current]; t.id != 0 {
		if s, ok := a.d.Sessions.Status(t.id); ok {
			t.seen = s.Records
		}
	}
}

func (a *App) addTab(s *sessionScreen) {
	a.size(s)
	a.tabs = append(a.tabs, &tab{id: s.id, stack: []Screen{s}})
}

func (a *App) history(p model.Profile) *history {
	key := p.ID
	if key == "" {
		key = model.ProfileID(p.Name)
	}
	if a.histories[key] == nil {
		a.histories[key] = &history{}
	}
	return a.histories[key]
}

func (a *App) resize(width, height int) {
	a.lay = arrange(width, height)
	for _, t := range a.tabs {
		for _, s := range t.stack {
			a.size(s)
		}
	}
	for _, d := range a.dialogs {
		d.SetSize(a.lay.width, a.lay.body.h)
	}
}

func (a *App) size(s Screen) { s.SetSize(a.lay.body.w, a.lay.body.h) }

// View implements tea.Model.
func (a *App) View() tea.View {
	content, cursor := a.draw()
	v := tea.NewView(content)
	v.AltScreen = true
	v.WindowTitle = "tcpdeck"
	v.Cursor = cursor
	if !a.d.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}
