package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestFormSpinner(t *testing.T) {
	for _, c := range []struct {
		field, value string
		key          string
		want         string
	}{
		{"port", "9090", "up", "9091"},
		{"port", "9090", "down", "9089"},
		{"port", "65535", "up", "65535"},
		{"port", "1", "down", "1"},
		{"port", "0", "down", "1"},
		{"port", "99999999999999999999", "down", "65535"},
		{"port", "1e400", "up", "65535"},
		{"port", "-5", "up", "1"},
		{"port", "http", "up", "1"},
		{"port", "NaN", "down", "1"},
		{"wait", "1.5", "up", "2.5"},
		{"wait", "0", "down", "0"},
		{"wait", " 7 ", "up", "8"},
		{"max", "", "up", "1"},
		{"max", "", "down", "0"},
		{"max", "100", "up", "100"},
	} {
		f := sampleForm()
		f.SetSize(80, 22)
		f.Set(c.field, c.value)
		f.Focus(c.field)
		pressForm(f, c.key)
		if got := f.Value(c.field); got != c.want {
			t.Errorf("%s of %q: %q, want %q", c.key, c.value, got, c.want)
		}
	}
}

func TestFormNumberStaysText(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("port")
	pressForm(f, "ctrl+u")
	typeForm(f, "http")
	if f.Value("port") != "http" {
		t.Errorf("port is %q", f.Value("port"))
	}
}

// TestFormSuggestions: a suggestion is taken only after up or down.
func TestFormSuggestions(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed string
		keys  []string
		value string
		open  bool
		focus string
		event FormEventKind
	}{
		{"down opens on the present one", "", []string{"down"}, "Default group", true, "group", FormHandled},
		{"enter right after opening takes nothing", "", []string{"down", "enter"}, "Default group", false, "group", FormHandled},
		{"down, enter", "", []string{"down", "down", "enter"}, "Payments", false, "group", FormChanged},
		{"down, tab takes and walks on", "", []string{"down", "down", "tab"}, "Payments", false, "wait", FormChanged},
		{"tab without down only walks on", "", []string{"down", "tab"}, "Default group", false, "wait", FormHandled},
		{"esc keeps the text", "", []string{"down", "down", "esc"}, "Default group", false, "group", FormHandled},
		{"enter after typing is OK", "Pay", []string{"enter"}, "Pay", false, "group", FormSubmit},
		{"tab after typing walks on", "Pay", []string{"tab"}, "Pay", false, "wait", FormHandled},
		{"space edits", "Pay", []string{"space"}, "Pay ", false, "group", FormChanged},
		{"the text filters", "pay", []string{"down", "down", "enter"}, "Payments", false, "group", FormChanged},
		{"nothing fits: all are offered", "zzz", []string{"down", "down", "enter"}, "Default group", false, "group", FormChanged},
		{"up from nothing goes to the last", "zzz", []string{"down", "up", "enter"}, "Legacy hosts", false, "group", FormChanged},
		{"ctrl+s submits the text", "Pay", []string{"down", "down", "ctrl+s"}, "Pay", false, "group", FormSubmit},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := sampleForm()
			f.SetSize(80, 22)
			f.Focus("group")
			if c.typed != "" {
				pressForm(f, "ctrl+u")
				typeForm(f, c.typed)
			}
			e := pressForm(f, c.keys...)
			if f.Value("group") != c.value || f.ListOpen() != c.open || f.Focused() != c.focus || e.Kind != c.event {
				t.Errorf("value %q, open %v, focus %s, event %v", f.Value("group"), f.ListOpen(), f.Focused(), e)
			}
		})
	}
}

func TestFormTypingIntoAnOpenSuggestionList(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("group")
	pressForm(f, "down", "down") // on Payments
	e := FormEvent{}
	typeForm(f, "x")
	if f.Value("group") != "Default groupx" || !f.ListOpen() {
		t.Errorf("value %q, open %v", f.Value("group"), f.ListOpen())
	}
	if e = pressForm(f, "enter"); e.Kind != FormSubmit || f.Value("group") != "Default groupx" || f.ListOpen() {
		t.Errorf("typing undoes the choice: %v, %q", e, f.Value("group"))
	}
}

func TestFormDropDown(t *testing.T) {
	for _, opener := range []string{"space", "enter", "down"} {
		f := sampleForm()
		f.SetSize(80, 22)
		f.Focus("pages")
		if f.Typing() {
			t.Error("a closed drop-down takes no text")
		}
		pressForm(f, opener)
		if !f.ListOpen() || !f.Typing() {
			t.Fatalf("%s does not open", opener)
		}
		typeForm(f, "1252")
		if e := pressForm(f, "enter"); e != (FormEvent{Kind: FormChanged, Key: "pages"}) || f.Value("pages") != "windows-1252" || f.ListOpen() {
			t.Errorf("%s: %v, %q", opener, e, f.Value("pages"))
		}
		pressForm(f, opener)
		typeForm(f, "western eur")
		pressForm(f, "esc")
		if f.Value("pages") != "windows-1252" || f.ListOpen() {
			t.Error("esc closes and takes nothing")
		}
		typeForm(f, "x")
		if f.Value("pages") != "windows-1252" {
			t.Error("a letter on a closed drop-down changed it")
		}
	}
}

func TestFormDropDownNoMatch(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("pages")
	pressForm(f, "space")
	typeForm(f, "qqqq")
	if !strings.Contains(f.View(), "no match") {
		t.Error("an empty list does not say so")
	}
	pressForm(f, "down", "up", "enter")
	if f.Value("pages") != "utf-8" {
		t.Errorf("nothing matched, and it took %q", f.Value("pages"))
	}
}

func TestFormFilterOrder(t *testing.T) {
	f := sampleForm()
	options := f.find("pages").Options
	for text, want := range map[string][]int{
		"":         {0, 1, 2, 3},
		"UTF8":     {0},
		"ibm":      {2},
		"win":      {1},
		"japanese": {3},
		"sjis":     {3},
	} {
		got := matching(options, text)
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("%q gives %v, want %v first", text, got, want)
		}
	}
}

// TestFormLongList: the cursor of a long list stays in view, by key and wheel.
func TestFormLongList(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	var options []FormOption
	for i := range 140 {
		options = append(options, FormOption{Value: fmt.Sprintf("page-%03d", i)})
	}
	f.SetOptions("pages", options)
	f.Set("pages", "page-100")
	f.Focus("pages")
	pressForm(f, "space")
	if v := ansi.Strip(f.View()); !strings.Contains(v, "❯ page-100") || !strings.Contains(v, "of 140") {
		t.Errorf("it does not open on the present one:\n%s", v)
	}
	pressForm(f, "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	if v := ansi.Strip(f.View()); !strings.Contains(v, "❯ page-139") {
		t.Errorf("the last one is not seen:\n%s", v)
	}
	f.Wheel(-1000)
	if v := ansi.Strip(f.View()); !strings.Contains(v, "page-000") {
		t.Errorf("the wheel does not scroll:\n%s", v)
	}
	pressForm(f, "enter")
	if f.Value("pages") != "page-139" {
		t.Errorf("took %q", f.Value("pages"))
	}
}

// clickText clicks on the first cell of some text of the view.
func clickText(t *testing.T, f *Form, text string) FormEvent {
	t.Helper()
	for y, line := range splitLines(ansi.Strip(f.View())) {
		if i := strings.Index(line, text); i >= 0 {
			return f.Click(ansi.StringWidth(line[:i]), y)
		}
	}
	t.Fatalf("no %q in\n%s", text, f.View())
	return FormEvent{}
}

func TestFormMouse(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	if clickText(t, f, "Sample"); f.Focused() != "name" {
		t.Errorf("focus on %q", f.Focused())
	}
	clickText(t, f, "mple")
	if typeForm(f, "-"); f.Value("name") != "Sa-mple" {
		t.Errorf("a click places the cursor: %q", f.Value("name"))
	}
	if e := clickText(t, f, "[ Test ]"); e != (FormEvent{Kind: FormPressed, Key: "test"}) {
		t.Errorf("Test: %v", e)
	}
	if clickText(t, f, "Second"); f.Focused() != "port" {
		t.Errorf("the tab puts the focus on %q", f.Focused())
	}
	if clickText(t, f, "[x] Log"); f.Checked("log") {
		t.Error("a click toggles a check box")
	}
	if clickText(t, f, "↕"); f.Value("port") != "9091" {
		t.Errorf("a click on the spinner steps: %q", f.Value("port"))
	}
	if clickText(t, f, "More"); f.Focused() != "safe" {
		t.Errorf("the sub-tab puts the focus on %q", f.Focused())
	}
	if e := clickText(t, f, "[   OK   ]"); e != (FormEvent{Kind: FormPressed, Key: "ok"}) {
		t.Errorf("OK: %v", e)
	}
	clickText(t, f, "First")
	clickText(t, f, "utf-8")
	if !f.ListOpen() {
		t.Fatal("a click opens a drop-down")
	}
	if e := clickText(t, f, "ibm037"); e != (FormEvent{Kind: FormChanged, Key: "pages"}) || f.Value("pages") != "ibm037" {
		t.Errorf("a click takes an item: %v %q", e, f.Value("pages"))
	}
	clickText(t, f, "ibm037")
	if clickText(t, f, "[ Cancel ]"); f.ListOpen() {
		t.Error("a click elsewhere closes the list")
	}
}
