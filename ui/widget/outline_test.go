package widget

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"
)

func demoRows() []OutlineRow {
	return []OutlineRow{
		{ID: 10, Text: "Rules tree"},
		{ID: 11, Depth: 1, Text: "Send (*) : Handshake", Note: "ran 3×", NoteTone: 1},
		{ID: 12, Depth: 2, Text: "Receive", Note: "ran 3×", NoteTone: 1},
		{ID: 13, Depth: 3, Text: "Check (/1) : Equal 'Wait'", Note: "never", NoteTone: 2},
		{ID: 14, Depth: 3, Text: "Check (/1) : Equal 'Heartbeat'", Note: "ran 1×", NoteTone: 1},
		{ID: 15, Depth: 4, Text: "Send : Some instruction (exit:success)", Note: "ran 1×", NoteTone: 1},
		{ID: 16, Depth: 3, Text: "Check (/1) : NotCheck (exit:failure)", Mark: "!", MarkTone: 3, Note: "never", NoteTone: 2},
		{ID: 17, Depth: 1, Text: "Receive (x10)"},
	}
}

func demoOutline(width, height int) *Outline {
	o := NewOutline()
	o.SetSize(width, height)
	o.SetFocus(true)
	o.SetRows(demoRows())
	return o
}

// selected is the id of the selected row, -1 for none.
func selected(o *Outline) int {
	if id, ok := o.Selected(); ok {
		return id
	}
	return -1
}

func TestOutlineGoldens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{48, 8}, {30, 8}, {16, 8}} {
		o := demoOutline(size.w, size.h)
		var all strings.Builder
		show := func(do string) {
			checkSize(t, o.Measure, o.View(), size.w, size.h, do)
			fmt.Fprintf(&all, "%s:\n%s\n", do, o.View())
		}
		o.Select(15)
		show("all of it")
		o.Select(12)
		o.Fold()
		show("one row folded")
		o.Styles = ListStyles{Selection: lipgloss.NewStyle().Reverse(true), Sign: lipgloss.NewStyle().Bold(true)}
		o.Tones = []lipgloss.Style{{}, lipgloss.NewStyle().Italic(true), lipgloss.NewStyle().Faint(true)}
		o.UnfoldAll()
		o.Select(14)
		show("with styles")
		o.SetFocus(false)
		o.ASCII, o.Tones = true, nil
		o.Fold()
		show("ASCII, without the focus")
		golden(t, fmt.Sprintf("outline-%dx%d", size.w, size.h), strings.TrimSuffix(all.String(), "\n"))
	}
}

func TestOutlineKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		from int
		do   func(o *Outline)
		want int
		rows string // shown, by the last digit of their ids
	}{
		{"fold", 12, (*Outline).Fold, 12, "0127"},
		{"fold what is folded", 12, func(o *Outline) { o.Fold(); o.Fold() }, 12, "0127"},
		{"fold a leaf", 13, (*Outline).Fold, 13, "01234567"},
		{"unfold", 12, func(o *Outline) { o.Fold(); o.Unfold() }, 12, "01234567"},
		{"a fold within a fold stays", 14, func(o *Outline) { o.Fold(); o.Select(11); o.Toggle(); o.Toggle() }, 11, "0123467"},
		{"collapse an open one", 14, (*Outline).Collapse, 14, "0123467"},
		{"collapse a folded one", 14, func(o *Outline) { o.Collapse(); o.Collapse() }, 12, "0123467"},
		{"collapse a leaf", 16, (*Outline).Collapse, 12, "01234567"},
		{"collapse to the top", 15, func(o *Outline) {
			for range 20 {
				o.Collapse()
			}
		}, 10, "0"},
		{"expand an open one", 12, (*Outline).Expand, 13, "01234567"},
		{"expand a leaf", 13, (*Outline).Expand, 13, "01234567"},
		{"expand a folded one", 12, func(o *Outline) { o.Fold(); o.Expand() }, 12, "01234567"},
		{"expand to the depth", 10, func(o *Outline) {
			for range 9 {
				o.Expand()
			}
		}, 13, "01234567"},
		{"fold all", 15, (*Outline).FoldAll, 10, "0"},
		{"unfold all", 15, func(o *Outline) { o.FoldAll(); o.UnfoldAll() }, 10, "01234567"},
		{"fold all, expand", 10, func(o *Outline) { o.FoldAll(); o.Expand() }, 10, "017"},
		{"select what is folded away", 10, func(o *Outline) { o.FoldAll(); o.Select(15) }, 15, "01234567"},
		{"select nobody", 14, func(o *Outline) { o.Select(99) }, 14, "01234567"},
		{"move over a fold", 12, func(o *Outline) { o.Fold(); o.Move(1) }, 17, "0127"},
		{"move back over a fold", 12, func(o *Outline) { o.Fold(); o.End(); o.Move(-1) }, 12, "0127"},
		{"page down and to the top", 14, func(o *Outline) { o.PageDown(); o.Top() }, 10, "01234567"},
		{"page up", 17, (*Outline).PageUp, 11, "01234567"},
	} {
		o := demoOutline(60, 7)
		o.Select(c.from)
		c.do(o)
		rows := ""
		for _, i := range o.shown {
			rows += fmt.Sprint(o.rows[i].ID % 10)
		}
		if selected(o) != c.want || rows != c.rows {
			t.Errorf("%s from %d: %d of rows %s, want %d of %s", c.name, c.from, selected(o), rows, c.want, c.rows)
		}
	}
}

func TestOutlineClick(t *testing.T) {
	for _, c := range []struct {
		from, y, x int
		selects    bool
		want       int
		shown      int
	}{
		{10, 3, 12, true, 13, 8},
		{10, 3, 7, true, 13, 8}, // where a parent had its sign
		{10, 2, 5, false, 10, 4},
		{10, 2, 6, false, 10, 4},
		{10, 2, 4, true, 12, 8},
		{10, 2, 7, true, 12, 8},
		{15, 1, 3, false, 11, 3}, // the selection was folded away
		{10, 8, 3, false, 10, 8},
		{10, -1, 3, false, 10, 8},
	} {
		o := demoOutline(60, 9)
		o.Select(c.from)
		if got := o.ClickAt(c.y, c.x); got != c.selects || selected(o) != c.want || o.Len() != c.shown {
			t.Errorf("a click on %d,%d: %v, %d of %d rows; want %v, %d of %d", c.x, c.y, got, selected(o), o.Len(), c.selects, c.want, c.shown)
		}
	}
	o := demoOutline(60, 9)
	o.ClickAt(2, 5)
	if o.ClickAt(2, 5); o.Len() != 8 {
		t.Errorf("a second click leaves %d rows", o.Len())
	}
	if o.ScrollBy(1); o.At(0) != 0 {
		t.Error("what is seen whole was scrolled")
	}
	o.SetSize(60, 3)
	o.ScrollBy(2)
	if !o.ClickAt(0, 20) || selected(o) != 12 {
		t.Errorf("scrolled by two, the first line is %d", selected(o))
	}
}

// TestOutlineNarrow: the note goes before the text has less than 12 cells, and
// the indent takes no more than half of the room: then a row says its level.
func TestOutlineNarrow(t *testing.T) {
	for width, want := range map[int]string{
		40: "         ▾ Check (/1) : Equal      never",
		30: "         ▾ Check (/1) …  never",
		29: "         ▾ Check (/1) : Equal",
		24: "         ▾ Check (/1) :…",
		16: "         ▾ Chec…",
		12: "      4▾ Ch…",
		6:  "  4▾ …",
		4:  "  4…",
		1:  "",
	} {
		o := NewOutline()
		o.SetSize(width, 3)
		o.SetRows([]OutlineRow{{Text: "top"}, {ID: 1, Depth: 4, Text: "Check (/1) : Equal", Note: "never"}, {ID: 2, Depth: 5, Text: "Receive", Note: "never"}})
		checkSize(t, o.Measure, o.View(), width, 3, want)
		if got := strings.TrimRight(splitLines(o.View())[1], " "); got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
	o := NewOutline()
	o.SetRows([]OutlineRow{{Depth: 5, Text: "Receive", Note: "never"}})
	o.SetSize(27, 1)
	checkView(t, o, "›            Receive  never") // all of a short text is seen
	o.SetSize(26, 1)
	checkView(t, o, "›            Receive")
}

// TestOutlineSurvivesEdits: folds and selection stay with their rows through
// any edit of the tree.
func TestOutlineSurvivesEdits(t *testing.T) {
	o := demoOutline(60, 9)
	o.Select(14)
	o.Fold()
	rows := slices.Insert(demoRows(), 1, OutlineRow{ID: 20, Depth: 1, Text: "new"}, OutlineRow{ID: 21, Depth: 2, Text: "child"})
	if o.SetRows(rows); selected(o) != 14 || o.Len() != 9 {
		t.Errorf("after rows above: %d of %d rows", selected(o), o.Len())
	}
	// Row 14 without its child, which comes back later: it is not folded then.
	o.SetRows(slices.Delete(demoRows(), 5, 6))
	if o.SetRows(demoRows()); selected(o) != 14 || o.Len() != 8 {
		t.Errorf("after the child went and came: %d of %d rows", selected(o), o.Len())
	}
	// What is selected moves under a folded row.
	o.Select(11)
	o.Fold()
	o.Select(17)
	moved := demoRows()
	moved[7].Depth = 3
	if o.SetRows(moved); selected(o) != 17 || o.Len() != 8 {
		t.Errorf("moved under a fold: %d of %d rows", selected(o), o.Len())
	}
	o.Select(16)
	if o.SetRows(slices.Delete(demoRows(), 6, 7)); selected(o) != 17 {
		t.Errorf("in the place of a deleted row %d is selected", selected(o))
	}
	if o.SetRows(demoRows()[:7]); selected(o) != 16 {
		t.Errorf("without the last row %d is selected", selected(o))
	}
	o.Empty = "no rules"
	o.SetRows(nil)
	for _, do := range []func(){o.Fold, o.Unfold, o.Toggle, o.Collapse, o.Expand, o.FoldAll, o.UnfoldAll, o.Top, o.End, o.PageUp} {
		do()
	}
	if selected(o) != -1 || o.Select(10) || o.ClickAt(0, 1) || !strings.Contains(o.View(), "no rules") {
		t.Errorf("something is selected in an empty tree: %d\n%s", selected(o), o.View())
	}
}

// anyRows is a tree of any shape and text.
func anyRows(r *rapid.T) []OutlineRow {
	text := rand.New(rand.NewPCG(9, rapid.Uint64().Draw(r, "seed")))
	rows := make([]OutlineRow, rapid.IntRange(0, 12).Draw(r, "rows"))
	for i := range rows {
		rows[i] = OutlineRow{ID: i, Depth: rapid.IntRange(-1, 40).Draw(r, "depth"), TextTone: rapid.IntRange(-1, 2).Draw(r, "tone"),
			Text: strings.ReplaceAll(plainText(randomText(text, text.IntN(30))), "\t", ""),
			Note: []string{"", "ran 1×", "漢字\u0301"}[text.IntN(3)], Mark: []string{"", "!"}[text.IntN(2)]}
	}
	return rows
}

// TestOutlineAnyTree does anything to any tree: the view fills its room, the
// selected row is in it, and shown is what has no folded row above it.
func TestOutlineAnyTree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := NewOutline()
		o.ByRune, o.ASCII = rapid.Bool().Draw(r, "by rune"), rapid.Bool().Draw(r, "ascii")
		o.Tones = []lipgloss.Style{{}, lipgloss.NewStyle().Bold(true)}
		o.SetFocus(true)
		o.SetRows(anyRows(r))
		some := func(name string, n int) int { return rapid.IntRange(-n, n).Draw(r, name) }
		all := []func(){o.Fold, o.Unfold, o.Toggle, o.Collapse, o.Expand, o.FoldAll, o.UnfoldAll, o.End, o.PageUp,
			func() { o.SetRows(anyRows(r)) }, func() { o.Move(some("by", 9)) }, func() { o.Select(some("id", 12)) },
			func() { o.ScrollBy(some("by", 9)) }, func() { o.SetSize(some("width", 50), some("height", 12)) },
			func() { o.ClickAt(some("y", 12), some("x", 50)) }}
		for range 12 {
			rapid.SampledFrom(all).Draw(r, "do")()
			lines := splitLines(o.View())
			if o.width > 0 && len(lines) != o.height {
				r.Fatalf("%d lines, want %d", len(lines), o.height)
			}
			for _, line := range lines {
				if n := o.Width(line); n != o.width {
					r.Fatalf("a line of %d cells, want %d: %q", n, o.width, line)
				}
			}
			if line := slices.Index(o.shown, o.row()) - o.top; len(o.rows) > 0 && o.height > 0 && (selected(o) < 0 || line < 0 || line >= o.height) {
				r.Fatalf("row %d is selected, in line %d of %d", selected(o), line, o.height)
			}
			for i := range o.rows {
				hidden := false
				for up := o.above(i); up >= 0; up = o.above(up) {
					hidden = hidden || o.folded[o.rows[up].ID]
				}
				if slices.Contains(o.shown, i) == hidden {
					r.Fatalf("row %d: hidden is %v, shown are %v", i, hidden, o.shown)
				}
			}
		}
	})
}

// TestOutlineSizes: every size, with text that terminals disagree about.
func TestOutlineSizes(t *testing.T) {
	rows := demoRows()
	for i := range rows {
		rows[i].Text = []string{`\x1b[31m`, "\u0301x", "漢字", "👩\u200d🚀", "\u0e33\u0903", "🇩🇪🇩"}[i%6] + rows[i].Text
	}
	o := NewOutline()
	o.SetRows(rows)
	for w := 0; w <= 120; w++ {
		for h := 0; h <= 30; h++ {
			o.ByRune = (w+h)%2 == 0
			o.SetSize(w, h)
			o.Select(10 + h%8)
			checkSize(t, o.Measure, o.View(), w, h, fmt.Sprintf("%dx%d", w, h))
		}
	}
}

// manyRows is a tree of n rows, ten on a branch.
func manyRows(n int) []OutlineRow {
	rows := make([]OutlineRow, n)
	for i := range rows {
		rows[i] = OutlineRow{ID: i, Depth: i % 10, Text: fmt.Sprintf("Check (/1) : Equal '%d'", i), Note: "ran 1×"}
	}
	return rows
}

func TestOutlineDrawsOnlyItsWindow(t *testing.T) {
	o := NewOutline()
	o.SetSize(60, 20)
	o.SetRows(manyRows(10_000))
	drawn, draw := 0, o.Draw
	o.Draw = func(i, width int, selected bool) string { drawn++; return draw(i, width, selected) }
	for range 50 {
		o.Move(100)
		o.View()
	}
	if drawn != 1000 {
		t.Errorf("50 frames of 20 lines drew %d", drawn)
	}
	small := NewOutline()
	small.SetSize(60, 20)
	small.SetRows(manyRows(20))
	allocs := func(o *Outline) float64 { return testing.AllocsPerRun(20, func() { o.View() }) }
	if many, few := allocs(o), allocs(small); many > few*1.5 {
		t.Errorf("a frame of 10,000 rows has %v allocations, one of 20 has %v", many, few)
	}
}

// TestOutlineSetRowsIsQuick: a tree is set anew on each edit. The best of many
// runs is what it costs; the bound is for any machine, and the race detector.
func TestOutlineSetRowsIsQuick(t *testing.T) {
	o := NewOutline()
	o.SetSize(60, 20)
	rows := manyRows(2_000)
	o.SetRows(rows)
	o.FoldAll()
	o.Select(1_995)
	best := time.Hour
	for range 50 {
		began := time.Now()
		o.SetRows(rows)
		best = min(best, time.Since(began))
	}
	if best > 5*time.Millisecond {
		t.Errorf("2,000 rows took %v", best)
	}
}

func BenchmarkOutlineSetRows(b *testing.B) {
	o, rows := NewOutline(), manyRows(2_000)
	o.SetSize(60, 20)
	o.SetRows(rows)
	o.FoldAll()
	o.Select(1_995)
	for b.Loop() {
		o.SetRows(rows)
	}
}

func BenchmarkOutlineView(b *testing.B) {
	o := NewOutline()
	o.SetSize(60, 30)
	o.SetRows(manyRows(10_000))
	o.Select(5_000)
	for b.Loop() {
		o.View()
	}
}
