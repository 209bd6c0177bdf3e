package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// View draws the form in exactly the room of SetSize.
func (f *Form) View() string {
	if f.width == 0 || f.height == 0 {
		return ""
	}
	r := f.rects()
	lines := make([]string, r.height)
	inner := func(y int, s string) {
		if y >= 0 && y < len(lines) {
			lines[y] = s
		}
	}
	pad := blank(r.x0 + 1)
	for i, h := range r.header {
		badge := blank(f.measure.Width(f.badge))
		if i == 0 {
			badge = f.style.Badge.Render(f.badge)
		}
		lines[r.headerY+i] = pad + badge + "   " + f.style.Header.Render(h)
	}
	if r.tabs >= 0 {
		inner(r.tabs, f.tabLine(f.tabSpans(r)))
	}
	if r.pages >= 0 {
		inner(r.pages, f.tabLine(f.pageSpans(r)))
	}
	body := f.body(r)
	for i := 0; i < r.bodyH && f.scroll+i < len(body); i++ {
		inner(r.body+i, blank(r.x0)+body[f.scroll+i])
	}
	for i, l := range f.helpLines(r.x1 - r.x0 - 1) {
		if r.help >= 0 {
			inner(r.help+i, pad+l)
		}
	}
	if r.footer >= 0 {
		inner(r.footer, f.drawSlots(f.footerSlots(r.x0, r.x1), 0))
	}
	if r.frame {
		f.frame(lines, r)
	}
	if r.frame || f.bare {
		f.marks(lines, r)
	}
	f.drawList(lines, r)
	for len(lines) < f.height {
		lines = append(lines, "")
	}
	for i := range lines {
		lines[i] = f.measure.Fit(lines[i], f.width, f.style.Signs.Ellipsis)
	}
	return strings.Join(lines, "\n")
}

// frame puts the outer border around lines, the title in it.
func (f *Form) frame(lines []string, r formRects) {
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, " ") // the first column is the border's
	}
	box := f.box(f.title, f.style.Title, f.style.Border)
	copy(lines, splitLines(box.View(r.width, r.height, strings.Join(lines[1:len(lines)-1], "\n"))))
}

// marks says at the right edge that the body goes on.
func (f *Form) marks(lines []string, r formRects) {
	if r.bodyH > 0 && f.scroll > 0 {
		lines[r.body] = f.mark(lines[r.body], r.width, "▲", "^")
	}
	if r.bodyH > 0 && f.scroll+r.bodyH < len(r.rows) {
		lines[r.body+r.bodyH-1] = f.mark(lines[r.body+r.bodyH-1], r.width, "▼", "v")
	}
}

func (f *Form) box(title string, style, border lipgloss.Style) Frame {
	fr := Frame{Measure: f.measure, Border: f.style.Signs.Border, BorderStyle: border, Ellipsis: f.style.Signs.Ellipsis}
	if title != "" {
		fr.Title = style.Render(f.escape(title))
	}
	return fr
}

// mark puts a sign into the right border: there is more in that direction.
func (f *Form) mark(line string, width int, sign, ascii string) string {
	if f.ascii() {
		sign = ascii
	}
	return f.measure.Fit(line, width-1, "") + f.style.GroupFocused.Render(sign)
}

func (f *Form) ascii() bool { return f.style.Signs.Border == lipgloss.ASCIIBorder() }

// body draws the rows of the page shown.
func (f *Form) body(r formRects) []string {
	var out []string
	var inner []string
	for _, row := range r.rows {
		switch {
		case row.kind == rowTop:
			inner = nil
		case row.kind == rowBottom:
			border := f.style.Group
			if f.holdsFocus(row.group) {
				border = f.style.GroupFocused
			}
			box := f.box(row.group.title, f.style.GroupTitle, border)
			view := box.View(r.x1-r.x0, len(inner)+2, strings.Join(inner, "\n"))
			out = append(out, splitLines(view)...)
		case row.group.framed:
			inner = append(inner, f.rowLine(row, r))
		default:
			out = append(out, f.measure.Fit(f.rowLine(row, r), r.x1-r.x0, f.style.Signs.Ellipsis))
		}
	}
	return out
}

// rowLine draws one row, without the border of its group.
func (f *Form) rowLine(row formRow, r formRects) string {
	slots := f.rowSlots(row, r)
	x0, x1 := r.columns(row.group)
	switch row.kind {
	case rowError:
		return f.under(slots[0], x0, x1) + f.style.Error.Render("! "+f.escape(row.fields[0].err))
	case rowNote:
		return f.under(slots[0], x0, x1) + f.style.Warning.Render(f.escape(row.fields[0].note))
	case rowLabel:
		return f.drawLabel(slots[0])
	case rowMore:
		return f.areaRow(slots, x0, row.line)
	}
	return f.drawSlots(slots, x0)
}

// under is the indent of what is said under a field, in a row that begins at
// column x0: below its box, or below its label where a long text would not fit
// there.
func (f *Form) under(s formSlot, x0, x1 int) string {
	if s.boxW > 0 && x1-s.box >= 30 && !f.bare {
		return blank(s.box - x0)
	}
	return blank(s.x + 2 - x0)
}

func (f *Form) holdsFocus(g *formGroup) bool {
	for _, row := range g.rows {
		for _, fd := range row {
			if fd == f.focused() {
				return true
			}
		}
	}
	return false
}

// helpLines is the help of the focused field, after its error if it has one; an
// error that needs the room stands alone. A bare form has room for more than one
// line of it, which is cut at the bottom; there what is wrong is said only when
// the row under the field is too short for it.
func (f *Form) helpLines(room int) []string {
	fd := f.focused()
	if fd == nil {
		return nil
	}
	said, style := "! "+f.escape(fd.err), f.style.Error
	if fd.err == "" {
		said, style = f.escape(fd.note), f.style.Warning
	}
	both := said + " · " + fd.Help
	switch {
	case f.bare && f.measure.Width(said) > room-2:
		return f.helpRows(said, room, style)
	case f.bare || fd.err == "":
		return f.helpRows(fd.Help, room, f.style.Help)
	case fd.Help != "" && f.measure.Width(both) <= room:
		return []string{style.Render(said) + f.style.Help.Render(both[len(said):])}
	}
	return f.helpRows(said, room, style)
}

func (f *Form) helpRows(text string, room int, style lipgloss.Style) []string {
	lines := []string{text}
	if f.bare {
		lines = strings.Split(ansi.Wordwrap(text, max(1, room), ""), "\n")
	}
	for i, l := range lines {
		lines[i] = style.Render(l)
	}
	return lines
}

// Cursor is where the text cursor stands, if a text has it.
func (f *Form) Cursor() (x, y int, ok bool) {
	r := f.rects()
	s, y, ok := f.focusSlot(r)
	if !ok || s.boxW == 0 || !f.Typing() {
		return 0, 0, false
	}
	if a := s.field.area; a != nil {
		dx, dy := a.place()
		return s.box + min(dx, s.boxW-1), y + dy, dy >= 0 && dy < a.most
	}
	gs := glyphs(f.measure, s.field.input.Value(), f.escape)
	x = s.box + column(gs, s.field.input.Position()) - s.field.off
	return min(max(x, s.box), s.box+s.textW()-1), y, true
}
