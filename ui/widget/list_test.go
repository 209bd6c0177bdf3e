package widget

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
)

func numberedList(n, width, height int) *List {
	l := &List{Draw: func(i, _ int, _ bool) string { return fmt.Sprintf("line %d", i) }}
	l.SetSize(width, height)
	l.SetFocus(true)
	l.SetLen(n)
	return l
}

func TestListWindow(t *testing.T) {
	l := numberedList(10_000, 12, 3)
	checkView(t, l, "❯line 0", " line 1", " line 2")
	l.Move(3)
	checkView(t, l, " line 1", " line 2", "❯line 3")
	l.Move(-1)
	checkView(t, l, " line 1", "❯line 2", " line 3")
	l.PageDown()
	checkView(t, l, " line 2", " line 3", "❯line 4")
	l.End()
	checkView(t, l, " line 9997", " line 9998", "❯line 9999")
	l.PageUp()
	checkView(t, l, "❯line 9997", " line 9998", " line 9999")
	l.ScrollBy(-100)
	checkView(t, l, " line 9897", " line 9898", "❯line 9899")
	l.SetLen(5)
	checkView(t, l, " line 2", " line 3", "❯line 4")
	if !l.ClickAt(0) || l.Selected() != 2 || l.ClickAt(3) || l.ClickAt(-1) {
		t.Fatalf("line %d after a click on the first line shown", l.Selected())
	}
	l.SetFocus(false)
	checkView(t, l, " line 2", " line 3", " line 4")
	l.SetLen(0)
	l.Empty = "press a to add\nor ?"
	checkView(t, l, "press a to …", "or ?", "")
	if l.Selected() != -1 {
		t.Fatal("something is selected in an empty list")
	}
}

func TestListPassesOverHeadings(t *testing.T) {
	l := numberedList(9, 12, 4)
	l.Skip = func(i int) bool { return i == 0 || i == 4 || i == 8 }
	l.Select(0)
	checkView(t, l, " line 0", "❯line 1", " line 2", " line 3")
	l.Move(3)
	if l.Selected() != 5 {
		t.Fatalf("line %d, want 5, over the heading 4", l.Selected())
	}
	l.Move(99)
	if l.Selected() != 7 {
		t.Fatalf("line %d, want the last one that can be", l.Selected())
	}
	l.End()
	if l.Selected() != 7 || l.ClickAt(-1) {
		t.Fatalf("line %d at the end, want 7", l.Selected())
	}
	l.Move(-99)
	checkView(t, l, " line 0", "❯line 1", " line 2", " line 3")
	if l.ClickAt(0) {
		t.Fatal("a heading was selected by a click")
	}
	l.Skip = func(int) bool { return true }
	l.Select(3)
	if l.Selected() != -1 {
		t.Fatal("a heading is selected")
	}
}

func TestListDrawsOnlyItsWindow(t *testing.T) {
	drawn := 0
	l := numberedList(1_000_000, 40, 20)
	l.Draw = func(int, int, bool) string { drawn++; return "x" }
	for range 100 {
		l.Move(1000)
		l.View()
	}
	if drawn != 2000 {
		t.Errorf("100 frames of 20 lines drew %d", drawn)
	}
}

func TestListAnySize(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(4, seed))
		l := numberedList(r.IntN(50), r.IntN(40), r.IntN(10))
		l.ByRune = seed%2 == 1
		l.Styles.Selection = lipgloss.NewStyle().Reverse(true)
		l.Draw = func(int, int, bool) string {
			return strings.ReplaceAll(plainText(randomText(rand.New(rand.NewPCG(5, seed)), 30)), "\t", "")
		}
		if i := seed % 3; i > 0 {
			l.Skip = func(k int) bool { return k%3 < int(i) }
		}
		for _, move := range []func(){func() { l.Move(r.IntN(20) - 10) }, l.PageUp, l.End, l.PageDown, l.Top,
			func() { l.ScrollBy(r.IntN(20) - 10) }, func() { l.HalfPage(-1) }, func() { l.SetLen(r.IntN(50)) }, func() { l.SetSize(1, 1) }} {
			move()
			about := fmt.Sprintf("seed %d", seed)
			checkSize(t, l.Measure, l.View(), l.width, l.height, about)
			if i := l.Selected(); i >= 0 && l.height > 0 && (i < l.top || i >= l.top+l.height) {
				t.Fatalf("%s: line %d is selected, shown are %d lines from %d", about, i, l.height, l.top)
			}
		}
	}
}
