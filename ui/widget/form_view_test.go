package widget

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func TestFormGoldens(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x22", 80, 22}, {"100x28", 100, 28}} {
		f := sampleForm()
		f.SetSize(size.w, size.h)
		f.Focus("name")
		checkForm(t, f, size.w, size.h)
		golden(t, "form-first-"+size.name, f.View())
		f.Focus("max")
		golden(t, "form-second-"+size.name, f.View())
		f.Focus("group")
		pressForm(f, "down", "down")
		checkForm(t, f, size.w, size.h)
		golden(t, "form-list-"+size.name, f.View())
	}
}

func TestFormASCII(t *testing.T) {
	f := sampleForm()
	f.SetStyle(FormStyle{Signs: FormSigns{Cursor: ">", DropDown: "v", Spinner: "^", Ellipsis: "~", TabLeft: "[", TabRight: "]", Border: lipgloss.ASCIIBorder()}})
	f.SetSize(60, 12)
	f.Focus("pages")
	pressForm(f, "space")
	for _, r := range f.View() {
		if r > 0x7e {
			t.Fatalf("%q is not ASCII in\n%s", r, f.View())
		}
	}
}

// TestFormSizes opens every list at every size: nothing panics, and what is
// drawn fills its room.
func TestFormSizes(t *testing.T) {
	f := sampleForm()
	f.SetErrors(map[string]string{"name": "wrong", "max": "too many"})
	f.SetNote("port", "a warning that is quite long, so that it has to be cut off somewhere in a narrow window")
	for _, w := range []int{0, 1, 2, 5, 13, 20, 47, 80, 120} {
		for _, h := range []int{0, 1, 2, 4, 5, 6, 9, 14, 24} {
			f.SetSize(w, h)
			for range 14 {
				checkForm(t, f, w, h)
				x, y, ok := f.Cursor()
				if ok && (x < 0 || x >= w || y < 0 || y >= h) && w > 10 {
					t.Errorf("%dx%d: cursor of %s at %d,%d", w, h, f.Focused(), x, y)
				}
				if f.fieldListed() {
					pressForm(f, "down")
					checkForm(t, f, w, h)
					f.Wheel(1)
					checkForm(t, f, w, h)
					pressForm(f, "esc")
				}
				pressForm(f, "tab")
			}
		}
	}
}

func (f *Form) fieldListed() bool {
	kind := f.focused().Kind
	return kind == FormSuggest || kind == FormChoice
}

// TestFormKeepsFocusInView walks over all fields in little room: the label of
// the focused one is always on the screen, after its sign.
func TestFormKeepsFocusInView(t *testing.T) {
	for _, h := range []int{6, 8, 10, 14} {
		f := sampleForm()
		f.SetSize(60, h)
		for range 14 {
			view := ansi.Strip(f.View())
			label := f.focused().Label
			if i := strings.Index(view, "❯"); i < 0 || !strings.Contains(view[i:], label[:min(len(label), 10)]) {
				t.Errorf("height %d: %s is not seen to have the focus in\n%s", h, f.Focused(), view)
			}
			pressForm(f, "tab")
		}
	}
}

// TestFormNarrowFooter: the buttons stay whole where the link has no room, and
// the link is seen when it has the focus.
func TestFormNarrowFooter(t *testing.T) {
	f := sampleForm()
	f.SetSize(32, 10)
	for key, want := range map[string]string{"name": "[ Cancel ]   [   OK   ]", "ok": "[ Cancel ]  ❯[   OK   ]", "copy": "❯Copy Id"} {
		f.Focus(key)
		if view := ansi.Strip(f.View()); !strings.Contains(view, want) {
			t.Errorf("%s: no %q in\n%s", key, want, view)
		}
	}
}

func TestFormHasOneFocusSign(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	for range 14 {
		if n := strings.Count(f.View(), "❯"); n != 1 {
			t.Errorf("%s: %d focus signs", f.Focused(), n)
		}
		pressForm(f, "tab")
	}
}

// TestFormHostile sets text from outside everywhere and looks for anything
// that a terminal would act on.
func TestFormHostile(t *testing.T) {
	bad := "a\x1b[31mb\x9bc\r\n\x07\u202ed\x00" + strings.Repeat("\x1b[1;2;3;4m", 12)
	f := sampleForm()
	f.SetSize(80, 22)
	f.SetTitle(bad)
	for _, key := range []string{"name", "group", "wait", "pages", "port", "max"} {
		f.Set(key, bad)
	}
	f.SetOptions("group", []FormOption{{Value: bad}, {Value: "b", Note: bad}})
	f.SetNote("group", bad)
	f.SetErrors(map[string]string{"name": bad, "port": bad})
	for range 14 {
		views := []string{f.View()}
		if f.fieldListed() {
			pressForm(f, "down")
			views = append(views, f.View())
			pressForm(f, "esc")
		}
		for _, v := range views {
			if i := strings.IndexFunc(v, func(r rune) bool { return r != '\n' && visibly(string(r)) != string(r) }); i >= 0 {
				t.Fatalf("%s: raw %q in the view", f.Focused(), v[i:i+4])
			}
		}
		checkForm(t, f, 80, 22)
		pressForm(f, "tab")
	}
	for _, key := range []string{"name", "group", "wait", "pages", "port"} {
		if f.Value(key) != bad {
			t.Errorf("%s came back as %q", key, f.Value(key))
		}
	}
}

// TestFormEditKeepsHostile: what is not touched survives an edit beside it.
func TestFormEditKeepsHostile(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Set("name", "a\x1b\ufffd\xff\tb")
	f.Focus("name")
	typeForm(f, "c")
	if got := f.Value("name"); got != "a\x1b\ufffd\xff\tbc" {
		t.Errorf("name is %q", got)
	}
}

func TestFormCursor(t *testing.T) {
	for _, c := range []struct {
		text string
		keys []string
		want int // columns from the start of the box
	}{
		{"abc", nil, 3},
		{"abc", []string{"left"}, 2},
		{"日本語", nil, 6},
		{"日本語", []string{"left"}, 4},
		{"a\x1bb", nil, 6},
		{"a\x1bb", []string{"left", "left"}, 1},
		{"e\u0301x", nil, 2},
		{"\u0301x", nil, 2},
	} {
		f := sampleForm()
		f.SetSize(80, 22)
		f.Set("name", c.text)
		f.Focus("name")
		pressForm(f, "home")
		x0, _, _ := f.Cursor()
		pressForm(f, append([]string{"end"}, c.keys...)...)
		x, _, ok := f.Cursor()
		if !ok || x-x0 != c.want {
			t.Errorf("%q %v: cursor at %d, want %d", c.text, c.keys, x-x0, c.want)
		}
	}
}

// TestFormScrollsSideways: the cursor of a text too long for its box is
// always on the character that it stands before.
func TestFormScrollsSideways(t *testing.T) {
	f := sampleForm()
	f.SetSize(40, 22)
	f.Focus("name")
	f.Set("name", strings.Repeat("0123456789", 5)+"日本語日本語日本語日本語END")
	f.Focus("name")
	text := []rune(f.Value("name"))
	for i := len(text); i > 0; i-- {
		x, y, ok := f.Cursor()
		if !ok {
			t.Fatal("no cursor")
		}
		checkForm(t, f, 40, 22)
		line := ansi.Strip(splitLines(f.View())[y])
		at := ansi.Cut(line, x, x+2)
		if i < len(text) && !strings.HasPrefix(at, string(text[i])) {
			t.Errorf("cursor before rune %d (%q) stands on %q in %q", i, text[i], at, line)
		}
		pressForm(f, "left")
	}
	pressForm(f, "end")
	_, y, _ := f.Cursor()
	if line := splitLines(f.View())[y]; !strings.Contains(line, "…") || !strings.Contains(line, "END") {
		t.Errorf("at the end: %q", line)
	}
}
