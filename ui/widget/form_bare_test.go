package widget

import (
	"fmt"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// sideForm is a form of the kind that stands beside a tree: bare, left by the
// walk, with areas, numbers that have words, and a disabled check box.
func sideForm() *Form {
	conditions := []FormOption{{Value: "equal", Label: "Equal (=)"}, {Value: "not_equal", Label: "Not equal (!=)"},
		{Value: "contains", Label: "Contains"}, {Value: "starts_with", Label: "Starts with"}, {Value: "always", Label: "Always"}}
	page := func(label string, fields ...FormField) FormTab {
		return FormTab{Label: label, Pages: []FormPage{{Groups: []FormGroup{{Fields: fields}}}}}
	}
	return NewForm(FormOptions{
		Title: "never seen", Header: "never seen either, since the form is bare",
		Escape: visibly, Bare: true, Leave: true, Style: FormStyle{Signs: formSigns()},
		Tabs: []FormTab{
			page("Base",
				FormField{Key: "name", Label: "Custom rule name", Help: "shown instead of the automatic name"},
				FormField{Key: "key", Label: "Result message key", Value: "INSTRUCTION"},
				FormField{Key: "format", Kind: FormCheck, Label: "Use key as format string"},
				FormField{Key: "fire", Kind: FormCheck, Label: "Fire trigger (listener only)", Disabled: true},
				FormField{Key: "exit", Kind: FormChoice, Label: "Force exit", Width: 14, Value: "success",
					Options: []FormOption{{Value: "", Label: "None"}, {Value: "success", Label: "Success"}, {Value: "failure", Label: "Failure"}}}),
			page("Send",
				FormField{Key: "times", Kind: FormNumber, Label: "Number of iterations", Value: "-1", Min: 1, Max: 1e9, Width: 14,
					Words: map[string]string{"-1": "infinite"}},
				FormField{Key: "before", Kind: FormNumber, Label: "Delay before send", Max: 86400000, Unit: "ms"},
				FormField{Key: "body", Kind: FormArea, Label: "Text body", Value: "Some instruction", Rows: 5, Help: "a template"},
				FormField{Key: "insert", Kind: FormButton, Label: "+", Beside: true}),
			page("Receive",
				FormField{Key: "timeout", Kind: FormNumber, Label: "Receive timeout", Value: "-1", Max: 86400, Unit: "seconds", Width: 10,
					Words: map[string]string{"-1": "default"}}),
			page("Check",
				FormField{Key: "group", Kind: FormNumber, Label: "Exclusive group index", Value: "1", Max: 999,
					Words: map[string]string{"-1": "none", "-2": "any"}},
				FormField{Key: "condition", Kind: FormChoice, Label: "Match condition", Value: "equal", Options: conditions},
				FormField{Key: "value", Kind: FormArea, Label: "Match value", Value: "Heartbeat", Rows: 3}),
		},
	})
}

func TestFormBareGoldens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{40, 10}, {40, 14}, {58, 16}} {
		f := sideForm()
		f.SetSize(size.w, size.h)
		var all strings.Builder
		show := func(do string) {
			checkForm(t, f, size.w, size.h)
			fmt.Fprintf(&all, "%s:\n%s\n", do, f.View())
		}
		show("as it opens")
		f.Focus("times")
		show("the number has a word")
		f.Focus("body")
		pressForm(f, "alt+enter")
		typeForm(f, "in two lines, the second of which is wrapped")
		show("the area has the focus")
		f.Focus("timeout")
		show("a unit and a word")
		f.Focus("condition")
		f.SetErrors(map[string]string{"value": "a regular expression: missing )"})
		f.SetNote("condition", "not with this kind")
		f.Focus("condition")
		show("an error and a note")
		pressForm(f, "down", "down")
		show("an open list")
		f.SetFocused(false)
		show("without the focus")
		golden(t, fmt.Sprintf("form-bare-%dx%d", size.w, size.h), strings.TrimSuffix(all.String(), "\n"))
	}
}

// TestFormBareWidths: in 40 cells a box has 14, no label and no check box is
// cut, and in any size the view fills its room.
func TestFormBareWidths(t *testing.T) {
	for w := 40; w <= 60; w++ {
		f := sideForm()
		f.SetSize(w, 12)
		for page := range f.pages {
			f.showPage(page)
			r := f.rects()
			for _, row := range r.rows {
				for _, s := range f.rowSlots(row, r) {
					fd := s.field
					if fd.boxed() && s.boxW < min(14, max(fd.Width, 10)) {
						t.Errorf("%d cells: %s has a box of %d", w, fd.Key, s.boxW)
					}
					if s.end > w || !strings.Contains(ansi.Strip(f.View()), fd.Label) {
						t.Errorf("%d cells: %s is cut in\n%s", w, fd.Key, f.View())
					}
				}
			}
		}
	}
}

// TestFormBareHasNoBoxes: without a title and a footer every row is a field's,
// a group with a title keeps its box.
func TestFormBareHasNoBoxes(t *testing.T) {
	f := NewForm(FormOptions{Bare: true, Style: FormStyle{Signs: formSigns()}, Tabs: []FormTab{{Pages: []FormPage{{Groups: []FormGroup{
		{Fields: []FormField{{Key: "a", Label: "A", Value: "one"}}},
		{Title: "Boxed", Fields: []FormField{{Key: "b", Label: "B", Value: "two", Help: "of b"}}}}}}}}})
	f.SetSize(30, 6)
	f.Focus("b")
	checkView(t, f, "  A      one", "╭ Boxed ─────────────────────╮", "│❯ B      two                │", "╰────────────────────────────╯", " of b", "")
	f.SetSize(30, 4)
	checkView(t, f, "╭ Boxed ─────────────────────▲", "│❯ B      two                │", "╰────────────────────────────╯", " of b")
	f.Wheel(-3)
	checkView(t, f, "  A      one", "╭ Boxed ─────────────────────╮", "│❯ B      two                ▼", " of b")
}

func TestFormBareSizes(t *testing.T) {
	bad := "e\u0301\x1b[31m\u202e漢字\u200d👩\u200d🚀\u0301\u0903\t\xff\r\n\n" + strings.Repeat("\u0e33日本", 9)
	f := sideForm()
	f.SetErrors(map[string]string{"value": "wrong", "times": bad})
	for _, key := range []string{"body", "value", "name", "times"} {
		f.Set(key, bad)
		f.SetNote(key, "a note that is too long for a narrow form to show")
	}
	f.Enter(false)
	for w := 0; w <= 120; w++ {
		for h := 0; h <= 30; h++ {
			f.SetMeasure(Measure{ByRune: (w+h)%2 == 0})
			f.SetSize(w, h)
			if pressForm(f, "tab").Kind == FormLeft {
				f.Enter(false)
			}
			if w == 0 || h == 0 {
				checkForm(t, f, w, h)
				continue
			}
			checkSize(t, f.measure, f.View(), w, h, fmt.Sprintf("%dx%d, %s", w, h, f.Focused()))
			if x, y, ok := f.Cursor(); ok && (x < 0 || x >= w || y < 0 || y >= h) && w > 10 {
				t.Fatalf("%dx%d: cursor of %s at %d,%d", w, h, f.Focused(), x, y)
			}
		}
	}
	if f.Value("body") != bad || f.Value("name") != bad {
		t.Errorf("drawn often, the value became %q", f.Value("body"))
	}
}

func TestFormBareASCII(t *testing.T) {
	f := sideForm()
	f.SetStyle(FormStyle{Signs: FormSigns{Cursor: ">", DropDown: "v", Spinner: "^", Ellipsis: "~", TabLeft: "[", TabRight: "]", Border: lipgloss.ASCIIBorder()}})
	f.SetSize(40, 6)
	f.Set("body", strings.Repeat("line\n", 20))
	for range f.ring {
		if i := strings.IndexFunc(f.View(), func(r rune) bool { return r > 0x7e }); i >= 0 {
			t.Fatalf("%q is not ASCII in\n%s", f.View()[i:i+3], f.View())
		}
		pressForm(f, "tab")
	}
}

func TestFormWords(t *testing.T) {
	for _, c := range []struct {
		field, set string
		keys       []string
		typed      string
		want, seen string
	}{
		{"times", "1", []string{"down"}, "", "-1", "infinite"},
		{"times", "1", []string{"down", "down"}, "", "-1", "infinite"},
		{"times", "-1", []string{"up"}, "", "1", "1"},
		{"times", "0", []string{"down"}, "", "-1", "infinite"},
		{"times", "-7", []string{"up"}, "", "1", "1"},
		{"times", "2", []string{"down"}, "", "1", "1"},
		{"times", "", []string{"down"}, "", "1", "1"},
		{"times", "5", []string{"ctrl+u"}, "infinite", "-1", "infinite"},
		{"times", "5", []string{"ctrl+u"}, " Infinite ", "-1", "Infinite"},
		{"times", "5", []string{"ctrl+u"}, "-1", "-1", "-1"},
		{"times", "5", []string{"ctrl+u"}, "endless", "endless", "endless"},
		{"times", "-1", []string{"backspace", "backspace"}, "", "infini", "infini"},
		{"times", "-1", []string{"ctrl+u"}, "1", "1", "1"},
		{"timeout", "0", []string{"down"}, "", "-1", "default"},
		{"timeout", "-1", []string{"up"}, "", "0", "0"},
		{"timeout", "86400", []string{"up"}, "", "86400", "86400"},
		{"before", "0", []string{"down"}, "", "0", "0"},
		{"group", "0", []string{"down", "down"}, "", "-1", "none"},
		{"group", "-2", []string{"up"}, "", "0", "0"},
		{"group", "0", []string{"ctrl+u"}, "ANY", "-2", "ANY"},
	} {
		f := sideForm()
		f.SetSize(50, 12)
		f.Set(c.field, c.set)
		f.Focus(c.field)
		pressForm(f, c.keys...)
		typeForm(f, c.typed)
		label := f.focused().Label
		_, line, _ := strings.Cut(ansi.Strip(f.View()), label)
		line, _, _ = strings.Cut(line, "↕")
		if got := f.Value(c.field); got != c.want || strings.TrimSpace(line) != c.seen {
			t.Errorf("%s %q %v %q: %q shown as %q, want %q as %q", c.field, c.set, c.keys, c.typed, got, strings.TrimSpace(line), c.want, c.seen)
		}
	}
}

// TestFormWordIsNoChange: the word in place of its value is the same value, and
// comes back when the field is left.
func TestFormWordIsNoChange(t *testing.T) {
	f := sideForm()
	f.SetSize(50, 12)
	f.Focus("times")
	pressForm(f, "ctrl+u")
	typeForm(f, "-1")
	if f.Changed() {
		t.Error("-1 for infinite is a change")
	}
	if pressForm(f, "tab"); !strings.Contains(f.View(), "infinite") || f.Value("times") != "-1" {
		t.Errorf("%q is shown as\n%s", f.Value("times"), f.View())
	}
}
