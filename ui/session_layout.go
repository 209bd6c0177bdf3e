package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// sessionParts says where the parts of a session's screen are; a part of no
// height is not shown.
type sessionParts struct{ header, clients, output, composer rect }

// arrangeSession shares width × height within a box with a line between the
// parts. The output gets what is left; on a small screen first the clients
// give way, then the header, then the composer.
func arrangeSession(width, height, header, clients, composer int) sessionParts {
	w, room := max(0, width-2), max(0, height-2)
	if header > 0 && room < header+5 {
		header = min(header, 1)
	}
	if room < header+composer+8 {
		clients = 0
	}
	if room < 6 {
		header = 0
	}
	if room < 3 {
		composer = 0
	}
	composer = min(composer, max(1, room-2-header))
	if room < 3 {
		composer = 0
	}
	clients = min(clients, height/3)
	y := 1
	place := func(h int) rect {
		r := rect{1, y, w, h}
		if h > 0 {
			y += h + 1
			room -= h + 1
		}
		return r
	}
	var p sessionParts
	p.header = place(header)
	p.clients = place(clients)
	if composer > 0 {
		room -= composer + 1
	}
	p.output = rect{1, y, w, max(0, room)}
	y += p.output.h + 1
	p.composer = rect{2, y, max(0, w-2), composer}
	return p
}

// arrange brings every part to its size and the words up to date; each change
// ends with it.
func (s *sessionScreen) arrange() {
	s.describe()
	s.write.edit.SetWidth(max(0, s.width-4))
	s.write.edit.SetMaxHeight(max(1, min(8, s.height/3)))
	clients := 0
	if s.clients != nil && (s.status.Live() || len(s.clients.all) > 0) {
		clients = max(2, 1+len(s.clients.all))
	}
	s.parts = arrangeSession(s.width, s.height, len(s.header()), clients, s.write.edit.Height())
	if s.parts.composer.h > 0 {
		s.write.edit.SetMaxHeight(s.parts.composer.h)
	}
	if s.clients != nil {
		s.clients.setSize(s.parts.clients.w, s.parts.clients.h)
	}
	if s.pane == paneClients && s.parts.clients.h == 0 {
		s.focus(paneOutput)
	}
	s.out.setSize(s.parts.output.w, s.parts.output.h)
}

// describe tells the composer what it would do now.
func (s *sessionScreen) describe() {
	to := ""
	if s.clients != nil {
		to = s.clients.toWords()
	}
	state := ""
	switch {
	case s.status.State == model.StateConnecting:
		state = "connecting: nothing can be sent yet"
	case s.status.State == model.StateEnded:
		state = "the session has ended"
	case s.status.State == model.StateListening && s.status.Clients == 0:
		state = "no client is connected"
	}
	s.write.describe(to, state)
}

// header is the lines below the title.
func (s *sessionScreen) header() []string {
	rows := 1
	if s.height >= 18 {
		rows = 2
	}
	return headerLines(s.d, s.status, max(0, s.width-2), rows, s.pane == paneComposer)
}

func (s *sessionScreen) View() string {
	var sections []string
	add := func(r rect, view func() string) {
		if r.h > 0 {
			sections = append(sections, clip(view(), r.h))
		}
	}
	add(s.parts.header, func() string { return strings.Join(s.header(), "\n") })
	add(s.parts.clients, func() string { return s.clients.lines(s.pane == paneClients) })
	add(s.parts.output, s.out.lines)
	add(s.parts.composer, func() string { return indent(s.write.edit.View()) })
	left, right := sessionTitle(s.d, s.status, s.width)
	_, style := s.d.sign(s.status)
	return sessionFrame(s.d, left, style.Render(right)).View(s.width, s.height, sections...)
}

// sessionFrame is the box of a session or a stored run.
func sessionFrame(d Deps, left, right string) widget.Frame {
	t := d.Theme
	return widget.Frame{Measure: t.Measure, Title: t.Title.Render(left), Right: right, Border: t.Signs.Border,
		BorderStyle: t.BorderFocused, Ellipsis: t.Signs.Ellipsis}
}

// clip keeps the first n lines of a view.
func clip(view string, n int) string {
	lines := strings.SplitN(view, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}

// indent moves a view one cell to the right.
func indent(view string) string { return " " + strings.ReplaceAll(view, "\n", "\n ") }

// Cursor is that of the composer or of the search line.
func (s *sessionScreen) Cursor() *tea.Cursor {
	cur, at := s.out.cursor(), s.parts.output
	if cur == nil {
		cur, at = s.write.edit.Cursor(), s.parts.composer
	}
	if cur == nil || at.h == 0 || cur.Y >= at.h {
		return nil
	}
	cur.X, cur.Y = cur.X+at.x, cur.Y+at.y
	return cur
}

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// click gives the focus to the pane that was clicked.
func (s *sessionScreen) click(m tea.MouseClickMsg) {
	switch {
	case s.parts.composer.has(m.X, m.Y):
		s.focus(paneComposer)
	case s.parts.output.has(m.X, m.Y):
		s.focus(paneOutput)
		s.out.mouse(m, m.Y-s.parts.output.y)
	case s.parts.clients.has(m.X, m.Y):
		s.focus(paneClients)
		s.clients.move(func() { s.clients.list.ClickAt(m.Y - s.parts.clients.y - 1) })
	}
	s.arrange()
}

// wheel scrolls what is under the mouse.
func (s *sessionScreen) wheel(m tea.MouseWheelMsg) {
	if !s.parts.clients.has(m.X, m.Y) {
		s.out.mouse(m, 0)
		return
	}
	by := 3
	if m.Button == tea.MouseWheelUp {
		by = -3
	}
	s.clients.move(func() { s.clients.list.ScrollBy(by) })
}
