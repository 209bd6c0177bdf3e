package profiles

import (
	"bytes"
	"errors"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tcpdeck/model"
)

// errNotWritable would be something that YAML cannot hold.
var errNotWritable = errors.New("this cannot be written as YAML")

// edit returns data with the values of p: only what p has differently is
// changed, so that comments, order and style stay as a person wrote them.
func edit(file string, data []byte, p model.Profile) ([]byte, error) {
	p.Timeout = p.Timeout.Round(time.Microsecond)
	doc, trouble := parse(file, data)
	if trouble != nil {
		return nil, trouble
	}
	e := editor{doc: doc}
	if bytes.HasPrefix(data, byteOrderMark) {
		e.mark = string(byteOrderMark)
	}
	e.index(string(data[len(e.mark):]))
	for i, f := range fields {
		if f.write(&doc.profile) != f.write(&p) {
			e.set(i, f.write(&p))
		}
	}
	for _, out := range [][]byte{e.apply(), rewrite(data, p)} {
		if again, trouble := parse(file, out); trouble == nil && again.profile == p {
			return out, nil
		}
	}
	return nil, errNotWritable
}

// change replaces text[start:end].
type change struct {
	start, end int
	text       string
}

// editor collects the changes to one file.
type editor struct {
	doc     document
	mark    string // the byte order mark, if the file has one
	text    string
	lines   []int // where each line begins, and the end of the text
	eol     string
	changes []change
}

func (e *editor) index(text string) {
	e.text, e.eol, e.lines = text, "\n", []int{0}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' && i+1 < len(text) {
			e.lines = append(e.lines, i+1)
		}
	}
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		e.eol = "\r\n"
	}
	e.lines = append(e.lines, len(text))
}

// offset is where a token of the parser stands in the text. Its column counts
// characters.
func (e *editor) offset(at *token.Position) int {
	if at.Line < 1 || at.Line >= len(e.lines) {
		return len(e.text)
	}
	i := e.lines[at.Line-1]
	for c := 1; c < at.Column && i < len(e.text); c++ {
		_, n := utf8.DecodeRuneInString(e.text[i:])
		i += n
	}
	return i
}

func (e *editor) replace(start, end int, text string) {
	e.changes = append(e.changes, change{start, end, text})
}

func (e *editor) apply() []byte {
	sort.SliceStable(e.changes, func(i, j int) bool { return e.changes[i].start < e.changes[j].start })
	var b strings.Builder
	b.WriteString(e.mark)
	at := 0
	for _, c := range e.changes {
		if c.start < at {
			continue // overlapping: the result is checked, and rewritten if wrong
		}
		b.WriteString(e.text[at:c.start])
		b.WriteString(c.text)
		at = c.end
	}
	b.WriteString(e.text[at:])
	return []byte(b.String())
}

// set gives field i the value text.
func (e *editor) set(i int, text string) {
	f := fields[i]
	v := e.doc.entries[f.key]
	switch {
	case v == nil:
		e.insert(i, f.key+": "+text)
	case f.key == "framing" && e.setSides(v, text):
	default:
		e.setValue(v, text)
	}
}

// setValue replaces the value of an entry.
func (e *editor) setValue(v *ast.MappingValueNode, text string) {
	if start, end, ok := e.span(v.Value); ok {
		e.replace(start, end, text)
		return
	}
	// Nothing, or a value of several lines: all from the colon to its end.
	start := e.offset(v.Start.Position) + 1
	end := e.contentEnd(v)
	if _, empty := v.Value.(*ast.NullNode); empty {
		end = start
	}
	e.replace(start, max(start, end), " "+text)
}

// span finds a value that stands on one line, or in brackets.
func (e *editor) span(v ast.Node) (start, end int, ok bool) {
	if m, isMap := v.(*ast.MappingNode); isMap {
		if !m.IsFlowStyle || m.End == nil {
			return 0, 0, false
		}
		return e.offset(m.Start.Position), e.offset(m.End.Position) + 1, true
	}
	if _, isBlock := v.(*ast.LiteralNode); isBlock {
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

// setSides changes the sides of a framing within its mapping; false: there is
// no mapping, or it lacks a side.
func (e *editor) setSides(v *ast.MappingValueNode, text string) bool {
	m, ok := v.Value.(*ast.MappingNode)
	if !ok || len(m.Values) != 2 {
		return false
	}
	var f model.Framing
	if receive, send, both := strings.Cut(strings.Trim(text, "{}"), ", "); both {
		f.Receive = model.Ending(strings.TrimPrefix(receive, "receive: "))
		f.Send = model.Ending(strings.TrimPrefix(send, "send: "))
	} else {
		f = model.Framing{Receive: model.Ending(text), Send: model.Ending(text)}
	}
	for _, side := range m.Values {
		want := f.Send
		if keyText(side) == "receive" {
			want = f.Receive
		}
		if had, _ := readEnding(side.Value); had != want {
			e.setValue(side, string(want))
		}
	}
	return true
}

// contentEnd is where the last line of an entry's value ends: comments and
// empty lines before the next key belong to that.
func (e *editor) contentEnd(v *ast.MappingValueNode) int {
	last := len(e.lines) - 1 // lines are counted from 1 here
	for _, other := range e.doc.root.Values {
		if l := other.Key.GetToken().Position.Line; l > v.Key.GetToken().Position.Line {
			last = min(last, l-1)
		}
	}
	for ; last > v.Key.GetToken().Position.Line; last-- {
		line := strings.TrimSpace(e.text[e.lines[last-1]:e.lines[last]])
		if line != "" && line[0] != '#' && line != "..." {
			break
		}
	}
	return e.lines[last-1] + len(strings.TrimRight(e.text[e.lines[last-1]:e.lines[last]], "\r\n"))
}

// insert adds a line for field i after the nearest field before it, else at
// the end.
func (e *editor) insert(i int, line string) {
	values := e.doc.root.Values
	after := values[len(values)-1]
	if e.doc.root.IsFlowStyle {
		at := e.offset(e.doc.root.End.Position)
		e.replace(at, at, ", "+line)
		return
	}
	for k := i - 1; k >= 0; k-- {
		if v := e.doc.entries[fields[k].key]; v != nil {
			after = v
			break
		}
	}
	at := e.contentEnd(after)
	indent := strings.Repeat(" ", after.Key.GetToken().Position.Column-1)
	e.replace(at, at, e.eol+indent+line)
}
