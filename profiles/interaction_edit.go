package profiles

import (
	"slices"

	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

// editInteraction returns data with the values of to: only what to has
// differently is changed. Rules keep their lines and the comments beside and
// above them, wherever they go; the comments of a rule that is gone go with it.
func editInteraction(file string, data []byte, to model.Interaction) ([]byte, error) {
	d, trouble := parseInteraction(file, data)
	if trouble != nil {
		return nil, trouble
	}
	if model.SameInteraction(d.interaction, to) {
		return data, nil
	}
	e := treeEditor{editor: newEditor(data), gone: map[*ast.MappingValueNode]bool{}}
	e.interaction(d, to)
	if out := e.whole(); !e.lost && readsAs(file, out, to) {
		return out, nil
	}
	if out := rewrite(data, renderInteraction(to)); readsAs(file, out, to) {
		return out, nil
	}
	return nil, errNotWritable
}

func readsAs(file string, data []byte, want model.Interaction) bool {
	d, trouble := parseInteraction(file, data)
	return trouble == nil && model.SameInteraction(d.interaction, want)
}

// treeEditor changes the file of an interaction.
type treeEditor struct {
	*editor
	lost bool                           // it is laid out so that it cannot be changed in place
	gone map[*ast.MappingValueNode]bool // entries that are removed
}

func (e *treeEditor) interaction(d *interactionDocument, to model.Interaction) {
	all := area{d.root, e.lastLine()}
	e.settings(all, d.entries, nil, headSettings(d.interaction), headSettings(to))
	e.trigger(all, d, triggerSettings(d.interaction.Trigger), triggerSettings(to.Trigger))
	n := numbering{props: map[model.Properties]int{}, trees: map[string]int{}}
	old, is := n.branches(d.interaction.Rules, d.rules), n.branches(to.Rules, nil)
	matchRules(old, is)
	e.locate(all, d.entries["rules"], d.rules)
	e.list(all, d.entries["rules"], d.rules, is)
}

func (e *treeEditor) trigger(all area, d *interactionDocument, old, to []setting) {
	v, text := d.entries["trigger"], braces(to)
	switch {
	case slices.Equal(old, to):
	case v == nil:
		e.add(all, d.entries["name"], "trigger: "+text)
	case text == "{}":
		e.remove(all, v)
	default:
		e.mapping(all, v, d.trigger, old, to)
	}
}

// settings changes the settings of a mapping; the old and the new ones stand in
// the same places of their lists. What is new goes behind the setting before
// it, the first behind an entry.
func (e *treeEditor) settings(a area, in entries, after *ast.MappingValueNode, old, to []setting) {
	for i, s := range to {
		v := in[old[i].key]
		switch {
		case s == old[i]:
		case v == nil:
			e.add(a, after, s.key+": "+s.text)
		case s.text == "":
			e.remove(a, v)
		default:
			e.set(a, v, s)
		}
		if v != nil && !e.gone[v] {
			after = v
		}
	}
}

// mapping changes the settings of the mapping that is the value of an entry.
func (e *treeEditor) mapping(a area, v *ast.MappingValueNode, in entries, old, to []setting) {
	m, ok := v.Value.(*ast.MappingNode)
	same := true // keys
	for i := range to {
		same = same && (to[i] == old[i] || to[i].text != "" && in[old[i].key] != nil)
	}
	switch {
	case !ok, m.IsFlowStyle && !same:
		e.set(a, v, setting{keyText(v), braces(to)})
	default:
		e.settings(area{m, e.contentLast(a, v)}, in, nil, old, to)
	}
}

// rule changes a rule in its lines.
func (e *treeEditor) rule(b *branch) {
	r := b.match.source
	own := area{r.node, r.last}
	kind := r.entries[r.rule.Kind.String()]
	if old, to := kindSettings(r.rule), kindSettings(b.rule); !slices.Equal(old, to) {
		e.mapping(own, kind, r.does, old, to)
	}
	e.settings(own, r.entries, kind, ruleSettings(r.rule), ruleSettings(b.rule))
	e.list(own, r.entries["then"], r.then, b.then)
}
