package ui

import (
	tea "charm.land/bubbletea/v2"

	"tcpdeck/ui/widget"
)

// Bindings implements Screen: what each key does to the field that has the
// focus now. The form itself knows the keys; here they get their names.
func (e *editor) Bindings() []Binding {
	if e.form.ListOpen() {
		return e.listBindings()
	}
	bs := e.fieldBindings()
	return append(bs,
		e.binding("next", "next field, on into the next tab", "tab"),
		e.binding("OK", "OK: check every field, save and close", "ctrl+s"),
		e.binding("cancel", "Cancel (asks when something changed)", "esc"),
		e.binding("", "previous field", "shift+tab"),
		e.binding("", "next tab", "pgdown", "ctrl+pgdown"),
		e.binding("", "previous tab", "pgup", "ctrl+pgup"),
	)
}

// fieldBindings are the keys of the focused field's kind.
func (e *editor) fieldBindings() []Binding {
	enter := e.binding("OK", "OK: check every field, save and close", "enter")
	clearField := e.binding("", "clear the field", "ctrl+u")
	down := e.binding("suggestions", "open the suggestions; enter or tab takes one after ↑ or ↓", "down")
	down.Key = "↓"
	switch e.form.FocusedKind() {
	case widget.FormButton, widget.FormLink:
		return []Binding{e.binding("press", "press the button", "enter", "space")}
	case widget.FormCheck:
		return []Binding{e.binding("on/off", "turn the check box on or off", "space"), enter}
	case widget.FormChoice:
		return []Binding{e.binding("open", "open the list; typing filters it", "space", "enter", "down")}
	case widget.FormSuggest:
		return []Binding{enter, down, clearField}
	case widget.FormNumber:
		up := e.binding("more", "one more", "up")
		down := e.binding("less", "one less", "down")
		up.Key, down.Key = "↑", "↓"
		return []Binding{enter, up, down, clearField}
	}
	return []Binding{enter, clearField}
}

func (e *editor) listBindings() []Binding {
	up, down := e.binding("", "previous item", "up"), e.binding("move", "next item", "down")
	up.Key, down.Key = "↑", "↓"
	return []Binding{
		e.binding("take", "take the item", "enter"), down, up,
		e.binding("close the list", "close the list", "esc"),
		e.binding("", "a page of items down", "pgdown"),
		e.binding("", "a page of items up", "pgup"),
		e.binding("", "next field; takes the item after ↑ or ↓", "tab"),
		e.binding("", "previous field", "shift+tab"),
		e.binding("", "OK: check every field, save and close", "ctrl+s"),
	}
}

// binding names what the form does with the first of keys; the others do the
// same.
func (e *editor) binding(help, long string, keys ...string) Binding {
	return Binding{Keys: keys, Help: help, Long: long, Do: func() (Action, tea.Cmd) {
		return e.react(e.form.Update(formKeys[keys[0]]))
	}}
}

// formKeys are the keys that the bindings above send to the form.
var formKeys = map[string]tea.KeyPressMsg{
	"tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "space": {Code: tea.KeySpace, Text: " "},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
}
