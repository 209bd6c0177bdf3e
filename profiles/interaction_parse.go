package profiles

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tcpdeck/model"
)

// interactionLimits let pass every interaction that the model allows and a file
// has room for: the words of a command are the most signs and tokens, a rule
// takes two levels.
var interactionLimits = limits{signs: 72 << 10, tokens: 136 << 10, depth: 2*model.MaxRuleDepth + 4, what: "interaction"}

// interactionDocument is an interaction's file, parsed, or one of a bundle.
type interactionDocument struct {
	problems
	root        *ast.MappingNode
	entries     entries
	trigger     entries
	rules       []*ruleSource
	interaction model.Interaction
	missing     problem // where a key that is missing is missing
}

// ruleSource is a rule as it stands in a file.
type ruleSource struct {
	rule    model.Properties
	node    *ast.MappingNode
	entries entries
	does    entries      // what stands under its kind
	dash    *token.Token // before it; nil in brackets
	then    []*ruleSource

	first, last int // its lines, once they are located; 0: it has none of its own
}

// parseInteraction reads the content of a file as far as it can be read;
// trouble is the first thing that is wrong with it.
func parseInteraction(file string, data []byte) (d *interactionDocument, trouble *model.FileError) {
	d = &interactionDocument{interaction: model.NewInteraction()}
	d.interaction.ID = model.InteractionID(slugOf(file))
	p := d.read(data)
	if p == nil {
		return d, nil
	}
	return d, &model.FileError{File: file, Line: p.line, Column: p.column, Message: p.message}
}

func (d *interactionDocument) read(data []byte) (trouble *problem) {
	defer containParser(&trouble)
	if d.root, trouble = parseRoot(data, interactionLimits); trouble != nil {
		return trouble
	}
	return d.settings()
}

// settings reads every key, and if all can be read checks the interaction as a
// whole.
func (d *interactionDocument) settings() *problem {
	d.entries = readKeys(&d.problems, d.root, interactionKeys, &d.interaction)
	if v := d.entries["trigger"]; v != nil {
		if m, ok := v.Value.(*ast.MappingNode); ok {
			d.trigger = readKeys(&d.problems, m, triggerKeys, &d.interaction.Trigger)
		} else {
			d.note(problemOfValue(v, "trigger: expected a mapping such as {command: [sh, -c, …]}, found "+found(v.Value)))
		}
	}
	if v := d.entries["rules"]; v != nil {
		d.rules = d.list(v)
		d.interaction.Rules = ruleTree(d.rules)
	}
	if d.first == nil {
		for _, f := range d.interaction.Validate() {
			d.note(d.problemOf(f))
		}
	}
	return d.first
}

// list reads the rules that are the value of an entry.
func (d *interactionDocument) list(v *ast.MappingValueNode) []*ruleSource {
	items, ok := v.Value.(*ast.SequenceNode)
	if !ok {
		d.note(problemOfValue(v, keyText(v)+": expected a list of rules, found "+found(v.Value)))
		return nil
	}
	var rules []*ruleSource
	for i, item := range items.Values {
		r := d.rule(item)
		if r == nil {
			continue
		}
		if !items.IsFlowStyle {
			r.dash = items.Entries[i].Start
		}
		rules = append(rules, r)
	}
	return rules
}

// rule reads one rule with what is below it; nil: it is none.
func (d *interactionDocument) rule(item ast.Node) *ruleSource {
	m, ok := item.(*ast.MappingNode)
	if !ok {
		d.note(problemAt(item, "expected a rule such as send: {body: text}, found "+found(item)))
		return nil
	}
	r := &ruleSource{node: m}
	kind, other := kindIn(m)
	if kind != nil {
		r.rule = model.NewRule(kindOf[keyText(kind)]).Properties
	}
	r.entries = readKeys(&d.problems, m, ruleKeys, &r.rule)
	switch {
	case kind == nil:
		at := itemStart(m)
		d.note(&problem{at.line, at.column, "expected send, receive or check in a rule"})
	case other != nil:
		d.note(problemAt(other.Key, fmt.Sprintf("%s and %s stand in one rule; expected one of them", keyText(kind), keyText(other))))
	default:
		d.does(r, kind)
	}
	if v := r.entries["then"]; v != nil {
		r.then = d.list(v)
	}
	return r
}

var kindOf = func() map[string]model.RuleKind {
	kinds := map[string]model.RuleKind{}
	for _, k := range model.RuleKinds {
		kinds[k.String()] = k
	}
	return kinds
}()

// kindIn finds the entry that says what a rule does, and another kind in it.
func kindIn(m *ast.MappingNode) (kind, other *ast.MappingValueNode) {
	for _, v := range m.Values {
		key := keyText(v)
		if _, ok := kindOf[key]; !ok {
			continue
		}
		if kind == nil {
			kind = v
		} else if keyText(kind) != key {
			other = v
		}
	}
	return kind, other
}

// does reads what stands under the kind of a rule.
func (d *interactionDocument) does(r *ruleSource, v *ast.MappingValueNode) {
	_, nothing := v.Value.(*ast.NullNode)
	m, ok := v.Value.(*ast.MappingNode)
	switch {
	case ok:
		r.does = readKeys(&d.problems, m, kindKeys[r.rule.Kind], &r.rule)
	case !nothing || r.rule.Kind != model.ReceiveRule:
		d.note(problemOfValue(v, fmt.Sprintf("%s: expected a mapping such as %s, found %s", keyText(v), kindExamples[r.rule.Kind], found(v.Value))))
		return
	}
	switch r.rule.Kind {
	case model.SendRule:
		d.oneOf(r, v, m, []string{"body", "bytes"}, "body: text or bytes: 0a 0b")
	case model.CheckRule:
		conditions := make([]string, len(model.Conditions))
		for i, c := range model.Conditions {
			conditions[i] = string(c)
		}
		d.oneOf(r, v, m, conditions, "a condition such as equal: text")
	}
}

var kindExamples = map[model.RuleKind]string{
	model.SendRule: "{body: text}", model.ReceiveRule: "{timeout: 5}", model.CheckRule: "{equal: text}",
}

// oneOf wants exactly one of some keys in the mapping of a rule's kind.
func (d *interactionDocument) oneOf(r *ruleSource, v *ast.MappingValueNode, m *ast.MappingNode, keys []string, what string) {
	var first *ast.MappingValueNode
	for _, e := range m.Values {
		key := keyText(e)
		if r.does[key] != e || !slices.Contains(keys, key) {
			continue
		}
		if first != nil {
			d.note(problemAt(e.Key, fmt.Sprintf("%s and %s stand in one %s; expected one of them", keyText(first), key, keyText(v))))
			return
		}
		first = e
	}
	if first == nil {
		d.note(problemOfValue(v, keyText(v)+": expected "+what))
	}
}

func ruleTree(sources []*ruleSource) []model.Rule {
	var rules []model.Rule
	for _, s := range sources {
		rules = append(rules, model.Rule{Properties: s.rule, Then: ruleTree(s.then)})
	}
	return rules
}
