package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// maxListRows is how many options an open list shows at most.
const maxListRows = 10

// formList is the list of the focused field.
type formList struct {
	open   bool
	items  []int // indices into the field's Options
	cursor int   // index into items, -1: none
	moved  bool  // up or down was pressed since it opened or was filtered
	typed  bool  // the text was edited since it opened
	top    int   // first item shown
}

func (l *formList) close() { *l = formList{cursor: -1} }

// openList shows the options of fd with the present one under the cursor.
func (f *Form) openList(fd *formField) FormEvent {
	if len(fd.Options) == 0 {
		return handled
	}
	if fd.Kind == FormChoice {
		fd.input.SetValue("")
	}
	f.list = formList{open: true}
	f.list.filter(fd)
	return handled
}

// filter chooses the options that fit the text of fd and puts the cursor on
// the one that fd has now; a choice has a best match instead, as soon as
// something was typed.
func (l *formList) filter(fd *formField) {
	text, present := fd.input.Value(), fd.value()
	l.items, l.cursor, l.moved, l.top = matching(fd.Options, text), -1, false, 0
	if fd.Kind == FormSuggest && (len(l.items) == 0 || has(fd.Options, present)) {
		// Suggestions for a text that is one already are all the others.
		l.items = matching(fd.Options, "")
	}
	for i, o := range l.items {
		if fd.Options[o].Value == present {
			l.cursor = i
		}
	}
	if fd.Kind == FormChoice && len(l.items) > 0 && (text != "" || l.cursor < 0) {
		l.cursor = 0
	}
}

func has(options []FormOption, value string) bool {
	for _, o := range options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// matching returns the options that fit text: those that contain it first,
// then those that have its characters in order, the best first.
func matching(options []FormOption, text string) []int {
	text = strings.ToLower(strings.TrimSpace(text))
	words := make([]string, len(options))
	var all, out []int
	taken := map[int]bool{}
	for i, o := range options {
		words[i] = strings.ToLower(strings.Join([]string{o.label(), o.Note, o.Words}, " "))
		all = append(all, i)
	}
	if text == "" {
		return all
	}
	take := func(i int) {
		if !taken[i] {
			taken[i] = true
			out = append(out, i)
		}
	}
	for _, fits := range []func(i int) bool{
		func(i int) bool { return strings.HasPrefix(words[i], text) },
		func(i int) bool { return strings.Contains(words[i], text) },
	} {
		for i := range options {
			if fits(i) {
				take(i)
			}
		}
	}
	for _, m := range fuzzy.Find(strings.ReplaceAll(text, " ", ""), words) {
		take(m.Index)
	}
	return out
}

// listKey handles a key while a list is open. Keys that walk on or submit
// close it and are handled as if it had not been there.
func (f *Form) listKey(fd *formField, k tea.KeyPressMsg) FormEvent {
	switch k.String() {
	case "esc":
		f.list.close()
		return handled
	case "up":
		return f.moveList(-1)
	case "down":
		return f.moveList(1)
	case "pgup":
		return f.moveList(-maxListRows)
	case "pgdown":
		return f.moveList(maxListRows)
	case "enter":
		if fd.Kind == FormSuggest && f.list.typed && !f.list.moved {
			f.list.close()
			return FormEvent{}
		}
		return f.takeItem(fd, fd.Kind == FormChoice || f.list.moved)
	case "tab":
		// The walk goes on with the value taken; the caller reads it. Where it
		// would leave the form, the next tab does.
		if e := f.takeItem(fd, f.list.moved); e.Kind == FormChanged {
			f.walk(1)
			return e
		}
		return FormEvent{}
	case "shift+tab", "ctrl+s":
		f.list.close()
		return FormEvent{}
	}
	e := f.edit(k)
	if e.Kind == FormIgnored {
		return handled
	}
	return e
}

// moveList moves the cursor of the list by some items and keeps it in view.
func (f *Form) moveList(by int) FormEvent {
	l := &f.list
	n := len(l.items)
	if n == 0 {
		return handled
	}
	if l.cursor < 0 && by < 0 {
		l.cursor = n
	}
	l.cursor, l.moved = min(max(l.cursor+by, 0), n-1), true
	return handled
}

// takeItem closes the list; the field gets the item under the cursor if take
// says so.
func (f *Form) takeItem(fd *formField, take bool) FormEvent {
	l := f.list
	f.list.close()
	if fd.Kind == FormChoice {
		fd.input.SetValue("")
	}
	if !take || l.cursor < 0 || l.cursor >= len(l.items) {
		return handled
	}
	value := fd.Options[l.items[l.cursor]].Value
	if value == fd.value() {
		return handled
	}
	fd.set(value)
	fd.err = ""
	return FormEvent{Kind: FormChanged, Key: fd.Key}
}
