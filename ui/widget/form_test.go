package widget

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func formSigns() FormSigns {
	return FormSigns{Cursor: "❯", DropDown: "▾", Spinner: "↕", Ellipsis: "…", TabLeft: "▌", TabRight: "▐", Border: lipgloss.RoundedBorder()}
}

// sampleForm has a field of every kind on two tabs, the second with sub-tabs.
func sampleForm() *Form {
	pages := []FormOption{{Value: "utf-8", Note: "Unicode (UTF-8)", Words: "utf8 65001"},
		{Value: "windows-1252", Note: "Western European (Windows)"}, {Value: "ibm037", Note: "EBCDIC US-Canada"},
		{Value: "shift_jis", Note: "Japanese"}}
	return NewForm(FormOptions{
		Title: "Edit Thing", Badge: "TCP", Header: "Stores address, port and encoding, to create TCP listeners or clients and exchange messages.",
		Escape: visibly, Style: FormStyle{Signs: formSigns()},
		Tabs: []FormTab{
			{Label: "First", Pages: []FormPage{{Groups: []FormGroup{
				{Title: "Kind", Fields: []FormField{
					{Key: "kind", Kind: FormChoice, Label: "Kind", Value: "a", Options: []FormOption{{Value: "a", Label: "TCP"}}, Width: 22},
					{Key: "test", Kind: FormButton, Label: "Test", Beside: true}}},
				{Title: "Information", Fields: []FormField{
					{Key: "name", Kind: FormText, Label: "Name", Value: "Sample", Help: "what it is called"},
					{Key: "group", Kind: FormSuggest, Label: "Group", Value: "Default group",
						Options: []FormOption{{Value: "Default group"}, {Value: "Payments"}, {Value: "Legacy hosts"}}},
					{Key: "wait", Kind: FormNumber, Label: "Wait", Value: "60", Max: 86400, Unit: "seconds", Width: 22},
					{Key: "pages", Kind: FormChoice, Label: "Code page", Value: "utf-8", Options: pages, Width: 22}}}}}}},
			{Label: "Second", Pages: []FormPage{
				{Label: "Main", Groups: []FormGroup{{Title: "Server", Fields: []FormField{
					{Key: "port", Kind: FormNumber, Label: "Port", Value: "9090", Min: 1, Max: 65535, Width: 22},
					{Key: "max", Kind: FormNumber, Label: "Maximum number of connected clients", Max: 100, Width: 12},
					{Key: "reset", Kind: FormButton, Label: "Reset", Beside: true},
					{Key: "log", Kind: FormCheck, Label: "Log", Checked: true}}}}},
				{Label: "More", Groups: []FormGroup{{Title: "Rest", Fields: []FormField{
					{Key: "safe", Kind: FormCheck, Label: "Protected"}}}}}}},
		},
		Footer: []FormField{{Key: "copy", Kind: FormLink, Label: "Copy Id"},
			{Key: "cancel", Kind: FormButton, Label: "Cancel"}, {Key: "ok", Kind: FormButton, Label: "  OK  "}},
	})
}

// visibly is an Escape for these tests: controls and a bidi override.
func visibly(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0:
			b.WriteString(`\x` + string("0123456789abcdef"[r>>4&15]) + string("0123456789abcdef"[r&15]))
		case r == 0x202e:
			b.WriteString(`\u202e`)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// press sends keys to the form, each by its name; text of more than one
// character that is no key name is typed.
func pressForm(f *Form, keys ...string) FormEvent {
	var e FormEvent
	for _, k := range keys {
		e = f.Update(formKey(k))
	}
	return e
}

func typeForm(f *Form, text string) {
	for _, r := range text {
		f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func formKey(name string) tea.KeyPressMsg {
	codes := map[string]tea.KeyPressMsg{
		"tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "enter": {Code: tea.KeyEnter},
		"esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft},
		"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "backspace": {Code: tea.KeyBackspace},
		"space": {Code: tea.KeySpace, Text: " "}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+s": {Code: 's', Mod: tea.ModCtrl},
		"alt+enter": {Code: tea.KeyEnter, Mod: tea.ModAlt}, "shift+enter": {Code: tea.KeyEnter, Mod: tea.ModShift},
		"ctrl+j": {Code: 'j', Mod: tea.ModCtrl}, "right": {Code: tea.KeyRight}, "delete": {Code: tea.KeyDelete},
		"pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp}, "f5": {Code: tea.KeyF5},
	}
	k, ok := codes[name]
	if !ok || k.String() != name {
		panic("no such key in these tests: " + name)
	}
	return k
}

// golden compares a view with its golden file; TCPDECK_UPDATE_GOLDEN=1 writes
// it anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if os.Getenv("TCPDECK_UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("view differs from %s (TCPDECK_UPDATE_GOLDEN=1 writes it anew):\n%s", file, got)
	}
}

// checkForm proves that a view fills its room exactly.
func checkForm(t *testing.T, f *Form, w, h int) {
	t.Helper()
	lines := splitLines(f.View())
	if w == 0 || h == 0 {
		if f.View() != "" {
			t.Errorf("%dx%d: drew %q", w, h, f.View())
		}
		return
	}
	if len(lines) != h {
		t.Errorf("%dx%d: %d lines", w, h, len(lines))
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n != w {
			t.Errorf("%dx%d: line %d has %d cells: %q", w, h, i, n, l)
		}
	}
}

func TestFormWalk(t *testing.T) {
	want := []string{"kind", "test", "name", "group", "wait", "pages", "port", "max", "reset", "log", "safe", "copy", "cancel", "ok"}
	f := sampleForm()
	f.SetSize(80, 22)
	var there, back []string
	pagesSeen := map[string]string{}
	for range want {
		there = append(there, f.Focused())
		tab, page := f.Page()
		pagesSeen[f.Focused()] = tab + "/" + page
		pressForm(f, "tab")
	}
	if !slices.Equal(there, want) {
		t.Errorf("tab walks %v", there)
	}
	if f.Focused() != "kind" {
		t.Errorf("after the end the walk goes on with %q", f.Focused())
	}
	for range want {
		pressForm(f, "shift+tab")
		back = append(back, f.Focused())
	}
	slices.Reverse(back)
	if !slices.Equal(back, want) {
		t.Errorf("shift+tab walks %v", back)
	}
	for key, page := range map[string]string{"pages": "First/", "port": "Second/Main", "safe": "Second/More", "ok": "Second/More"} {
		if pagesSeen[key] != page {
			t.Errorf("%s is shown on %q, not on %q", key, pagesSeen[key], page)
		}
	}
}

func TestFormTurnsPages(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("name")
	var got []string
	for range 3 {
		pressForm(f, "pgdown")
		got = append(got, f.Focused())
	}
	pressForm(f, "pgup")
	if want := []string{"port", "safe", "kind", "safe"}; !slices.Equal(append(got, f.Focused()), want) {
		t.Errorf("the focus goes to %v, %s", got, f.Focused())
	}
}

func TestFormFocusPutsCursorAtEnd(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("name")
	typeForm(f, "!")
	pressForm(f, "home", "tab", "shift+tab")
	typeForm(f, "?")
	if got := f.Value("name"); got != "Sample!?" {
		t.Errorf("name is %q", got)
	}
}

func TestFormTyping(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("group")
	if e := pressForm(f, "ctrl+u"); e != (FormEvent{Kind: FormChanged, Key: "group"}) || f.Value("group") != "" {
		t.Errorf("ctrl+u: %v, %q", e, f.Value("group"))
	}
	typeForm(f, "My own")
	if e := pressForm(f, "space"); e.Kind != FormChanged {
		t.Errorf("space in a field with suggestions: %v", e)
	}
	f.Update(tea.PasteMsg{Content: "gro\nup"})
	if got := f.Value("group"); got != "My own gro up" {
		t.Errorf("group is %q", got)
	}
	pressForm(f, "home", "ctrl+u")
	if f.Value("group") != "" {
		t.Errorf("ctrl+u clears the whole field, not the part before the cursor: %q", f.Value("group"))
	}
	if e := pressForm(f, "f5"); e.Kind != FormIgnored {
		t.Errorf("f5 is not the form's: %v", e)
	}
	if e := pressForm(f, "backspace"); e.Kind != FormHandled {
		t.Errorf("backspace in an empty field goes no further: %v", e)
	}
}

func TestFormKeysThatLeave(t *testing.T) {
	for _, c := range []struct {
		field string
		key   string
		want  FormEvent
	}{
		{"name", "enter", FormEvent{Kind: FormSubmit}},
		{"group", "enter", FormEvent{Kind: FormSubmit}},
		{"wait", "enter", FormEvent{Kind: FormSubmit}},
		{"log", "enter", FormEvent{Kind: FormSubmit}},
		{"log", "space", FormEvent{Kind: FormChanged, Key: "log"}},
		{"name", "ctrl+s", FormEvent{Kind: FormSubmit}},
		{"ok", "ctrl+s", FormEvent{Kind: FormSubmit}},
		{"ok", "enter", FormEvent{Kind: FormPressed, Key: "ok"}},
		{"cancel", "space", FormEvent{Kind: FormPressed, Key: "cancel"}},
		{"copy", "enter", FormEvent{Kind: FormPressed, Key: "copy"}},
		{"test", "space", FormEvent{Kind: FormPressed, Key: "test"}},
		{"reset", "enter", FormEvent{Kind: FormPressed, Key: "reset"}},
		{"name", "esc", FormEvent{Kind: FormCancel}},
		{"pages", "esc", FormEvent{Kind: FormCancel}},
		{"ok", "f5", FormEvent{}},
	} {
		f := sampleForm()
		f.SetSize(80, 22)
		f.Focus(c.field)
		if got := pressForm(f, c.key); got != c.want {
			t.Errorf("%s on %s: %v, want %v", c.key, c.field, got, c.want)
		}
	}
}

func TestFormChanged(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("log")
	pressForm(f, "space")
	if !f.Changed() || f.Checked("log") {
		t.Error("a toggled check box is a change")
	}
	pressForm(f, "space")
	if f.Changed() {
		t.Error("toggled back it is none")
	}
	f.Focus("name")
	typeForm(f, "x")
	if !f.Changed() {
		t.Error("typing is a change")
	}
	f.Clean()
	if f.Changed() {
		t.Error("Clean takes the present values")
	}
	pressForm(f, "backspace")
	if !f.Changed() {
		t.Error("after Clean the earlier value is a change")
	}
}

func TestFormErrors(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("ok")
	f.SetErrors(map[string]string{"max": "too many", "port": "70000 is not in 1–65535", "nobody": "x"})
	if f.Focused() != "port" {
		t.Errorf("the first wrong field has the focus, not %q", f.Focused())
	}
	view := ansi.Strip(f.View())
	for _, want := range []string{"Second !", "Main !", "! too many", "! 70000 is not in 1–65535", "Port          ! 9090"} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
	if strings.Contains(view, "First !") {
		t.Error("a tab without errors is marked")
	}
	pressForm(f, "up")
	if f.Error("port") != "" {
		t.Error("changing a field takes its error away")
	}
	f.SetErrors(nil)
	if strings.Contains(ansi.Strip(f.View()), "!") {
		t.Error("SetErrors(nil) leaves a mark")
	}
}
