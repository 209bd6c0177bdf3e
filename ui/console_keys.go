package ui

import (
	"fmt"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// bindings are the keys of the control panel, or of the log.
func (c *console) bindings() []Binding {
	if c.inLog {
		return c.logKeys()
	}
	k := formKeys{form: c.form, react: c.react, enter: "test", enterLong: "run the test, or stop the one that runs"}
	if c.form.ListOpen() {
		return k.list()
	}
	return append(k.bindings(), k.binding("next", "next field, then the log", "tab"),
		k.binding("rules", "to the rules", "esc"), k.binding("", "previous field", "shift+tab"),
		Binding{Keys: []string{"ctrl+t"}, Long: "run the test, or stop the one that runs", Do: c.press})
}

func (c *console) logKeys() []Binding {
	v := c.view
	return []Binding{
		{Keys: []string{"enter", "ctrl+t", "r"}, Help: "test", Long: "run the test, or stop the one that runs", Do: c.press},
		{Keys: []string{"y"}, Help: "copy", Long: "copy the whole log", Do: c.copy},
		{Keys: []string{"tab", "shift+tab"}, Help: "control panel", Long: "to the control panel", Do: call(func() { c.turn(false) })},
		{Keys: []string{"esc"}, Help: "rules", Long: "to the rules", Do: call(func() { c.owner.show(tabRules) })},
		{Keys: []string{"up", "k"}, Key: "↑", Long: "step up", Do: call(func() { v.Up(1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Long: "step down", Do: call(func() { v.Down(1) })},
		{Keys: []string{"pgup"}, Long: "page up", Do: call(v.PageUp)},
		{Keys: []string{"pgdown"}, Long: "page down", Do: call(v.PageDown)},
		{Keys: []string{"g", "home"}, Long: "first step", Do: call(v.Top)},
		{Keys: []string{"G", "end"}, Long: "last step, and follow", Do: call(v.End)},
	}
}

// style takes up the theme, which may have been rebuilt.
func (c *console) style() {
	t := c.d.Theme
	c.view.ASCII, c.view.Measure = t.Signs.ASCII, t.Measure
	c.view.Styles = widget.LogStyles{Palette: outputPalette(t), Escaped: t.Escaped, Match: t.Match,
		Selection: t.Selection, Sign: t.Accent, Marker: t.Accent}
}

// state says how the test fares.
func (c *console) state() string {
	switch {
	case c.test == nil && c.rows.trace == nil:
		return "Test runs the rules as they stand, saved or not"
	case c.test == nil:
		_, end := c.rows.Bounds()
		return words.Counted(end, "step")
	}
	st, ok := c.d.Sessions.Status(c.test.own)
	switch i := st.Interaction; {
	case c.test.reading:
		return "reading the run; ctrl+t stops"
	case !ok && c.test.cancel != nil:
		return "running dry; ctrl+t stops"
	case !ok:
		return "waiting for the mirror peer"
	case i.Running == 0 && i.Trigger.Running+i.Trigger.Waiting > 0:
		return "waiting for what the trigger does; ctrl+t stops"
	case st.State == model.StateListening && st.Clients == 0:
		return "listening on " + model.Escape(st.Local) + ", and waiting for a client; ctrl+t stops"
	}
	_, end := c.rows.Bounds()
	return fmt.Sprintf("running: %s; ctrl+t stops", words.Counted(end, "step"))
}
