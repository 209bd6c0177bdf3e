package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
)

// footerPage is the page of fields that are seen on every page.
const footerPage = -1

// maxFieldRunes bounds what a paste can put into a field.
const maxFieldRunes = 4096

type formField struct {
	FormField
	page      int
	input     textinput.Model // text, suggest, number; the filter of a choice
	area      *textEdit       // area
	choice    string
	checked   bool
	off       int // first column of the text that is shown, while focused
	err, note string
	// given is the text as it was set and typed what the input made of it: a
	// value that nobody edited comes back byte for byte.
	given, typed   string
	cleanText      string
	cleanCheckMark bool
}

func newFormField(spec FormField, page int, escape func(string) string) *formField {
	fd := &formField{FormField: spec, page: page, checked: spec.Checked, input: newInput()}
	if fd.Kind == FormArea {
		fd.area = newTextEdit(escape)
	}
	fd.set(spec.Value)
	fd.clean()
	return fd
}

func newInput() textinput.Model {
	in := textinput.New()
	in.Prompt, in.CharLimit = "", maxFieldRunes
	in.SetVirtualCursor(false)
	// Bracketed paste is the way in; reading the clipboard of the machine
	// that tcpdeck runs on is wrong over SSH. Suggestions are the form's.
	for _, b := range []*key.Binding{&in.KeyMap.Paste, &in.KeyMap.AcceptSuggestion,
		&in.KeyMap.NextSuggestion, &in.KeyMap.PrevSuggestion} {
		b.SetEnabled(false)
	}
	return in
}

// editable says whether the field takes text.
func (fd *formField) editable() bool {
	return fd.Kind == FormText || fd.Kind == FormSuggest || fd.Kind == FormNumber || fd.Kind == FormArea
}

func (fd *formField) isArea() bool { return fd.area != nil }

func (fd *formField) isButton() bool { return fd.Kind == FormButton || fd.Kind == FormLink }

func (fd *formField) value() string {
	switch fd.Kind {
	case FormChoice:
		return fd.choice
	case FormArea:
		return fd.area.Value()
	}
	if v := fd.input.Value(); v != fd.typed {
		return fd.meant(revealed(v))
	}
	return fd.given
}

func (fd *formField) set(v string) {
	switch fd.Kind {
	case FormChoice:
		fd.choice = v
		return
	case FormArea:
		fd.area.set(v)
		return
	}
	shown := v
	if word, ok := fd.Words[v]; ok {
		shown = word
	}
	fd.input.SetValue(hidden(shown))
	fd.input.CursorEnd()
	fd.given, fd.typed = v, fd.input.Value()
}

// focus lets the text take keys.
func (fd *formField) focus() { fd.input.Focus() }

// blur shows the beginning of the text, or the word of a number.
func (fd *formField) blur() {
	fd.input.Blur()
	fd.off = 0
	if v := fd.value(); fd.Words[v] != "" {
		fd.set(v)
	}
}

// toEnd puts the cursor behind the text.
func (fd *formField) toEnd() {
	fd.input.CursorEnd()
	if fd.area != nil {
		fd.area.text.cursor = fd.area.text.end()
	}
}

func (fd *formField) changed() bool {
	return fd.value() != fd.cleanText || fd.checked != fd.cleanCheckMark
}

func (fd *formField) clean() { fd.cleanText, fd.cleanCheckMark = fd.value(), fd.checked }

// The input drops control characters, broken bytes and U+FFFD, which a value
// from a file may hold; they travel through it as private runes instead.
const (
	hiddenControl = 0x10F800 // + the control character
	hiddenByte    = 0x10F900 // + a byte that is not UTF-8
	hiddenUnknown = 0x10FA00 // U+FFFD itself
)

func hidden(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			r = hiddenByte + rune(s[i])
		case r == utf8.RuneError:
			r = hiddenUnknown
		case unicode.IsControl(r):
			r += hiddenControl
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// reveal is the text that r stands for, the reverse of hidden.
func reveal(r rune) string {
	switch {
	case r >= hiddenControl && r < hiddenControl+0x100:
		return string(r - hiddenControl)
	case r >= hiddenByte && r < hiddenByte+0x100:
		return string([]byte{byte(r - hiddenByte)})
	case r == hiddenUnknown:
		return string(utf8.RuneError)
	}
	return string(r)
}

func revealed(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= hiddenControl && r <= hiddenUnknown }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteString(reveal(r))
	}
	return b.String()
}
