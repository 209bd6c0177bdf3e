package ui

import (
	"sort"
	"strings"

	"tcpdeck/model"
)

// gridRow is one line of Connections: a group, a profile or a broken file.
type gridRow struct {
	group string // of a group's own row
	count int    // profiles in that group
	entry *model.Entry
}

// grid is the list of Connections, grouped, filtered and sorted.
type grid struct {
	rows  []gridRow
	shown int // profiles that the filter lets through
	total int
}

// buildGrid groups the entries: groups and names in alphabetical order without
// regard to case, broken files last.
func buildGrid(entries []model.Entry, filter string, folded map[string]bool) grid {
	groups := map[string][]*model.Entry{}
	var broken []*model.Entry
	terms := strings.Fields(strings.ToLower(filter))
	g := grid{total: len(entries)}
	for i := range entries {
		e := &entries[i]
		if !matches(e, terms) {
			continue
		}
		g.shown++
		if e.Err != nil {
			broken = append(broken, e)
			continue
		}
		name := groupOf(e.Profile)
		groups[name] = append(groups[name], e)
	}
	for _, name := range sortedGroups(groups) {
		members := groups[name]
		g.rows = append(g.rows, gridRow{group: name, count: len(members)})
		if folded[name] && len(terms) == 0 {
			continue
		}
		sortEntries(members)
		for _, e := range members {
			g.rows = append(g.rows, gridRow{entry: e})
		}
	}
	for _, e := range broken {
		g.rows = append(g.rows, gridRow{entry: e})
	}
	return g
}

// listedProfiles are the valid profiles in the order of Connections.
func listedProfiles(d Deps) []model.Profile {
	var all []model.Profile
	for _, row := range buildGrid(d.Profiles.Entries(), "", nil).rows {
		if row.entry != nil && row.entry.Err == nil {
			all = append(all, row.entry.Profile)
		}
	}
	return all
}

// groupOf is the group under which p is listed.
func groupOf(p model.Profile) string {
	if p.Group == "" {
		return model.DefaultGroup
	}
	return p.Group
}

// matches says whether every term stands in the name, the address or the
// group of e.
func matches(e *model.Entry, terms []string) bool {
	if len(terms) == 0 {
		return true
	}
	text := strings.ToLower(e.Profile.Name + "\n" + e.Profile.Address + "\n" + e.Profile.Group)
	if e.Err != nil {
		text += "\n" + strings.ToLower(e.File)
	}
	for _, t := range terms {
		if !strings.Contains(text, t) {
			return false
		}
	}
	return true
}

func sortedGroups(groups map[string][]*model.Entry) []string {
	names := make([]string, 0, len(groups))
	for n := range groups {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool { return lessFold(names[i], names[j]) })
	return names
}

func sortEntries(es []*model.Entry) {
	keys := make(map[*model.Entry]string, len(es))
	for _, e := range es {
		keys[e] = strings.ToLower(e.Profile.Name)
	}
	sort.SliceStable(es, func(i, j int) bool { return keys[es[i]] < keys[es[j]] })
}

func lessFold(a, b string) bool {
	la, lb := strings.ToLower(a), strings.ToLower(b)
	if la != lb {
		return la < lb
	}
	return a < b
}

// find returns the row of the same profile, file or group as r, or -1.
func (g grid) find(r gridRow) int {
	for i, o := range g.rows {
		switch {
		case r.entry == nil && o.entry == nil && o.group == r.group && r.group != "":
			return i
		case r.entry != nil && o.entry != nil && o.entry.File == r.entry.File:
			return i
		}
	}
	return -1
}

// firstProfile is the first row that is no group, or 0.
func (g grid) firstProfile() int {
	for i, r := range g.rows {
		if r.entry != nil {
			return i
		}
	}
	return 0
}
