package model

import (
	"errors"
	"fmt"
	"strings"
)

// MaxRendered is the greatest number of bytes that a template may come to.
const MaxRendered = 16 << 20

// Template is text with values in it: {{name}}, or {{name:default}} where there
// may be none. {{{{ stands for {{ itself.
type Template struct{ parts []templatePart }

// templatePart is text, or the value of a name.
type templatePart struct {
	text     string // or the default
	name     string // "": text
	optional bool   // there is a default
}

// ParseTemplate reads a template.
func ParseTemplate(s string) (Template, error) {
	var t Template
	text := func(s string) {
		if n := len(t.parts); n > 0 && t.parts[n-1].name == "" {
			t.parts[n-1].text += s
		} else if s != "" {
			t.parts = append(t.parts, templatePart{text: s})
		}
	}
	for s != "" {
		i := strings.Index(s, "{{")
		if i < 0 {
			text(s)
			break
		}
		text(s[:i])
		s = s[i:]
		switch {
		case strings.HasPrefix(s, "{{{{"):
			text("{{")
			s = s[4:]
			continue
		case strings.HasPrefix(s, "{{{"): // a brace before a value
			text("{")
			s = s[1:]
		}
		inside, rest, ok := strings.Cut(s[2:], "}}")
		if !ok {
			return t, errors.New("{{ begins a value, and }} must end it; {{{{ stands for {{ itself")
		}
		p := templatePart{}
		p.name, p.text, p.optional = strings.Cut(inside, ":")
		p.name = strings.TrimSpace(p.name)
		if !isTemplateName(p.name) {
			return t, fmt.Errorf("{{%s}} is not a value: its name has letters, digits, _, - and dots; {{{{ stands for {{ itself", labelCut(p.name))
		}
		t.parts = append(t.parts, p)
		s = rest
	}
	return t, nil
}

// EscapeTemplate turns text into the template that stands for it.
func EscapeTemplate(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "{{")
		if i < 0 {
			break
		}
		b.WriteString(s[:i] + "{{{{")
		s = s[i+2:]
	}
	b.WriteString(s)
	return b.String()
}

func isTemplateName(s string) bool {
	for _, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return s != "" && len(s) <= MaxNameLength
}

// names calls do for every value; optional ones have a default.
func (t Template) names(do func(name string, optional bool)) {
	for _, p := range t.parts {
		if p.name != "" {
			do(p.name, p.optional)
		}
	}
}

// Render puts the values in. A value that lookup does not have, and that has no
// default, is an error.
func (t Template) Render(lookup func(name string) (value string, ok bool)) (string, error) {
	if len(t.parts) == 1 && t.parts[0].name == "" {
		return t.parts[0].text, nil
	}
	var b strings.Builder
	for _, p := range t.parts {
		text := p.text
		if p.name != "" {
			if value, ok := lookup(p.name); ok {
				text = value
			} else if !p.optional {
				return "", fmt.Errorf("{{%s}} has no value yet", p.name)
			}
		}
		if b.Len()+len(text) > MaxRendered {
			return "", fmt.Errorf("with {{%s}} the message is longer than %d MiB", p.name, MaxRendered>>20)
		}
		b.WriteString(text)
	}
	return b.String(), nil
}
