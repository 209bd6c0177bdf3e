package widget

import (
	tea "charm.land/bubbletea/v2"
	"unicode/utf8"
)

// key handles a key: first those that mean the same everywhere, then an open
// list, then the field.
func (f *Form) key(k tea.KeyPressMsg) FormEvent {
	if f.blurred {
		return FormEvent{}
	}
	fd := f.focused()
	if f.list.open {
		if e := f.listKey(fd, k); e.Kind != FormIgnored {
			return e
		}
	}
	switch k.String() {
	case "tab":
		return f.walk(1)
	case "shift+tab":
		return f.walk(-1)
	case "ctrl+s":
		return FormEvent{Kind: FormSubmit}
	case "esc":
		return FormEvent{Kind: FormCancel}
	case "ctrl+pgdown", "pgdown":
		return f.turn(1)
	case "ctrl+pgup", "pgup":
		return f.turn(-1)
	}
	if fd == nil {
		return FormEvent{}
	}
	return f.fieldKey(fd, k)
}

// fieldKey handles a key on the focused field with no list in the way.
func (f *Form) fieldKey(fd *formField, k tea.KeyPressMsg) FormEvent {
	name := k.String()
	switch {
	case fd.isButton():
		if name == "enter" || name == "space" {
			return FormEvent{Kind: FormPressed, Key: fd.Key}
		}
		return FormEvent{}
	case fd.Kind == FormCheck && name == "space":
		return f.toggle(fd)
	case fd.Kind == FormChoice && (name == "space" || name == "enter" || name == "down"),
		fd.Kind == FormSuggest && name == "down":
		return f.openList(fd)
	case name == "enter":
		return FormEvent{Kind: FormSubmit}
	case fd.Kind == FormNumber && (name == "up" || name == "down"):
		return f.stepField(fd, name == "up")
	case fd.editable():
		return f.edit(k)
	}
	return FormEvent{}
}

func (f *Form) toggle(fd *formField) FormEvent {
	fd.checked, fd.err = !fd.checked, ""
	return FormEvent{Kind: FormChanged, Key: fd.Key}
}

func (f *Form) stepField(fd *formField, up bool) FormEvent {
	before, by := fd.value(), 1.0
	if !up {
		by = -1
	}
	fd.step(by)
	if fd.value() == before {
		return handled
	}
	fd.err = ""
	return FormEvent{Kind: FormChanged, Key: fd.Key}
}

// edit gives a key or a paste to the text of the focused field, which is the
// filter while a choice is open.
func (f *Form) edit(msg tea.Msg) FormEvent {
	fd := f.focused()
	switch {
	case !f.Typing():
		return FormEvent{}
	case fd.area != nil:
		return f.editArea(fd, msg)
	}
	before, pos := fd.input.Value(), fd.input.Position()
	if p, ok := msg.(tea.PasteMsg); ok && utf8.RuneCountInString(before)+utf8.RuneCountInString(p.Content) > maxFieldRunes {
		fd.err = "not pasted: a field takes at most " + Count(maxFieldRunes) + " characters"
		return handled
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "ctrl+u" {
		fd.input.SetValue("")
		fd.err = ""
	} else {
		fd.input, _ = fd.input.Update(msg)
	}
	if fd.input.Value() == before {
		// A key that neither moved nor typed is for the caller to use.
		if k, ok := msg.(tea.KeyPressMsg); ok && k.Text == "" && fd.input.Position() == pos && !editingKey(k) {
			return FormEvent{}
		}
		return handled
	}
	if f.list.open {
		f.list.typed = true
		f.list.filter(fd)
	}
	if fd.Kind == FormChoice {
		return handled
	}
	fd.err = ""
	return FormEvent{Kind: FormChanged, Key: fd.Key}
}

// editingKey says whether k belongs to a text field even when it has nothing
// to do there, such as backspace in an empty one.
func editingKey(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "left", "right", "home", "end", "backspace", "delete", "up", "down",
		"ctrl+u", "ctrl+w", "ctrl+k", "ctrl+a", "ctrl+e":
		return true
	}
	return false
}
