package profiles

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

func TestInteractionBundleIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(anyInteraction), 0, 4).Draw(t, "interactions")
		text := BundleInteractions(list)
		in, err := ReadInteractions("x.yaml", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !slices.EqualFunc(in, list, model.SameInteraction) {
			t.Fatalf("got  %+v\nwant %+v\n%s", in, list, text)
		}
	})
}

func TestReadInteractionsRefuses(t *testing.T) {
	tests := []struct {
		name, text   string
		line, column int
		want         string
	}{
		{"empty", "", 1, 1, "the file is empty"},
		{"no list", "interactions: 5\n", 1, 15, "interactions: expected a list of interactions, found the number 5"},
		{"nothing", "version: 1\ninteractions:\n", 2, 1, "interactions: expected a list of interactions, found nothing"},
		{"no interaction", "interactions:\n  - a\n", 2, 5, `expected the settings of an interaction, found the text "a"`},
		{"no rules", "interactions:\n  - name: a\n", 2, 5, "rules: there is no rule"},
		{"a rule", "interactions:\n  - name: a\n    rules:\n      - sned: a\n", 4, 9, `unknown key "sned"; expected one of send`},
		{"a fault of the second", "interactions: [{name: a, rules: [{receive: }]},\n  {name: b, rules: [{check: {equal: a}}]}]\n", 2, 29, "check: a check needs a message"},
		{"profiles", "profiles: []\n", 1, 1, `unknown key "profiles"; expected one of version, id, name, trigger, rules`},
		{"both", "interactions: []\nprofiles: []\n", 2, 1, `unknown key "profiles"; expected version and interactions`},
		{"version 2", "version: 2\ninteractions: []\n", 1, 10, "version: expected 1"},
		{"twice", "interactions: []\ninteractions: []\n", 2, 1, "interactions stands twice"},
		{"two documents", "interactions: []\n---\ninteractions: []\n", 2, 1, "expected one bundle of interactions a file"},
		{"deep", "interactions: " + strings.Repeat("[", 60) + "\n", 1, 68, "the nesting is deeper than 54"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, err := ReadInteractions("team", []byte(tt.text))
			var fe *model.FileError
			if !errors.As(err, &fe) || len(in) > 0 {
				t.Fatalf("got %+v, %v", in, err)
			}
			if fe.File != "team" || fe.Line != tt.line || fe.Column != tt.column || !strings.Contains(fe.Message, tt.want) {
				t.Errorf("got %v, want %d:%d … %s", fe, tt.line, tt.column, tt.want)
			}
		})
	}
}

func TestReadInteractionsSingle(t *testing.T) {
	in, err := ReadInteractions("dir/demo.yaml", []byte(demoFile))
	if err != nil || len(in) != 1 || !model.SameInteraction(in[0], demo(model.Client, "Demo client")) {
		t.Errorf("%+v, %v", in, err)
	}
}

// What a hostile bundle costs is bounded, and 2,000 interactions are no such.
func TestHostileInteractionBundles(t *testing.T) {
	rep := func(unit string) string { return strings.Repeat(unit, model.MaxImportSize/len(unit)) }
	for name, text := range map[string]string{
		"brackets": rep("["), "dashes": rep("- "), "keys": rep("k: 1\n"), "lines": rep("\n") + "a", "items": "interactions:\n" + rep("- a\n"), "longer": strings.Repeat("x", model.MaxImportSize+1),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadInteractions(name, []byte(text))
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 100 {
			t.Errorf("%s: allocated %d MB", name, used)
		}
	}
	list := make([]model.Interaction, 2000)
	for i := range list {
		list[i] = demo(model.Client, fmt.Sprintf("Demo %d", i))
		list[i].ID = model.InteractionID(fmt.Sprintf("01K9X2J5M3Q4R5S6T7V8W%05d", i))
	}
	if in, err := ReadInteractions("many", BundleInteractions(list)); err != nil || !slices.EqualFunc(in, list, model.SameInteraction) {
		t.Errorf("%d interactions, %v", len(in), err)
	}
}
