package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestLabelAbove: the label has a row of its own, the box the whole width
// below it.
func TestLabelAbove(t *testing.T) {
	f := NewForm(FormOptions{Bare: true, Tabs: []FormTab{{Label: "One", Pages: []FormPage{{Groups: []FormGroup{{Fields: []FormField{
		{Key: "number", Kind: FormNumber, Label: "A number with a long name", Value: "5"},
		{Key: "body", Kind: FormArea, Label: "Text body", Value: "one\ntwo", Rows: 3, Above: true},
		{Key: "check", Kind: FormCheck, Label: "Check"},
	}}}}}}}})
	f.style.Signs.Cursor = ">"
	f.SetSize(40, 10)
	f.Focus("body")
	lines := strings.Split(ansi.Strip(f.View()), "\n")
	for i, want := range map[int]string{1: "> Text body", 2: "  one", 3: "  two", 4: "", 5: "  [ ] Check"} {
		if got := strings.TrimRight(lines[i], " "); got != want {
			t.Errorf("line %d: %q, want %q", i, got, want)
		}
	}
	f.Update(tea.KeyPressMsg{Code: '!', Text: "!"})
	if x, y, ok := f.Cursor(); x != 6 || y != 3 || !ok {
		t.Errorf("the cursor is at %d, %d", x, y)
	}
	f.SetErrors(map[string]string{"body": "wrong"})
	if view := ansi.Strip(f.View()); !strings.Contains(view, "> Text body !") || !strings.Contains(view, "! wrong") {
		t.Error(view)
	}
	f.Focus("number")
	if f.Click(3, 2); f.Focused() != "body" {
		t.Errorf("a click on the box focuses %s", f.Focused())
	}
	f.SetSize(40, 4) // the label stays with its box
	f.Focus("body")
	if view := ansi.Strip(f.View()); !strings.Contains(view, "> Text body") {
		t.Error(view)
	}
}
