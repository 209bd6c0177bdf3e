package ui

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"tcpdeck/model"
)

// keyTables are the keys of the deck by where they act, from the bindings
// that act there.
func keyTables(t *testing.T) string {
	t.Helper()
	r := newRig(t, 120, 40)
	var b strings.Builder
	table := func(where string, bs []Binding) {
		fmt.Fprintf(&b, "\n| %s | |\n| --- | --- |\n", where)
		for _, k := range bs {
			var keys []string
			for _, key := range slices.Concat([]string{k.Shown()}, k.Keys) {
				replaced := k.Key != "" && key == k.Keys[0]
				key = "`" + key + "`"
				if !replaced && !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(strings.Join(keys, " "), "|", `\|`), k.Long)
		}
	}
	table("Everywhere", shortGlobals(r.globals()))
	table("Connections", r.screen().Bindings())
	table("Editor", editorKeys(r))
	s := stubListener()
	scr := newSessionScreen(stubDeps(s), s.status.ID, &history{})
	scr.SetSize(120, 38)
	for _, p := range []struct {
		pane pane
		name string
	}{{paneComposer, "Session: composer"}, {paneOutput, "Session: output"}, {paneClients, "Session: clients"}} {
		scr.focus(p.pane)
		table(p.name, scr.Bindings())
	}
	_, runs := stubRuns()
	table("Past task output", newRunScreen(runs, model.NewProfile(), model.Run{}, runs.Outputs.(*stubOutputs).stored).Bindings())
	table("Interactions", newInteractions(r.d, "").Bindings())
	i := model.NewInteraction()
	i.Rules = model.DemoRules(model.Client)
	rules := newRulesScreen(r.d, model.InteractionEntry{Interaction: i}, false)
	rules.SetSize(120, 38)
	table("Interaction: rules", rules.Bindings())
	rules.focusProps(true)
	table("Interaction: properties", rules.Bindings())
	rules.show(tabConsole)
	table("Interaction: test console", rules.Bindings())
	rules.console.turn(true)
	table("Interaction: log window", rules.Bindings())
	return b.String()
}

// editorKeys are the keys of every kind of field, each once.
func editorKeys(r *rig) []Binding {
	e := newEditor(r.d, model.Entry{Profile: model.NewProfile()}, true)
	e.SetSize(120, 38)
	var all []Binding
	seen := map[string]bool{}
	for _, field := range []string{"name", "group", "timeout", "code_page", "log_sent", buttonOK} {
		e.form.Focus(field)
		for _, b := range e.Bindings() {
			if key := b.Keys[0] + b.Long; !seen[key] {
				seen[key] = true
				all = append(all, b)
			}
		}
	}
	return all
}

// TestReadmeKeys: the README says what the binding tables say.
// TCPDECK_UPDATE_GOLDEN=1 writes it anew.
func TestReadmeKeys(t *testing.T) {
	const file, from, to = "../README.md", "<!-- keys -->\n", "<!-- /keys -->"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), from)
	old, after, ended := strings.Cut(rest, to)
	if !found || !ended {
		t.Fatal("README.md has no place for the keys")
	}
	want := keyTables(t) + "\n"
	if os.Getenv("TCPDECK_UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(before+from+want+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != want {
		t.Errorf("the keys in README.md are not those of the program; TCPDECK_UPDATE_GOLDEN=1 go test ./ui -run TestReadmeKeys writes them anew")
	}
}
