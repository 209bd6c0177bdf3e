package widget

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// areaForm has an area of five rows, and its focus on it.
func areaForm(w, h int, text string) *Form {
	f := sideForm()
	f.SetSize(w, h)
	f.Set("body", text)
	f.Focus("body")
	return f
}

func TestFormAreaKeys(t *testing.T) {
	changed := FormEvent{Kind: FormChanged, Key: "body"}
	for _, c := range []struct {
		text  string
		keys  []string
		event FormEvent // of the last key
		want  string
	}{
		{"one", []string{"enter"}, FormEvent{Kind: FormSubmit}, "one"},
		{"one", []string{"alt+enter"}, changed, "one\n"},
		{"one", []string{"left", "ctrl+j"}, changed, "on\ne"},
		{"one", []string{"shift+enter", "space"}, changed, "one\n "},
		{"one\ntwo", []string{"up"}, handled, "one\ntwo"},
		{"one\ntwo", []string{"up", "up"}, FormEvent{}, "one\ntwo"},
		{"one\ntwo", []string{"down"}, FormEvent{}, "one\ntwo"},
		{"one\ntwo", []string{"up", "left", "backspace"}, changed, "oe\ntwo"},
		{"one\ntwo", []string{"home", "backspace"}, changed, "onetwo"},
		{"one\ntwo", []string{"up", "delete"}, changed, "onetwo"},
		{"one\ntwo", []string{"delete"}, handled, "one\ntwo"},
		{"one\ntwo", []string{"ctrl+u"}, changed, ""},
		{"", []string{"ctrl+u"}, handled, ""},
		{"", []string{"backspace"}, handled, ""},
		{"one", []string{"f5"}, FormEvent{}, "one"},
		{"one", []string{"esc"}, FormEvent{Kind: FormCancel}, "one"},
		{"one", []string{"ctrl+s"}, FormEvent{Kind: FormSubmit}, "one"},
	} {
		f := areaForm(50, 14, c.text)
		e := pressForm(f, c.keys...)
		if e != c.event || f.Value("body") != c.want {
			t.Errorf("%q after %v: %v and %q, want %v and %q", c.text, c.keys, e, f.Value("body"), c.event, c.want)
		}
	}
	f := areaForm(50, 14, "one\ntwo")
	if pressForm(f, "tab"); f.Focused() != "insert" {
		t.Errorf("tab goes to %q", f.Focused())
	}
	if pressForm(f, "shift+tab", "shift+tab"); f.Focused() != "before" {
		t.Errorf("shift+tab goes to %q", f.Focused())
	}
	if pressForm(f, "tab"); f.FocusedKind() != FormArea || !f.Typing() {
		t.Error("an area is text that is typed")
	}
	typeForm(f, "!")
	if f.Value("body") != "one\ntwo!" {
		t.Errorf("the cursor comes to the end: %q", f.Value("body"))
	}
}

func TestFormAreaKeepsEveryByte(t *testing.T) {
	for _, text := range []string{"", "\n", "\r\n\r\n", "a\rb\r\nc\n", "\x1b[31m\x00\x9b\xff\xfe\ufffd\u202e\u200d", "e\u0301👩\u200d🚀\t", strings.Repeat("x", 300)} {
		f := areaForm(50, 14, text)
		f.Clean()
		checkForm(t, f, 50, 14)
		if f.Value("body") != text || f.Changed() {
			t.Errorf("%q came back as %q", text, f.Value("body"))
		}
		typeForm(f, "\u202e")
		pressForm(f, "alt+enter")
		if got := f.Value("body"); got != text+"\u202e\n" || !f.Changed() {
			t.Errorf("%q was edited into %q", text, got)
		}
		if pressForm(f, "backspace", "backspace"); f.Value("body") != text || f.Changed() {
			t.Errorf("%q and back: %q", text, f.Value("body"))
		}
	}
	f := areaForm(50, 14, "<>")
	pressForm(f, "left")
	f.Update(tea.PasteMsg{Content: "a\rb\r\nc\nd\x1b\xff\te"})
	if got := f.Value("body"); got != "<a\nb\nc\nd\x1b\xff\te>" {
		t.Errorf("pasted as %q", got)
	}
}

func TestFormAreaIsEscaped(t *testing.T) {
	f := areaForm(60, 14, "a\x1b[31m\u202eb\x9bc\n\x07漢字\te\u0301\r")
	f.SetSize(60, 14)
	view := ansi.Strip(f.View())
	for _, want := range []string{`a\x1b[31m\u202eb`, `\x07漢字`, "\u0301" + `\x0d`} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
	if i := strings.IndexFunc(f.View(), func(r rune) bool { return r != '\n' && visibly(string(r)) != string(r) }); i >= 0 {
		t.Errorf("raw %q in the view", f.View()[i:i+4])
	}
}

// TestFormAreaShrinks: the area has the rows that it asks for where the page
// has room for them, fewer where it has not, and at least one.
func TestFormAreaShrinks(t *testing.T) {
	for h, want := range map[int]int{20: 5, 9: 5, 8: 4, 7: 3, 6: 2, 5: 1, 4: 1} {
		f := areaForm(50, h, "1\n2\n3\n4\n5\n6\n7\n8\n9")
		view := ansi.Strip(f.View())
		got := 0
		for i := range 9 {
			if strings.Contains(view, fmt.Sprintf("  %d ", i+1)) {
				got++
			}
		}
		_, y, ok := f.Cursor()
		if got != want || !ok || !strings.Contains(splitLines(view)[y], " 9 ") {
			t.Errorf("%d rows: %d lines are seen, want %d; cursor in line %d of\n%s", h, got, want, y, view)
		}
		if want > 1 {
			f.SetErrors(map[string]string{"body": "wrong"})
			if view := ansi.Strip(f.View()); !strings.Contains(view, "! wrong") || !strings.Contains(view, "Number of iterations") {
				t.Errorf("%d rows: the error has no room in\n%s", h, view)
			}
		}
	}
}

// TestFormAreaCursor: a click on the cell of the cursor leaves it where it is,
// wherever it has come to.
func TestFormAreaCursor(t *testing.T) {
	keys := []string{"up", "down", "left", "right", "home", "end", "alt+enter", "backspace", "delete", "space"}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(8, seed))
		f := areaForm(24+r.IntN(40), 5+r.IntN(12), strings.Repeat("ab漢字\x1bcd\n", r.IntN(8)))
		for range 60 {
			pressForm(f, keys[r.IntN(len(keys))])
			typeForm(f, []string{"", "x", "漢"}[r.IntN(3)])
			x, y, ok := f.Cursor()
			if !ok || x < 0 || x >= f.width || y < 0 || y >= f.height {
				t.Fatalf("seed %d: cursor at %d,%d, %v", seed, x, y, ok)
			}
			before := f.focused().area.text.cursor
			f.Click(x, y)
			if after := f.focused().area.text.cursor; after != before || f.Focused() != "body" {
				t.Fatalf("seed %d: a click on %d,%d moves the cursor from %v to %v in\n%s", seed, x, y, before, after, f.View())
			}
			checkForm(t, f, f.width, f.height)
		}
	}
}

func TestFormAreaMouse(t *testing.T) {
	f := areaForm(50, 14, "one\ntwo\nthree\nfour\nfive\nsix\nseven")
	f.Focus("times")
	if view := f.View(); !strings.Contains(view, "one") || strings.Contains(view, "▲") || !strings.Contains(view, "▼") {
		t.Errorf("without the focus it does not show its beginning:\n%s", view)
	}
	clickText(t, f, "hree")
	if typeForm(f, "!"); f.Value("body") != "one\ntwo\nthree\nfour\nfive\nsix\nseven!" {
		t.Errorf("the click that focuses leaves the cursor at the end: %q", f.Value("body"))
	}
	clickText(t, f, "our")
	if typeForm(f, "-"); !strings.Contains(f.Value("body"), "\nf-our\n") {
		t.Errorf("the next one places it: %q", f.Value("body"))
	}
	if e := clickText(t, f, "+ ]"); e != (FormEvent{Kind: FormPressed, Key: "insert"}) {
		t.Errorf("the button beside it: %v", e)
	}
	_, y, _ := strings.Cut(ansi.Strip(f.View()), "+ ]")
	at := strings.Count(ansi.Strip(f.View()), "\n") - strings.Count(y, "\n") + 1
	if e := f.Click(47, at); e.Kind != FormIgnored || f.Focused() != "insert" {
		t.Errorf("under the button there is no button: %v", e)
	}
	f.Focus("body")
	f.Wheel(-100)
	_, _, cursor := f.Cursor()
	if view := f.View(); !strings.Contains(view, "one") || cursor {
		t.Errorf("the wheel does not scroll to the beginning, or the cursor is still seen:\n%s", view)
	}
	f.Wheel(1)
	if view := f.View(); strings.Contains(view, "one") || !strings.Contains(view, "six") {
		t.Errorf("the wheel does not scroll by a line:\n%s", view)
	}
	if f.Wheel(100); !strings.Contains(f.View(), "three") || strings.Contains(f.View(), "two") {
		t.Errorf("the wheel does not stop where the last line is the lowest:\n%s", f.View())
	}
	f.focused().area.text.cursor = spot{}
	if _, _, cursor = f.Cursor(); cursor {
		t.Error("a cursor above what is seen")
	}
	pressForm(f, "end", "down", "down", "down", "down", "down", "down", "end")
	f.Wheel(-1)
	pressForm(f, "left")
	if _, _, cursor = f.Cursor(); !cursor || !strings.Contains(f.View(), "seven!") {
		t.Errorf("a key does not bring the cursor back:\n%s", f.View())
	}
	f.SetSize(50, 3)
	f.Set("body", "short")
	f.Focus("body")
	before := f.scroll
	if f.Wheel(-1); before != 1 || f.scroll != 0 {
		t.Errorf("a text that is seen whole keeps the wheel from the body, which went from %d to %d", before, f.scroll)
	}
	if f.SetFocused(true); f.scroll != 0 {
		t.Error("the focus that it has scrolls the body back")
	}
}

func TestFormAreaMeasure(t *testing.T) {
	f := areaForm(40, 14, strings.Repeat("ก\u0e33", 30)+"\nend")
	by := f.View()
	f.SetMeasure(Measure{ByRune: true})
	now := f.View()
	f.SetSize(40, 14)
	if now == by || now != f.View() {
		t.Errorf("what a cell is has changed, and the text is laid out as before:\n%s", now)
	}
}

func TestFormAreaRefusesAPasteWhole(t *testing.T) {
	f := areaForm(60, 14, "kept")
	f.SetErrors(map[string]string{"body": "wrong"})
	e := f.Update(tea.PasteMsg{Content: strings.Repeat("x", maxAreaBytes-3)})
	if e != handled || f.Value("body") != "kept" || f.Error("body") != "not pasted: a field takes at most 65,536 bytes" {
		t.Errorf("%v, %d bytes, error %q", e, len(f.Value("body")), f.Error("body"))
	}
	e = f.Update(tea.PasteMsg{Content: strings.Repeat("x", maxAreaBytes-4)})
	if e.Kind != FormChanged || len(f.Value("body")) != maxAreaBytes || f.Error("body") != "" {
		t.Errorf("%v, %d bytes, error %q", e, len(f.Value("body")), f.Error("body"))
	}
	// The bound of the Composer's test, for the worst that there can be: one
	// line, and every key in it.
	began := time.Now()
	for range 20 {
		typeForm(f, "x")
		f.View()
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("20 keys took %v", took)
	}
}

func TestFormAreaWithoutFocusOrUse(t *testing.T) {
	f := areaForm(50, 14, "one\ntwo")
	f.SetFocused(false)
	if _, _, ok := f.Cursor(); ok || strings.Contains(f.View(), "❯") {
		t.Errorf("drawn with a focus:\n%s", f.View())
	}
	if clickText(t, f, "wo"); f.Focused() != "body" {
		t.Error("a click on its second row does not focus it")
	}
	f.SetDisabled("body", true)
	if e := clickText(t, f, "wo"); e != handled || f.Focused() == "body" {
		t.Errorf("disabled, a click on it: %v, focus on %q", e, f.Focused())
	}
	checkForm(t, f, 50, 14)
}

// TestFormAreaInABox: an area stands in a group with a border as well.
func TestFormAreaInABox(t *testing.T) {
	f := NewForm(FormOptions{Title: "Edit", Escape: visibly, Style: FormStyle{Signs: formSigns()},
		Tabs: []FormTab{{Pages: []FormPage{{Groups: []FormGroup{{Title: "Trigger", Fields: []FormField{
			{Key: "command", Kind: FormArea, Label: "Command", Value: "sh\n-c\ntrue", Rows: 3},
			{Key: "wait", Kind: FormNumber, Label: "Timeout", Value: "10", Width: 10}}}}}}}},
		Footer: []FormField{{Key: "ok", Kind: FormButton, Label: "OK"}}})
	f.SetSize(44, 10)
	checkView(t, f,
		"╭ Edit ────────────────────────────────────╮",
		"│ ╭ Trigger ─────────────────────────────╮ │",
		"│ │❯ Command         sh                  │ │",
		"│ │                  -c                  │ │",
		"│ │                  true                │ │",
		"│ │  Timeout         10       ↕          │ │",
		"│ ╰──────────────────────────────────────╯ │",
		"│                                          │",
		"│                                   [ OK ] │",
		"╰──────────────────────────────────────────╯")
	if x, y, ok := f.Cursor(); !ok || x != 25 || y != 4 {
		t.Errorf("cursor at %d,%d", x, y)
	}
	f.SetNote("command", "a warning")
	for w := range 60 {
		for h := range 16 {
			f.SetSize(w, h)
			checkForm(t, f, w, h)
			pressForm(f, "tab")
		}
	}
}
