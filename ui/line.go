package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// line is a one-line text field: the editing is bubbles', the drawing is ours,
// because wide and hostile text must neither move the cursor nor reach the
// terminal.
type line struct{ in textinput.Model }

func newLine(value string) line {
	in := textinput.New()
	in.SetVirtualCursor(false)
	in.SetValue(value)
	in.CursorEnd()
	in.Focus()
	return line{in}
}

func (l *line) update(msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "ctrl+u" {
		l.in.SetValue("")
		return
	}
	l.in, _ = l.in.Update(msg)
}

func (l line) value() string { return l.in.Value() }

// view returns exactly width cells around the cursor, and the cursor's column.
func (l line) view(m widget.Measure, width int) (string, int) {
	if width <= 0 {
		return "", 0
	}
	runes := []rune(l.in.Value())
	before := model.Escape(string(runes[:l.in.Position()]))
	all := before + model.Escape(string(runes[l.in.Position():]))
	column := m.Width(before)
	if skip := column - width + 1; skip > 0 {
		all = m.Skip(all, skip)
		column = width - 1
	}
	return m.Fit(all, width, ""), column
}
