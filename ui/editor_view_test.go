package ui

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
)

var updateEditor = flag.Bool("update-editor", false, "write the goldens of the editor anew")

func editorGolden(t *testing.T, name, view string) {
	t.Helper()
	file := filepath.Join("testdata", "editor-"+name+".golden")
	got := ansi.Strip(view) + "\n"
	if *updateEditor {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("view differs from %s (-update-editor writes it anew):\n%s", file, got)
	}
}

// TestEditorGoldens draws what a terminal of 80×24 and of 100×30 leaves to a
// screen.
func TestEditorGoldens(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 22}, {"100x30", 100, 28}} {
		r := newEditRig(t, false)
		r.SetSize(size.w, size.h)
		for _, page := range []struct{ name, field string }{
			{"common", "name"}, {"main", "address"}, {"message", "framing_receive"},
		} {
			r.form.Focus(page.field)
			editorGolden(t, page.name+"-"+size.name, r.View())
		}
		r.form.Focus("code_page")
		r.press("space")
		editorGolden(t, "codepage-"+size.name, r.View())
		r.press("esc")
		r.enter(model.FieldName, "")
		r.enter(model.FieldTimeout, "abc")
		r.enter(model.FieldAddress, "*")
		r.enter(model.FieldPort, "70000")
		r.press("ctrl+s")
		editorGolden(t, "errors-"+size.name, r.View())
		r.form.Focus("port")
		editorGolden(t, "errors-main-"+size.name, r.View())
	}
}

// TestEditorEverythingIsSeen: at 80×24 no page needs scrolling.
func TestEditorEverythingIsSeen(t *testing.T) {
	r := newEditRig(t, false)
	r.enter(model.FieldAddress, "")
	for range 21 {
		view := ansi.Strip(r.View())
		if strings.ContainsAny(view, "▲▼…") {
			t.Errorf("%s: cut or scrolled:\n%s", r.form.Focused(), view)
		}
		r.press("tab")
	}
}

// TestEditorSmall walks and opens lists where there is no room.
func TestEditorSmall(t *testing.T) {
	for _, size := range [][2]int{{20, 5}, {0, 0}, {1, 1}, {30, 6}, {80, 3}, {3, 24}} {
		r := newEditRig(t, false)
		r.SetSize(size[0], size[1])
		for range 21 {
			r.View()
			r.Cursor()
			if k := r.form.FocusedKind(); k != widget.FormText {
				r.press("down")
				r.View()
			}
			r.form.Focus(r.form.Focused())
			r.press("tab")
		}
		r.Update(tea.MouseClickMsg{X: 1, Y: 1, Button: tea.MouseLeft})
		r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	}
}

func TestEditorHostile(t *testing.T) {
	bad := "a\x1b[31mb\x9bc\x07\u202e\u2066d" + strings.Repeat("\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33m", 2)
	p := sampleProfile()
	p.Name, p.Group, p.Address, p.CodePage = bad, bad, bad, bad
	k := &keptProfiles{}
	d := editDeps(k)
	k.entries = append(k.entries, model.Entry{Profile: model.Profile{ID: "01BAD", Name: bad, Group: bad + "2", Address: bad + "2"}})
	e := newEditor(d, model.Entry{Profile: p}, false)
	e.SetSize(100, 28)
	r := &editRig{editor: e, t: t, store: k}
	clean := func() {
		t.Helper()
		view := ansi.Strip(r.View())
		for _, c := range view {
			if c != '\n' && model.Escape(string(c)) != string(c) {
				t.Fatalf("%s: raw %q in\n%q", r.form.Focused(), c, view)
			}
		}
		// Of styles the view has colours only: nothing moves, nothing links.
		for _, seq := range strings.Split(r.View(), "\x1b")[1:] {
			if end := strings.IndexFunc(seq, func(c rune) bool { return c >= '@' && c != '[' }); end < 0 || seq[end] != 'm' {
				t.Fatalf("%s: sequence %q", r.form.Focused(), seq)
			}
		}
	}
	clean()
	r.press("ctrl+s")
	for range 21 {
		clean()
		if r.form.FocusedKind() != widget.FormText {
			r.press("down")
			clean()
			r.form.Focus(r.form.Focused())
		}
		r.press("tab")
	}
	d.Theme.Rebuild(false, true)
	r.SetSize(40, 10)
	clean()
}

func TestEditorASCII(t *testing.T) {
	k := &keptProfiles{}
	d := editDeps(k)
	d.Theme = theme.New(true, true)
	e := newEditor(d, k.entries[0], false)
	e.SetSize(80, 22)
	for range 25 { // every field, and four lists
		for _, c := range ansi.Strip(e.View()) {
			if c > 0x7e && c != '–' { // the dash of a range is text, not a sign
				t.Fatalf("%s: %q is not ASCII", e.form.Focused(), c)
			}
		}
		if e.form.FocusedKind() == widget.FormChoice && !e.form.ListOpen() {
			e.form.Update(formPresses["down"])
			continue
		}
		e.form.Update(formPresses["tab"])
	}
}

// TestEditorBindingsAreKnownKeys: the form has a use for every key that the
// editor names.
func TestEditorBindingsAreKnownKeys(t *testing.T) {
	r := newEditRig(t, false)
	seen := map[string]bool{}
	for range 21 {
		for _, open := range []bool{false, true} {
			if open {
				r.press("down")
			}
			for _, b := range r.Bindings() {
				if _, ok := formPresses[b.Keys[0]]; !ok || b.Long == "" {
					t.Errorf("%s: %v has no key or no words", r.form.Focused(), b.Keys)
				}
				seen[b.Keys[0]] = true
			}
		}
		r.form.Focus(r.form.Focused())
		r.press("tab")
	}
	for k := range formPresses {
		if !seen[k] && k != "alt+enter" { // the editor has no area
			t.Errorf("%s is in no binding", k)
		}
	}
}

func TestEditorMouse(t *testing.T) {
	r := newEditRig(t, false)
	click := func(text string) {
		t.Helper()
		for y, line := range strings.Split(ansi.Strip(r.View()), "\n") {
			if i := strings.Index(line, text); i >= 0 {
				r.action, r.cmd = r.Update(tea.MouseClickMsg{X: ansi.StringWidth(line[:i]), Y: y, Button: tea.MouseLeft})
				return
			}
		}
		t.Fatalf("no %q", text)
	}
	click("Connection settings")
	click("[x] Log sent")
	click("[ Cancel ]")
	r.dialog()
	if r.form.Checked("log_sent") {
		t.Error("the check box was not toggled")
	}
	click("Common settings")
	click("utf-8")
	before := r.View()
	r.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if len(model.CodePages()) > 20 && r.View() == before {
		t.Error("the wheel does not scroll the open list")
	}
	click("Timeout ") // closes the list, which covers the buttons
	click("[   OK   ]")
	if r.settle(); !slices.Equal(r.store.over, []string{"v1"}) {
		t.Errorf("OK saved over %q", r.store.over)
	}
}
