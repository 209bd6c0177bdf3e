package profiles

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readSettings reads an INI file as Qt's QSettings writes it: the value of
// "group/key" by that name. It takes any input; what makes no sense is passed
// over, as Qt does. See the chapter IniFormat of
// https://doc.qt.io/qt-6/qsettings.html.
func readSettings(data []byte) map[string]string {
	settings := map[string]string{}
	rest, group := settingsText(data), ""
	for rest != "" {
		var line string
		line, rest = settingsLine(rest)
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			name, _, _ = strings.Cut(name, "]")
			group = settingsGroup(strings.TrimSpace(name))
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok {
			settings[group+settingsKey(strings.TrimSpace(key))] = settingsValue(strings.TrimSpace(value))
		}
	}
	return settings
}

// settingsText makes UTF-8 of the file: Qt 6 writes that, Qt 5 wrote Latin-1.
func settingsText(data []byte) string {
	data = bytes.TrimPrefix(data, byteOrderMark)
	if utf8.Valid(data) {
		return string(data)
	}
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// settingsLine cuts the first line off s, without its comment. Quotes hold line
// breaks and semicolons.
func settingsLine(s string) (line, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n', c == '\r':
			return s[:i], s[i+1:]
		case c == ';':
			end := strings.IndexAny(s[i:], "\r\n")
			if end < 0 {
				return s[:i], ""
			}
			return s[:i], s[i+end:]
		}
	}
	return s, ""
}

// settingsGroup is what stands before the keys below [name].
func settingsGroup(name string) string {
	switch {
	case strings.EqualFold(name, "General"):
		return ""
	case strings.EqualFold(name, "%General"):
		name = name[1:]
	}
	return settingsKey(name) + "/"
}

// settingsKey undoes the escapes of a key: %20, %U20AC, and \ for /.
func settingsKey(s string) string {
	if !strings.ContainsAny(s, `%\`) {
		return s
	}
	var units []uint16
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		digits := 0
		switch {
		case r == '\\':
			r = '/'
		case r == '%' && i+6 <= len(s) && s[i+1] == 'U':
			digits = 4
		case r == '%' && i+3 <= len(s):
			digits = 2
		}
		if digits > 0 {
			skip := 1 + digits/4 // the letter U
			if v, err := strconv.ParseUint(s[i+skip:i+skip+digits], 16, 16); err == nil {
				r, n = rune(v), skip+digits
			}
		}
		units = appendUnit(units, r)
		i += n
	}
	return string(utf16.Decode(units))
}

// appendUnit keeps the halves of a surrogate pair as they are: Qt escapes each
// apart.
func appendUnit(units []uint16, r rune) []uint16 {
	if utf16.IsSurrogate(r) {
		return append(units, uint16(r))
	}
	return utf16.AppendRune(units, r)
}

// settingsValue undoes the quotes and escapes of a value. Of the types that Qt
// writes as @Type(…) a text is made only where it is one.
func settingsValue(s string) string {
	var units []uint16
	space := 0 // at the end, outside of quotes: not part of the value
	quoted := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"':
			quoted = !quoted
			space = 0
			i++
			continue
		case r == '\\' && i+1 < len(s):
			r, n = settingsEscape(s[i+1:])
			n++
			space = 0
		case !quoted && (r == ' ' || r == '\t'):
			space++
		default:
			space = 0
		}
		if r >= 0 {
			units = appendUnit(units, r)
		}
		i += n
	}
	text := string(utf16.Decode(units[:len(units)-space]))
	switch {
	case strings.HasPrefix(text, "@@"):
		return text[1:]
	case strings.HasPrefix(text, "@ByteArray(") && strings.HasSuffix(text, ")"):
		return text[len("@ByteArray(") : len(text)-1]
	case strings.HasPrefix(text, "@Variant("), text == "@Invalid()":
		return ""
	}
	return text
}

// settingsEscape reads what follows a backslash, and how long it is; -1 is
// nothing.
func settingsEscape(s string) (r rune, n int) {
	const letters, means = `abfnrtv"?'\`, "\a\b\f\n\r\t\v\"?'\\"
	if i := strings.IndexByte(letters, s[0]); i >= 0 {
		return rune(means[i]), 1
	}
	base, from := rune(8), 0
	if s[0] == 'x' {
		base, from = 16, 1
	}
	n = from
	for n < len(s) {
		d := strings.IndexByte("0123456789abcdef", s[n]|0x20)
		if d < 0 || rune(d) >= base || s[n] < '0' {
			break
		}
		r = (r*base + rune(d)) & 0xffff
		n++
	}
	if n == from {
		_, size := utf8.DecodeRuneInString(s)
		return -1, size // an escape that means nothing, or a line that goes on
	}
	return r, n
}
