package profiles

import (
	"fmt"

	"tcpdeck/model"
)

// branch is a rule of one of two trees that are matched: that of the file, and
// the one that is to be in it.
type branch struct {
	rule   model.Properties
	then   []*branch
	source *ruleSource // in the file

	props, tree int     // numbers: equal for equal properties, and for equal trees
	match       *branch // in the other tree
	whole       bool    // all below matches too, in its place
}

// numbering gives numbers to what is equal.
type numbering struct {
	props map[model.Properties]int
	trees map[string]int
}

func number[K comparable](all map[K]int, key K) int {
	n, ok := all[key]
	if !ok {
		n = len(all)
		all[key] = n
	}
	return n
}

// branches makes branches of rules; sources are theirs in the file, if any.
func (n *numbering) branches(rules []model.Rule, sources []*ruleSource) []*branch {
	all := make([]*branch, len(rules))
	for i, r := range rules {
		b := &branch{rule: r.Properties, props: number(n.props, r.Properties)}
		var below []*ruleSource
		if sources != nil {
			b.source, below = sources[i], sources[i].then
		}
		b.then = n.branches(r.Then, below)
		key := []int{b.props}
		for _, c := range b.then {
			key = append(key, c.tree)
		}
		b.tree = number(n.trees, fmt.Sprint(key))
		all[i] = b
	}
	return all
}

// matchRules says for each rule of a new tree which one of the old tree it is:
// equal ones first, those in the same place before others, then one of the same
// kind in the same place.
func matchRules(old, to []*branch) {
	m := matching{surplus: map[int]int{}}
	was, is := flat(nil, old), flat(nil, to)
	for _, b := range was {
		m.surplus[b.props]++
	}
	for _, b := range is {
		m.surplus[b.props]--
	}
	m.siblings(old, to)
	m.pairs(was, is, sameTree) // moved
	m.pairs(was, is, sameProps)
}

func flat(all, branches []*branch) []*branch {
	for _, b := range branches {
		all = flat(append(all, b), b.then)
	}
	return all
}

type matching struct {
	// surplus is how many rules of the properties with a number are to go;
	// below 0, to come.
	surplus map[int]int
}

// siblings matches what is below two rules that match.
func (m *matching) siblings(old, to []*branch) {
	for len(old) > 0 && len(to) > 0 && sameTree(old[0], to[0]) {
		m.pair(old[0], to[0])
		old, to = old[1:], to[1:]
	}
	for len(old) > 0 && len(to) > 0 && sameTree(old[len(old)-1], to[len(to)-1]) {
		m.pair(old[len(old)-1], to[len(to)-1])
		old, to = old[:len(old)-1], to[:len(to)-1]
	}
	m.pairs(old, to, sameTree)
	m.pairs(old, to, sameProps)
	m.pairs(old, to, func(a, b *branch) bool {
		if a.rule.Kind != b.rule.Kind || m.surplus[a.props] <= 0 || m.surplus[b.props] >= 0 {
			return false
		}
		m.surplus[a.props]--
		m.surplus[b.props]++
		return true
	})
}

// pairs matches what fits, in order.
func (m *matching) pairs(old, to []*branch, fits func(old, to *branch) bool) {
	for _, b := range to {
		for _, a := range old {
			if b.match == nil && a.match == nil && fits(a, b) {
				m.pair(a, b)
			}
		}
	}
}

func sameProps(a, b *branch) bool { return a.props == b.props }

func sameTree(a, b *branch) bool { return a.tree == b.tree && a.isLoose() && b.isLoose() }

// isLoose says that nothing of b is matched yet.
func (b *branch) isLoose() bool {
	if b.match != nil {
		return false
	}
	for _, c := range b.then {
		if !c.isLoose() {
			return false
		}
	}
	return true
}

func (m *matching) pair(a, b *branch) {
	b.whole = sameTree(a, b)
	a.match, b.match = b, a
	if !b.whole {
		m.siblings(a.then, b.then)
		return
	}
	for i := range a.then {
		m.pair(a.then[i], b.then[i])
	}
}
