package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// Bindings are the keys of the pane with the focus.
func (s *sessionScreen) Bindings() []Binding {
	switch {
	case s.out.asking:
		return s.out.searchKeys()
	case s.pane == paneComposer:
		return s.disarming(s.composerKeys())
	case s.pane == paneClients:
		return append(s.clientKeys(), s.sessionKeys()...)
	}
	keys := []Binding{
		{Keys: []string{"i", "enter"}, Help: "write", Long: "to the composer", Do: s.to(paneComposer)},
	}
	keys = append(keys, s.out.keys()...)
	keys = append(keys, s.sessionKeys()...)
	return append(keys, s.out.moves()...)
}

// to gives the focus to a pane.
func (s *sessionScreen) to(p pane) func() (Action, tea.Cmd) {
	return call(func() { s.focus(p); s.arrange() })
}

// disarming makes every key but the one that sends take a protected profile's
// readiness away.
func (s *sessionScreen) disarming(bs []Binding) []Binding {
	for i := range bs {
		do, send := bs[i].Do, bs[i].Keys[0] == "enter"
		bs[i].Do = func() (Action, tea.Cmd) {
			if !send {
				s.write.armed = false
			}
			action, cmd := do()
			s.arrange()
			return action, cmd
		}
	}
	return bs
}

func (s *sessionScreen) composerKeys() []Binding {
	w := s.write
	typed := func(code rune) func() (Action, tea.Cmd) {
		return call(func() { w.edit.Update(tea.KeyPressMsg{Code: code}) })
	}
	bs := []Binding{
		{Keys: []string{"enter"}, Help: "send", Long: "send the message", Do: s.send},
		{Keys: []string{"up"}, Key: "↑", Help: "earlier", Long: "line up; from the first line: the message sent before", Do: typed(tea.KeyUp)},
		{Keys: []string{"down"}, Key: "↓", Long: "line down; from the last line: the message sent after", Do: typed(tea.KeyDown)},
		{Keys: []string{"esc"}, Help: "output", Long: "to the output", Do: s.to(paneOutput)},
		{Keys: []string{"ctrl+t", "ctrl+e"}, Help: "line ending", Long: "change the line ending of what is sent", Do: call(w.cycle)},
		{Keys: []string{"alt+enter", "ctrl+j", "shift+enter"}, Help: "new line", Long: "new line within the message", Do: call(func() { w.edit.Insert("\n") })},
	}
	if w.edit.Empty() {
		bs = append(bs, Binding{Keys: []string{"ctrl+d"}, Long: "end sending, go on receiving (half-close; asks)", Do: s.halfClose, Off: s.notLive})
	}
	return append(bs, s.turnKeys()...)
}

func (s *sessionScreen) turnKeys() []Binding {
	return []Binding{
		{Keys: []string{"tab"}, Help: "next pane", Long: "next pane: composer, output, clients", Do: call(func() { s.turn(1) })},
		{Keys: []string{"shift+tab"}, Long: "previous pane", Do: call(func() { s.turn(-1) })},
	}
}

func (s *sessionScreen) clientKeys() []Binding {
	c := s.clients
	none := func() string {
		if c.peer == "" {
			return "no client is connected"
		}
		return ""
	}
	move := func(by func()) func() (Action, tea.Cmd) { return call(func() { c.move(by) }) }
	return []Binding{
		{Keys: []string{"space"}, Help: "mark", Long: "mark the client: the composer sends to the marked, to all when none is", Off: none, Do: call(func() { c.mark(); s.arrange() })},
		{Keys: []string{"enter"}, Help: "only this one", Long: "show only this client in the output; again: all", Off: s.nothingToShow, Do: call(s.showOnly)},
		{Keys: []string{"x"}, Help: "disconnect", Long: "disconnect the client", Off: none, Do: s.disconnect},
		{Keys: []string{"i"}, Help: "write", Long: "to the composer", Do: s.to(paneComposer)},
		{Keys: []string{"up", "k"}, Key: "↑", Long: "client up", Do: move(func() { c.list.Move(-1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Long: "client down", Do: move(func() { c.list.Move(1) })},
		{Keys: []string{"pgup"}, Long: "page up", Do: move(c.list.PageUp)},
		{Keys: []string{"pgdown"}, Long: "page down", Do: move(c.list.PageDown)},
		{Keys: []string{"g", "home"}, Long: "first client", Do: move(c.list.Top)},
		{Keys: []string{"G", "end"}, Long: "last client", Do: move(c.list.End)},
	}
}

// sessionKeys act in the output and in the clients table.
func (s *sessionScreen) sessionKeys() []Binding {
	live := func() string {
		if s.status.Live() {
			return "it is running; s stops it"
		}
		return ""
	}
	bs := []Binding{
		{Keys: []string{"s"}, Help: "stop", Long: "stop the session", Off: s.notLive, Do: s.stop},
		s.attachKey(),
		{Keys: []string{"r"}, Help: "run again", Long: "run again", Off: live, Do: s.again},
		{Keys: []string{"c"}, Help: "close", Long: "close the tab of the ended session", Off: live, Do: act(CloseTab{s.id})},
		{Keys: []string{"R"}, Long: "make an interaction of what was said", Do: s.record},
		{Keys: []string{"S"}, Help: s.saveHelp(), Long: "save: an ad-hoc target as a profile, the line ending chosen into the profile", Off: s.nothingToSave, Do: s.save},
		{Keys: []string{"esc"}, Help: "back", Long: "clear the search, show all clients, else back to Connections; the session goes on", Do: s.back},
	}
	return append(bs, s.turnKeys()...)
}

func (s *sessionScreen) saveHelp() string {
	if s.nothingToSave() == "" {
		return "save"
	}
	return ""
}

func (s *sessionScreen) notLive() string {
	if s.status.Live() {
		return ""
	}
	return "the session has ended"
}

func (s *sessionScreen) nothingToShow() string {
	if s.clients.peer == "" && s.clients.only == "" {
		return "no client is connected"
	}
	return ""
}

// showOnly restricts the output to the selected client, or shows all again.
func (s *sessionScreen) showOnly() {
	peer := s.clients.peer
	if s.clients.only == peer {
		peer = ""
	}
	s.clients.only = peer
	s.out.show(peer)
	s.arrange()
}

func (s *sessionScreen) back() (Action, tea.Cmd) {
	switch {
	case s.out.clearSearch():
	case s.clients != nil && s.clients.only != "":
		s.clients.only = ""
		s.out.show("")
	default:
		return Back{}, nil
	}
	s.arrange()
	return nil, nil
}

// askIf asks first where there is something to lose.
func askIf(ask bool, title, text, button string, then Action) (Action, tea.Cmd) {
	if !ask {
		return then, nil
	}
	return Ask{newConfirm(title, text, button, then)}, nil
}

func (s *sessionScreen) stop() (Action, tea.Cmd) {
	text := fmt.Sprintf("%s of %s will be disconnected.", words.Counted(int64(s.status.Clients), "client"), s.status.Profile.Name)
	return askIf(s.status.Clients > 0, "Stop listening", text, "Stop", Stop{s.id})
}

func (s *sessionScreen) disconnect() (Action, tea.Cmd) {
	peer := s.clients.peer
	return askIf(s.status.Profile.Protected, "Disconnect a client",
		fmt.Sprintf("%s is protected. %s will be disconnected.", s.status.Profile.Name, peer), "Disconnect",
		later(s, func() (Action, tea.Cmd) {
			if err := s.d.Sessions.Disconnect(s.id, peer); err != nil {
				return Notify{Text: err.Error(), Error: true}, nil
			}
			return nil, nil
		}))
}

func (s *sessionScreen) halfClose() (Action, tea.Cmd) {
	text := "Nothing more can be sent on this connection; receiving goes on."
	if s.status.Role == model.Listener {
		text = fmt.Sprintf("Nothing more can be sent to %s; receiving goes on.", words.Counted(int64(s.status.Clients), "connected client"))
	}
	return Ask{newConfirm("End sending", text, "End sending", later(s, func() (Action, tea.Cmd) {
		if err := s.d.Sessions.HalfClose(s.id); err != nil {
			return Notify{Text: err.Error(), Error: true}, nil
		}
		return nil, nil
	}))}, nil
}
