package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// drive prepares an interaction to run: it asks for the values that its bodies
// need, then, for a trigger that acts outside of tcpdeck, whether it may.
type drive struct {
	d        Deps
	owner    Screen // who asks
	compiled *model.Compiled
	stored   bool // it stands in the store: consent is kept
	fires    bool // it runs as a listener
	then     func(values map[string]string, allowed bool) (Action, tea.Cmd)
}

// ask asks what is to be asked, and goes on.
func (r drive) ask() (Action, tea.Cmd) {
	if len(r.compiled.Needs) == 0 {
		return r.consent(nil)
	}
	return Ask{newValues(r.d, r.compiled, func(values map[string]string) Action {
		return later(r.owner, func() (Action, tea.Cmd) { return r.consent(values) })
	})}, nil
}

// consent looks whether the trigger may act, which reads the disk, and asks.
func (r drive) consent(values map[string]string) (Action, tea.Cmd) {
	i := r.compiled.Interaction
	if !r.fires || !i.Trigger.Acts() {
		return r.then(values, true)
	}
	return nil, reply(r.owner, func() tea.Msg {
		allowed := r.stored && r.d.Interactions.Allowed(i)
		return deed(func() (Action, tea.Cmd) {
			if allowed {
				return r.then(values, true)
			}
			return Ask{newChoice("A trigger that was not allowed yet", triggerText(i.Trigger), []choiceButton{
				{"Run without it", later(r.owner, func() (Action, tea.Cmd) { return r.then(values, false) })},
				{"Allow", later(r.owner, func() (Action, tea.Cmd) { return r.allow(values) })},
			})}, nil
		})
	})
}

// allow keeps the consent of a stored interaction, and goes on.
func (r drive) allow(values map[string]string) (Action, tea.Cmd) {
	if !r.stored {
		return r.then(values, true)
	}
	return nil, reply(r.owner, func() tea.Msg {
		err := r.d.Interactions.Allow(r.compiled.Interaction)
		return deed(func() (Action, tea.Cmd) {
			if err != nil {
				return Notify{Text: err.Error(), Error: true}, nil
			}
			return r.then(values, true)
		})
	})
}

// triggerText is in full what a trigger does outside of tcpdeck.
func triggerText(t model.Trigger) string {
	var lines []string
	if len(t.Command) > 0 {
		lines = append(lines, "When a rule fires, this command runs, with the message on its stdin:", "  "+model.Escape(joinCommand(t.Command)))
	}
	if t.Append != "" {
		lines = append(lines, "Each event is appended to the file:", "  "+model.Escape(t.Append))
	}
	if t.Post != "" {
		lines = append(lines, "Each event is posted to:", "  "+model.Escape(t.Post))
	}
	return strings.Join(lines, "\n")
}

// valuesDialog asks for the values that the bodies of an interaction need.
type valuesDialog struct {
	d     Deps
	names []string
	form  *widget.Form
	then  func(map[string]string) Action
}

func newValues(d Deps, c *model.Compiled, then func(map[string]string) Action) *valuesDialog {
	v := &valuesDialog{d: d, names: c.Needs, then: then}
	var fields []widget.FormField
	for _, name := range c.Needs {
		fields = append(fields, widget.FormField{Key: name, Kind: widget.FormText, Label: "{{" + name + "}}"})
	}
	v.form = widget.NewForm(widget.FormOptions{
		Title: "Values for " + c.Interaction.Name, Style: formStyle(d.Theme), Escape: model.Escape, Measure: d.Theme.Measure,
		Tabs: []widget.FormTab{{Label: "Values", Pages: []widget.FormPage{{Groups: []widget.FormGroup{{Fields: fields}}}}}},
		Footer: []widget.FormField{{Key: buttonCancel, Kind: widget.FormButton, Label: "Cancel"},
			{Key: buttonOK, Kind: widget.FormButton, Label: "  OK  "}},
	})
	return v
}

func (v *valuesDialog) Title() string { return "Values" }

func (v *valuesDialog) SetSize(width, height int) {
	v.form.SetMeasure(v.d.Theme.Measure)
	v.form.SetStyle(formStyle(v.d.Theme))
	v.form.SetSize(min(width, 70), min(height, len(v.names)+6))
}

func (v *valuesDialog) View() string { return v.form.View() }
func (v *valuesDialog) Typing() bool { return v.form.Typing() }

func (v *valuesDialog) Cursor() *tea.Cursor { return formCursor(v.form) }

func (v *valuesDialog) Bindings() []Binding {
	k := formKeys{form: v.form, react: v.react, enter: "OK", enterLong: "run with these values"}
	return append(k.bindings(), k.binding("next", "next field", "tab"), k.binding("", "previous field", "shift+tab"),
		k.binding("cancel", "cancel", "esc"))
}

func (v *valuesDialog) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch m := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return v.react(v.form.Update(m))
	case tea.MouseClickMsg:
		return v.react(v.form.Click(m.X, m.Y))
	}
	return nil, nil
}

func (v *valuesDialog) react(ev widget.FormEvent) (Action, tea.Cmd) {
	switch {
	case ev.Kind == widget.FormCancel, ev.Kind == widget.FormPressed && ev.Key == buttonCancel:
		return CloseDialog{}, nil
	case ev.Kind == widget.FormSubmit, ev.Kind == widget.FormPressed:
		values := map[string]string{}
		for _, name := range v.names {
			values[name] = v.form.Value(name)
		}
		return CloseDialog{Then: v.then(values)}, nil
	}
	return nil, nil
}
