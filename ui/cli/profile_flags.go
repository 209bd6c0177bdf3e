package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"tcpdeck/model"
)

// profileFlag sets one field of a profile.
type profileFlag struct {
	name  string
	field model.Field
	usage string
	set   func(p *model.Profile, text string) error
	onOff bool
}

// profileFlags are the flags of profile add and set, in the order of the
// editor.
func profileFlags() []profileFlag {
	return []profileFlag{
		{"name", model.FieldName, "the NAME, unique without regard to case", setText(func(p *model.Profile) *string { return &p.Name }), false},
		{"group", model.FieldGroup, "the GROUP under which it is listed", setGroup, false},
		{"timeout", model.FieldTimeout, "how many SECONDS a read waits for data; 0 waits until the connection closes", setTimeout, false},
		{"code-page", model.FieldCodePage, "the text encoding by NAME; see tcpdeck codepages", setCodePage, false},
		{"address", model.FieldAddress, "the ADDRESS to connect to, or to listen on; * is all addresses", setText(func(p *model.Profile) *string { return &p.Address }), false},
		{"port", model.FieldPort, "the PORT, 1–65535", setNumber(model.ParsePort, func(p *model.Profile) *int { return &p.Port }), false},
		{"max-clients", model.FieldMaxClients, "how many clients a listener takes, a NUMBER; 0: unbounded", setNumber(model.ParseMaxClients, func(p *model.Profile) *int { return &p.MaxClients }), false},
		{"log-sent", model.FieldLogSent, "log sent messages to task output; --log-sent=false does not", setSwitch(func(p *model.Profile) *bool { return &p.LogSent }), true},
		{"log-received", model.FieldLogReceived, "log received messages to task output; --log-received=false does not", setSwitch(func(p *model.Profile) *bool { return &p.LogReceived }), true},
		{"framing", model.FieldFraming, "how messages are cut and ended: X for both sides, or RECEIVE,SEND; each of raw, lf, crlf, cr, nul", setFraming, false},
		{"protected", model.FieldProtected, "production: sending and listening ask first", setSwitch(func(p *model.Profile) *bool { return &p.Protected }), true},
		{"close-on-timeout", model.FieldCloseTimeout, "the timeout closes the connection everywhere", setSwitch(func(p *model.Profile) *bool { return &p.CloseTimeout }), true},
		{"keep-half-open", model.FieldKeepHalfOpen, "go on sending when the peer has ended its side", setSwitch(func(p *model.Profile) *bool { return &p.KeepHalfOpen }), true},
		{"max-message", model.FieldMaxMessage, "after how many BYTES a received message is cut", setNumber(parseBytes, func(p *model.Profile) *int { return &p.MaxMessage }), false},
	}
}

// flagText keeps what was given as it is: all flags are read together, so that
// every wrong one can be named.
type flagText struct {
	text string
	kind string
}

func (f *flagText) String() string     { return f.text }
func (f *flagText) Set(s string) error { f.text = s; return nil }
func (f *flagText) Type() string       { return f.kind }

func bindProfile(f *pflag.FlagSet) {
	for _, pf := range profileFlags() {
		v := &flagText{kind: "string"}
		if pf.onOff {
			v.kind = "bool"
		}
		flag := f.VarPF(v, pf.name, "", pf.usage)
		if pf.onOff {
			flag.NoOptDefVal = "true"
		}
	}
}

// given says whether any flag of a profile was.
func given(f *pflag.FlagSet) bool {
	for _, pf := range profileFlags() {
		if f.Changed(pf.name) {
			return true
		}
	}
	return false
}

// orStray is err, unless one of args was meant for a switch: pflag reads
// "--log-sent false" as the switch turned on and an argument beside it.
func orStray(args []string, f *pflag.FlagSet, err error) error {
	for _, a := range args {
		if _, e := strconv.ParseBool(a); e != nil {
			continue
		}
		for _, pf := range profileFlags() {
			if pf.onOff && f.Changed(pf.name) {
				return usagef("%q stands by itself: write --%s=%s", a, pf.name, a)
			}
		}
	}
	return err
}

// applyFlags changes p as the flags say, and checks it as the editor does.
func applyFlags(f *pflag.FlagSet, p *model.Profile) error {
	wrong := map[model.Field]string{}
	for _, pf := range profileFlags() {
		if !f.Changed(pf.name) {
			continue
		}
		if err := pf.set(p, f.Lookup(pf.name).Value.String()); err != nil {
			wrong[pf.field] = err.Error()
		}
	}
	for _, e := range p.Validate() {
		if wrong[e.Field] == "" {
			wrong[e.Field] = e.Message
		}
	}
	var errs model.FieldErrors
	for _, pf := range profileFlags() {
		if m := wrong[pf.field]; m != "" {
			errs = append(errs, model.FieldError{Field: pf.field, Message: m})
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

func setText(at func(*model.Profile) *string) func(*model.Profile, string) error {
	return func(p *model.Profile, s string) error {
		*at(p) = strings.TrimSpace(s)
		return nil
	}
}

func setGroup(p *model.Profile, s string) error {
	if p.Group = strings.TrimSpace(s); p.Group == "" {
		p.Group = model.DefaultGroup
	}
	return nil
}

func setTimeout(p *model.Profile, s string) error {
	d, err := parseSpan(s)
	if err == nil {
		p.Timeout = d
	}
	return err
}

func setCodePage(p *model.Profile, s string) error {
	p.CodePage = s // Validate names what is near
	if c, ok := model.LookupCodePage(s); ok {
		p.CodePage = c.Name
	}
	return nil
}

func setFraming(p *model.Profile, s string) error {
	f, err := parseFraming(s, p.Framing)
	if err == nil {
		p.Framing = f
	}
	return err
}

func setNumber(parse func(string) (int, error), at func(*model.Profile) *int) func(*model.Profile, string) error {
	return func(p *model.Profile, s string) error {
		n, err := parse(s)
		if err == nil {
			*at(p) = n
		}
		return err
	}
}

func setSwitch(at func(*model.Profile) *bool) func(*model.Profile, string) error {
	return func(p *model.Profile, s string) error {
		on, err := strconv.ParseBool(s)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", s)
		}
		*at(p) = on
		return nil
	}
}

func parseBytes(s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large a number", s)
	case err != nil:
		return 0, fmt.Errorf("%q is not a whole number of bytes", s)
	}
	return n, nil
}
