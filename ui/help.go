package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// help lists every key of what had the focus when it was opened.
type help struct {
	theme         *theme.Theme
	title         string
	rows          []Binding
	top           int
	width, height int
}

// openHelp shows the keys of what has the focus.
func (a *App) openHelp() (Action, tea.Cmd) {
	f := a.focused()
	if _, open := f.(*help); open {
		return CloseDialog{}, nil
	}
	rows := append([]Binding{}, f.Bindings()...)
	return Ask{&help{theme: a.d.Theme, title: "Help: " + f.Title(), rows: append(rows, shortGlobals(a.globals())...)}}, nil
}

// shortGlobals shows the keys of the session tabs as one.
func shortGlobals(bs []Binding) []Binding {
	var out []Binding
	for _, b := range bs {
		switch b.Keys[0] {
		case "alt+1":
			b.Keys, b.Long = []string{"alt+1…9", "1…9"}, "session tabs"
		case "alt+2", "alt+3", "alt+4", "alt+5", "alt+6", "alt+7", "alt+8", "alt+9":
			continue
		}
		out = append(out, b)
	}
	return out
}

func (h *help) Title() string         { return h.title }
func (h *help) SetSize(width, hh int) { h.width, h.height = width, hh; h.scroll(0) }

func (h *help) Bindings() []Binding {
	return []Binding{
		{Keys: []string{"up", "k"}, Key: "↑", Long: "up", Do: call(func() { h.scroll(-1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Help: "more", Long: "down", Do: call(func() { h.scroll(1) })},
		{Keys: []string{"pgup"}, Long: "page up", Do: call(func() { h.scroll(-h.visible()) })},
		{Keys: []string{"pgdown", "space"}, Key: "pgdown", Long: "page down", Do: call(func() { h.scroll(h.visible()) })},
		{Keys: []string{"esc", "q", "enter"}, Help: "close", Long: "close", Do: act(CloseDialog{})},
	}
}

func (h *help) visible() int { return max(1, min(len(h.lines()), h.height-4)) }

func (h *help) scroll(d int) { h.top = max(0, min(len(h.lines())-h.visible(), h.top+d)) }

func (h *help) Update(msg tea.Msg) (Action, tea.Cmd) {
	if m, ok := msg.(tea.MouseWheelMsg); ok {
		if m.Button == tea.MouseWheelUp {
			h.scroll(-3)
		} else {
			h.scroll(3)
		}
	}
	return nil, nil
}

func (h *help) inner() int { return max(10, min(76, h.width-6)) }

// lines are the rows as they are drawn; what a key does is never cut.
func (h *help) lines() []string {
	t, w, keys := h.theme, h.inner(), 20
	if w < 50 {
		keys = 12
	}
	var lines []string
	for _, b := range h.rows {
		what, style := b.Long, t.Text
		if why := b.off(); why != "" {
			what, style = what+" ("+model.Escape(why)+")", t.Dim
		}
		key := sayKey(t, joinKeys(b))
		for _, l := range wrapWords(what, w-keys-2) {
			lines = append(lines, t.Key.Render(t.Fit(key, keys, t.Signs.Ellipsis))+"  "+style.Render(t.Fit(l, w-keys-2, t.Signs.Ellipsis)))
			key = ""
		}
	}
	return lines
}

func (h *help) View() string {
	t, all := h.theme, h.lines()
	top := max(0, min(h.top, len(all)-h.visible()))
	lines := all[top : top+h.visible()]
	if h.visible() < len(all) {
		more := ""
		if top+h.visible() < len(all) {
			more = t.Signs.Down + " more"
		}
		lines = append(slices.Clone(lines), t.Dim.Render(fitLeft(t, more, h.inner(), "")))
	}
	return dialogBox(t, h.title, lines, h.inner())
}

// joinKeys writes every key of b.
func joinKeys(b Binding) string {
	s := b.Shown()
	for _, k := range b.Keys {
		replaced := b.Key != "" && k == b.Keys[0]
		if k != b.Shown() && len(s) < 16 && !replaced {
			s += ", " + k
		}
	}
	return s
}
