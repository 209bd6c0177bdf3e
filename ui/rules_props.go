package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// The widths of the boxes of a rule's properties.
const (
	ruleNumber = 12
	ruleChoice = 16
)

// bytesBox is the check box that has no field of the model to itself.
const bytesBox = "hex"

// ruleForm makes the form of a rule's properties: the tab that every rule has,
// and that of its kind.
func ruleForm(d Deps, r model.Rule) *widget.Form {
	f := widget.NewForm(widget.FormOptions{
		Tabs: []widget.FormTab{
			{Label: "Base", Pages: []widget.FormPage{{Groups: []widget.FormGroup{{Fields: baseFields(r)}}}}},
			{Label: ruleTitle(r.Kind), Pages: []widget.FormPage{{Groups: []widget.FormGroup{{Fields: kindFields(r)}}}}},
		},
		Style: formStyle(d.Theme), Escape: model.Escape, Measure: d.Theme.Measure, Bare: true, Leave: true,
	})
	adviseRule(f, r)
	return f
}

// ruleTitle is the kind of a rule for people: "Send".
func ruleTitle(k model.RuleKind) string {
	s := k.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

func baseFields(r model.Rule) []widget.FormField {
	return []widget.FormField{
		{Key: string(model.FieldName), Kind: widget.FormText, Label: "Custom rule name", Value: r.Name,
			Help: "shown instead of the automatic name"},
		{Key: string(model.FieldKey), Kind: widget.FormText, Label: "Result message key", Value: r.Key,
			Help: "the message goes into the results under it"},
		{Key: string(model.FieldKeyFormat), Kind: widget.FormCheck, Label: "Use key as format string", Checked: r.KeyFormat,
			Help: "D2 counts 01, 02; also N0, X4, 000"},
		{Key: string(model.FieldFire), Kind: widget.FormCheck, Label: "Fire trigger (listener)", Checked: r.Fire,
			Help: "with the message; then the results are cleared"},
		{Key: string(model.FieldExit), Kind: widget.FormChoice, Label: "Force exit", Value: string(r.Exit), Width: ruleChoice,
			Options: []widget.FormOption{{Value: "", Label: "None"}, {Value: string(model.Success), Label: "Success"},
				{Value: string(model.Failure), Label: "Failure"}},
			Help: "ends the conversation after this rule and its children"},
	}
}

func kindFields(r model.Rule) []widget.FormField {
	iterations := widget.FormField{Key: string(model.FieldIterations), Kind: widget.FormNumber, Label: "Number of iterations",
		Value: strconv.Itoa(r.Iterations), Min: 1, Max: model.MaxIterations, Words: map[string]string{"-1": "infinite"}, Width: ruleNumber,
		Help: "below 1: infinite"}
	switch r.Kind {
	case model.SendRule:
		delay := func(f model.Field, label string, d time.Duration) widget.FormField {
			return widget.FormField{Key: string(f), Kind: widget.FormNumber, Label: label, Value: millis(d), Unit: "ms",
				Max: float64(model.MaxDelay.Milliseconds()), Width: ruleNumber}
		}
		return []widget.FormField{
			iterations, delay(model.FieldDelayBefore, "Delay before send", r.DelayBefore), delay(model.FieldDelayAfter, "Delay after send", r.DelayAfter),
			{Key: string(model.FieldBody), Kind: widget.FormArea, Label: "Text body", Value: r.Body, Rows: 6, Above: true,
				Help: "{{1}} a capture, {{message}}, {{name:default}}; {{{{ is {{"},
			{Key: bytesBox, Kind: widget.FormCheck, Label: "Body is bytes in hex", Checked: r.Hex, Help: "sent as they are, without line ending"},
		}
	case model.ReceiveRule:
		timeout := strconv.FormatFloat(r.Timeout.Seconds(), 'f', -1, 64)
		return []widget.FormField{
			iterations,
			{Key: string(model.FieldTimeout), Kind: widget.FormNumber, Label: "Receive timeout", Value: timeout, Unit: "s",
				Max: model.MaxTimeout.Seconds(), Words: map[string]string{"-1": "default"}, Width: ruleNumber,
				Help: "default: that of the connection; 0: until it closes"},
		}
	}
	return []widget.FormField{
		{Key: string(model.FieldGroup), Kind: widget.FormNumber, Label: "Exclusive group index", Value: strconv.Itoa(r.Group),
			Max: model.MaxGroup, Width: ruleNumber, Help: "once one of a group held, its fellows are skipped; 0: none"},
		{Key: string(model.FieldCondition), Kind: widget.FormChoice, Label: "Match condition", Value: string(r.Condition),
			Width: 24, Options: conditionOptions(), Help: "what the message of the rule above must be"},
		{Key: string(model.FieldValue), Kind: widget.FormArea, Label: "Match value", Value: r.Value, Rows: 6, Above: true},
		{Key: string(model.FieldIgnoreCase), Kind: widget.FormCheck, Label: "Ignore case", Checked: r.IgnoreCase},
	}
}

// conditionLabels are the conditions for people.
var conditionLabels = map[model.Condition]string{
	model.Equal: "Equal (=)", model.NotEqual: "NotEqual (!=)", model.Contains: "Contains", model.NotContains: "NotContains",
	model.StartsWith: "StartsWith", model.EndsWith: "EndsWith", model.Matches: "Matches (RE2)", model.NotMatches: "NotMatches (RE2)",
	model.EqualBytes: "Bytes (hex)", model.Always: "NotCheck (always)",
}

func conditionOptions() []widget.FormOption {
	var out []widget.FormOption
	for _, c := range model.Conditions {
		out = append(out, widget.FormOption{Value: string(c), Label: conditionLabels[c]})
	}
	return out
}

// millis leaves the field empty where there is no delay, as the reference
// product does.
func millis(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatInt(d.Milliseconds(), 10)
}

// adviseRule disables the fields that do not count with the present ones.
func adviseRule(f *widget.Form, r model.Rule) {
	f.SetDisabled(string(model.FieldKeyFormat), r.Key == "" && !r.KeyFormat)
	if r.Kind == model.CheckRule {
		f.SetDisabled(string(model.FieldValue), r.Condition == model.Always)
		f.SetDisabled(string(model.FieldIgnoreCase), r.Condition == model.Always || r.Condition == model.EqualBytes)
	}
}

// readRule makes the properties of a rule of what the form holds. The errors go
// by the key of their field; what has one keeps the value that it had before.
func readRule(f *widget.Form, p model.Properties) (model.Properties, map[string]string) {
	errs := map[string]string{}
	p.Name, p.Key = strings.TrimSpace(f.Value(string(model.FieldName))), strings.TrimSpace(f.Value(string(model.FieldKey)))
	p.KeyFormat, p.Fire = f.Checked(string(model.FieldKeyFormat)), f.Checked(string(model.FieldFire))
	p.Exit = model.Outcome(f.Value(string(model.FieldExit)))
	number := func(field model.Field, to *int) {
		n, err := strconv.Atoi(strings.TrimSpace(f.Value(string(field))))
		if err != nil {
			errs[string(field)] = fmt.Sprintf("%q is not a whole number", f.Value(string(field)))
			return
		}
		*to = n
	}
	switch p.Kind {
	case model.SendRule:
		number(model.FieldIterations, &p.Iterations)
		delay := func(field model.Field, to *time.Duration) {
			ms := 0
			if strings.TrimSpace(f.Value(string(field))) != "" {
				if number(field, &ms); errs[string(field)] != "" {
					return
				}
			}
			*to = time.Duration(ms) * time.Millisecond
		}
		delay(model.FieldDelayBefore, &p.DelayBefore)
		delay(model.FieldDelayAfter, &p.DelayAfter)
		p.Body, p.Hex = f.Value(string(model.FieldBody)), f.Checked(bytesBox)
	case model.ReceiveRule:
		number(model.FieldIterations, &p.Iterations)
		p.Timeout = readTimeout(f.Value(string(model.FieldTimeout)), p.Timeout, errs)
	case model.CheckRule:
		number(model.FieldGroup, &p.Group)
		p.Condition = model.Condition(f.Value(string(model.FieldCondition)))
		p.Value, p.IgnoreCase = f.Value(string(model.FieldValue)), f.Checked(string(model.FieldIgnoreCase))
	}
	return p, errs
}

// readTimeout reads the timeout of a receive rule; -1 is the profile's.
func readTimeout(text string, before time.Duration, errs map[string]string) time.Duration {
	if strings.TrimSpace(text) == "-1" {
		return model.ProfileTimeout
	}
	d, err := model.ParseTimeout(text)
	if err != nil {
		errs[string(model.FieldTimeout)] = err.Error()
		return before
	}
	return d
}
