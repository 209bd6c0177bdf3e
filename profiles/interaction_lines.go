package profiles

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// isBlock says whether the value of an entry is a list without brackets.
func isBlock(v *ast.MappingValueNode) bool {
	if v == nil {
		return false
	}
	l, ok := v.Value.(*ast.SequenceNode)
	return ok && !l.IsFlowStyle
}

// locate finds the lines of the rules of a list, and of those below them: from
// the comments above a rule to the last line that lies deeper than its dash.
// Rules in brackets have none.
func (e *treeEditor) locate(a area, v *ast.MappingValueNode, rules []*ruleSource) {
	if !isBlock(v) {
		return
	}
	next := v.Key.GetToken().Position.Line + 1
	for i, r := range rules {
		last := e.regionLast(a, v)
		if i+1 < len(rules) {
			last = rules[i+1].dash.Position.Line - 1
		}
		r.first, r.last = next, e.deepLast(last, r.dash.Position.Column)
		next = r.last + 1
		if then := r.entries["then"]; then != nil && !r.node.IsFlowStyle {
			e.locate(area{r.node, r.last}, then, r.then)
		}
	}
}

// deepLast is the last line up to a given one that has something, or else a
// comment behind a column, with nothing but such comments before it.
func (e *treeEditor) deepLast(last, column int) int {
	content := last
	for e.isFree(content) {
		content--
	}
	deep := content
	for n := content + 1; n <= last; n++ {
		if at, ok := e.comments[n]; ok {
			if at-e.starts[n-1] < column {
				break
			}
			deep = n
		}
	}
	return deep
}

// list makes the list of an entry, or of one that is not there yet, that of
// other rules.
func (e *treeEditor) list(a area, v *ast.MappingValueNode, old []*ruleSource, to []*branch) {
	if isUnchanged(old, to) {
		return
	}
	values := a.node.Values
	inner := values[0].Key.GetToken().Position.Column // of the keys
	switch {
	case a.node.IsFlowStyle:
		e.lost = true
	case v == nil:
		last := len(values) - 1
		for e.gone[values[last]] { // the kind of a rule stays
			last--
		}
		e.add(a, values[last], "then:"+e.eol+strings.TrimSuffix(e.lines(to, inner+2), e.eol))
	case len(to) == 0:
		e.removeList(a, v, old)
	case isBlock(v):
		e.replace(e.starts[old[0].first-1], e.starts[old[len(old)-1].last], e.lines(to, old[0].dash.Position.Column))
	default:
		e.set(a, v, setting{keyText(v), e.eol + strings.TrimSuffix(e.lines(to, inner+2), e.eol)})
	}
}

func isUnchanged(old []*ruleSource, to []*branch) bool {
	if len(old) != len(to) {
		return false
	}
	for i, b := range to {
		if !b.whole || b.match.source != old[i] {
			return false
		}
	}
	return true
}

// lines are those of rules, with their dashes in a column.
func (e *treeEditor) lines(rules []*branch, column int) string {
	var b strings.Builder
	for _, r := range rules {
		text := e.ruleLines(r, column)
		b.WriteString(text)
		if !strings.HasSuffix(text, "\n") { // it was the last of the file
			b.WriteString(e.eol)
		}
	}
	return b.String()
}

func (e *treeEditor) ruleLines(b *branch, column int) string {
	var r *ruleSource
	if b.match != nil {
		r = b.match.source
	}
	switch {
	case r == nil || r.first == 0:
		return e.newLines(b, column)
	case r.node.IsFlowStyle && !b.whole:
		comments := ""
		for n := r.first; n <= r.last; n++ {
			comments += e.comment(n, strings.Repeat(" ", column-1))
		}
		return comments + e.newLines(b, column)
	}
	start, end := e.starts[r.first-1], e.starts[r.last]
	text := e.text[start:end]
	if !b.whole {
		outer := e.changes
		e.changes = nil
		e.rule(b)
		text = e.apply(start, end)
		e.changes = outer
	}
	return shift(text, column-r.dash.Position.Column)
}

// newLines are those of a rule that has none of its own.
func (e *treeEditor) newLines(b *branch, column int) string {
	var text strings.Builder
	indent := strings.Repeat(" ", column-1)
	renderRule(&text, b.rule, indent)
	if len(b.then) > 0 {
		text.WriteString(indent + "  then:\n")
	}
	return strings.ReplaceAll(text.String(), "\n", e.eol) + e.lines(b.then, column+4)
}

// shift moves lines to the right, or to the left as far as they go.
func shift(text string, by int) string {
	if by == 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case strings.TrimSpace(line) == "":
			b.WriteString(line)
		case by > 0:
			b.WriteString(strings.Repeat(" ", by) + line)
		default:
			b.WriteString(line[min(indent, -by):])
		}
	}
	return b.String()
}
