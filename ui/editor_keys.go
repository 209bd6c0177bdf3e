package ui

// Bindings implements Screen: what each key does to the field that has the
// focus now.
func (e *editor) Bindings() []Binding {
	k := formKeys{form: e.form, react: e.react, enter: "OK", enterLong: "OK: check every field, save and close"}
	if e.form.ListOpen() {
		return append(k.list(), k.binding("", "OK: check every field, save and close", "ctrl+s"))
	}
	return append(k.bindings(),
		k.binding("next", "next field, on into the next tab", "tab"),
		k.binding("OK", "OK: check every field, save and close", "ctrl+s"),
		k.binding("cancel", "Cancel (asks when something changed)", "esc"),
		k.binding("", "previous field", "shift+tab"),
		k.binding("", "next tab", "pgdown", "ctrl+pgdown"),
		k.binding("", "previous tab", "pgup", "ctrl+pgup"),
	)
}
