package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// draw returns the whole screen and where its text cursor is, if anywhere.
func (a *App) draw() (string, *tea.Cursor) {
	if a.lay.small {
		return a.drawSmall(), nil
	}
	body := a.screen().View()
	cursor := cursorOf(a.screen(), a.lay.body.x, a.lay.body.y)
	if len(a.dialogs) > 0 {
		layers := []*lipgloss.Layer{lipgloss.NewLayer(body)}
		for i, d := range a.dialogs {
			x, y := a.place(d)
			layers = append(layers, lipgloss.NewLayer(d.View()).X(x).Y(y).Z(i+1))
		}
		body = lipgloss.NewCompositor(layers...).Render()
		x, y := a.dialogAt()
		cursor = cursorOf(a.focused(), x, y)
	}
	return a.tabBar().View() + "\n" + body + "\n" + a.footer(), cursor
}

func (a *App) drawSmall() string {
	if a.lay.width == 0 || a.lay.height == 0 {
		return ""
	}
	return a.d.Theme.Fit("tcpdeck: this terminal is too small", a.lay.width, a.d.Theme.Signs.Ellipsis)
}

// place centres a dialog in the body.
func (a *App) place(d Screen) (x, y int) {
	v := d.View()
	return max(0, (a.lay.body.w-lipgloss.Width(v))/2), max(0, (a.lay.body.h-lipgloss.Height(v))/2)
}

// dialogAt is where the topmost dialog stands on the terminal.
func (a *App) dialogAt() (x, y int) {
	x, y = a.place(a.focused())
	return x + a.lay.body.x, y + a.lay.body.y
}

func cursorOf(s Screen, x, y int) *tea.Cursor {
	c, ok := s.(Cursored)
	if !ok {
		return nil
	}
	cur := c.Cursor()
	if cur == nil {
		return nil
	}
	cur.X, cur.Y, cur.Blink = cur.X+x, cur.Y+y, false
	return cur
}

// sign is the state of a session as one character and the style of it.
func (d Deps) sign(s model.Status) (string, lipgloss.Style) {
	t := d.Theme
	switch {
	case s.State == model.StateConnected:
		return t.Signs.Connected, t.Good
	case s.State == model.StateListening:
		return t.Signs.Listening, t.Good
	case s.State == model.StateConnecting:
		return t.Signs.Connecting, t.Warning
	case s.Bad():
		return t.Signs.Bad, t.Error
	}
	return t.Signs.Ended, t.Dim
}

func (a *App) tabBar() widget.TabBar {
	t := a.d.Theme
	bar := widget.TabBar{Measure: t.Measure, Width: a.lay.width, Active: a.current, Brand: "tcpdeck", Ellipsis: t.Signs.Ellipsis,
		Styles: widget.TabStyles{Active: t.TabActive, Inactive: t.TabInactive, Brand: t.Bold, Separator: t.Border}}
	bar.Tabs = []widget.Tab{{Label: "Connections"}}
	for _, tb := range a.tabs[1:] {
		s, ok := a.d.Sessions.Status(tb.id)
		if !ok {
			bar.Tabs = append(bar.Tabs, widget.Tab{Label: "?"})
			continue
		}
		sign, style := a.d.sign(s)
		bar.Tabs = append(bar.Tabs, widget.Tab{Label: model.Escape(s.Profile.Name), Sign: sign, SignStyle: style,
			Count: max(0, s.Records-tb.seen)})
	}
	return bar
}

// footer shows the keys that act now, and the notice.
func (a *App) footer() string {
	t := a.d.Theme
	line := widget.StatusLine{Measure: t.Measure, Width: a.lay.width, Ellipsis: t.Signs.Ellipsis,
		Styles: widget.StatusStyles{Key: t.Key, Text: t.Dim, Notice: t.Warning}}
	if a.notice.error {
		line.Styles.Notice = t.Error
	}
	for _, b := range a.focused().Bindings() {
		if b.Help != "" && b.off() == "" {
			line.Hints = append(line.Hints, widget.Hint{Key: sayKey(t, b.Shown()), Text: b.Help})
		}
	}
	for _, b := range a.globals() {
		if b.Help != "" {
			line.Keep = append(line.Keep, widget.Hint{Key: b.shownWhile(typing(a.focused())), Text: b.Help})
		}
	}
	line.Notice = model.Escape(strings.ReplaceAll(a.notice.text, "\n", " "))
	if line.Measure.Width(line.Notice) > line.Width/2-1 {
		line.Hints, line.Keep = nil, nil // half a sentence helps no one
	}
	return line.View()
}
