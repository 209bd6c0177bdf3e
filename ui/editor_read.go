package ui

import (
	"fmt"
	"strconv"
	"strings"

	"tcpdeck/model"
)

// read makes a profile of the values in the form. The errors go by the key of
// their field; what has one keeps the value that it had before.
func (e *editor) read() (model.Profile, map[string]string) {
	errs := map[string]string{}
	text := func(f model.Field) string { return strings.TrimSpace(e.form.Value(string(f))) }
	p := e.entry.Profile
	p.Name, p.Group, p.Address = text(model.FieldName), text(model.FieldGroup), text(model.FieldAddress)
	if p.Group == "" {
		p.Group = model.DefaultGroup
	}
	p.CodePage = e.form.Value(string(model.FieldCodePage))
	p.Framing = model.Framing{Receive: model.Ending(e.form.Value(fieldReceive)), Send: model.Ending(e.form.Value(fieldSend))}
	p.LogSent = e.form.Checked(string(model.FieldLogSent))
	p.LogReceived = e.form.Checked(string(model.FieldLogReceived))
	p.Protected = e.form.Checked(string(model.FieldProtected))
	p.CloseTimeout = e.form.Checked(string(model.FieldCloseTimeout))
	p.KeepHalfOpen = e.form.Checked(string(model.FieldKeepHalfOpen))

	number := func(f model.Field, to *int, parse func(string) (int, error)) {
		n, err := parse(text(f))
		if err != nil {
			errs[string(f)] = err.Error()
			return
		}
		*to = n
	}
	number(model.FieldPort, &p.Port, model.ParsePort)
	number(model.FieldMaxClients, &p.MaxClients, model.ParseMaxClients)
	number(model.FieldMaxMessage, &p.MaxMessage, parseBytes)
	timeout, err := model.ParseTimeout(text(model.FieldTimeout))
	if err != nil {
		errs[string(model.FieldTimeout)] = err.Error()
	} else {
		p.Timeout = timeout
	}
	for key, message := range byField(p.Validate()) {
		if errs[key] == "" {
			errs[key] = message
		}
	}
	return p, errs
}

func parseBytes(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number of bytes", s)
	}
	return n, nil
}

// byField gives errors to the fields of the form that they are shown at.
func byField(errs model.FieldErrors) map[string]string {
	out := map[string]string{}
	for _, fe := range errs {
		key := string(fe.Field)
		if fe.Field == model.FieldFraming {
			key = fieldReceive
		}
		out[key] = fe.Message
	}
	return out
}

// advise shows what an address means for a listener, while it is typed.
func (e *editor) advise() {
	p := model.Profile{Address: strings.TrimSpace(e.form.Value(string(model.FieldAddress)))}
	note := ""
	switch {
	case p.Address == "" || p.Address == "*":
		note = "Warning: a listener binds all addresses"
	case model.CheckAddress(p.Address) == "":
		if _, err := p.ListenAddress(); err != nil {
			note = "Note: for clients only; a listener needs an address"
		}
	}
	e.form.SetNote(string(model.FieldAddress), note)
}
