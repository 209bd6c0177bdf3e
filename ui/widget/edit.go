package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// textEdit is a text of one or more lines in a window: what the Composer and
// the areas of a Form have in common. It keeps every byte and shows it
// escaped. Who holds it gives it the window, and calls settle after a change.
type textEdit struct {
	Measure
	ASCII bool

	text   text
	escape func(string) string
	cols   int // cells of a drawn line; the cursor may stand behind the last one
	most   int // drawn lines at most; both are at least 1

	goal int   // the column that moving up and down keeps to, -1: none
	top  drawn // the first line in the window
	memo memo
}

func newTextEdit(escape func(string) string) *textEdit {
	e := &textEdit{escape: escape, cols: 1, most: 1, goal: -1, text: text{lines: []string{""}}}
	e.text.pieces = e.pieces
	return e
}

// Value is the text; its line breaks are LF.
func (e *textEdit) Value() string { return e.text.value() }

// Empty says whether there is no text.
func (e *textEdit) Empty() bool { return len(e.text.lines) == 1 && e.text.lines[0] == "" }

// set replaces the text; the cursor goes to its end.
func (e *textEdit) set(s string) {
	e.text.set(s)
	e.goal, e.top = -1, drawn{}
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// insert puts text before the cursor, as a paste does: its line breaks, CR,
// LF or CRLF, become LF.
func (e *textEdit) insert(s string) {
	e.text.insert(breaks.Replace(s))
	e.goal = -1
}

// key moves, types or cuts, and says whether the key means any of it here: up
// in the first line and down in the last one do not.
func (e *textEdit) key(msg tea.KeyPressMsg) bool {
	k := msg.String()
	if k == "up" || k == "down" {
		return e.vertical(k == "up")
	}
	e.goal = -1
	if move, ok := motions[k]; ok {
		e.text.cursor = move(&e.text)
	} else if to, ok := cuts[k]; ok {
		e.text.cut(to(&e.text))
	} else if k == "alt+enter" || k == "ctrl+j" || k == "shift+enter" {
		e.text.insert("\n")
	} else if msg.Text != "" {
		e.text.insert(msg.Text)
	} else {
		return false
	}
	return true
}

// vertical moves by a drawn line, if there is one.
func (e *textEdit) vertical(up bool) bool {
	at, x := e.drawnCursor()
	if e.goal < 0 {
		e.goal = x
	}
	to, ok := e.step(at, up)
	if ok {
		e.text.cursor = spot{to.line, e.layout(e.text.lines[to.line])[to.part].near(e.goal)}
	}
	return ok
}

// rows is the number of lines that are drawn.
func (e *textEdit) rows() int {
	n := 0
	for i := 0; i < len(e.text.lines) && n < e.most; i++ {
		n += len(e.layout(e.text.lines[i]))
	}
	return min(n, e.most)
}

// down is the drawn line n below the first one in the window, or the last one
// there is.
func (e *textEdit) down(n int) drawn {
	d := e.top
	for ok := true; ok && n > 0; n-- {
		d, ok = e.step(d, false)
	}
	return d
}

// place is the column and the line of the cursor in the window; y is -1 where
// it was scrolled out above.
func (e *textEdit) place() (x, y int) {
	at, x := e.drawnCursor()
	if at.less(e.top) {
		return x, -1
	}
	for d, ok := e.top, true; ok && d.less(at); y++ {
		d, ok = e.step(d, false)
	}
	return x, y
}

// click puts the cursor where the window has column x of line y.
func (e *textEdit) click(x, y int) {
	at := e.down(y)
	e.text.cursor = spot{at.line, e.layout(e.text.lines[at.line])[at.part].near(max(0, x))}
	e.goal = -1
}

// scroll moves the window by n lines, up when n is negative, and leaves the
// cursor where it is. It says whether there was anything to scroll to.
func (e *textEdit) scroll(n int) bool {
	before := e.top
	for ; n < 0; n++ {
		e.top, _ = e.step(e.top, true)
	}
	for ; n > 0 && e.down(e.most) != e.down(e.most-1); n-- {
		e.top, _ = e.step(e.top, false)
	}
	return e.top != before
}

// draw draws a line, in at most cols cells.
func (e *textEdit) draw(d drawn, plain, escaped lipgloss.Style) string {
	var out, run strings.Builder
	special := false
	flush := func() {
		s := plain
		if special {
			s = escaped
		}
		out.WriteString(s.Render(run.String()))
		run.Reset()
	}
	for _, p := range e.layout(e.text.lines[d.line])[d.part].pieces {
		if p.escaped != special {
			flush()
			special = p.escaped
		}
		run.WriteString(p.text)
	}
	flush()
	return out.String()
}

// sign says at the edge of the window that the text goes on there.
func (e *textEdit) sign(d drawn, line int) string {
	up, down := "▲", "▼"
	if e.ASCII {
		up, down = "^", "v"
	}
	_, above := e.step(d, true)
	_, below := e.step(d, false)
	switch {
	case line == 0 && above:
		return up
	case line == e.most-1 && below:
		return down
	}
	return " "
}
