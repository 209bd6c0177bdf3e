package widget

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	enoughBelow  = 7  // rows of a list, with border, that need no more room above
	maxItemLabel = 40 // cells of the column before the notes
)

// formListRect is where an open list stands: its border's top left, its width
// with border, the items it shows and the width of their labels.
type formListRect struct{ x, y, w, rows, label int }

// listRect places the open list below its field, or above it where there is
// more room.
func (f *Form) listRect(r formRects) formListRect {
	s, y, ok := f.focusSlot(r)
	if !ok || !f.list.open {
		return formListRect{}
	}
	want := max(1, min(len(f.list.items), maxListRows)) + 2
	below, above := r.height-1-(y+1), y-1
	if !r.frame {
		below, above = r.height-(y+1), y
	}
	l := formListRect{y: y + 1}
	room := below
	if below < min(want, enoughBelow) && above > below {
		room = above
		l.y = y - min(want, room)
	}
	l.rows = max(0, min(want, room)-2)
	note := 0
	for _, o := range s.field.Options {
		l.label = max(l.label, f.measure.Width(f.escape(o.label())))
		if o.Note != "" {
			note = max(note, f.measure.Width(f.escape(o.Note))+2)
		}
	}
	l.label = min(l.label, maxItemLabel)
	l.w = min(max(s.boxW+2, l.label+note+5), r.x1-r.x0)
	// The text of an item stands under the text of the box.
	l.x = max(r.x0, min(s.box-3, r.x1-l.w))
	return l
}

// showItem scrolls the open list so that its cursor is seen.
func (f *Form) showItem(r formRects) {
	l := f.listRect(r)
	if !f.list.open || l.rows == 0 {
		return
	}
	c := max(0, f.list.cursor)
	f.list.top = max(min(f.list.top, c), c+1-l.rows)
	f.list.top = max(0, min(f.list.top, len(f.list.items)-l.rows))
}

// drawList draws the open list over the lines of the form.
func (f *Form) drawList(lines []string, r formRects) {
	l := f.listRect(r)
	if l.rows == 0 {
		return
	}
	box := f.box("", f.style.Help, f.style.GroupFocused)
	if len(f.list.items) > l.rows {
		box.Right = f.style.Help.Render(fmt.Sprintf("%d-%d of %d", f.list.top+1, f.list.top+l.rows, len(f.list.items)))
	}
	items := make([]string, l.rows)
	for i := range items {
		items[i] = f.item(f.list.top+i, l.w-2, l.label)
	}
	for i, line := range splitLines(box.View(l.w, l.rows+2, strings.Join(items, "\n"))) {
		if y := l.y + i; y >= 0 && y < len(lines) {
			lines[y] = f.overlay(lines[y], line, l.x, l.w)
		}
	}
}

// item draws the i-th item of the open list; the notes stand in a column
// behind labels of labelW cells.
func (f *Form) item(i, width, labelW int) string {
	st, el := f.style, f.style.Signs.Ellipsis
	if i >= len(f.list.items) {
		return st.Help.Render(f.measure.Fit("  no match", width, el))
	}
	o := f.focused().Options[f.list.items[i]]
	label, note := f.escape(o.label()), ""
	if o.Note != "" {
		label, note = f.measure.Fit(label, labelW, el), "  "+f.escape(o.Note)
	}
	if i == f.list.cursor {
		return st.Selection.Render(f.measure.Fit(st.Signs.Cursor+" "+label+note, width, el))
	}
	line := st.Field.Render("  "+label) + st.Help.Inherit(st.Field).Render(note)
	line = f.measure.Cut(line, width, el)
	return line + st.Field.Render(blank(width-f.measure.Width(line)))
}

// overlay replaces w cells of a styled line from column x on.
func (f *Form) overlay(line, s string, x, w int) string {
	left := f.measure.Fit(line, x, "")
	right := ansi.TruncateLeft(line, x+w, "")
	if f.measure.ByRune {
		right = ansi.TruncateLeftWc(line, x+w, "")
	}
	return left + f.measure.Fit(s, w, f.style.Signs.Ellipsis) + right
}
