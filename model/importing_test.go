package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func importProfile(id, name string, port int) Profile {
	p := NewProfile()
	p.ID, p.Name, p.Port = ProfileID(id), name, port
	return p
}

func importLine(st ImportStep) string {
	s := st.Kind.String()
	for _, w := range []string{st.Clash, st.Outcome} {
		if w != "" {
			s += "; " + w
		}
	}
	for _, c := range st.Changes {
		s += "; " + c.String()
	}
	return s
}

func TestPlanImport(t *testing.T) {
	existing := []Entry{
		{Profile: importProfile("1", "Pay", 1), File: "pay.yaml", Version: "v1"},
		{Profile: importProfile("2", "Shop", 2), File: "shop.yaml", Version: "v2"},
		{Profile: importProfile("9", "Broken", 9), File: "broken.yaml", Err: &FileError{}},
	}
	one := func(id, name string, port int) []Profile { return []Profile{importProfile(id, name, port)} }
	two := func(a, b []Profile) []Profile { return append(a, b...) }
	tests := []struct {
		name                  string
		in                    []Profile
		skip, rename, replace string // of the last one; "" as skip
	}{
		{"free", one("5", "New", 5), "add", "", ""},
		{"free without id", one("", "New", 5), "add", "", ""},
		{"the same", one("1", "Pay", 1), "unchanged", "", ""},
		{"the same under another id", one("5", "Pay", 1), "unchanged; here under the id 1", "", ""},
		{"the same without id", one("", "Pay", 1), "unchanged", "", ""},
		{"other settings", one("1", "Pay", 7), "change; port 1 → 7", "", ""},
		{"other case", one("1", "PAY", 1), "change; name Pay → PAY", "", ""},
		{"id of another name", one("1", "New", 7), "clash; its id is that of pay.yaml (Pay); skipped",
			"clash; its id is that of pay.yaml (Pay); added with a new id",
			"clash; its id is that of pay.yaml (Pay); replaced; name Pay → New; port 1 → 7"},
		{"name of another id", one("5", "pay", 7), "clash; its name is that of pay.yaml (Pay); skipped",
			`clash; its name is that of pay.yaml (Pay); renamed to "pay 2"`,
			"clash; its name is that of pay.yaml (Pay); replaced; name Pay → pay; port 1 → 7"},
		{"name without id", one("", "Pay", 7), "clash; its name is that of pay.yaml (Pay); skipped",
			`clash; its name is that of pay.yaml (Pay); renamed to "Pay 2"`,
			"clash; its name is that of pay.yaml (Pay); replaced; port 1 → 7"},
		{"name of one and id of another", one("2", "Pay", 7), "clash; its name is that of pay.yaml (Pay) and its id that of shop.yaml (Shop); skipped",
			`clash; its name is that of pay.yaml (Pay) and its id that of shop.yaml (Shop); renamed to "Pay 2"`,
			"clash; its name is that of pay.yaml (Pay) and its id that of shop.yaml (Shop); replaced; port 1 → 7"},
		{"name and id of a broken file", one("9", "Broken", 9), "clash; its name and id are those of broken.yaml, which is broken; skipped",
			`clash; its name and id are those of broken.yaml, which is broken; renamed to "Broken 2"`,
			"clash; its name and id are those of broken.yaml, which is broken; skipped: a broken file is not replaced"},
		{"id of a broken file", one("9", "New", 9), "clash; its id is that of broken.yaml, which is broken; skipped",
			"clash; its id is that of broken.yaml, which is broken; added with a new id",
			"clash; its id is that of broken.yaml, which is broken; skipped: a broken file is not replaced"},
		{"a name twice", two(one("5", "New", 5), one("6", "new", 6)), `clash; its name is that of an earlier one, "New"; skipped: the first of them counts`,
			`clash; its name is that of an earlier one, "New"; renamed to "new 2"`,
			""},
		{"an id twice", two(one("5", "New", 5), one("5", "Newer", 6)), `clash; its id is that of an earlier one, "New"; skipped: the first of them counts`,
			`clash; its id is that of an earlier one, "New"; added with a new id`,
			""},
		{"all of it twice", two(one("5", "New", 5), one("5", "New", 5)), "unchanged", "", ""},
		{"two changes of one", two(one("1", "Pay", 5), one("1", "Pay", 6)), `clash; its name is that of an earlier one, "Pay"; skipped: the first of them counts`,
			`clash; its name and id are those of an earlier one, "Pay"; renamed to "Pay 2"`,
			""},
		{"the number is wanted later", two(two(one("7", "Pay 2", 3), one("8", "Pay 3", 3)), one("5", "Pay", 6)), "clash; its name is that of pay.yaml (Pay); skipped",
			`clash; its name is that of pay.yaml (Pay); renamed to "Pay 4"`, "clash; its name is that of pay.yaml (Pay); replaced; port 1 → 6"},
	}
	for _, tt := range tests {
		for policy, want := range map[ImportPolicy]string{SkipClashes: tt.skip, RenameClashes: tt.rename, ReplaceClashes: tt.replace} {
			if want == "" {
				want = tt.skip
			}
			steps := PlanImport(existing, tt.in, policy)
			last := steps[len(steps)-1]
			if got := importLine(last); got != want {
				t.Errorf("%s, %s:\ngot  %s\nwant %s", tt.name, policy, got, want)
			}
			if last.Writes != (last.Kind == ImportAdd || len(last.Changes) > 0 || strings.HasPrefix(last.Outcome, "renamed") || strings.HasPrefix(last.Outcome, "added")) {
				t.Errorf("%s, %s: writes %v", tt.name, policy, last.Writes)
			}
		}
	}
}

func TestPlanImportLongName(t *testing.T) {
	name := strings.Repeat("ä", MaxNameLength/2)
	existing := []Entry{{Profile: importProfile("1", name, 1), File: "a.yaml"}}
	in := []Profile{importProfile("2", name, 2)}
	steps := PlanImport(existing, in, RenameClashes)
	got := steps[0].Save.Profile
	if errs := got.Validate(); len(errs) > 0 || !strings.HasSuffix(got.Name, " 2") {
		t.Errorf("renamed to %q: %v", got.Name, errs)
	}
	again := PlanImport(append(existing, Entry{Profile: got, File: "b.yaml"}), in, RenameClashes)
	if again[0].Writes {
		t.Errorf("imported once more: %+v", again[0])
	}
}

// applyImport does what the store does with a plan.
func applyImport(t *rapid.T, entries []Entry, steps []ImportStep) []Entry {
	entries = slices.Clone(entries)
	for i, st := range steps {
		if !st.Writes {
			continue
		}
		p := st.Save.Profile
		if st.Save.Over == "" {
			if p.ID == "" {
				p.ID = ProfileID(fmt.Sprintf("new-%d-%d", len(entries), i))
			}
			entries = append(entries, Entry{Profile: p, File: fmt.Sprintf("f%d.yaml", len(entries)), Version: fmt.Sprintf("n%d", len(entries))})
			continue
		}
		at := slices.IndexFunc(entries, func(e Entry) bool { return e.Version == st.Save.Over })
		if at < 0 || entries[at].Err != nil || entries[at].Profile.ID != p.ID {
			t.Fatalf("saves over %q with the id %q: %+v", st.Save.Over, p.ID, entries)
		}
		entries[at].Profile = p
		entries[at].Version += "'"
	}
	return entries
}

// Whatever is imported: names and ids stay unique, only what was replaced or
// changed is other than before, broken files stay, and a second import of the
// same does nothing more.
func TestPlanImportKeepsAll(t *testing.T) {
	id := rapid.SampledFrom([]string{"", "1", "2", "3", "4", "5"})
	name := rapid.SampledFrom([]string{"A", "a", "B", "C", "A 2", "A 3", "B 2", "a 2 2"})
	profile := rapid.Custom(func(t *rapid.T) Profile {
		return importProfile(id.Draw(t, "id"), name.Draw(t, "name"), rapid.IntRange(1, 2).Draw(t, "port"))
	})
	rapid.Check(t, func(t *rapid.T) {
		var existing []Entry
		ids, names := map[ProfileID]bool{"": true}, map[string]bool{}
		for i, p := range rapid.SliceOfN(profile, 0, 5).Draw(t, "existing") {
			e := Entry{Profile: p, File: fmt.Sprintf("e%d.yaml", i), Version: fmt.Sprintf("v%d", i)}
			if ids[p.ID] || names[FoldName(p.Name)] || rapid.IntRange(0, 4).Draw(t, "broken") == 0 {
				e.Err = &FileError{File: e.File}
			} else {
				ids[p.ID], names[FoldName(p.Name)] = true, true
			}
			existing = append(existing, e)
		}
		in := rapid.SliceOfN(profile, 0, 6).Draw(t, "import")
		policy := rapid.SampledFrom([]ImportPolicy{SkipClashes, RenameClashes, ReplaceClashes}).Draw(t, "policy")
		steps := PlanImport(existing, in, policy)
		after := applyImport(t, existing, steps)
		checkImported(t, existing, after, steps, policy)
		for i, st := range PlanImport(after, in, policy) {
			if st.Writes {
				t.Fatalf("the second import writes %d: %s\nfirst %s\nafter %+v", i, importLine(st), importLine(steps[i]), after)
			}
		}
		for _, st := range PlanImport(after, valid(after), policy) {
			if st.Kind != ImportUnchanged {
				t.Fatalf("all of it again: %s of %+v", importLine(st), st.Profile)
			}
		}
		// An empty folder gets all of it as it is.
		fresh := applyImport(t, nil, PlanImport(nil, valid(after), policy))
		if !slices.Equal(valid(fresh), valid(after)) {
			t.Fatalf("on an empty folder: %+v, want %+v", valid(fresh), valid(after))
		}
	})
}

func valid(entries []Entry) []Profile {
	var all []Profile
	for _, e := range entries {
		if e.Err == nil {
			all = append(all, e.Profile)
		}
	}
	return all
}

func checkImported(t *rapid.T, before, after []Entry, steps []ImportStep, policy ImportPolicy) {
	ids, names := map[ProfileID]bool{}, map[string]bool{}
	for i, e := range after {
		if i >= len(before) && (ids[e.Profile.ID] || names[FoldName(e.Profile.Name)]) {
			t.Fatalf("added a double: %+v", after)
		}
		ids[e.Profile.ID], names[FoldName(e.Profile.Name)] = true, true
	}
	touched := map[string]ImportStep{}
	for _, st := range steps {
		if st.Save.Over != "" {
			if _, twice := touched[st.Save.Over]; twice {
				t.Fatal("one profile written twice")
			}
			touched[st.Save.Over] = st
			if st.Kind == ImportClash && policy != ReplaceClashes {
				t.Fatalf("%s replaced: %s", policy, importLine(st))
			}
		}
	}
	for i, e := range before {
		if st, ok := touched[e.Version]; !ok && after[i] != e {
			t.Fatalf("%+v became %+v", e, after[i])
		} else if ok && (e.Err != nil || after[i].Profile.ID != e.Profile.ID || len(st.Changes) == 0) {
			t.Fatalf("%+v became %+v by %s", e, after[i], importLine(st))
		}
	}
}
