package widget

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spot is a place in a text: a line, and a byte of it.
type spot struct{ line, col int }

func (s spot) less(t spot) bool { return s.line < t.line || s.line == t.line && s.col < t.col }

// text is what is being edited: lines without their breaks, and the cursor,
// which stands on the edge of a drawn piece.
type text struct {
	lines  []string
	cursor spot
	pieces func(line string) func() (piece, bool)
}

func (t *text) line() string { return t.lines[t.cursor.line] }

func (t *text) value() string { return strings.Join(t.lines, "\n") }

func (t *text) set(s string) {
	t.lines = strings.Split(s, "\n")
	t.cursor = t.end()
}

func (t *text) end() spot {
	last := len(t.lines) - 1
	return spot{last, len(t.lines[last])}
}

// insert puts s, which may have line breaks, before the cursor.
func (t *text) insert(s string) {
	added := strings.Split(s, "\n")
	line, c := t.line(), t.cursor
	last := len(added) - 1
	t.cursor = spot{c.line + last, len(added[last])}
	if last == 0 {
		t.cursor.col += c.col
	}
	added[last] += line[c.col:]
	added[0] = line[:c.col] + added[0]
	if last == 0 {
		t.lines[c.line] = added[0]
		return
	}
	t.lines = slices.Replace(t.lines, c.line, c.line+1, added...)
}

// cut removes what is between the cursor and to.
func (t *text) cut(to spot) {
	from := t.cursor
	if to.less(from) {
		from, to = to, from
	}
	joined := t.lines[from.line][:from.col] + t.lines[to.line][to.col:]
	t.lines = slices.Replace(t.lines, from.line, to.line+1, joined)
	t.cursor = from
}

// left is the place one drawn piece before the cursor.
func (t *text) left() spot {
	c := t.cursor
	switch {
	case c.col > 0:
		before := 0
		next := t.pieces(t.line())
		for p, ok := next(); ok && p.off < c.col; p, ok = next() {
			before = p.off
		}
		return spot{c.line, before}
	case c.line > 0:
		return spot{c.line - 1, len(t.lines[c.line-1])}
	}
	return c
}

// right is the place one drawn piece after the cursor.
func (t *text) right() spot {
	c := t.cursor
	switch {
	case c.col < len(t.line()):
		next := t.pieces(t.line())
		for p, ok := next(); ok; p, ok = next() {
			if p.off+p.size > c.col {
				return spot{c.line, p.off + p.size}
			}
		}
		return spot{c.line, len(t.line())}
	case c.line < len(t.lines)-1:
		return spot{c.line + 1, 0}
	}
	return c
}

// wordLeft is the start of the word before the cursor.
func (t *text) wordLeft() spot {
	if t.cursor.col == 0 {
		return t.left()
	}
	s := strings.TrimRightFunc(t.line()[:t.cursor.col], unicode.IsSpace)
	i := strings.LastIndexFunc(s, unicode.IsSpace)
	if i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return spot{t.cursor.line, max(0, i)}
}

// wordRight is the end of the word after the cursor.
func (t *text) wordRight() spot {
	s := t.line()[t.cursor.col:]
	if s == "" {
		return t.right()
	}
	word := strings.TrimLeftFunc(s, unicode.IsSpace)
	n := strings.IndexFunc(word, unicode.IsSpace)
	if n < 0 {
		n = len(word)
	}
	return spot{t.cursor.line, t.cursor.col + len(s) - len(word) + n}
}

// lineStart and lineEnd are the edges of the cursor's line.
func (t *text) lineStart() spot { return spot{t.cursor.line, 0} }
func (t *text) lineEnd() spot   { return spot{t.cursor.line, len(t.line())} }

// motions are the keys that move the cursor.
var motions = map[string]func(*text) spot{
	"left": (*text).left, "ctrl+b": (*text).left,
	"right": (*text).right, "ctrl+f": (*text).right,
	"alt+left": (*text).wordLeft, "ctrl+left": (*text).wordLeft, "alt+b": (*text).wordLeft,
	"alt+right": (*text).wordRight, "ctrl+right": (*text).wordRight, "alt+f": (*text).wordRight,
	"home": (*text).lineStart, "ctrl+a": (*text).lineStart,
	"end":       (*text).lineEnd,
	"ctrl+home": func(*text) spot { return spot{} },
	"ctrl+end":  (*text).end,
}

// cuts are the keys that remove what is between the cursor and a place.
var cuts = map[string]func(*text) spot{
	"backspace": (*text).left, "ctrl+h": (*text).left, "shift+backspace": (*text).left,
	"delete": (*text).right, "ctrl+d": (*text).right,
	"ctrl+w": (*text).wordLeft, "alt+backspace": (*text).wordLeft, "ctrl+backspace": (*text).wordLeft,
	"alt+d": (*text).wordRight, "alt+delete": (*text).wordRight, "ctrl+delete": (*text).wordRight,
	"ctrl+u": (*text).lineStart,
	"ctrl+k": (*text).lineEnd,
}
