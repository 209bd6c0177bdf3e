package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	formMaxWidth = 100 // wider boxes only move the eye
	formLabelMin = 16
	formLabelMax = 24 // a longer label pushes its own box to the right
	formBoxMin   = 8  // a box keeps as many cells; its label is cut instead

	formBareBoxMin = 14 // the same in a bare form of formBareWidth cells
	formBareWidth  = 40

	formHelpIndex = 2 // columns before help, header and tabs
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
	rows          []formRow // what the body scrolls over
}

// rects lays the parts out.
func (f *Form) rects() formRects {
	r := formRects{width: min(f.width, formMaxWidth), headerY: -1, tabs: -1, pages: -1, help: -1, footer: -1}
	r.x1 = r.width
	y := 0
	if r.frame = !f.bare && f.height >= 6 && r.width >= 20; r.frame {
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
	r.rows = f.fitRows(f.page, r.bodyH)
	y += r.bodyH
	place(help, &r.help)
	place(footer, &r.footer)
	if r.frame {
		y++
	}
	if r.height = min(y, f.height); f.bare {
		r.height = f.height // lists have all of it
	}
	return r
}

// headerLines wraps the header beside its badge.
func (f *Form) headerLines(width int) []string {
	room := width - formHelpIndex - f.measure.Width(f.badge) - 3
	if f.bare || f.header == "" || room < 20 {
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
