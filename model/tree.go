package model

import "slices"

// Path leads to a rule: the index at each level of the tree. The empty path
// is the tree itself.
type Path []int

// Parent is the path of the rule that p lies below, and p's place in it. p
// must not be empty.
func (p Path) Parent() (Path, int) { return p[:len(p)-1], p[len(p)-1] }

// Child is the path of the i-th child of p.
func (p Path) Child(i int) Path { return append(slices.Clip(p), i) }

// RuleAt returns the rule at p, if there is one.
func RuleAt(rules []Rule, p Path) (Rule, bool) {
	for i, n := range p {
		if n < 0 || n >= len(rules) {
			return Rule{}, false
		}
		if i == len(p)-1 {
			return rules[n], true
		}
		rules = rules[n].Then
	}
	return Rule{}, false
}

// ChildrenAt returns the rules below p; those of the tree for an empty one.
func ChildrenAt(rules []Rule, p Path) []Rule {
	if len(p) == 0 {
		return rules
	}
	r, _ := RuleAt(rules, p)
	return r.Then
}

// Walk calls do for every rule, each before its children, with its path, which
// is valid during the call only.
func Walk(rules []Rule, do func(p Path, r Rule)) { walk(nil, rules, do) }

func walk(above Path, rules []Rule, do func(Path, Rule)) {
	for i, r := range rules {
		p := append(above, i)
		do(p, r)
		walk(p, r.Then, do)
	}
}

// CountRules is the number of rules in a tree.
func CountRules(rules []Rule) int {
	n := 0
	Walk(rules, func(Path, Rule) { n++ })
	return n
}

// The edits below return a new tree and leave the old one as it is; the two
// share what did not change. An edit that is not possible returns the same
// tree.

// edited returns a tree in which the siblings that p's rule is one of are what
// change makes of a copy of them.
func edited(rules []Rule, p Path, change func(siblings []Rule, i int) []Rule) []Rule {
	out := slices.Clone(rules)
	if len(p) == 1 {
		return change(out, p[0])
	}
	out[p[0]].Then = edited(out[p[0]].Then, p[1:], change)
	return out
}

// reaches says whether p's rule could be one of the tree's: its parent is
// there, and its place is from 0 up to, with end, the number of its siblings.
func reaches(rules []Rule, p Path, end bool) bool {
	if len(p) == 0 {
		return false
	}
	above, i := p.Parent()
	if _, ok := RuleAt(rules, above); !ok && len(above) > 0 {
		return false
	}
	n := len(ChildrenAt(rules, above))
	return i >= 0 && (i < n || end && i == n)
}

// InsertRule puts r at p; what was there, and after it, moves on by one.
func InsertRule(rules []Rule, p Path, r Rule) []Rule {
	if !reaches(rules, p, true) {
		return rules
	}
	return edited(rules, p, func(siblings []Rule, i int) []Rule { return slices.Insert(siblings, i, r) })
}

// DeleteRule removes the rule at p with its children.
func DeleteRule(rules []Rule, p Path) []Rule {
	if !reaches(rules, p, false) {
		return rules
	}
	return edited(rules, p, func(siblings []Rule, i int) []Rule { return slices.Delete(siblings, i, i+1) })
}

// ChangeRule gives the rule at p other properties; its children stay.
func ChangeRule(rules []Rule, p Path, to Properties) []Rule {
	if !reaches(rules, p, false) {
		return rules
	}
	return edited(rules, p, func(siblings []Rule, i int) []Rule {
		siblings[i].Properties = to
		return siblings
	})
}

// Move is a step of a rule through the tree.
type Move uint8

// The moves. Up and down keep the level; in makes a rule the last child of the
// sibling before it, out the sibling after its parent.
const (
	MoveUp Move = iota
	MoveDown
	MoveIn
	MoveOut
)

// MoveRule moves the rule at p with its children, and returns where it is then.
func MoveRule(rules []Rule, p Path, m Move) ([]Rule, Path) {
	r, ok := RuleAt(rules, p)
	if !ok {
		return rules, p
	}
	above, i := p.Parent()
	var to Path
	switch m {
	case MoveUp:
		to = above.Child(i - 1)
	case MoveDown:
		to = above.Child(i + 1)
	case MoveIn:
		if i == 0 {
			return rules, p
		}
		before := above.Child(i - 1)
		to = before.Child(len(ChildrenAt(rules, before)))
	case MoveOut:
		if len(above) == 0 {
			return rules, p
		}
		grand, k := above.Parent()
		to = grand.Child(k + 1)
	}
	without := DeleteRule(rules, p)
	if !reaches(without, to, true) {
		return rules, p
	}
	return InsertRule(without, to, r), to
}

// SameRules says whether two trees are equal.
func SameRules(a, b []Rule) bool {
	return slices.EqualFunc(a, b, func(a, b Rule) bool {
		return a.Properties == b.Properties && SameRules(a.Then, b.Then)
	})
}

// SameInteraction says whether two interactions are equal in all.
func SameInteraction(a, b Interaction) bool {
	return a.ID == b.ID && a.Name == b.Name && SameTrigger(a.Trigger, b.Trigger) && SameRules(a.Rules, b.Rules)
}
