package profiles

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// change replaces text[start:end].
type change struct {
	start, end int
	text       string
}

// editor collects the changes to one file. Lines count from 1.
type editor struct {
	mark     string // the byte order mark, if the file has one
	text     string
	starts   []int // where each line begins, and the end of the text
	eol      string
	comments map[int]int // where the comment of a line begins
	changes  []change
}

func newEditor(data []byte) *editor {
	e := &editor{eol: "\n", starts: []int{0}, comments: map[int]int{}}
	if bytes.HasPrefix(data, byteOrderMark) {
		e.mark = string(byteOrderMark)
	}
	e.text = string(data[len(e.mark):])
	for i := 0; i < len(e.text); i++ {
		if e.text[i] == '\n' && i+1 < len(e.text) {
			e.starts = append(e.starts, i+1)
		}
	}
	e.starts = append(e.starts, len(e.text))
	if i := strings.IndexByte(e.text, '\n'); i > 0 && e.text[i-1] == '\r' {
		e.eol = "\r\n"
	}
	for _, t := range lexer.Tokenize(strings.ReplaceAll(e.text, "\r\n", "\n")) {
		if t.Type != token.CommentType || t.Position.Line > e.lastLine() {
			continue
		}
		n := t.Position.Line
		if at := strings.LastIndex(e.line(n), "#"+strings.TrimRight(t.Value, "\r\n")); at >= 0 {
			e.comments[n] = e.starts[n-1] + at
		}
	}
	return e
}

func (e *editor) lastLine() int { return len(e.starts) - 1 }

// line is a line without its end.
func (e *editor) line(n int) string {
	return strings.TrimRight(e.text[e.starts[n-1]:e.starts[n]], "\r\n")
}

func (e *editor) lineEnd(n int) int { return e.starts[n-1] + len(e.line(n)) }

// isFree says whether a line has nothing but a comment, or the end mark of the
// document.
func (e *editor) isFree(n int) bool {
	line := e.line(n)
	text := strings.TrimLeft(line, " \t")
	at, comment := e.comments[n]
	return text == "" || line == "..." || comment && at == e.lineEnd(n)-len(text)
}

// offset is where a token of the parser stands in the text. Its column counts
// characters.
func (e *editor) offset(at *token.Position) int {
	if at.Line < 1 || at.Line > e.lastLine() {
		return len(e.text)
	}
	i := e.starts[at.Line-1]
	for c := 1; c < at.Column && i < len(e.text); c++ {
		_, n := utf8.DecodeRuneInString(e.text[i:])
		i += n
	}
	return i
}

func (e *editor) replace(start, end int, text string) {
	e.changes = append(e.changes, change{start, end, text})
}

// apply returns text[start:end] with the changes, all of which are in it.
func (e *editor) apply(start, end int) string {
	// What is put in goes before what is replaced there.
	slices.SortStableFunc(e.changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(min(a.end, a.start+1), min(b.end, b.start+1)))
	})
	var b strings.Builder
	for _, c := range e.changes {
		if c.start < start {
			continue // overlapping: the result is checked, and rewritten if wrong
		}
		b.WriteString(e.text[start:c.start])
		b.WriteString(c.text)
		start = c.end
	}
	b.WriteString(e.text[min(start, end):end])
	return b.String()
}

// whole is the file with the changes.
func (e *editor) whole() []byte { return []byte(e.mark + e.apply(0, len(e.text))) }

// area is a mapping, and the last line that it may have.
type area struct {
	node *ast.MappingNode
	last int
}

// valueSpan is where the value of an entry stands. That of nothing, or one of
// several lines, is all from behind the colon; it needs a space before it.
func (e *editor) valueSpan(a area, v *ast.MappingValueNode) (start, end int, space string) {
	if start, end, ok := e.span(v.Value); ok {
		return start, end, ""
	}
	start = e.offset(v.Start.Position) + 1
	if _, empty := v.Value.(*ast.NullNode); empty {
		return start, start, " "
	}
	return start, max(start, e.lineEnd(e.contentLast(a, v))), " "
}

// setValue replaces the value of an entry.
func (e *editor) setValue(a area, v *ast.MappingValueNode, text string) {
	start, end, space := e.valueSpan(a, v)
	e.replace(start, end, space+text)
}

// span finds a value that stands on one line, or in brackets.
func (e *editor) span(v ast.Node) (start, end int, ok bool) {
	switch n := v.(type) {
	case *ast.MappingNode:
		return e.brackets(n.IsFlowStyle, n.Start, n.End)
	case *ast.SequenceNode:
		return e.brackets(n.IsFlowStyle, n.Start, n.End)
	case *ast.LiteralNode:
		return 0, 0, false
	}
	raw := strings.TrimSpace(v.GetToken().Origin)
	start = e.offset(v.GetToken().Position)
	if n := quotedLength(e.text[start:]); n > 0 {
		return start, start + n, true
	}
	if raw == "" || strings.ContainsAny(raw, "\n\r") || !strings.HasPrefix(e.text[start:], raw) {
		return 0, 0, false
	}
	return start, start + len(raw), true
}

func (e *editor) brackets(are bool, from, to *token.Token) (start, end int, ok bool) {
	if !are || to == nil {
		return 0, 0, false
	}
	return e.offset(from.Position), e.offset(to.Position) + 1, true
}

// quotedLength is how long the quoted text is with which s begins, 0 if it
// does not. The parser keeps it only without its escapes.
func quotedLength(s string) int {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] == '"':
			i++
		case s[i] != s[0]:
		case s[0] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return 0
}

// regionLast is the last line before the next key of the mapping.
func (e *editor) regionLast(a area, v *ast.MappingValueNode) int {
	last := a.last
	for _, other := range a.node.Values {
		if l := other.Key.GetToken().Position.Line; l > v.Key.GetToken().Position.Line {
			last = min(last, l-1)
		}
	}
	return last
}

// contentLast is the last line of an entry's value: comments and empty lines
// before the next key belong to that.
func (e *editor) contentLast(a area, v *ast.MappingValueNode) int {
	last := e.regionLast(a, v)
	for last > v.Key.GetToken().Position.Line && e.isFree(last) {
		last--
	}
	return last
}

// insert adds a line to a mapping behind one of its entries.
func (e *editor) insert(a area, after *ast.MappingValueNode, line string) {
	if a.node.IsFlowStyle {
		at := e.offset(a.node.End.Position)
		e.replace(at, at, ", "+line)
		return
	}
	at := e.starts[e.contentLast(a, after)]
	line = strings.Repeat(" ", after.Key.GetToken().Position.Column-1) + line
	if at == len(e.text) && !strings.HasSuffix(e.text, "\n") {
		e.replace(at, at, e.eol+line)
		return
	}
	e.replace(at, at, line+e.eol)
}
