package profiles

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

func TestBundleIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(anyProfile), 0, 5).Draw(t, "profiles")
		text := Bundle(list)
		in, err := ReadImport("x.yaml", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !slices.Equal(in.Profiles, list) {
			t.Fatalf("got  %+v\nwant %+v\n%s", in.Profiles, list, text)
		}
	})
}

func TestReadImportRefuses(t *testing.T) {
	tests := []struct {
		name, text   string
		line, column int
		want         string
	}{
		{"empty", "", 1, 1, "the file is empty"},
		{"no mapping", "- name: a\n", 1, 1, "found a list"},
		{"no list", "profiles: 5\n", 1, 11, "profiles: expected a list of profiles, found the number 5"},
		{"nothing", "version: 1\nprofiles:\n", 2, 1, "profiles: expected a list of profiles, found nothing"},
		{"mapping", "profiles:\n  name: a\n", 1, 1, "profiles: expected a list of profiles, found a mapping"},
		{"no profile", "profiles:\n  - a\n", 2, 5, `expected the settings of a profile, found the text "a"`},
		{"no name", "profiles:\n  - name: a\n  - port: 1\n", 3, 5, "name: a name is needed"},
		{"no name in brackets", "profiles: [{name: a},\n  {port: 1}]\n", 2, 3, "name: a name is needed"},
		{"empty item", "profiles:\n  - name: a\n  -\n", 3, 5, "expected the settings of a profile, found nothing"},
		{"a value", "profiles:\n  - name: a\n    port: 0 # no\n", 3, 11, "port: 0 is not in 1–65535"},
		{"unknown key", "version: 1\nprofile: []\nprofiles: []\n", 2, 1, `unknown key "profile"; expected version and profiles`},
		{"version 2", "version: 2\nprofiles: []\n", 1, 10, "version: expected 1"},
		{"twice", "profiles: []\nprofiles: []\n", 2, 1, "profiles stands twice"},
		{"two documents", "profiles: []\n---\nprofiles: []\n", 2, 1, "expected one bundle of profiles a file"},
		{"alias", "profiles:\n  - &a {name: a}\n  - *a\n", 2, 5, "an anchor (&) is not allowed"},
		{"deep", "profiles: " + strings.Repeat("[", 40) + "\n", 1, 42, "the nesting is deeper than 32"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, err := ReadImport("team", []byte(tt.text))
			var fe *model.FileError
			if !errors.As(err, &fe) {
				t.Fatalf("got %+v, %v", in, err)
			}
			if fe.File != "team" || fe.Line != tt.line || fe.Column != tt.column || !strings.Contains(fe.Message, tt.want) {
				t.Errorf("got %v, want %d:%d … %s", fe, tt.line, tt.column, tt.want)
			}
			if len(in.Profiles) > 0 {
				t.Errorf("and yet %+v", in.Profiles)
			}
		})
	}
}

func TestReadImportSingle(t *testing.T) {
	in, err := ReadImport("dir/pay.yaml", []byte("# mine\nname: Pay\nport: 5\n"))
	want := named("Pay")
	want.Port = 5
	if err != nil || len(in.Profiles) != 1 || in.Profiles[0] != want {
		t.Errorf("%+v, %v", in, err)
	}
}

// What a hostile bundle costs is bounded, and 10,000 profiles are no such.
func TestHostileBundles(t *testing.T) {
	rep := func(unit string) string { return strings.Repeat(unit, model.MaxImportSize/len(unit)) }
	for name, text := range map[string]string{
		"brackets": rep("["), "braces": rep("{a: "), "dashes": rep("- "), "question": rep("? "), "keys": rep("k: 1\n"), "items": "profiles:\n" + rep("-\n"), "lines": rep("\n") + "a",
		"colons": rep("a: "), "many keys": strings.Repeat("k: 1\n", 50_000), "a long key": strings.Repeat("k", 1<<20) + ":\n" + strings.Repeat("- a\n", 20_000),
		"longer": strings.Repeat("x", model.MaxImportSize+1),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadImport(name, []byte(text))
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 100 {
			t.Errorf("%s: allocated %d MB", name, used)
		}
	}
	list := make([]model.Profile, 10_000)
	for i := range list {
		list[i] = named(fmt.Sprintf("Payment gateway %05d", i))
		list[i].ID = model.ProfileID(fmt.Sprintf("01K9X2J5M3Q4R5S6T7V8W%05d", i))
		list[i].Framing = model.Framing{Receive: model.LF, Send: model.CRLF}
	}
	if in, err := ReadImport("many", Bundle(list)); err != nil || !slices.Equal(in.Profiles, list) {
		t.Errorf("%d profiles, %v", len(in.Profiles), err)
	}
}

func TestSaveAll(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A # a\n", "b.yaml": "name: B\nid: b\n"})
	load(t, s)
	a, _ := s.Lookup("A")
	b, _ := s.Lookup("B")
	list := make([]model.Saving, 0, 4)
	add := func(p model.Profile, over string) { list = append(list, model.Saving{Profile: p, Over: over}) }
	renamed := b.Profile
	renamed.Name = "C"
	add(renamed, b.Version)
	second := named("B") // the name is free by now
	second.ID = "b2"
	add(second, "")
	changed := a.Profile
	changed.Port = 5
	add(changed, a.Version)
	third := named("b!") // its slug is that of another
	third.ID = "b"       // and its id
	add(third, "")
	entries, err := s.SaveAll(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if e.Err != nil {
			t.Error(e.Err)
		}
		got = append(got, e.File+" "+e.Profile.Name)
	}
	if want := []string{"b.yaml C", "b-2.yaml B", "a.yaml A", "b-3.yaml b!"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if entries[0].Profile.ID != "b" || entries[1].Profile.ID != "b2" || len(entries[2].Profile.ID) != 26 || len(entries[3].Profile.ID) != 26 {
		t.Errorf("ids of %+v", entries)
	}
	if text := content(t, s, "a.yaml"); !strings.Contains(text, "name: A # a\n") || !strings.Contains(text, "port: 5\n") {
		t.Errorf("a.yaml is %q", text)
	}
	if none, err := s.SaveAll(t.Context(), nil); none != nil || err != nil {
		t.Error(none, err)
	}
}

// The first that cannot be saved ends it, and is named; what went before stays.
func TestSaveAllStops(t *testing.T) {
	bad := named("Bad")
	bad.Port = 0
	for name, tt := range map[string]struct {
		second model.Saving
		want   string
	}{
		"name taken": {model.Saving{Profile: named("a")}, "a: name: a.yaml has this name already"},
		"invalid":    {model.Saving{Profile: bad}, "Bad: port: 0 is not in 1–65535"},
		"changed":    {model.Saving{Profile: func() model.Profile { p := named("A"); p.ID = "a"; return p }(), Over: "before"}, "A: the file was changed meanwhile"},
		"gone":       {model.Saving{Profile: func() model.Profile { p := named("G"); p.ID = "g"; return p }(), Over: "x"}, "G: the file was removed meanwhile"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, map[string]string{"a.yaml": "name: A\n"})
			entries, err := s.SaveAll(t.Context(), []model.Saving{{Profile: named("First")}, tt.second, {Profile: named("Third")}})
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if len(entries) != 1 || entries[0].File != "first.yaml" {
				t.Errorf("entries %+v", entries)
			}
			if all, _ := filepath.Glob(s.Dir() + "/*.yaml"); len(all) != 2 {
				t.Errorf("files %q", all)
			}
		})
	}
}

func TestSaveAllEndsWithTheContext(t *testing.T) {
	s := open(t, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("interrupted")
	cancel(reason)
	if entries, err := s.SaveAll(ctx, []model.Saving{{Profile: named("First")}}); len(entries) > 0 || !errors.Is(err, reason) {
		t.Errorf("%+v, %v", entries, err)
	}
	if len(load(t, s)) > 0 {
		t.Error("saved")
	}
}

func TestSource(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "# a\nname: A\n"})
	e := load(t, s)[0]
	if data, err := s.Source(e); err != nil || string(data) != "# a\nname: A\n" {
		t.Errorf("%q, %v", data, err)
	}
	if err := os.Remove(filepath.Join(s.Dir(), "a.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Source(e); !errors.Is(err, model.ErrGone) {
		t.Error(err)
	}
}
