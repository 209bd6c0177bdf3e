package ui

import (
	tea "charm.land/bubbletea/v2"
)

// key routes one key press: quitting first, then what has the focus, then
// the keys that act everywhere.
func (a *App) key(msg tea.KeyPressMsg) tea.Cmd {
	if a.notice.error {
		a.endNotice(a.notice.n)
	}
	if msg.String() == "ctrl+c" {
		return a.perform(Quit{Now: a.quitting()})
	}
	f := a.focused()
	text := !typing(f)
	if b, ok := find(f.Bindings(), msg, text); ok {
		return a.run(b)
	}
	if text || msg.Text == "" {
		if b, ok := find(a.globals(), msg, text); ok {
			return a.run(b)
		}
	}
	return a.pass(f, msg)
}

func (a *App) run(b Binding) tea.Cmd {
	action, cmd := b.press()
	return tea.Batch(a.perform(action), cmd)
}

// quitting says whether the question about quitting is being asked.
func (a *App) quitting() bool {
	for _, d := range a.dialogs {
		if c, ok := d.(*choice); ok && c.quit {
			return true
		}
	}
	return false
}

// globals are the keys that act everywhere. In a dialog only those that fit.
func (a *App) globals() []Binding {
	help := Binding{Keys: []string{"?", "f1"}, Help: "help", Long: "help for what has the focus", Do: a.openHelp}
	quit := Binding{Keys: []string{"ctrl+c"}, Long: "quit (asks while sessions run; a second ctrl+c quits at once)", Do: act(Quit{})}
	suspend := Binding{Keys: []string{"ctrl+z"}, Long: "suspend; sessions go on", Do: func() (Action, tea.Cmd) { return nil, tea.Suspend }}
	if len(a.dialogs) > 0 {
		return []Binding{help, quit, suspend}
	}
	bs := []Binding{
		help,
		{Keys: []string{"ctrl+p", ":"}, Help: "everything", Long: "palette of every action", Do: a.openPalette},
		{Keys: []string{"alt+0", "0"}, Long: "Connections", Do: act(Goto{0})},
	}
	for i := 1; i <= 9; i++ {
		n := string(rune('0' + i))
		bs = append(bs, Binding{Keys: []string{"alt+" + n, n}, Long: "session tab " + n, Do: act(Goto{i}),
			Off: func() string {
				if i < len(a.tabs) {
					return ""
				}
				return "there is no tab " + n
			}})
	}
	return append(bs, suspend, quit)
}

// mouse routes clicks and the wheel by where they are.
func (a *App) mouse(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if len(a.dialogs) > 0 {
		x, y := a.dialogAt()
		return a.pass(a.focused(), moved(msg, x, y))
	}
	if m.Y == a.lay.tabs.y {
		if _, click := msg.(tea.MouseClickMsg); click {
			if i := a.tabBar().Hit(m.X); i >= 0 {
				return a.perform(Goto{i})
			}
		}
		return nil
	}
	return a.pass(a.screen(), moved(msg, a.lay.body.x, a.lay.body.y))
}

// moved gives a mouse message the coordinates of what it is handed to.
func moved(msg tea.MouseMsg, x, y int) tea.Msg {
	m := msg.Mouse()
	m.X, m.Y = m.X-x, m.Y-y
	if _, wheel := msg.(tea.MouseWheelMsg); wheel {
		return tea.MouseWheelMsg(m)
	}
	return tea.MouseClickMsg(m)
}
