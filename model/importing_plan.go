package model

import (
	"fmt"
	"strconv"
	"strings"
)

type importPlan[T importable[T]] struct {
	policy ImportPolicy
	byID   map[string]*importSlot[T]
	byName map[string]*importSlot[T]
	broken map[string]*importSlot[T] // the broken ones by name
	wanted map[string]bool           // every name of the import
	// copies has the settings of each one with a numbered name that the import
	// does not bring, under the name without its number: by them the copy that
	// an earlier import made is known again.
	copies map[importCopy]bool
	next   map[string]int // the next number of a name
}

// planImport says what importing a list, in its order, does to a folder that
// holds existing. Broken files keep their names and ids and are never written
// over. Importing again what was imported changes nothing more.
func planImport[T importable[T]](existing []importSlot[T], list []T, policy ImportPolicy) []importStep[T] {
	pl := &importPlan[T]{
		policy: policy, byID: map[string]*importSlot[T]{}, byName: map[string]*importSlot[T]{}, broken: map[string]*importSlot[T]{},
		wanted: map[string]bool{}, copies: map[importCopy]bool{}, next: map[string]int{},
	}
	for _, v := range list {
		_, name := v.identity()
		pl.wanted[FoldName(name)] = true
	}
	for _, broken := range []bool{true, false} { // a valid one goes before a broken double of it
		for i := range existing {
			if existing[i].broken == broken {
				pl.put(&existing[i])
			}
		}
	}
	steps := make([]importStep[T], len(list))
	first := doubles(list)
	for i, v := range list {
		if d := first[i]; d >= 0 && policy != RenameClashes {
			steps[i] = doubleStep(v, list[d])
			continue
		}
		steps[i] = pl.step(v)
	}
	return steps
}

// doubles says for each one of a file which earlier one has its name or id
// already, -1 for none. What is a double itself takes neither.
func doubles[T importable[T]](list []T) []int {
	ids, names := map[string]int{}, map[string]int{}
	first := make([]int, len(list))
	for i, v := range list {
		first[i] = -1
		id, name := v.identity()
		key := FoldName(name)
		if d, ok := ids[id]; ok && id != "" {
			first[i] = d
		} else if d, ok := names[key]; ok {
			first[i] = d
		} else {
			ids[id], names[key] = i, i
		}
	}
	return first
}

// doubleStep skips v for the sake of first.
func doubleStep[T importable[T]](v, first T) importStep[T] {
	id, name := v.identity()
	firstID, firstName := first.identity()
	slot := &importSlot[T]{value: first, claimed: true}
	if id == firstID && name == firstName && v.settings() == first.settings() {
		return importStep[T]{value: v, kind: ImportUnchanged}
	}
	words := clashWords(nil, slot)
	if FoldName(name) != FoldName(firstName) {
		words = clashWords(slot, nil)
	}
	return importStep[T]{value: v, kind: ImportClash, clash: words, outcome: "skipped: the first of them counts"}
}

// put makes a slot known by its id and its name.
func (pl *importPlan[T]) put(s *importSlot[T]) {
	id, name := s.value.identity()
	if id != "" {
		pl.byID[id] = s
	}
	if name == "" {
		return
	}
	key := FoldName(name)
	pl.byName[key] = s
	if s.broken {
		pl.broken[key] = s
	}
	i := strings.LastIndexByte(name, ' ')
	if n, err := strconv.Atoi(name[i+1:]); i > 0 && err == nil && n > 1 && !s.broken && !pl.wanted[key] {
		pl.copies[copyOf(s.value, name[:i])] = true
	}
}

func (pl *importPlan[T]) step(v T) importStep[T] {
	id, name := v.identity()
	byID, byName := pl.byID[id], pl.byName[FoldName(name)]
	st := importStep[T]{value: v}
	switch {
	case byID == nil && byName == nil:
		pl.create(&st, v)
	case byName != nil && !byName.broken && byName.name() == name && byName.value.settings() == v.settings():
		st.kind, byName.claimed = ImportUnchanged, true
		if id != byName.id() && id != "" {
			st.outcome = "here under the id " + byName.id()
		}
	case byID == byName && !byID.broken && !byID.claimed:
		st.kind = ImportChange
		pl.over(&st, byID, v)
	default:
		pl.clash(&st, v, byID, byName)
	}
	return st
}

func (pl *importPlan[T]) create(st *importStep[T], v T) {
	st.writes, st.save = true, v
	pl.put(&importSlot[T]{value: v, claimed: true})
}

// over puts the settings of v into the one of a slot.
func (pl *importPlan[T]) over(st *importStep[T], s *importSlot[T], v T) {
	_, name := v.identity()
	v = v.withIdentity(s.id(), name)
	st.writes, st.save, st.over = true, v, s.version
	st.changes = s.value.differences(v)
	old := FoldName(s.name())
	delete(pl.byName, old)
	if b := pl.broken[old]; b != nil {
		pl.byName[old] = b
	}
	s.value, s.claimed = v, true
	pl.put(s)
}

func (pl *importPlan[T]) clash(st *importStep[T], v T, byID, byName *importSlot[T]) {
	st.kind, st.clash, st.outcome = ImportClash, clashWords(byID, byName), "skipped"
	switch pl.policy {
	case RenameClashes:
		pl.rename(st, v, byID, byName)
	case ReplaceClashes:
		s := byName
		if s == nil {
			s = byID
		}
		switch {
		case s.broken:
			st.outcome = "skipped: a broken file is not replaced"
		case s.claimed:
			st.outcome = "skipped: the first of them counts"
		default:
			st.outcome = "replaced"
			pl.over(st, s, v)
		}
	}
}

func (pl *importPlan[T]) rename(st *importStep[T], v T, byID, byName *importSlot[T]) {
	id, name := v.identity()
	if pl.copies[copyOf(v, name)] {
		st.kind, st.clash, st.outcome = ImportUnchanged, "", "here under a numbered name"
		return
	}
	st.outcome = "added with a new id"
	if byID != nil {
		id = ""
	}
	if byName != nil {
		name = pl.freeName(name)
		st.outcome = fmt.Sprintf("renamed to %q", name)
	}
	pl.create(st, v.withIdentity(id, name))
}

// freeName is the first numbered form of a name that nobody has or wants.
func (pl *importPlan[T]) freeName(name string) string {
	base := cutName(name)
	key := FoldName(base)
	for n := max(2, pl.next[key]); ; n++ {
		free := base + " " + strconv.Itoa(n)
		if k := FoldName(free); pl.byName[k] == nil && !pl.wanted[k] {
			pl.next[key] = n + 1
			return free
		}
	}
}
