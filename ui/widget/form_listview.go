package widget

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// formListRect is where an open list stands: its border's top left, its width
// with border, and the items it shows.
type formListRect struct{ x, y, w, rows int }

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
	if below < want && above > below {
		room = above
		l.y = y - min(want, room)
	}
	l.rows = max(0, min(want, room)-2)
	l.w = s.boxW + 2
	for _, o := range s.field.Options {
		n := f.measure.Width(f.escape(o.label())) + 6
		if o.Note != "" {
			n += f.measure.Width(f.escape(o.Note)) + 2
		}
		l.w = max(l.w, n)
	}
	l.w = min(l.w, r.x1-r.x0)
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
		items[i] = f.item(f.list.top+i, l.w-2)
	}
	for i, line := range splitLines(box.View(l.w, l.rows+2, strings.Join(items, "\n"))) {
		if y := l.y + i; y >= 0 && y < len(lines) {
			lines[y] = f.overlay(lines[y], line, l.x, l.w)
		}
	}
}

// item draws the i-th item of the open list.
func (f *Form) item(i, width int) string {
	st := f.style
	if i >= len(f.list.items) {
		return st.Help.Render(f.measure.Fit("  no match", width, st.Signs.Ellipsis))
	}
	o := f.focused().Options[f.list.items[i]]
	sign := "  "
	if i == f.list.cursor {
		sign = st.Signs.Cursor + " "
	}
	label := sign + f.escape(o.label())
	if i == f.list.cursor {
		if o.Note != "" {
			label += "  " + f.escape(o.Note)
		}
		return st.Selection.Render(f.measure.Fit(label, width, st.Signs.Ellipsis))
	}
	label = st.Field.Render(label)
	if o.Note != "" {
		label += st.Help.Inherit(st.Field).Render("  " + f.escape(o.Note))
	}
	label = f.measure.Cut(label, width, st.Signs.Ellipsis)
	return label + st.Field.Render(blank(width-f.measure.Width(label)))
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

// Cursor is where the text cursor stands, if a text has it.
func (f *Form) Cursor() (x, y int, ok bool) {
	r := f.rects()
	s, y, ok := f.focusSlot(r)
	if !ok || s.boxW == 0 || !f.Typing() {
		return 0, 0, false
	}
	gs := glyphs(f.measure, s.field.input.Value(), f.escape)
	x = s.box + column(gs, s.field.input.Position()) - s.field.off
	return min(max(x, s.box), s.box+s.textW()-1), y, true
}
