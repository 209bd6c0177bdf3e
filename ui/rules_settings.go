package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/kballard/go-shellquote"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// settingsForm makes the form of what an interaction has besides its rules.
func settingsForm(d Deps, i model.Interaction) *widget.Form {
	t := i.Trigger
	return widget.NewForm(widget.FormOptions{
		Tabs: []widget.FormTab{{Label: "Settings", Pages: []widget.FormPage{{Groups: []widget.FormGroup{
			{Title: "Interaction", Fields: []widget.FormField{
				{Key: string(model.FieldName), Kind: widget.FormText, Label: "Name", Value: i.Name, Help: "distinguishes the interaction"},
			}},
			{Title: "Trigger, fired by a rule on a listener", Fields: []widget.FormField{
				{Key: string(model.FieldCommand), Kind: widget.FormArea, Label: "Command", Value: joinCommand(t.Command), Rows: 2,
					Help: "a program and its arguments, in quotes where they have spaces; no shell; the message goes to its stdin"},
				{Key: string(model.FieldAppend), Kind: widget.FormText, Label: "Append to file", Value: t.Append, Help: "each event as one line of JSON; /path or ~/path"},
				{Key: string(model.FieldPost), Kind: widget.FormText, Label: "POST JSON to", Value: t.Post, Help: "an http or https URL that gets each event"},
				{Key: string(model.FieldBell), Kind: widget.FormCheck, Label: "Ring the bell", Checked: t.Bell, Help: "of the terminal"},
				{Key: string(model.FieldTimeout), Kind: widget.FormNumber, Label: "Timeout", Value: strconv.FormatFloat(t.Timeout.Seconds(), 'f', -1, 64),
					Unit: "seconds", Min: 1, Max: model.MaxTriggerTimeout.Seconds(), Width: ruleNumber, Help: "then a command is killed with its process group"},
				{Key: string(model.FieldAtOnce), Kind: widget.FormNumber, Label: "At once", Value: strconv.Itoa(t.AtOnce), Min: 1, Max: model.MaxAtOnce,
					Width: ruleNumber, Help: "how many commands and POSTs run at once; the others wait"},
			}},
		}}}}},
		Style: formStyle(d.Theme), Escape: model.Escape, Measure: d.Theme.Measure, Bare: true,
	})
}

// joinCommand writes a command as a shell would read it.
func joinCommand(argv []string) string { return shellquote.Join(argv...) }

// readSettings puts what the form holds into an interaction. The errors go by
// the key of their field.
func readSettings(f *widget.Form, i model.Interaction) (model.Interaction, map[string]string) {
	errs := map[string]string{}
	text := func(field model.Field) string { return strings.TrimSpace(f.Value(string(field))) }
	i.Name, i.Trigger.Append, i.Trigger.Post = text(model.FieldName), text(model.FieldAppend), text(model.FieldPost)
	i.Trigger.Bell = f.Checked(string(model.FieldBell))
	argv, err := shellquote.Split(f.Value(string(model.FieldCommand)))
	if err != nil {
		errs[string(model.FieldCommand)] = err.Error()
	} else if len(argv) > 0 || len(i.Trigger.Command) > 0 {
		i.Trigger.Command = argv
	}
	seconds, err := strconv.ParseFloat(text(model.FieldTimeout), 64)
	if err != nil || seconds > model.MaxTriggerTimeout.Seconds() {
		errs[string(model.FieldTimeout)] = fmt.Sprintf("%q is not a number of seconds up to %g", text(model.FieldTimeout), model.MaxTriggerTimeout.Seconds())
	} else {
		i.Trigger.Timeout = time.Duration(seconds * float64(time.Second))
	}
	if i.Trigger.AtOnce, err = strconv.Atoi(text(model.FieldAtOnce)); err != nil {
		errs[string(model.FieldAtOnce)] = fmt.Sprintf("%q is not a whole number", text(model.FieldAtOnce))
	}
	return i, errs
}
