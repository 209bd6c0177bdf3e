package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	formMaxWidth  = 100 // wider boxes only move the eye
	formLabelMin  = 16
	formLabelMax  = 24 // a longer label pushes its own box to the right
	formBoxMin    = 8  // a box keeps as many cells; its label is cut instead
	formHelpIndex = 2  // columns before help, header and tabs
)

// formRects says where the parts of a form stand, in rows from its top; -1 is
// not shown. What is least needed goes first when the room gets small.
type formRects struct {
	width, height int
	frame         bool
	x0, x1        int // columns of the group boxes
	header        []string
	headerY       int
	tabs, pages   int
	body, bodyH   int
	help, footer  int
}

// rects lays the parts out.
func (f *Form) rects() formRects {
	r := formRects{width: min(f.width, formMaxWidth), headerY: -1, tabs: -1, pages: -1, help: -1, footer: -1}
	r.x1 = r.width
	y := 0
	if r.frame = f.height >= 6 && r.width >= 20; r.frame {
		r.x0, r.x1, y = 2, r.width-2, 1
	}
	rest := f.height - 2*y
	take := func(need, rows int) bool { // rows for a part, if so many are left
		if rest < need {
			return false
		}
		rest -= rows
		return true
	}
	footer := len(f.footer) > 0 && take(2, 1)
	tabs := len(f.tabs) > 1 && take(3, 1)
	help := take(4, 1)
	// The row of the sub-tabs is kept free for the tab that has them, so that
	// nothing jumps from tab to tab; a tab without them gives it to its body.
	pages := f.pagesPossible() && take(4, 1)
	want := f.tallest()
	if header := f.headerLines(r.x1 - r.x0); len(header) > 0 && take(9+len(header), len(header)) {
		r.header, r.headerY = header, y
		y += len(header)
		if take(want+1, 1) {
			y++
		}
	}
	place := func(shown bool, at *int) {
		if shown {
			*at = y
			y++
		}
	}
	place(tabs, &r.tabs)
	place(pages && f.pagesShown(), &r.pages)
	r.body, r.bodyH = y, max(0, min(rest, want))
	if pages && !f.pagesShown() {
		r.bodyH++
	}
	y += r.bodyH
	place(help, &r.help)
	place(footer, &r.footer)
	if r.frame {
		y++
	}
	r.height = min(y, f.height)
	return r
}

// headerLines wraps the header beside its badge.
func (f *Form) headerLines(width int) []string {
	room := width - formHelpIndex - f.measure.Width(f.badge) - 3
	if f.header == "" || room < 20 {
		return nil
	}
	lines := strings.Split(ansi.Wordwrap(f.header, room, ""), "\n")
	return lines[:min(2, len(lines))]
}

func (f *Form) pagesShown() bool {
	return len(f.pages) > 0 && f.pages[f.page].label != ""
}

func (f *Form) pagesPossible() bool {
	for _, p := range f.pages {
		if p.label != "" {
			return true
		}
	}
	return false
}

// tallest is the number of body rows of the tallest page, so that the box
// does not change its height from tab to tab.
func (f *Form) tallest() int {
	n := 1
	for i := range f.pages {
		n = max(n, len(f.rows(i)))
	}
	return n
}

type formRowKind uint8

const (
	rowTop formRowKind = iota
	rowFields
	rowError // the error of fields[0], under it
	rowNote  // the warning of fields[0], under it
	rowBottom
)

// formRow is one row of the body.
type formRow struct {
	kind   formRowKind
	group  *formGroup
	fields []*formField
}

// rows are the body rows of a page.
func (f *Form) rows(page int) []formRow {
	var out []formRow
	if page >= len(f.pages) {
		return nil
	}
	for i := range f.pages[page].groups {
		g := &f.pages[page].groups[i]
		out = append(out, formRow{kind: rowTop, group: g})
		for _, fields := range g.rows {
			out = append(out, formRow{rowFields, g, fields})
			for _, fd := range fields {
				if fd.err != "" {
					out = append(out, formRow{rowError, g, []*formField{fd}})
				}
				if fd.note != "" {
					out = append(out, formRow{rowNote, g, []*formField{fd}})
				}
			}
		}
		out = append(out, formRow{kind: rowBottom, group: g})
	}
	return out
}

// focusRow is the body row of the focused field, -1 if it is in the footer.
func (f *Form) focusRow(rows []formRow) int {
	for y, row := range rows {
		for _, fd := range row.fields {
			if row.kind == rowFields && fd == f.focused() {
				return y
			}
		}
	}
	return -1
}

// focusSlot is where the focused field stands; y counts from the form's top.
func (f *Form) focusSlot(r formRects) (s formSlot, y int, ok bool) {
	rows := f.rows(f.page)
	row := f.focusRow(rows)
	if row < f.scroll || row >= f.scroll+r.bodyH {
		return s, 0, false
	}
	for _, s := range f.slots(rows[row].fields, f.labelWidth(f.page), r.x0+1, r.x1-1) {
		if s.field == f.focused() {
			return s, r.body + row - f.scroll, true
		}
	}
	return s, 0, false
}

// settle brings scrolling up to date after a change.
func (f *Form) settle() {
	r := f.rects()
	f.scroll = max(0, min(f.scroll, len(f.rows(f.page))-r.bodyH))
	f.showItem(r)
	s, _, ok := f.focusSlot(r)
	fd := f.focused()
	if !ok || s.boxW == 0 || !f.Typing() {
		return
	}
	gs := glyphs(f.measure, fd.input.Value(), f.escape)
	fd.off = follow(fd.off, column(gs, fd.input.Position()), glyphsWidth(gs), s.textW())
}

// textW is the part of a box that holds text; the rest is its sign.
func (s formSlot) textW() int {
	if s.field.Kind == FormText || s.boxW < 4 {
		return s.boxW
	}
	return s.boxW - 2
}

// showFocus scrolls the body so that the focused field is seen, with what is
// said under it and the title of its box where there is room.
func (f *Form) showFocus() {
	r, rows := f.rects(), f.rows(f.page)
	y := f.focusRow(rows)
	if y < 0 || r.bodyH == 0 {
		return
	}
	first, last := y, y
	for last+1 < len(rows) && (rows[last+1].kind == rowError || rows[last+1].kind == rowNote) {
		last++
	}
	if rows[first-1].kind == rowTop {
		first--
	}
	if last+1 < len(rows) && rows[last+1].kind == rowBottom {
		last++
	}
	f.scroll = max(f.scroll, last+1-r.bodyH)
	f.scroll = min(f.scroll, first)
	f.scroll = max(f.scroll, y+1-r.bodyH)
}
