package widget

import "math"

type formRowKind uint8

const (
	rowTop   formRowKind = iota
	rowLabel             // of fields[0], above its box
	rowFields
	rowMore  // a further row of the areas in fields
	rowError // the error of fields[0], under it
	rowNote  // the warning of fields[0], under it
	rowBottom
)

// formRow is one row of the body.
type formRow struct {
	kind   formRowKind
	group  *formGroup
	fields []*formField
	line   int // rowMore: which row of an area, from 1 on
}

// fitRows are the body rows of a page with its areas as high as lets all of
// them be seen at once, if they can be. So the body scrolls only where each
// area has one row.
func (f *Form) fitRows(page, height int) []formRow {
	for most := height; ; most-- {
		if rows := f.rows(page, most); len(rows) <= height || most <= 1 {
			return rows
		}
	}
}

// rows are the body rows of a page; an area gets no more than most.
func (f *Form) rows(page, most int) []formRow {
	var out []formRow
	if page >= len(f.pages) {
		return nil
	}
	for i := range f.pages[page].groups {
		g := &f.pages[page].groups[i]
		if g.framed {
			out = append(out, formRow{kind: rowTop, group: g})
		}
		for _, fields := range g.rows {
			if fields[0].Above {
				out = append(out, formRow{kind: rowLabel, group: g, fields: fields})
			}
			out = append(out, formRow{kind: rowFields, group: g, fields: fields})
			for line := 1; line < min(areaRows(fields), most); line++ {
				out = append(out, formRow{rowMore, g, fields, line})
			}
			for _, fd := range fields {
				if fd.err != "" {
					out = append(out, formRow{kind: rowError, group: g, fields: []*formField{fd}})
				}
				if fd.note != "" && fd.note != fd.err {
					out = append(out, formRow{kind: rowNote, group: g, fields: []*formField{fd}})
				}
			}
		}
		if g.framed {
			out = append(out, formRow{kind: rowBottom, group: g})
		}
	}
	return out
}

// areaRows is how many rows the areas in a row of fields ask for.
func areaRows(fields []*formField) int {
	n := 1
	for _, fd := range fields {
		if fd.isArea() {
			n = max(n, fd.Rows)
		}
	}
	return n
}

// tallest is the number of body rows of the tallest page, so that the box
// does not change its height from tab to tab.
func (f *Form) tallest() int {
	n := 1
	for i := range f.pages {
		n = max(n, len(f.rows(i, math.MaxInt)))
	}
	return n
}

// columns are those between which the fields of a group stand.
func (r formRects) columns(g *formGroup) (x0, x1 int) {
	if g.framed {
		return r.x0 + 1, r.x1 - 1
	}
	return r.x0, r.x1
}

// rowSlots places the fields of a row of the page shown.
func (f *Form) rowSlots(row formRow, r formRects) []formSlot {
	x0, x1 := r.columns(row.group)
	return f.slots(row.fields, f.labelWidth(f.page), x0, x1)
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
	row := f.focusRow(r.rows)
	if row < f.scroll || row >= f.scroll+r.bodyH {
		return s, 0, false
	}
	for _, s := range f.rowSlots(r.rows[row], r) {
		if s.field == f.focused() {
			return s, r.body + row - f.scroll, true
		}
	}
	return s, 0, false
}

// settle brings scrolling up to date after a change.
func (f *Form) settle() {
	r := f.rects()
	f.scroll = max(0, min(f.scroll, len(r.rows)-r.bodyH))
	f.showItem(r)
	f.fitAreas(r)
	s, _, ok := f.focusSlot(r)
	fd := f.focused()
	if !ok || s.boxW == 0 || !f.Typing() || fd.area != nil {
		return
	}
	gs := glyphs(f.measure, fd.input.Value(), f.escape)
	fd.off = follow(fd.off, column(gs, fd.input.Position()), glyphsWidth(gs), s.textW())
}

// showFocus scrolls the body so that the focused field is seen, with what is
// said under it and the title of its box where there is room.
func (f *Form) showFocus() {
	r := f.rects()
	y := f.focusRow(r.rows)
	if y < 0 || r.bodyH == 0 {
		return
	}
	first, last := y, y
	for last+1 < len(r.rows) && (r.rows[last+1].kind == rowError || r.rows[last+1].kind == rowNote) {
		last++
	}
	for first > 0 && (r.rows[first-1].kind == rowTop || r.rows[first-1].kind == rowLabel) {
		first--
	}
	if last+1 < len(r.rows) && r.rows[last+1].kind == rowBottom {
		last++
	}
	f.scroll = max(f.scroll, last+1-r.bodyH)
	f.scroll = min(f.scroll, first)
	f.scroll = max(f.scroll, y+1-r.bodyH)
}
