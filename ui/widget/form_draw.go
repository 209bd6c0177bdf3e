package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// drawSlots draws the fields of a row, from column x0 on.
func (f *Form) drawSlots(slots []formSlot, x0 int) string {
	var line strings.Builder
	x := x0
	for _, s := range slots {
		line.WriteString(blank(s.x - x))
		line.WriteString(f.drawField(s))
		x = max(x, s.x) + (s.end - s.x)
	}
	return line.String()
}

// drawField draws a field from its focus sign to its end.
func (f *Form) drawField(s formSlot) string {
	fd, st := s.field, f.style
	sign, focused := " ", fd == f.focused()
	label := st.Label
	switch {
	case focused:
		sign, label = st.Signs.Cursor, st.LabelFocused
	case fd.Disabled:
		label, st.Link, st.Button = st.Help, st.Help, st.Help
	}
	out := label.Render(sign)
	switch {
	case fd.Kind == FormLink:
		return out + st.Link.Render(fd.Label)
	case fd.Kind == FormButton && focused:
		return out + st.ButtonFocused.Render(f.caption(fd))
	case fd.Kind == FormButton:
		return out + st.Button.Render(f.caption(fd))
	case fd.Kind == FormCheck:
		return out + " " + label.Render(f.caption(fd)) + f.errorMark(fd)
	}
	if fd.Above {
		return blank(s.box-s.x) + f.drawBox(s, focused)
	}
	out += " " + label.Render(f.measure.Fit(fd.Label, s.label, st.Signs.Ellipsis))
	out += blank(s.box-s.x-2-s.label-2) + f.measure.Fit(strings.TrimSpace(f.errorMark(fd)), 1, "") + " "
	out += f.drawBox(s, focused)
	if fd.Unit != "" {
		out += "  " + st.Help.Render(fd.Unit)
	}
	return out
}

// drawLabel draws the label of a field above its box.
func (f *Form) drawLabel(s formSlot) string {
	fd := s.field
	switch {
	case fd == f.focused():
		return f.style.LabelFocused.Render(f.style.Signs.Cursor+" "+fd.Label) + f.errorMark(fd)
	case fd.Disabled:
		return f.style.Help.Render("  " + fd.Label)
	}
	return f.style.Label.Render("  "+fd.Label) + f.errorMark(fd)
}

func (f *Form) errorMark(fd *formField) string {
	if fd.err == "" {
		return ""
	}
	return " " + f.style.Error.Render("!")
}

// boxStyle is the style of what a field holds.
func (f *Form) boxStyle(fd *formField) lipgloss.Style {
	switch {
	case fd == f.focused():
		return f.style.FieldFocused
	case fd.Disabled:
		return f.style.Help.Inherit(f.style.Field)
	}
	return f.style.Field
}

// drawBox draws the value of a field and the sign of its kind.
func (f *Form) drawBox(s formSlot, focused bool) string {
	fd, st := s.field, f.boxStyle(s.field)
	if fd.area != nil {
		return f.drawArea(s, 0)
	}
	text, off := fd.input.Value(), 0
	if focused {
		off = fd.off
	}
	filtering := focused && f.list.open
	if fd.Kind == FormChoice && (!filtering || text == "") {
		// Until a filter is typed the present value stands there, dim.
		text, off = hidden(fd.choiceLabel()), 0
		if filtering {
			st = f.style.Help.Inherit(st)
		}
	}
	escaped := f.style.Escaped.Inherit(st)
	out := window(glyphs(f.measure, text, f.escape), off, s.textW(), st, escaped, f.style.Signs.Ellipsis)
	if s.textW() == s.boxW {
		return out
	}
	sign := f.style.Signs.DropDown
	switch {
	case fd.Disabled:
		sign = " "
	case fd.Kind == FormNumber:
		sign = f.style.Signs.Spinner
	}
	return out + st.Render(" "+sign)
}

// choiceLabel is how the value of a drop-down reads.
func (fd *formField) choiceLabel() string {
	for _, o := range fd.Options {
		if o.Value == fd.choice {
			return o.label()
		}
	}
	return fd.choice
}
