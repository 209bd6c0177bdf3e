package ui

import (
	tea "charm.land/bubbletea/v2"

	"tcpdeck/ui/widget"
)

// formKeys gives the keys that a form knows their names.
type formKeys struct {
	form  *widget.Form
	react func(widget.FormEvent) (Action, tea.Cmd)
	// enter and enterLong are what enter does in a field.
	enter, enterLong string
}

// bindings is what each key does to the field that has the focus now.
func (k formKeys) bindings() []Binding {
	enter := k.binding(k.enter, k.enterLong, "enter")
	clearField := k.binding("", "clear the field", "ctrl+u")
	down := k.binding("suggestions", "open the suggestions; enter or tab takes one after ↑ or ↓", "down")
	down.Key = "↓"
	switch k.form.FocusedKind() {
	case widget.FormButton, widget.FormLink:
		return []Binding{k.binding("press", "press the button", "enter", "space")}
	case widget.FormCheck:
		return []Binding{k.binding("on/off", "turn the check box on or off", "space"), enter}
	case widget.FormChoice:
		return []Binding{k.binding("open", "open the list; typing filters it", "space", "enter", "down")}
	case widget.FormSuggest:
		return []Binding{enter, down, clearField}
	case widget.FormNumber:
		up := k.binding("more", "one more", "up")
		down := k.binding("less", "one less", "down")
		up.Key, down.Key = "↑", "↓"
		return []Binding{enter, up, down, clearField}
	case widget.FormArea:
		return []Binding{enter, k.binding("new line", "new line within the text", "alt+enter", "ctrl+j", "shift+enter"), clearField}
	}
	return []Binding{enter, clearField}
}

// list is what keys do while a list is open.
func (k formKeys) list() []Binding {
	up, down := k.binding("", "previous item", "up"), k.binding("move", "next item", "down")
	up.Key, down.Key = "↑", "↓"
	return []Binding{
		k.binding("take", "take the item", "enter"), down, up,
		k.binding("close the list", "close the list", "esc"),
		k.binding("", "a page of items down", "pgdown"),
		k.binding("", "a page of items up", "pgup"),
		k.binding("", "next field; takes the item after ↑ or ↓", "tab"),
		k.binding("", "previous field", "shift+tab"),
	}
}

// binding names what the form does with the first of keys; the others do the
// same.
func (k formKeys) binding(help, long string, keys ...string) Binding {
	return Binding{Keys: keys, Help: help, Long: long, Do: func() (Action, tea.Cmd) {
		return k.react(k.form.Update(formPresses[keys[0]]))
	}}
}

// formPresses are the keys that the bindings above send to the form.
var formPresses = map[string]tea.KeyPressMsg{
	"tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "space": {Code: tea.KeySpace, Text: " "},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
	"alt+enter": {Code: tea.KeyEnter, Mod: tea.ModAlt},
}
