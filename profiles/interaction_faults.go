package profiles

import (
	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

// problemOf places a fault on the value of its field.
func (d *interactionDocument) problemOf(f model.Fault) *problem {
	key, v := string(f.Field), d.entries[string(f.Field)]
	missing := problem{max(1, d.missing.line), max(1, d.missing.column), ""}
	switch {
	case len(f.Rule) > 0:
		r := ruleAt(d.rules, f.Rule)
		key, v = r.entryOf(f.Field)
		missing = itemStart(r.node)
	case v == nil:
		v = d.trigger[key]
	}
	missing.message = key + ": " + f.Message
	if v == nil {
		return &missing
	}
	return problemOfValue(v, missing.message)
}

func ruleAt(rules []*ruleSource, p model.Path) *ruleSource {
	r := rules[p[0]]
	if len(p) == 1 {
		return r
	}
	return ruleAt(r.then, p[1:])
}

// entryOf is where a field of a rule stands; nil if it does not.
func (r *ruleSource) entryOf(f model.Field) (key string, v *ast.MappingValueNode) {
	key = string(f)
	switch {
	case f == model.FieldBody && r.rule.Hex:
		key = "bytes"
	case f == model.FieldValue:
		key = string(r.rule.Condition)
	case f == model.FieldCondition, f == model.FieldRules: // the rule itself
		key = r.rule.Kind.String()
	}
	if v = r.does[key]; v == nil {
		v = r.entries[key]
	}
	return key, v
}
