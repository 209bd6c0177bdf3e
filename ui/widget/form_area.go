package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// maxAreaBytes bounds what a paste can put into an area: each key lays its
// line out anew.
const maxAreaBytes = 64 << 10

// editArea gives a key or a paste to the text of an area. Where a paste has no
// room nothing of it is taken, and the field says so.
func (f *Form) editArea(fd *formField, msg tea.Msg) FormEvent {
	before := fd.value()
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if len(before)+len(msg.Content) > maxAreaBytes {
			fd.err = "not pasted: a field takes at most " + Count(maxAreaBytes) + " bytes"
			return handled
		}
		fd.area.insert(msg.Content)
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+u" {
			fd.set("")
			fd.err = "" // of a paste that was not taken
		} else if !fd.area.key(msg) {
			return FormEvent{}
		}
	}
	if fd.value() == before {
		return handled
	}
	fd.err = ""
	return FormEvent{Kind: FormChanged, Key: fd.Key}
}

// fitAreas gives the areas of the page shown their windows. The one with the
// focus shows its cursor, the others their beginning.
func (f *Form) fitAreas(r formRects) {
	for y, row := range r.rows {
		if row.kind != rowFields || !slices.ContainsFunc(row.fields, (*formField).isArea) {
			continue
		}
		most := 1
		for y+most < len(r.rows) && r.rows[y+most].kind == rowMore {
			most++
		}
		for _, s := range f.rowSlots(row, r) {
			a := s.field.area
			if a == nil {
				continue
			}
			a.Measure, a.ASCII, a.cols, a.most = f.measure, f.ascii(), s.areaCols(), most
			if s.field == f.focused() {
				a.settle()
			} else {
				a.top = drawn{}
			}
		}
	}
}

// areaCols is how wide the text of an area is: one cell is left for the cursor
// behind it, and one for the sign that there is more.
func (s formSlot) areaCols() int { return max(1, s.boxW-2) }

// areaRow draws a row of the areas among slots, from column x0 on.
func (f *Form) areaRow(slots []formSlot, x0, line int) string {
	var out strings.Builder
	x := x0
	for _, s := range slots {
		if s.field.area != nil {
			out.WriteString(blank(s.box-x) + f.drawArea(s, line))
			x = s.box + s.boxW
		}
	}
	return out.String()
}

// drawArea draws a row of the box of an area.
func (f *Form) drawArea(s formSlot, line int) string {
	a, st := s.field.area, f.boxStyle(s.field)
	d, there := a.top, true
	for i := 0; i < line && there; i++ {
		d, there = a.step(d, false)
	}
	text := ""
	if there {
		text = a.draw(d, st, f.style.Escaped.Inherit(st))
	}
	if s.boxW < 2 {
		return f.measure.Fit(text, s.boxW, "")
	}
	return text + st.Render(blank(s.boxW-1-a.Width(text))+a.sign(d, line))
}
