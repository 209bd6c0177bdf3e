package profiles

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

// fileVersion is the version of the file format.
const fileVersion = 1

// field is one key of a profile's file.
type field struct {
	key string
	// read sets what a value says, or returns what was expected instead.
	read func(p *model.Profile, v ast.Node) (trouble string)
	// write returns the value as YAML text of one line.
	write func(p *model.Profile) string
	later bool // written only when it is not the default
}

// fields are the keys in the order in which a new file has them.
var fields = []field{
	{key: "version", read: readVersion, write: func(*model.Profile) string { return strconv.Itoa(fileVersion) }},
	{key: "id", read: readID, write: func(p *model.Profile) string { return quote(string(p.ID)) }},
	textField(model.FieldName, func(p *model.Profile) *string { return &p.Name }),
	textField(model.FieldGroup, func(p *model.Profile) *string { return &p.Group }),
	{key: "timeout", read: readTimeout, write: writeTimeout},
	{key: "code_page", read: readCodePage, write: func(p *model.Profile) string { return quote(p.CodePage) }},
	textField(model.FieldAddress, func(p *model.Profile) *string { return &p.Address }),
	numberField(model.FieldPort, "a whole number from 1 to 65535", func(p *model.Profile) *int { return &p.Port }),
	{key: "max_clients", read: readMaxClients, write: func(p *model.Profile) string { return strconv.Itoa(p.MaxClients) }},
	switchField(model.FieldLogSent, func(p *model.Profile) *bool { return &p.LogSent }),
	switchField(model.FieldLogReceived, func(p *model.Profile) *bool { return &p.LogReceived }),
	{key: "framing", read: readFraming, write: writeFraming, later: true},
	later(switchField(model.FieldProtected, func(p *model.Profile) *bool { return &p.Protected })),
	later(switchField(model.FieldCloseTimeout, func(p *model.Profile) *bool { return &p.CloseTimeout })),
	later(switchField(model.FieldKeepHalfOpen, func(p *model.Profile) *bool { return &p.KeepHalfOpen })),
	later(numberField(model.FieldMaxMessage, "a whole number of bytes", func(p *model.Profile) *int { return &p.MaxMessage })),
}

var fieldsByKey = func() map[string]*field {
	m := make(map[string]*field, len(fields))
	for i := range fields {
		m[fields[i].key] = &fields[i]
	}
	return m
}()

var fieldKeys = func() []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}()

func later(f field) field {
	f.later = true
	return f
}

func textField(key model.Field, at func(*model.Profile) *string) field {
	return field{key: string(key), read: readText(at), write: func(p *model.Profile) string { return quote(*at(p)) }}
}

func numberField(key model.Field, what string, at func(*model.Profile) *int) field {
	return field{key: string(key), read: readNumber(what, at), write: func(p *model.Profile) string { return strconv.Itoa(*at(p)) }}
}

func switchField(key model.Field, at func(*model.Profile) *bool) field {
	return field{key: string(key), read: readSwitch(at), write: func(p *model.Profile) string { return strconv.FormatBool(*at(p)) }}
}

func readVersion(_ *model.Profile, v ast.Node) string { return checkVersion(v) }

func checkVersion(v ast.Node) string {
	if n, ok := asNumber(v); !ok || n != fileVersion {
		return fmt.Sprintf("expected %d, the version of this file format, found %s", fileVersion, found(v))
	}
	return ""
}

func readID(p *model.Profile, v ast.Node) string {
	id, trouble := asID(v)
	if trouble == "" {
		p.ID = model.ProfileID(id)
	}
	return trouble
}

func asID(v ast.Node) (id, trouble string) {
	s, ok := asText(v)
	switch {
	case !ok:
		return "", expectedText(v)
	case s == "" || len(s) > 100 || strings.ContainsAny(s, "\n\r\t\x00"):
		return "", "expected an id of 1 to 100 characters; without the line it gets one by itself"
	}
	return s, ""
}

// readTimeout keeps to whole microseconds: a float holds no more for long.
func readTimeout(p *model.Profile, v ast.Node) string {
	if !isNumeral(v) {
		return "expected a number of seconds from 0 to 86400, found " + found(v)
	}
	d, err := model.ParseTimeout(v.GetToken().Value)
	if err != nil {
		return err.Error()
	}
	p.Timeout = d.Round(time.Microsecond)
	return ""
}

func writeTimeout(p *model.Profile) string {
	return strconv.FormatFloat(p.Timeout.Round(time.Microsecond).Seconds(), 'f', -1, 64)
}

// readCodePage takes a name, an alias or a number.
func readCodePage(p *model.Profile, v ast.Node) string {
	name, ok := asText(v)
	if n, isNumber := asNumber(v); isNumber {
		name, ok = strconv.Itoa(n), true
	}
	if !ok {
		return "expected the name of a code page, found " + found(v)
	}
	if c, known := model.LookupCodePage(name); known {
		name = c.Name
	}
	p.CodePage = name
	return ""
}

func readMaxClients(p *model.Profile, v ast.Node) string {
	n, ok := asNumber(v)
	if _, empty := v.(*ast.NullNode); !ok && !empty {
		return "expected a whole number, 0 for unbounded, found " + found(v)
	}
	p.MaxClients = n
	return ""
}

const framingWords = "expected lf or {receive: raw, send: crlf}"

// readFraming reads framing: lf or framing: {receive: raw, send: crlf}.
func readFraming(p *model.Profile, v ast.Node) string {
	m, ok := v.(*ast.MappingNode)
	if !ok {
		e, trouble := readEnding(v)
		if trouble == "" {
			p.Framing = model.Framing{Receive: e, Send: e}
		}
		return trouble
	}
	seen := map[string]bool{}
	for _, side := range m.Values {
		key := keyText(side)
		e, trouble := readEnding(side.Value)
		switch {
		case seen[key]:
			return fmt.Sprintf("%s stands twice", key)
		case key != "receive" && key != "send":
			return fmt.Sprintf("unknown key %s; %s", clip(key), framingWords)
		case trouble != "":
			return key + ": " + trouble
		case key == "receive":
			p.Framing.Receive = e
		default:
			p.Framing.Send = e
		}
		seen[key] = true
	}
	return ""
}

func readEnding(v ast.Node) (model.Ending, string) {
	s, ok := asText(v)
	if !ok {
		return "", framingWords + ", found " + found(v)
	}
	e, err := model.ParseEnding(s)
	if err != nil {
		return "", err.Error()
	}
	return e, ""
}

func writeFraming(p *model.Profile) string {
	if p.Framing.Receive == p.Framing.Send {
		return string(p.Framing.Send)
	}
	return fmt.Sprintf("{receive: %s, send: %s}", p.Framing.Receive, p.Framing.Send)
}
