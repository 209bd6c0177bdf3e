package ui

import tea "charm.land/bubbletea/v2"

// searchKeys act while the search line is open.
func (o *output) searchKeys() []Binding {
	return []Binding{
		{Keys: []string{"enter"}, Help: "search", Long: "search; upper case in it makes case count", Do: o.search},
		{Keys: []string{"esc"}, Help: "cancel", Long: "close the search line", Do: call(o.endAsk)},
	}
}

// keys are the keys of the output itself but those that move in it; the
// screen adds its own.
func (o *output) keys() []Binding {
	found := func() string {
		if o.finder == nil {
			return "nothing is searched for"
		}
		return ""
	}
	return []Binding{
		{Keys: []string{"/"}, Help: "search", Long: "search the output", Do: call(o.ask)},
		{Keys: []string{"n"}, Help: "next", Long: "next match", Off: found, Do: func() (Action, tea.Cmd) { return o.again(false) }},
		{Keys: []string{"N"}, Long: "previous match", Off: found, Do: func() (Action, tea.Cmd) { return o.again(true) }},
		{Keys: []string{"f"}, Help: "follow", Long: "follow new rows, on or off", Do: o.follow},
		{Keys: []string{"]"}, Help: "lens", Long: "next lens: text, escaped, hex", Do: call(func() { o.setLens(1) })},
		{Keys: []string{"["}, Long: "previous lens", Do: call(func() { o.setLens(-1) })},
		{Keys: []string{"p"}, Long: "read the messages as another code page; the bytes stay", Do: o.choosePage},
		{Keys: []string{"w"}, Help: "wrap", Long: "wrap long lines, on or off", Do: call(o.wrap)},
		{Keys: []string{"y"}, Help: "copy", Long: "copy the message of the row", Do: o.copy},
	}
}

// follow turns following on or off, and says so: with nothing new nothing else
// shows it.
func (o *output) follow() (Action, tea.Cmd) {
	o.view.Follow(!o.view.Following())
	if o.view.Following() {
		return Notify{Text: "following new rows"}, nil
	}
	return Notify{Text: "not following new rows; f follows again"}, nil
}

func (o *output) wrap() {
	o.view.SetWrap(!o.view.Wrap())
	o.arrange()
}

func (o *output) moves() []Binding {
	v := o.view
	return []Binding{
		{Keys: []string{"up", "k"}, Key: "↑", Long: "row up", Do: call(func() { v.Up(1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Long: "row down", Do: call(func() { v.Down(1) })},
		{Keys: []string{"pgup", "ctrl+b"}, Long: "page up", Do: call(v.PageUp)},
		{Keys: []string{"pgdown", "ctrl+f"}, Long: "page down", Do: call(v.PageDown)},
		{Keys: []string{"ctrl+u"}, Long: "half a page up", Do: call(func() { v.HalfPage(-1) })},
		{Keys: []string{"ctrl+d"}, Long: "half a page down", Do: call(func() { v.HalfPage(1) })},
		{Keys: []string{"g", "home"}, Long: "first row", Do: call(v.Top)},
		{Keys: []string{"G", "end"}, Long: "last row, and follow", Do: call(v.End)},
		{Keys: []string{"left", "h"}, Key: "←", Long: "scroll left", Do: call(func() { v.ScrollX(-8) })},
		{Keys: []string{"right", "l"}, Key: "→", Long: "scroll right", Do: call(func() { v.ScrollX(8) })},
	}
}
