package widget

import (
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// walked presses a key until the form is left, at most often enough to see
// every field twice, and returns the fields that had the focus.
func walked(f *Form, key string) (seen []string, last FormEvent) {
	for range 2 * len(f.ring) {
		seen = append(seen, f.Focused())
		if last = pressForm(f, key); last.Kind == FormLeft {
			break
		}
	}
	return seen, last
}

func TestFormIsLeftAtItsEnds(t *testing.T) {
	f := sampleForm()
	f.leave = true
	f.SetSize(80, 22)
	f.SetDisabled("ok", true)
	f.SetDisabled("kind", true)
	want := []string{"test", "name", "group", "wait", "pages", "port", "max", "reset", "log", "safe", "copy", "cancel"}
	f.Enter(false)
	if seen, e := walked(f, "tab"); !slices.Equal(seen, want) || e != (FormEvent{Kind: FormLeft}) {
		t.Errorf("tab walks %v and ends with %v", seen, e)
	}
	if f.Focused() != "cancel" {
		t.Errorf("the focus left with the walk, to %q", f.Focused())
	}
	f.Focus("name")
	f.SetFocused(false)
	f.Enter(true)
	slices.Reverse(want)
	if seen, e := walked(f, "shift+tab"); !slices.Equal(seen, want) || e != (FormEvent{Kind: FormLeft, Back: true}) {
		t.Errorf("shift+tab walks %v and ends with %v", seen, e)
	}
	for key, back := range map[string]bool{"tab": false, "shift+tab": true} {
		empty := NewForm(FormOptions{Leave: true})
		if e := pressForm(empty, key); e != (FormEvent{Kind: FormLeft, Back: back}) {
			t.Errorf("%s in a form without fields: %v", key, e)
		}
	}
}

func TestFormWithoutFocus(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.SetStyle(FormStyle{Signs: formSigns(), GroupFocused: lipgloss.NewStyle().Bold(true), FieldFocused: lipgloss.NewStyle().Reverse(true)})
	f.Focus("group")
	pressForm(f, "down")
	if !f.ListOpen() {
		t.Fatal("no list to close")
	}
	f.SetFocused(false)
	_, _, cursor := f.Cursor()
	if cursor || f.Typing() || f.ListOpen() || f.Focused() != "" || strings.ContainsAny(f.View(), "❯\x1b") {
		t.Errorf("cursor %v, typing %v, list %v, focus on %q in\n%s", cursor, f.Typing(), f.ListOpen(), f.Focused(), f.View())
	}
	checkForm(t, f, 80, 22)
	for _, key := range []string{"tab", "enter", "esc", "ctrl+s", "pgdown", "down", "space", "backspace"} {
		if e := pressForm(f, key); e.Kind != FormIgnored {
			t.Errorf("%s without the focus: %v", key, e)
		}
	}
	typeForm(f, "x")
	if f.Changed() {
		t.Error("something was typed without the focus")
	}
	f.SetFocused(true)
	if f.Focused() != "group" {
		t.Errorf("the focus came back to %q", f.Focused())
	}
	f.SetFocused(false)
	if clickText(t, f, "utf-8"); f.Focused() != "pages" || !f.ListOpen() {
		t.Errorf("a click focuses %q", f.Focused())
	}
	checkForm(t, f, 80, 22)
}

func TestFormDisabled(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.Focus("test")
	for _, key := range []string{"kind", "test", "wait", "group", "nobody"} {
		f.SetDisabled(key, true)
	}
	if f.Focused() != "name" {
		t.Errorf("the focus of a disabled button went to %q", f.Focused())
	}
	view := ansi.Strip(f.View())
	for _, want := range []string{"Kind            TCP                        Test    ", "Group           Default group    ", "Wait            60                      seconds"} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
	for _, what := range []string{"Test", "TCP        ", "Default group"} {
		if e := clickText(t, f, what); e.Kind != FormHandled || f.Focused() != "name" || f.ListOpen() {
			t.Errorf("a click on %s: %v, focus on %q", what, e, f.Focused())
		}
	}
	f.Focus("group")
	if f.Focused() != "name" {
		t.Errorf("Focus focuses the disabled %q", f.Focused())
	}
	f.SetErrors(map[string]string{"group": "wrong", "pages": "wrong too"})
	if f.Focused() != "pages" {
		t.Errorf("the first wrong field that can be mended is not %q", f.Focused())
	}
	pressForm(f, "shift+tab")
	f.SetDisabled("wait", false)
	if pressForm(f, "tab"); f.Focused() != "wait" {
		t.Errorf("enabled again, the walk goes to %q", f.Focused())
	}
}

// TestFormWithNothingToFocus: a page of which every field is disabled can be
// looked at, and left.
func TestFormWithNothingToFocus(t *testing.T) {
	f := sampleForm()
	f.SetSize(80, 22)
	f.SetDisabled("safe", true)
	f.Focus("safe")
	if _, page := f.Page(); page != "More" || f.Focused() != "" {
		t.Fatalf("page %q, focus on %q", page, f.Focused())
	}
	if view := ansi.Strip(f.View()); !strings.Contains(view, " -  Protected") || strings.Contains(view, "❯") {
		t.Errorf("drawn as\n%s", view)
	}
	if e := pressForm(f, "space"); e.Kind != FormIgnored {
		t.Errorf("space on nothing: %v", e)
	}
	f.SetDisabled("name", true)
	if _, page := f.Page(); page != "More" {
		t.Errorf("a field disabled elsewhere shows %q", page)
	}
	if pressForm(f, "tab"); f.Focused() != "copy" {
		t.Errorf("tab goes to %q", f.Focused())
	}
	f.Focus("safe")
	if pressForm(f, "shift+tab"); f.Focused() != "log" {
		t.Errorf("shift+tab goes to %q", f.Focused())
	}
	for _, fd := range f.ring {
		f.SetDisabled(fd.Key, true)
	}
	f.SetSize(20, 5) // where links and buttons have no room beside each other
	checkForm(t, f, 20, 5)
	if pressForm(f, "tab", "pgdown", "tab"); f.Focused() != "" {
		t.Errorf("%q has the focus of a form with nothing to focus", f.Focused())
	}
	f.SetDisabled("log", false)
	if pressForm(f, "tab"); f.Focused() != "log" {
		t.Errorf("the only field is passed over for %q", f.Focused())
	}
}
