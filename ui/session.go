package ui

import (
	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// pane is a part of the session's screen that takes the focus.
type pane uint8

const (
	paneComposer pane = iota
	paneOutput
	paneClients
)

// deed is something to be done on a screen once work off it is over: what a
// confirmed dialog stands for, or what a command has read.
type deed func() (Action, tea.Cmd)

// later makes an action of a deed on s, for dialogs.
func later(s Screen, do deed) Action {
	return Run{reply(s, func() tea.Msg { return do })}
}

// sessionScreen shows a session: where it stands, the clients of a listener,
// its task output, and the composer.
type sessionScreen struct {
	d       Deps
	id      model.SessionID
	status  model.Status
	names   *peerNames
	out     *output
	clients *clients // nil for a client
	write   *composer
	pane    pane

	width, height int
	parts         sessionParts
}

func newSessionScreen(d Deps, id model.SessionID, h *history) *sessionScreen {
	s := &sessionScreen{d: d, id: id, names: &peerNames{}}
	s.status, _ = d.Sessions.Status(id)
	listener := s.status.Role == model.Listener
	s.out = newOutput(d, s, d.Sessions.Log(id), s.names, listener, s.status.Profile.MaxClients)
	if listener {
		s.clients = newClients(d, id, s.names)
	}
	s.write = newComposer(d, h, s.status.Profile)
	s.focus(paneComposer)
	s.Refresh()
	return s
}

func (s *sessionScreen) Title() string { return s.status.Profile.Name }

func (s *sessionScreen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.write.style()
	s.arrange()
	s.out.style()
}

// Refresh takes up what changed: the status is read once, and the clients
// only where they are seen.
func (s *sessionScreen) Refresh() {
	if st, ok := s.d.Sessions.Status(s.id); ok {
		s.status = st
	}
	if s.clients != nil && (s.parts.clients.h > 0 || s.height == 0) {
		s.clients.set(s.d.Sessions.Peers(s.id))
	}
	s.out.refresh()
	s.arrange()
}

// focus gives the keys to a pane.
func (s *sessionScreen) focus(p pane) {
	if p == paneClients && (s.clients == nil || s.parts.clients.h == 0) {
		p = paneOutput
	}
	s.pane = p
	s.write.focus(p == paneComposer)
	s.out.focus(p == paneOutput)
}

// turn gives the keys to the next pane: composer, output, clients.
func (s *sessionScreen) turn(by int) {
	ring := []pane{paneComposer, paneOutput, paneClients}
	if s.clients == nil || s.parts.clients.h == 0 {
		ring = ring[:2]
	}
	s.focus(ring[(int(s.pane)+by+len(ring))%len(ring)])
	s.arrange()
}

func (s *sessionScreen) Typing() bool { return s.pane == paneComposer || s.out.asking }

func (s *sessionScreen) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch m := msg.(type) {
	case deed:
		action, cmd := m()
		s.arrange()
		return action, cmd
	case tea.PasteMsg:
		return s.paste(m)
	case tea.KeyPressMsg:
		s.key(m)
	case tea.MouseClickMsg:
		s.click(m)
	case tea.MouseWheelMsg:
		s.wheel(m)
	}
	return nil, nil
}

// key takes a key that is no binding: text for the line that is edited.
func (s *sessionScreen) key(m tea.KeyPressMsg) {
	switch {
	case s.out.asking:
		s.out.input.update(m)
	case s.pane == paneComposer:
		s.write.armed = false
		s.write.edit.Update(m)
		s.arrange()
	}
}

func (s *sessionScreen) paste(m tea.PasteMsg) (Action, tea.Cmd) {
	switch {
	case s.out.asking:
		s.out.input.update(m)
	case s.pane == paneComposer:
		s.write.armed = false
		defer s.arrange()
		if ask := s.write.paste(s, m.Content); ask != nil {
			return ask, nil
		}
	}
	return nil, nil
}
