package widget

import "slices"

// formSlot is where a field stands in its row.
type formSlot struct {
	field     *formField
	x         int // column of the focus sign; the label begins 2 further
	label     int // cells of the label
	box, boxW int // the box of a text or list field; boxW 0: none
	end       int
}

// labelWidth is the common width of the labels of a page.
func (f *Form) labelWidth(page int) int {
	w, most := formLabelMin, formLabelMax
	if f.bare {
		w, most = min(w, f.width/4), min(most, f.width-3-f.boxMin())
	}
	for _, g := range f.pages[page].groups {
		for _, row := range g.rows {
			if n := f.measure.Width(row[0].Label) + 3; row[0].boxed() && !row[0].Above && n <= most {
				w = max(w, n)
			}
		}
	}
	return w
}

// boxMin is how many cells a box keeps; its label is cut instead. A bare form
// is narrow, and its labels are long.
func (f *Form) boxMin() int {
	if f.bare {
		return min(formBareBoxMin, max(formBoxMin, f.width*formBareBoxMin/formBareWidth))
	}
	return formBoxMin
}

func (fd *formField) boxed() bool { return fd.editable() || fd.Kind == FormChoice }

// slots places the fields of a row between the columns x0 and x1.
func (f *Form) slots(fields []*formField, labelW, x0, x1 int) []formSlot {
	var out []formSlot
	x := x0
	for i, fd := range fields {
		s := formSlot{field: fd, x: x, label: f.measure.Width(f.caption(fd))}
		switch {
		case fd.boxed():
			f.placeBox(&s, labelW, x1-1-f.besideWidth(fields[i:]))
		case fd.isButton():
			s.end = x + 1 + s.label
		default:
			s.end = x + 2 + s.label
		}
		out = append(out, s)
		x = s.end + 2
	}
	return out
}

// besideWidth is the room that a field leaves free for what follows its box:
// its unit and the buttons on its row.
func (f *Form) besideWidth(fields []*formField) int {
	w := 0
	if fields[0].Unit != "" {
		w = 2 + f.measure.Width(fields[0].Unit)
	}
	for _, fd := range fields[1:] {
		w += 3 + f.measure.Width(f.caption(fd))
	}
	return w
}

// placeBox places the box of a field after its label, before column x1.
func (f *Form) placeBox(s *formSlot, labelW, x1 int) {
	least := f.boxMin()
	if f.bare && s.field.Width > 0 {
		least = min(least, s.field.Width)
	}
	s.box = s.x + 2
	if !s.field.Above {
		s.box = min(s.box+max(labelW, s.label+3), max(s.box, x1-least))
	}
	s.label = max(0, min(s.label, s.box-s.x-4))
	s.boxW = max(1, x1-s.box)
	if s.field.Width > 0 {
		s.boxW = min(s.boxW, s.field.Width)
	}
	s.end = s.box + s.boxW
	if s.field.Unit != "" {
		s.end += 2 + f.measure.Width(s.field.Unit)
	}
}

// footerSlots places links from the left and buttons from the right. Where
// there is no room for both, the kind without the focus goes, the links if
// neither has it.
func (f *Form) footerSlots(x0, x1 int) []formSlot {
	var left, right []formSlot
	x, at := x0, x1
	for _, fd := range f.footer {
		if w := f.measure.Width(f.caption(fd)); fd.Kind == FormLink {
			left = append(left, formSlot{field: fd, x: x, label: w, end: x + 1 + w})
			x += w + 3
		}
	}
	for _, fd := range slices.Backward(f.footer) {
		if w := f.measure.Width(f.caption(fd)); fd.Kind != FormLink {
			right = append(right, formSlot{field: fd, x: at - w - 1, label: w, end: at})
			at -= w + 3
		}
	}
	slices.Reverse(right)
	switch fd := f.focused(); {
	case x <= at+2:
		return append(left, right...)
	case fd != nil && fd.page == footerPage && fd.Kind == FormLink:
		return left
	}
	if len(right) > 0 {
		// Too narrow for the buttons as well: the last one is cut.
		shift := max(0, x0-right[0].x)
		for i := range right {
			right[i].x, right[i].end = right[i].x+shift, right[i].end+shift
		}
	}
	return right
}

// caption is the text of a field that is not its value. A disabled one loses
// the brackets: there is nothing to press.
func (f *Form) caption(fd *formField) string {
	switch {
	case fd.Kind == FormCheck && fd.Disabled && fd.checked:
		return " x  " + fd.Label
	case fd.Kind == FormCheck && fd.Disabled:
		return " -  " + fd.Label
	case fd.Kind == FormCheck && fd.checked:
		return "[x] " + fd.Label
	case fd.Kind == FormCheck:
		return "[ ] " + fd.Label
	case fd.Kind == FormButton && fd.Disabled:
		return "  " + fd.Label + "  "
	case fd.Kind == FormButton:
		return "[ " + fd.Label + " ]"
	}
	return fd.Label
}

// textW is the part of a box that holds text; the rest is its sign.
func (s formSlot) textW() int {
	if s.field.Kind == FormText || s.boxW < 4 {
		return s.boxW
	}
	return s.boxW - 2
}
