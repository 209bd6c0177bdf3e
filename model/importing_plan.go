package model

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// importSlot is a profile that is there, or will be by an earlier step.
type importSlot struct {
	profile       Profile
	file, version string // "" for one of this import
	broken        bool
	claimed       bool // an earlier profile of the import is this one
}

type importPlan struct {
	policy ImportPolicy
	byID   map[ProfileID]*importSlot
	byName map[string]*importSlot
	broken map[string]*importSlot // the broken ones by name
	wanted map[string]bool        // every name of the import
	// copies has the settings of each profile with a numbered name that the
	// import does not bring, under the name without its number: by them the copy
	// that an earlier import made is known again.
	copies map[Profile]bool
	next   map[string]int // the next number of a name
}

// PlanImport says what importing profiles, in their order, does to a folder
// that holds existing. Broken files keep their names and ids and are never
// written over. Importing again what was imported changes nothing more.
func PlanImport(existing []Entry, profiles []Profile, policy ImportPolicy) []ImportStep {
	pl := &importPlan{
		policy: policy, byID: map[ProfileID]*importSlot{}, byName: map[string]*importSlot{}, broken: map[string]*importSlot{},
		wanted: map[string]bool{}, copies: map[Profile]bool{}, next: map[string]int{},
	}
	for _, p := range profiles {
		pl.wanted[FoldName(p.Name)] = true
	}
	for _, broken := range []bool{true, false} { // a valid one goes before a broken double of it
		for _, e := range existing {
			if (e.Err != nil) == broken {
				pl.put(&importSlot{profile: e.Profile, file: e.File, version: e.Version, broken: broken})
			}
		}
	}
	steps := make([]ImportStep, len(profiles))
	first := doubles(profiles)
	for i, p := range profiles {
		if d := first[i]; d >= 0 && policy != RenameClashes {
			steps[i] = doubleStep(p, profiles[d])
			continue
		}
		steps[i] = pl.step(p)
	}
	return steps
}

// doubles says for each profile of a file which earlier one has its name or id
// already, -1 for none. What is a double itself takes neither.
func doubles(profiles []Profile) []int {
	ids, names := map[ProfileID]int{}, map[string]int{}
	first := make([]int, len(profiles))
	for i, p := range profiles {
		first[i] = -1
		key := FoldName(p.Name)
		if d, ok := ids[p.ID]; ok && p.ID != "" {
			first[i] = d
		} else if d, ok := names[key]; ok {
			first[i] = d
		} else {
			ids[p.ID], names[key] = i, i
		}
	}
	return first
}

// doubleStep skips p for the sake of first.
func doubleStep(p, first Profile) ImportStep {
	if p == first {
		return ImportStep{Profile: p, Kind: ImportUnchanged}
	}
	words := clashWords(nil, &importSlot{profile: first, claimed: true})
	if FoldName(p.Name) != FoldName(first.Name) {
		words = clashWords(&importSlot{profile: first, claimed: true}, nil)
	}
	return ImportStep{Profile: p, Kind: ImportClash, Clash: words, Outcome: "skipped: the first of them counts"}
}

// put makes a slot known by its id and its name.
func (pl *importPlan) put(s *importSlot) {
	p := s.profile
	if p.ID != "" {
		pl.byID[p.ID] = s
	}
	if p.Name == "" {
		return
	}
	key := FoldName(p.Name)
	pl.byName[key] = s
	if s.broken {
		pl.broken[key] = s
	}
	i := strings.LastIndexByte(p.Name, ' ')
	if n, err := strconv.Atoi(p.Name[i+1:]); i > 0 && err == nil && n > 1 && !s.broken && !pl.wanted[key] {
		pl.copies[copyKey(p, p.Name[:i])] = true
	}
}

// copyKey is what all numbered copies of a profile have in common.
func copyKey(p Profile, name string) Profile {
	p.ID, p.Name = "", FoldName(cutName(name))
	return p
}

// cutName leaves room for a number behind a name.
func cutName(name string) string {
	const most = MaxNameLength - 12
	if len(name) > most {
		i := most
		for !utf8.RuneStart(name[i]) {
			i--
		}
		name = name[:i]
	}
	return strings.TrimSpace(name)
}

func (pl *importPlan) step(p Profile) ImportStep {
	byID, byName := pl.byID[p.ID], pl.byName[FoldName(p.Name)]
	st := ImportStep{Profile: p}
	switch {
	case byID == nil && byName == nil:
		pl.create(&st, p)
	case byName != nil && !byName.broken && withID(p, byName.profile.ID) == byName.profile:
		st.Kind, byName.claimed = ImportUnchanged, true
		if p.ID != byName.profile.ID && p.ID != "" {
			st.Outcome = "here under the id " + string(byName.profile.ID)
		}
	case byID == byName && !byID.broken && !byID.claimed:
		st.Kind = ImportChange
		pl.over(&st, byID, p)
	default:
		pl.clash(&st, p, byID, byName)
	}
	return st
}

func withID(p Profile, id ProfileID) Profile {
	p.ID = id
	return p
}

func (pl *importPlan) create(st *ImportStep, p Profile) {
	st.Writes, st.Save = true, Saving{Profile: p}
	pl.put(&importSlot{profile: p, claimed: true})
}

// over puts the settings of p into the profile of a slot.
func (pl *importPlan) over(st *ImportStep, s *importSlot, p Profile) {
	p.ID = s.profile.ID
	st.Writes, st.Save = true, Saving{Profile: p, Over: s.version}
	st.Changes = Differences(s.profile, p)
	old := FoldName(s.profile.Name)
	delete(pl.byName, old)
	if b := pl.broken[old]; b != nil {
		pl.byName[old] = b
	}
	s.profile, s.claimed = p, true
	pl.put(s)
}

func (pl *importPlan) clash(st *ImportStep, p Profile, byID, byName *importSlot) {
	st.Kind, st.Clash, st.Outcome = ImportClash, clashWords(byID, byName), "skipped"
	switch pl.policy {
	case RenameClashes:
		pl.rename(st, p, byID, byName)
	case ReplaceClashes:
		s := byName
		if s == nil {
			s = byID
		}
		switch {
		case s.broken:
			st.Outcome = "skipped: a broken file is not replaced"
		case s.claimed:
			st.Outcome = "skipped: the first of them counts"
		default:
			st.Outcome = "replaced"
			pl.over(st, s, p)
		}
	}
}

func (pl *importPlan) rename(st *ImportStep, p Profile, byID, byName *importSlot) {
	if pl.copies[copyKey(p, p.Name)] {
		st.Kind, st.Clash, st.Outcome = ImportUnchanged, "", "here under a numbered name"
		return
	}
	st.Outcome = "added with a new id"
	if byID != nil {
		p.ID = ""
	}
	if byName != nil {
		p.Name = pl.freeName(p.Name)
		st.Outcome = fmt.Sprintf("renamed to %q", p.Name)
	}
	pl.create(st, p)
}

// freeName is the first numbered form of a name that nobody has or wants.
func (pl *importPlan) freeName(name string) string {
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

func clashWords(byID, byName *importSlot) string {
	switch {
	case byName == nil:
		return "its id is that of " + byID.words()
	case byID == nil:
		return "its name is that of " + byName.words()
	case byID == byName:
		return "its name and id are those of " + byID.words()
	}
	return "its name is that of " + byName.words() + " and its id that of " + byID.words()
}

func (s *importSlot) words() string {
	switch {
	case s.claimed:
		return "an earlier one, " + strconv.Quote(s.profile.Name)
	case s.broken:
		return s.file + ", which is broken"
	}
	return s.file + " (" + s.profile.Name + ")"
}
