package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// badBase is the first of 256 private-use runes by which decoded text marks
// bytes that its code page does not have.
const badBase = 0x10FE00

// BadByte is the rune that stands for the undecodable byte b in decoded text.
func BadByte(b byte) rune { return badBase + rune(b) }

// ByteOf is the reverse of BadByte; ok is false for any other rune.
func ByteOf(r rune) (b byte, ok bool) {
	return byte(r - badBase), r >= badBase && r < badBase+256
}

// Span is a run of text that is safe to draw. Escaped says that it stands for
// something that is not.
type Span struct {
	Text    string
	Escaped bool
}

const hexDigits = "0123456789abcdef"

// visible says whether a terminal draws r as itself, alone, and in order.
func visible(r rune) bool {
	if r < 0x7f {
		return r >= ' '
	}
	switch {
	case r == 0x34F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x17B4, r == 0x17B5, // drawn as nothing
		r >= 0x180B && r <= 0x180F, r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF, // variation selectors
		r >= 0x1F3FB && r <= 0x1F3FF: // skin tones: terminals disagree on their width
		return false
	}
	return unicode.IsGraphic(r)
}

// appendRune writes r as \x1b, \u202e or \U000e0001.
func appendRune(dst []byte, r rune) []byte {
	n, letter := 8, byte('U')
	switch {
	case r <= 0xff:
		n, letter = 2, 'x'
	case r <= 0xffff:
		n, letter = 4, 'u'
	}
	dst = append(dst, '\\', letter)
	for shift := 4 * (n - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hexDigits[r>>shift&15])
	}
	return dst
}

// maxMarks is how many combining marks one character may carry; no script
// needs that many.
const maxMarks = 8

func combines(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) }

// cutEscape finds the first thing in s that must be escaped. It returns the
// text before it, its escaped form and the rest; esc is "" when all is safe.
// decoded text has undecodable bytes as BadByte runes; layout lets LF, CRLF
// and TAB through.
//
// Marks that combine are safe on something to sit on, and up to maxMarks of
// them: a flood would go into one cell, and over the lines above and below it.
func cutEscape(s string, decoded, layout bool) (plain, esc, rest string) {
	marks := maxMarks // a mark that comes first has nothing to sit on
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			i, marks = i+1, 0
			continue
		}
		if layout && isLayout(s[i:]) {
			i, marks = i+1, maxMarks
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return s[:i], string(appendRune(nil, rune(s[i]))), s[i+1:]
		}
		if b, bad := ByteOf(r); bad && decoded {
			return s[:i], string(appendRune(nil, rune(b))), s[i+n:]
		}
		if !combines(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			return s[:i], string(appendRune(nil, r)), s[i+n:]
		}
		if !visible(r) {
			return s[:i], string(appendRune(nil, r)), s[i+n:]
		}
		i += n
	}
	return s, "", ""
}

// isLayout says whether s begins with LF, CRLF or TAB.
func isLayout(s string) bool {
	return s[0] == '\n' || s[0] == '\t' || strings.HasPrefix(s, "\r\n")
}

// Escape makes text from outside safe for one line of a terminal: everything
// that is not drawn as itself becomes \xNN, \uNNNN or \UNNNNNNNN.
func Escape(s string) string {
	plain, esc, rest := cutEscape(s, false, false)
	if esc == "" {
		return s
	}
	var b strings.Builder
	for esc != "" {
		b.WriteString(plain)
		b.WriteString(esc)
		plain, esc, rest = cutEscape(rest, false, false)
	}
	b.WriteString(plain)
	return b.String()
}

// EscapeLines makes the text of r safe and lays it out: LF and CRLF end a
// line, TAB stays as a tab in a span of its own line, all else as Escape.
func (r Record) EscapeLines() [][]Span {
	var lines [][]Span
	rest := r.Text
	for {
		line, more, found := strings.Cut(rest, "\n")
		if found {
			line = strings.TrimSuffix(line, "\r")
		}
		lines = append(lines, spans(line, r.Decoded, true))
		if !found {
			return lines
		}
		rest = more
	}
}

// EscapeAll makes the text of r safe as a single line: line breaks and tabs
// are \n, \r and \t, a backslash is \\, all else as Escape.
func (r Record) EscapeAll() []Span {
	var out []Span
	rest := r.Text
	for rest != "" {
		i := strings.IndexAny(rest, "\n\r\t\\")
		if i < 0 {
			return append(out, spans(rest, r.Decoded, false)...)
		}
		if i > 0 {
			out = append(out, spans(rest[:i], r.Decoded, false)...)
		}
		out = append(out, Span{shortEscapes[rest[i]], true})
		rest = rest[i+1:]
	}
	return out
}

var shortEscapes = map[byte]string{'\n': `\n`, '\r': `\r`, '\t': `\t`, '\\': `\\`}

func spans(s string, decoded, layout bool) []Span {
	var out []Span
	for s != "" {
		plain, esc, rest := cutEscape(s, decoded, layout)
		if plain != "" {
			out = append(out, Span{plain, false})
		}
		if esc != "" {
			out = append(out, Span{esc, true})
		}
		s = rest
	}
	return out
}

// AppendText adds the text of r to dst for a pipe or a file: unescaped, but
// undecodable bytes as \xNN.
func (r Record) AppendText(dst []byte) []byte {
	s := r.Text
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			dst = append(dst, s[i])
			i++
			continue
		}
		c, n := utf8.DecodeRuneInString(s[i:])
		b, bad := ByteOf(c)
		switch {
		case c == utf8.RuneError && n == 1:
			dst = appendRune(dst, rune(s[i]))
		case bad && r.Decoded:
			dst = appendRune(dst, rune(b))
		default:
			dst = append(dst, s[i:i+n]...)
		}
		i += n
	}
	return dst
}
