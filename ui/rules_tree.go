package ui

import (
	"slices"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// ruleTree is a tree of rules that is being edited: what is selected in it, and
// the way back.
type ruleTree struct {
	now    treeState
	before []treeState // the way back, oldest first
	after  []treeState // what was undone, the next one last
	typing string      // the field whose last change can still be joined by the next one
	copied *model.Rule
	last   int // the last number given to a rule

	outline *widget.Outline
	notes   func(node int, r model.Rule) (note string, tone int) // beside a rule
}

// treeState is the tree at one moment. numbers is a tree of the same shape, in
// which each rule's Group is its number in the outline: it is edited with the
// rules, so that folds and selection stay with them.
type treeState struct {
	rules, numbers []model.Rule
	at             model.Path // selected; empty: the root
}

// The row of the tree itself.
const rootRow = 0

func newRuleTree(rules []model.Rule) *ruleTree {
	t := &ruleTree{outline: widget.NewOutline()}
	t.now = treeState{rules: rules, numbers: t.number(rules)}
	t.outline.SetFocus(true)
	if len(rules) > 0 {
		t.now.at = model.Path{0}
	}
	t.show()
	return t
}

// number gives each rule a number of its own.
func (t *ruleTree) number(rules []model.Rule) []model.Rule {
	out := make([]model.Rule, len(rules))
	for i, r := range rules {
		t.last++
		out[i].Group = t.last
		out[i].Then = t.number(r.Then)
	}
	return out
}

// show brings the outline up to date.
func (t *ruleTree) show() {
	rows := []widget.OutlineRow{{ID: rootRow, Text: "Rules tree", TextTone: toneRoot}}
	node := 0
	model.Walk(t.now.rules, func(p model.Path, r model.Rule) {
		n, _ := model.RuleAt(t.now.numbers, p)
		row := widget.OutlineRow{ID: n.Group, Depth: len(p), Text: model.Escape(r.Label()), TextTone: toneRule}
		if t.notes != nil {
			row.Note, row.NoteTone = t.notes(node, r)
		}
		rows = append(rows, row)
		node++
	})
	t.outline.SetRows(rows)
	t.selectRow()
}

// selectRow selects the row of the present path.
func (t *ruleTree) selectRow() {
	id := rootRow
	if n, ok := model.RuleAt(t.now.numbers, t.now.at); ok {
		id = n.Group
	}
	t.outline.Select(id)
}

// take makes the path that of the outline's selection, after it was moved
// there.
func (t *ruleTree) take() {
	id, _ := t.outline.Selected()
	t.now.at, t.typing = nil, ""
	model.Walk(t.now.numbers, func(p model.Path, n model.Rule) {
		if n.Group == id {
			t.now.at = slices.Clone(p)
		}
	})
}

// rule is the selected one; ok is false at the root.
func (t *ruleTree) rule() (r model.Rule, ok bool) { return model.RuleAt(t.now.rules, t.now.at) }

// edit makes a new state of the tree, which can be undone. It says whether
// anything is different.
func (t *ruleTree) edit(change func(s treeState) treeState) bool {
	old := t.now
	next := change(old)
	if model.SameRules(old.rules, next.rules) {
		return false
	}
	t.before, t.after, t.typing = append(t.before, old), nil, ""
	t.now = next
	t.show()
	return true
}

// insert puts a rule at p and selects it.
func (t *ruleTree) insert(p model.Path, r model.Rule) {
	t.edit(func(s treeState) treeState {
		number := t.number([]model.Rule{r})[0]
		return treeState{model.InsertRule(s.rules, p, r), model.InsertRule(s.numbers, p, number), p}
	})
}

// append adds a rule as the last child of the selected one, or at the end of
// the tree.
func (t *ruleTree) append(r model.Rule) {
	t.insert(t.now.at.Child(len(model.ChildrenAt(t.now.rules, t.now.at))), r)
}

// remove deletes the selected rule with its children; the selection goes to
// what is in its place, else to the sibling before it, else to its parent.
func (t *ruleTree) remove() {
	t.edit(func(s treeState) treeState {
		above, i := s.at.Parent()
		rules := model.DeleteRule(s.rules, s.at)
		at := above
		if n := len(model.ChildrenAt(rules, above)); n > 0 {
			at = above.Child(min(i, n-1))
		}
		return treeState{rules, model.DeleteRule(s.numbers, s.at), at}
	})
}

// move moves the selected rule.
func (t *ruleTree) move(m model.Move) bool {
	return t.edit(func(s treeState) treeState {
		rules, at := model.MoveRule(s.rules, s.at, m)
		numbers, _ := model.MoveRule(s.numbers, s.at, m)
		return treeState{rules, numbers, at}
	})
}

// change gives the selected rule other properties. Changes of one field in a
// row are one step of undoing.
func (t *ruleTree) change(field string, to model.Properties) {
	joined := t.typing == field
	done := t.edit(func(s treeState) treeState {
		s.rules = model.ChangeRule(s.rules, s.at, to)
		return s
	})
	if !done {
		return
	}
	if t.typing = field; joined {
		t.before = t.before[:len(t.before)-1]
	}
}

// paste puts the copied rule behind the selected one, or at the end of the
// tree.
func (t *ruleTree) paste() {
	if len(t.now.at) == 0 {
		t.append(*t.copied)
		return
	}
	above, i := t.now.at.Parent()
	t.insert(above.Child(i+1), *t.copied)
}

// undo goes back by one edit, redo forward again.
func (t *ruleTree) undo() { t.step(&t.before, &t.after) }
func (t *ruleTree) redo() { t.step(&t.after, &t.before) }

func (t *ruleTree) step(from, to *[]treeState) {
	n := len(*from)
	*to = append(*to, t.now)
	t.now, *from, t.typing = (*from)[n-1], (*from)[:n-1], ""
	t.show()
}
