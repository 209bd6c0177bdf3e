package ui

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// noticeFor is how long a notice that is no error stays.
const noticeFor = 4 * time.Second

// perform does what a screen asked for.
func (a *App) perform(action Action) tea.Cmd {
	switch action := action.(type) {
	case Open:
		a.size(action.Screen)
		t := a.tabs[a.current]
		t.stack = append(t.stack, action.Screen)
	case OpenOver:
		if t := a.tabOn(action.Over); t != nil {
			a.size(action.Screen)
			t.stack = append(t.stack, action.Screen)
		}
	case Back:
		a.back(action.From)
	case Select:
		a.tabs[0].stack[0].(*connections).selectProfile(action.ID)
	case Ask:
		a.ask(action.Dialog)
	case CloseDialog:
		a.closeDialog()
		return a.perform(action.Then)
	case Goto:
		a.show(action.Tab)
		return a.wake()
	case ShowSession:
		a.show(a.tabOf(action.ID))
	case Start:
		a.start(action)
	case Stop:
		a.d.Sessions.Stop(action.ID)
	case CloseTab:
		a.closeTab(action.ID)
	case Notify:
		return a.notify(action)
	case Copy:
		return tea.Batch(tea.SetClipboard(action.Text), a.notify(Notify{Text: "sent to the terminal's clipboard"}))
	case Do:
		return a.performAll(action)
	case Run:
		return action.Cmd
	case Quit:
		return a.quit(action.Now)
	}
	return nil
}

func (a *App) performAll(all Do) tea.Cmd {
	var cmds []tea.Cmd
	for _, action := range all {
		cmds = append(cmds, a.perform(action))
	}
	return tea.Batch(cmds...)
}

// back closes the topmost screen of the present tab, or of the one where from
// is on top; from a session it goes to Connections.
func (a *App) back(from Screen) {
	t := a.tabs[a.current]
	if from != nil {
		if t = a.tabOn(from); t == nil {
			return
		}
	}
	if len(t.stack) == 1 {
		a.show(0)
		return
	}
	leave(t.top())
	t.stack = t.stack[:len(t.stack)-1]
	a.show(a.current)
}

// tabOn is the tab with a screen on top, nil for none.
func (a *App) tabOn(s Screen) *tab {
	if i := slices.IndexFunc(a.tabs, func(t *tab) bool { return t.top() == s }); i >= 0 {
		return a.tabs[i]
	}
	return nil
}

func (a *App) ask(d Screen) {
	if c, ok := d.(*choice); ok {
		c.theme = a.d.Theme
	}
	d.SetSize(a.lay.width, a.lay.body.h)
	a.dialogs = append(a.dialogs, d)
}

func leave(s Screen) {
	if l, ok := s.(Leaver); ok {
		l.Leave()
	}
}

func (a *App) closeDialog() {
	if n := len(a.dialogs); n > 0 {
		leave(a.dialogs[n-1])
		a.dialogs = a.dialogs[:n-1]
	}
}

// show makes a tab the current one; its screen takes up what it missed.
func (a *App) show(i int) {
	if i < 0 || i >= len(a.tabs) {
		return
	}
	a.current = i
	a.syncTabs()
	if r, ok := a.screen().(Refresher); ok {
		r.Refresh()
	}
}

func (a *App) tabOf(id model.SessionID) int {
	for i, t := range a.tabs {
		if t.id == id {
			return i
		}
	}
	return -1
}

func (a *App) start(s Start) {
	id := a.d.Sessions.Start(s.Profile, s.Role, model.StartOptions{AdHoc: s.AdHoc, Drive: s.Drive})
	if i := a.tabOf(s.Again); s.Again != 0 && i > 0 {
		a.d.Sessions.Forget(s.Again)
		screen := newSessionScreen(a.d, id, a.history(s.Profile))
		if before, ok := a.tabs[i].stack[0].(*sessionScreen); ok {
			screen.write.edit.SetValue(before.write.edit.Value())
		}
		a.size(screen)
		a.tabs[i] = &tab{id: id, stack: []Screen{screen}}
	} else if a.tabOf(id) < 0 {
		a.addTab(newSessionScreen(a.d, id, a.history(s.Profile)))
	}
	a.show(a.tabOf(id))
}

func (a *App) closeTab(id model.SessionID) {
	i := a.tabOf(id)
	if i <= 0 {
		return
	}
	for _, s := range a.tabs[i].stack {
		leave(s)
	}
	a.d.Sessions.Forget(id)
	a.tabs = append(a.tabs[:i], a.tabs[i+1:]...)
	a.show(min(i, len(a.tabs)-1))
}

// notify shows a notice in the footer, or in a dialog what does not fit there.
func (a *App) notify(n Notify) tea.Cmd {
	if !a.lay.small && a.d.Theme.Width(model.Escape(n.Text)) > a.lay.width-3 {
		a.ask(newMessage("tcpdeck", n.Text))
		return nil
	}
	a.notice = notice{n: a.notice.n + 1, text: n.Text, error: n.Error}
	if n.Error {
		return nil
	}
	number := a.notice.n
	return tea.Tick(noticeFor, func(time.Time) tea.Msg { return noticeOverMsg{number} })
}

func (a *App) endNotice(n int) {
	if a.notice.n == n {
		a.notice = notice{n: n}
	}
}

// quit ends the deck, after asking when something would be lost.
func (a *App) quit(now bool) tea.Cmd {
	live := 0
	for _, s := range a.d.Sessions.Sessions() {
		if s.Live() {
			live++
		}
	}
	dirty := false
	for _, t := range a.tabs {
		for _, s := range t.stack {
			d, ok := s.(Dirty)
			dirty = dirty || ok && d.Dirty()
		}
	}
	if now || live == 0 && !dirty {
		return tea.Quit
	}
	c := newConfirm("Quit tcpdeck", quitText(live, dirty), "Quit", Quit{Now: true})
	c.quit = true
	return a.perform(Ask{c})
}

func quitText(live int, dirty bool) string {
	text := ""
	switch live {
	case 0:
	case 1:
		text = "1 session is running; its connections will be closed."
	default:
		text = fmt.Sprintf("%d sessions are running; their connections will be closed.", live)
	}
	if dirty {
		if text != "" {
			text += "\n"
		}
		text += "The editor holds changes that are not saved."
	}
	return text + "\nctrl+c again quits at once."
}
