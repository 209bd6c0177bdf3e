package profiles

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// openInteractions returns the folder of interactions with the given files.
func openInteractions(t *testing.T, files map[string]string) *Interactions {
	t.Helper()
	s, err := OpenInteractions(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		put(t, s, name, text)
	}
	return s
}

func loadInteractions(t *testing.T, s *Interactions) []model.InteractionEntry {
	t.Helper()
	if err := s.Load(); err != nil {
		t.Fatal(err)
	}
	return s.Entries()
}

func saveInteraction(t *testing.T, s *Interactions, i model.Interaction, over string) model.InteractionEntry {
	t.Helper()
	e, err := s.Save(i, over)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestInteractionsSave(t *testing.T) {
	s := openInteractions(t, nil)
	if got := loadInteractions(t, s); len(got) != 0 {
		t.Errorf("entries %v", got)
	}
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) || filepath.Base(s.Dir()) != "interactions" {
		t.Errorf("%s is there: %v", s.Dir(), err)
	}
	e := saveInteraction(t, s, demo(model.Client, "Demo client"), "")
	if e.File != "demo-client.yaml" || len(e.Interaction.ID) != 26 || e.Err != nil || e.Version == "" {
		t.Fatalf("entry %+v", e)
	}
	want := strings.Replace(demoFile, "version: 1\n", "version: 1\nid: "+string(e.Interaction.ID)+"\n", 1)
	if got := content(t, s, e.File); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if info, err := os.Stat(filepath.Join(s.Dir(), e.File)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	for _, target := range []string{"DEMO client", string(e.Interaction.ID)} {
		if again, ok := s.Lookup(target); !ok || again.File != e.File || !model.SameInteraction(again.Interaction, e.Interaction) {
			t.Errorf("%s: %+v", target, again)
		}
		if again, ok, err := s.Find(target); err != nil || !ok || again.File != e.File || !model.SameInteraction(again.Interaction, e.Interaction) {
			t.Errorf("%s: %+v, %v", target, again, err)
		}
	}
	if data, err := s.Source(e); err != nil || string(data) != want {
		t.Errorf("%s, %v", data, err)
	}
	if e := saveInteraction(t, s, demo(model.Listener, "漢字"), ""); e.File != "interaction.yaml" {
		t.Errorf("saved as %s", e.File)
	}
}

func TestInteractionsRefuse(t *testing.T) {
	s := openInteractions(t, map[string]string{"a.yaml": ruleFile("- receive:\n"), "b.yaml": "name: B\nrules: 5\n"})
	var faults model.Faults
	i := demo(model.Client, "x")
	if _, err := s.Save(i, ""); !errors.As(err, &faults) || faults.On(nil, model.FieldName) != "a.yaml has this name already" {
		t.Errorf("name taken: %v", err)
	}
	i.Name, i.Rules[0].Iterations = "y", 0
	if _, err := s.Save(i, ""); !errors.As(err, &faults) || faults.On(model.Path{0}, model.FieldIterations) == "" {
		t.Errorf("iterations: %v", err)
	}
	i.Rules[0].Iterations, i.Rules[0].Body = 1, "\xff"
	if _, err := s.Save(i, ""); !errors.As(err, &faults) || !strings.HasPrefix(faults.On(model.Path{0}, model.FieldBody), "this is not valid UTF-8") {
		t.Errorf("body: %v", err)
	}
	i.Rules[0].Body, i.Trigger.Command = "x", []string{"sh", "\xff"}
	if _, err := s.Save(i, ""); !errors.As(err, &faults) || faults.On(nil, model.FieldCommand) == "" {
		t.Errorf("command: %v", err)
	}
	i.Rules[0].Body, i.Trigger = strings.Repeat("\x01", 60<<10), model.NewTrigger()
	if _, err := s.Save(i, ""); err == nil || err.Error() != "the file would have 361 KiB; an interaction has at most 256 KiB" {
		t.Errorf("too long: %v", err)
	}
	b, ok := s.Lookup("B")
	if !ok || b.Err == nil || b.Err.Error() != "b.yaml:2:8: rules: expected a list of rules, found the number 5" {
		t.Errorf("%+v", b)
	}
	if _, err := s.Save(demo(model.Client, "B"), b.Version); err == nil {
		t.Error("saved over a broken file")
	}
	if err := s.Delete(b.Interaction.ID); !errors.Is(err, model.ErrGone) {
		t.Errorf("deleted a broken file: %v", err)
	}
	if files, _ := filepath.Glob(s.Dir() + "/*.yaml"); len(files) != 2 || content(t, s, "b.yaml") != "name: B\nrules: 5\n" {
		t.Errorf("files %q", files)
	}
}

// Only what counts for a rule's kind is stored, in the units of the file.
func TestInteractionsSaveWhatCounts(t *testing.T) {
	s := openInteractions(t, nil)
	i := demo(model.Client, "x")
	i.Rules[0].Value, i.Rules[0].DelayBefore = "not of a send", 1500*time.Microsecond
	i.Rules[0].Then[0].Timeout, i.Rules[0].Then[0].Body = time.Second/3, "not of a receive"
	i.Rules[0].Then[0].Then[2].Value = "not of always"
	i.Trigger.Command = []string{}
	e := saveInteraction(t, s, i, "")
	first := e.Interaction.Rules[0]
	if first.Value != "" || first.DelayBefore != 2*time.Millisecond || first.Then[0].Timeout != 333333*time.Microsecond || first.Then[0].Body != "" || first.Then[0].Then[2].Value != "" {
		t.Errorf("%+v", first)
	}
	if again := saveInteraction(t, s, e.Interaction, e.Version); again.Version != e.Version {
		t.Error("saving it once more changed the file")
	}
}

func TestInteractionsHandWritten(t *testing.T) {
	s := openInteractions(t, map[string]string{"my talk.yaml": talk})
	e := loadInteractions(t, s)[0]
	if e.Err != nil || e.Interaction.ID != "my talk" {
		t.Fatalf("entry %+v", e)
	}
	e.Interaction.Rules, _ = model.MoveRule(e.Interaction.Rules, model.Path{1}, model.MoveUp)
	saved := saveInteraction(t, s, e.Interaction, e.Version)
	if saved.File != "my talk.yaml" || len(saved.Interaction.ID) != 26 {
		t.Errorf("saved %+v", saved)
	}
	bye := "  # say goodbye\n  - send: {body: bye}\n"
	want := strings.NewReplacer("version: 1\n", "version: 1\nid: "+string(saved.Interaction.ID)+"\n", "rules:\n", "rules:\n"+bye, bye, "").Replace(talk)
	if got := content(t, s, saved.File); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestInteractionsLoseNoUpdate(t *testing.T) {
	one := openInteractions(t, nil)
	e := saveInteraction(t, one, demo(model.Client, "x"), "")
	two, err := OpenInteractions(filepath.Dir(one.Dir()))
	if err != nil {
		t.Fatal(err)
	}
	loadInteractions(t, two)
	i := e.Interaction
	i.Trigger.Bell = true
	first := saveInteraction(t, two, i, e.Version)
	if _, err := one.Save(e.Interaction, e.Version); !errors.Is(err, model.ErrChanged) {
		t.Fatalf("second save: %v", err)
	}
	if got := one.Entries(); len(got) != 1 || got[0].Version != first.Version || !got[0].Interaction.Trigger.Bell {
		t.Errorf("after the refusal the list has %+v", got)
	}
	if err := two.Delete(i.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Save(i, first.Version); !errors.Is(err, model.ErrGone) {
		t.Errorf("saving what is gone: %v", err)
	}
	if back, err := two.Undelete(); err != nil || back.Version != first.Version || back.File != first.File {
		t.Errorf("%+v, %v", back, err)
	}
	if _, err := two.Undelete(); !errors.Is(err, ErrNothingDeleted) {
		t.Error(err)
	}
}

func TestInteractionsSaveAll(t *testing.T) {
	s := openInteractions(t, map[string]string{"a.yaml": ruleFile("# kept\n- receive:\n")})
	e := loadInteractions(t, s)[0]
	e.Interaction.Trigger.Bell = true
	list := []model.InteractionSaving{{Interaction: e.Interaction, Over: e.Version}, {Interaction: demo(model.Client, "Demo")}, {Interaction: demo(model.Client, "demo")}}
	entries, err := s.SaveAll(t.Context(), list)
	if err == nil || err.Error() != "demo: name: demo.yaml has this name already" || len(entries) != 2 || entries[0].File != "a.yaml" || entries[1].File != "demo.yaml" {
		t.Errorf("%+v, %v", entries, err)
	}
	if got := content(t, s, "a.yaml"); !strings.Contains(got, "trigger: {bell: true}\nrules:\n# kept\n- receive:\n") {
		t.Error(got)
	}
}

func TestInteractionsAreWatched(t *testing.T) {
	s := openInteractions(t, map[string]string{"a.yaml": ruleFile("- receive:\n")})
	s.Start()
	defer s.Close()
	await(t, 2*time.Second, s.Changed(), "loaded", func() bool { return !s.Loading() && len(s.Entries()) == 1 })
	put(t, s, "a.yaml", ruleFile("- receive:\n- receive:\n"))
	await(t, time.Second, s.Changed(), "edited", func() bool { return len(s.Entries()[0].Interaction.Rules) == 2 })
	put(t, s, "b.yaml", "[")
	await(t, time.Second, s.Changed(), "a broken one", func() bool { return len(s.Entries()) == 2 && s.Entries()[1].Err != nil })
}

// Whatever the files have, Find is Load and Lookup.
func TestFindInteraction(t *testing.T) {
	words := []string{"A", "a", "B b", "it's", "x\\y", "é", "rule 0", "D2"}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		s, err := OpenInteractions(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := makeFolder(s.Dir()); err != nil {
			t.Fatal(err)
		}
		for n := range rapid.IntRange(0, 4).Draw(t, "files") {
			i := anyInteraction(t)
			next := 0
			i.Rules = namedRules(i.Rules, &next)
			i.Name, i.ID = rapid.SampledFrom(words).Draw(t, "name"), model.InteractionID(rapid.SampledFrom(words).Draw(t, "id"))
			st := &stylist{t: t, comments: map[string][]string{}}
			st.file(i)
			text := st.out.String()
			if rapid.Bool().Draw(t, "has an id") {
				text += "id: " + quote(string(i.ID)) + "\n"
			}
			if err := os.WriteFile(filepath.Join(s.Dir(), string(rune('A'+n))+".yaml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Load(); err != nil {
			t.Fatal(err)
		}
		for _, w := range append(slices.Clone(words), "B", "C") {
			want, found := s.Lookup(w)
			got, ok, err := s.Find(w)
			if err != nil || ok != found || got.File != want.File || got.Version != want.Version || (got.Err == nil) != (want.Err == nil) {
				t.Fatalf("%q: Find gives %+v, %v, %v; Lookup %+v, %v", w, got, ok, err, want, found)
			}
		}
	})
}
