package widget

// Click handles a click of the left button at a cell of the form, which has
// the focus from then on.
func (f *Form) Click(x, y int) FormEvent {
	r := f.rects()
	if e, done := f.clickList(r, x, y); done {
		f.settle()
		return e
	}
	e := f.clickTabs(r, x, y)
	if e.Kind == FormIgnored {
		e = f.clickField(r, x, y)
	}
	if f.blurred {
		f.SetFocused(true)
	}
	f.settle()
	return e
}

// clickList takes the item under a click. A click elsewhere closes the list
// and means what it would have meant without it.
func (f *Form) clickList(r formRects, x, y int) (FormEvent, bool) {
	if !f.list.open {
		return FormEvent{}, false
	}
	l := f.listRect(r)
	if x >= l.x && x < l.x+l.w && y >= l.y && y < l.y+l.rows+2 {
		item := f.list.top + y - l.y - 1
		if y == l.y || y == l.y+l.rows+1 || item >= len(f.list.items) {
			return handled, true
		}
		f.list.cursor = item
		return f.takeItem(f.focused(), true), true
	}
	f.list.close()
	return handled, false
}

func (f *Form) clickTabs(r formRects, x, y int) FormEvent {
	var spans []formSpan
	switch {
	case y < 0:
	case y == r.tabs:
		spans = f.tabSpans(r)
	case y == r.pages:
		spans = f.pageSpans(r)
	}
	for _, s := range spans {
		if x >= s.x && x < s.end && s.page >= 0 {
			if !s.active {
				f.showPage(s.page)
			}
			return handled
		}
	}
	return FormEvent{}
}

func (f *Form) clickField(r formRects, x, y int) FormEvent {
	var slots []formSlot
	line := 0
	row := f.scroll + y - r.body
	switch {
	case y < 0:
	case y == r.footer:
		slots = f.footerSlots(r.x0, r.x1)
	case y >= r.body && y < r.body+r.bodyH && row < len(r.rows) && (r.rows[row].kind == rowFields || r.rows[row].kind == rowMore):
		slots, line = f.rowSlots(r.rows[row], r), r.rows[row].line
	}
	for _, s := range slots {
		if x >= s.x && x < s.end && (line == 0 || s.field.area != nil) {
			return f.clickSlot(s, x, line)
		}
	}
	return FormEvent{}
}

// clickSlot focuses a field and does what its kind does on a click: press,
// toggle, open, step, or place the cursor; line is the row of an area.
func (f *Form) clickSlot(s formSlot, x, line int) FormEvent {
	fd, had := s.field, s.field == f.focused()
	if fd.Disabled {
		return handled
	}
	if !had {
		for i, other := range f.ring {
			if other == fd {
				f.setFocus(i)
			}
		}
	}
	onSign := s.boxW > s.textW() && x >= s.box+s.textW() && x < s.box+s.boxW
	switch {
	case fd.isButton():
		return FormEvent{Kind: FormPressed, Key: fd.Key}
	case fd.Kind == FormCheck:
		return f.toggle(fd)
	case fd.Kind == FormChoice && x >= s.box, fd.Kind == FormSuggest && onSign:
		return f.openList(fd)
	case fd.Kind == FormNumber && onSign:
		return f.stepField(fd, true)
	case had && fd.area != nil && x >= s.box:
		fd.area.click(x-s.box, line)
	case had && fd.editable() && x >= s.box:
		gs := glyphs(f.measure, fd.input.Value(), f.escape)
		fd.input.SetCursor(runeAt(gs, fd.off+x-s.box, len([]rune(fd.input.Value()))))
	}
	return handled
}

// Wheel scrolls an open list, else a focused area that goes on, else the body,
// by some rows.
func (f *Form) Wheel(rows int) {
	r := f.rects()
	if f.list.open {
		f.list.top = max(0, min(f.list.top+rows, len(f.list.items)-f.listRect(r).rows))
		return
	}
	if fd := f.focused(); fd != nil && fd.area != nil && fd.area.scroll(rows) {
		return
	}
	f.scroll = max(0, min(f.scroll+rows, len(r.rows)-r.bodyH))
}
