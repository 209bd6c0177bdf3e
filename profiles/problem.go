package profiles

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// problem is one thing wrong with a file. Line and column count from 1; 0 is
// unknown.
type problem struct {
	line, column int
	message      string
}

func problemAt(n ast.Node, message string) *problem {
	at := n.GetToken().Position
	return &problem{at.Line, at.Column, message}
}

// problemOfValue is a problem of a value, placed on its key where the value is
// nothing of one place.
func problemOfValue(v *ast.MappingValueNode, message string) *problem {
	switch n := v.Value.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle {
			return problemAt(v.Key, message)
		}
	case *ast.NullNode:
		return problemAt(v.Key, message)
	}
	return problemAt(v.Value, message)
}

// problems keeps the first of all that is wrong with a file.
type problems struct{ first *problem }

func (all *problems) note(p *problem) {
	if f := all.first; f == nil || p.line < f.line || p.line == f.line && p.column < f.column {
		all.first = p
	}
}

// entries are the keys of a mapping with their values.
type entries map[string]*ast.MappingValueNode

// entriesOf takes the entries of a mapping, and hands over each with what is
// known of its key. Keys that are not known, and the second of one, are
// problems; names are those that are.
func entriesOf[K any](all *problems, m *ast.MappingNode, known map[string]K, names []string, each func(key string, k K, v *ast.MappingValueNode)) entries {
	found := make(entries, len(m.Values))
	for _, v := range m.Values {
		key := keyText(v)
		k, ok := known[key]
		if !ok {
			all.note(problemAt(v.Key, fmt.Sprintf("unknown key %s; expected one of %s", clip(key), strings.Join(names, ", "))))
			continue
		}
		if earlier := found[key]; earlier != nil {
			all.note(problemAt(v.Key, fmt.Sprintf("%s stands twice, first on line %d", key, earlier.Key.GetToken().Position.Line)))
			continue
		}
		found[key] = v
		each(key, k, v)
	}
	return found
}
