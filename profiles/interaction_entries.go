package profiles

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// The changes of one entry of a mapping keep its comments: what stood within
// what goes stands above it then.

// comment is the comment of a line on a line of its own, "" if it has none.
func (e *treeEditor) comment(n int, indent string) string {
	at, ok := e.comments[n]
	if !ok {
		return ""
	}
	return indent + e.text[at:e.lineEnd(n)] + e.eol
}

// commentsIn are the comments that begin in a part of the text.
func (e *treeEditor) commentsIn(start, end, first int, indent string) string {
	all := ""
	for n := first; n <= e.lastLine() && e.starts[n-1] < end; n++ {
		if at, ok := e.comments[n]; ok && at >= start && at < end {
			all += e.comment(n, indent)
		}
	}
	return all
}

// keyLine is the line of a key, what stands before it there, and whether that
// is more than space: the dash of a rule.
func (e *treeEditor) keyLine(v *ast.MappingValueNode) (line int, indent string, dash bool) {
	at := v.Key.GetToken().Position
	before := e.text[e.starts[at.Line-1]:e.offset(at)]
	indent = before[:len(before)-len(strings.TrimLeft(before, " "))]
	return at.Line, indent, indent != before
}

// add adds a line to a mapping behind one of its entries; nil: before the first.
func (e *treeEditor) add(a area, after *ast.MappingValueNode, text string) {
	if a.node.IsFlowStyle {
		e.lost = true
		return
	}
	if after != nil {
		e.insert(a, after, text)
		return
	}
	line, indent, _ := e.keyLine(a.node.Values[0])
	e.replace(e.starts[line-1], e.starts[line-1], indent+text+e.eol)
}

// set gives an entry another value, and another key where that differs.
func (e *treeEditor) set(a area, v *ast.MappingValueNode, to setting) {
	start, end, space := e.valueSpan(a, v)
	if strings.HasPrefix(to.text, e.eol) { // lines below the key
		start, space = e.offset(v.Start.Position)+1, ""
	}
	line, indent, _ := e.keyLine(v)
	if kept := e.commentsIn(start, end, line, indent); kept != "" {
		e.lost = e.lost || a.node.IsFlowStyle
		e.replace(e.starts[line-1], e.starts[line-1], kept)
	}
	if keyText(v) != to.key {
		from, until, ok := e.span(v.Key)
		e.lost = e.lost || !ok
		e.replace(from, until, to.key)
	}
	e.replace(start, end, space+to.text)
}

// remove removes an entry.
func (e *treeEditor) remove(a area, v *ast.MappingValueNode) {
	e.removeUntil(a, v, e.contentLast(a, v), e.contentLast(a, v))
}

// removeList removes the list below a rule. Of its comments only the one beside
// its key stays: the others are of its rules.
func (e *treeEditor) removeList(a area, v *ast.MappingValueNode, old []*ruleSource) {
	if !isBlock(v) {
		e.remove(a, v)
		return
	}
	line, _, _ := e.keyLine(v)
	e.removeUntil(a, v, old[len(old)-1].last, line)
}

// removeUntil removes an entry with its lines up to last, and keeps the
// comments of those up to kept.
func (e *treeEditor) removeUntil(a area, v *ast.MappingValueNode, last, kept int) {
	e.gone[v] = true
	line, indent, dash := e.keyLine(v)
	start, end := e.starts[line-1], e.starts[last]
	comments := e.commentsIn(start, e.starts[kept], line, indent)
	switch next := following(a.node, v); {
	case a.node.IsFlowStyle, dash && next == nil:
		e.lost = true
	case dash: // the next key comes beside it
		e.replace(start, start, comments+e.commentsIn(end, e.offset(next.Key.GetToken().Position), last+1, indent))
		e.replace(e.offset(v.Key.GetToken().Position), e.offset(next.Key.GetToken().Position), "")
	default:
		e.replace(start, end, comments)
	}
}

// following is the entry behind one of a mapping.
func following(m *ast.MappingNode, v *ast.MappingValueNode) *ast.MappingValueNode {
	for i, one := range m.Values {
		if one == v && i+1 < len(m.Values) {
			return m.Values[i+1]
		}
	}
	return nil
}
