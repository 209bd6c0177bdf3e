package widget

// at is the field at the place of the walk.
func (f *Form) at() *formField {
	if f.focus < 0 || f.focus >= len(f.ring) {
		return nil
	}
	return f.ring[f.focus]
}

// focused is the field that keys go to: none while the form has not the focus
// itself, or where every field of the page is disabled.
func (f *Form) focused() *formField {
	if fd := f.at(); fd != nil && !f.blurred && !fd.Disabled {
		return fd
	}
	return nil
}

// setFocus moves the focus to the i-th field of the walk, its cursor at the
// end, and shows its page.
func (f *Form) setFocus(i int) {
	if fd := f.at(); fd != nil {
		fd.blur()
	}
	f.list.close()
	f.focus = i
	fd := f.at()
	if fd == nil {
		return
	}
	fd.focus()
	fd.toEnd()
	if fd.page != footerPage && fd.page != f.page {
		f.page, f.scroll = fd.page, 0
	}
	f.settle()
	f.showFocus()
}

// next is the nearest field after the i-th that is not disabled, before it if
// by is -1; -1 when there is none.
func (f *Form) next(i, by int) int {
	for i += by; i >= 0 && i < len(f.ring); i += by {
		if !f.ring[i].Disabled {
			return i
		}
	}
	return -1
}

// ends is the place before the first field, or behind the last one.
func (f *Form) ends(behind bool) int {
	if behind {
		return len(f.ring)
	}
	return -1
}

// walk moves the focus by one field. At the ends it goes round, or out of the
// form.
func (f *Form) walk(by int) FormEvent {
	i := f.next(f.focus, by)
	if i < 0 && f.leave {
		return FormEvent{Kind: FormLeft, Back: by < 0}
	}
	if i < 0 {
		i = f.next(f.ends(by < 0), by)
	}
	if i >= 0 {
		f.setFocus(i)
	}
	return handled
}

// turn shows the page by pages further and focuses its first field.
func (f *Form) turn(by int) FormEvent {
	if n := len(f.pages); n > 0 {
		f.showPage((f.page + by + n) % n)
	}
	return handled
}

// showPage focuses the first field of a page that is not disabled. A page with
// none is shown without a focus.
func (f *Form) showPage(page int) {
	first := -1
	for i, fd := range f.ring {
		if fd.page == page && (first < 0 || f.ring[first].Disabled && !fd.Disabled) {
			first = i
		}
	}
	if first >= 0 {
		f.setFocus(first)
	}
}

// Enter gives the form the focus as a walk does that comes from before it, or,
// going back, from behind it: on its first or last field.
func (f *Form) Enter(back bool) {
	f.blurred = false
	by := 1
	if back {
		by = -1
	}
	if i := f.next(f.ends(back), by); i >= 0 {
		f.setFocus(i)
	}
}

// SetFocused says whether the form has the focus among what else is on the
// screen; it has unless told otherwise. Without it no field is drawn as
// focused, and keys are not taken; the place of the walk is kept.
func (f *Form) SetFocused(on bool) {
	if on != f.blurred {
		return
	}
	f.blurred = !on
	fd := f.at()
	switch {
	case fd != nil && on:
		fd.focus()
	case fd != nil:
		f.list.close()
		fd.blur()
	}
	f.settle()
	f.showFocus()
}

// SetDisabled says whether a field cannot be used. A focus on it goes to the
// first field of the page.
func (f *Form) SetDisabled(key string, on bool) {
	fd := f.find(key)
	if fd == nil || fd.Disabled == on {
		return
	}
	fd.Disabled = on
	if at := f.at(); at != nil && at.page == fd.page && at.Disabled {
		f.showPage(fd.page)
	}
	f.settle()
}

// Focus moves the focus to a field and shows its page.
func (f *Form) Focus(key string) {
	for i, fd := range f.ring {
		switch {
		case fd.Key != key:
		case fd.Disabled:
			f.showPage(fd.page)
		default:
			f.setFocus(i)
		}
	}
}

// Focused is the key of the field with the focus.
func (f *Form) Focused() string {
	if fd := f.focused(); fd != nil {
		return fd.Key
	}
	return ""
}

// FocusedKind is the kind of the field with the focus.
func (f *Form) FocusedKind() FormKind {
	if fd := f.focused(); fd != nil {
		return fd.Kind
	}
	return FormText
}

// Typing says whether printable keys are text now.
func (f *Form) Typing() bool {
	fd := f.focused()
	return fd != nil && (fd.editable() || f.list.open)
}
