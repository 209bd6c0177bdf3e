package widget

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func textSource(lines ...string) *rowsSource {
	s := &rowsSource{}
	for _, l := range lines {
		s.add(l)
	}
	return s
}

func TestLogWraps(t *testing.T) {
	src := textSource("abcdefghijklmnopqrstuvwxyz0123456789", "漢字漢字漢字漢字漢", "a\tb\tc")
	l := narrow(25, 7, src) // 17 cells of text
	l.SetWrap(true)
	checkView(t, l,
		" 00  →  abcdefghijklmnopq",
		"        rstuvwxyz01234567",
		"        89",
		" 01  →  漢字漢字漢字漢字",
		"        漢",
		"❯02  →  a       b       c",
		"")
	l.SetSize(24, 3) // 16 cells
	checkView(t, l,
		"        漢",
		"❯02  →  a       b",
		"        c")
	l.Top()
	checkView(t, l,
		"❯00  →  abcdefghijklmnop",
		"        qrstuvwxyz012345",
		"        6789")
	l.ScrollBy(1)
	checkView(t, l,
		"        qrstuvwxyz012345",
		"        6789",
		" 01  →  漢字漢字漢字漢字")
	l.SetWrap(false)
	checkView(t, l,
		"❯00  →  abcdefghijklmno…",
		" 01  →  漢字漢字漢字漢 …",
		" 02  →  a       b      …")
}

func TestLogScrollsSideways(t *testing.T) {
	l := narrow(24, 3, textSource("abcdefghijklmnopqrstuvwxyz", "漢字漢字漢字漢字漢字漢字", "a\tb\tc"))
	l.ScrollX(9)
	checkView(t, l,
		" 00  →  jklmnopqrstuvwx…",
		" 01  →   字漢字漢字漢字", // half of a wide one is a space
		"❯02  →         c")
	l.ScrollX(8)
	checkView(t, l, " 00  →  rstuvwxyz", " 01  →   字漢字", "❯02  →")
	l.ScrollX(99)
	if l.left != 17 {
		t.Fatalf("scrolled to column %d, where no line has text", l.left)
	}
	l.ScrollX(-99)
	checkView(t, l, " 00  →  abcdefghijklmno…", " 01  →  漢字漢字漢字漢 …", "❯02  →  a       b      …")
}

func TestLogGivesUpTheRailForText(t *testing.T) {
	l := NewLogView(12, 8, 1)
	src := &rowsSource{end: 1, rows: []Row{{
		Rail: []Cell{{Text: "14:29:01.204"}, {Text: ":53210"}, {Text: "←"}}, Lines: [][]Span{{{Text: "Heartbeat of it"}}}}}}
	for _, c := range []struct {
		width int
		want  string
	}{
		{60, " 14:29:01.204  :53210    ←  Heartbeat of it"},
		{40, " :53210    ←  Heartbeat of it"},
		{20, " ←  Heartbeat of it"},
		{17, " Heartbeat of it"},
		{5, " Hea…"},
		{2, " …"},
		{1, "…"},
	} {
		l.SetSize(c.width, 1)
		l.Refresh(src)
		checkView(t, l, c.want)
	}
}

func TestLogStyles(t *testing.T) {
	bold, under, rev := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Underline(true), lipgloss.NewStyle().Reverse(true)
	l := NewLogView(2)
	l.Styles = LogStyles{Palette: []lipgloss.Style{lipgloss.NewStyle(), bold}, Escaped: under, Match: rev}
	l.SetSize(20, 2)
	l.Refresh(&rowsSource{end: 1, rows: []Row{{Style: 1, Rail: []Cell{{"ab", 1}},
		Lines: [][]Span{{{Text: "se\u0301nd "}, {Text: `\x1b`, Escaped: true}, {Text: "end"}}}}}})
	want := " " + bold.Render("se\u0301nd ") + under.Render(`\x1b`) + bold.Render("end")
	if got := strings.Split(l.View(), "\n")[0]; !strings.HasPrefix(got, want) {
		t.Fatalf("got  %q\nwant %q…", got, want)
	}
	l.Match = func(plain string) [][2]int {
		if plain != "se\u0301nd \\x1bend" {
			t.Errorf("asked for the matches of %q", plain)
		}
		return [][2]int{{1, 2}, {9, 12}} // the e without its accent; across spans
	}
	want = " " + bold.Render("s") + rev.Render("e\u0301") + bold.Render("nd ") + under.Render(`\x`) + rev.Render("1be") + bold.Render("nd")
	if got := strings.Split(l.View(), "\n")[0]; !strings.HasPrefix(got, want) {
		t.Fatalf("got  %q\nwant %q…", got, want)
	}
}

func TestLogCursorRowOnlyWithFocus(t *testing.T) {
	l := narrow(30, 2, textSource("one"))
	l.Styles.Selection = lipgloss.NewStyle().Reverse(true)
	l.Styles.Escaped = lipgloss.NewStyle().Underline(true)
	if v := l.View(); !strings.Contains(v, "❯") || strings.Count(v, "\x1b[7m") < 3 {
		t.Fatalf("the cursor row is not marked throughout: %q", v)
	}
	l.SetFocus(false)
	if v := l.View(); strings.Contains(v, "❯") || strings.Contains(v, "\x1b") {
		t.Fatalf("the cursor row is marked without focus: %q", v)
	}
}

// randomText is text as a caller hands it over: hostile characters escaped,
// everything else there is.
func randomText(r *rand.Rand, n int) (out []Span) {
	ranges := [][2]rune{{' ', '~'}, {' ', '~'}, {0xa1, 0x2ff}, {0x300, 0x36f}, {0x900, 0xe7f}, {0x1100, 0x11ff},
		{0x3000, 0x9fff}, {0xac00, 0xd7a3}, {0xff00, 0xffef}, {0x1f1e6, 0x1f1ff}, {0x1f300, 0x1faff}, {0x20000, 0x2ffff}}
	for n > 0 {
		span := Span{}
		for k := 1 + r.IntN(12); k > 0 && n > 0; k, n = k-1, n-1 {
			b := ranges[r.IntN(len(ranges))]
			if c := b[0] + r.Int32N(b[1]-b[0]+1); unicode.IsGraphic(c) {
				span.Text += string(c)
			}
			if r.IntN(20) == 0 {
				span.Text += "\t"
			}
		}
		if r.IntN(4) == 0 {
			span = Span{fmt.Sprintf("\\u%04x", r.IntN(0x10000)), true}
		}
		out = append(out, span)
	}
	return out
}

func randomSource(r *rand.Rand) *rowsSource {
	s := &rowsSource{}
	for range r.IntN(30) {
		row := Row{Seq: s.end, Style: r.IntN(3), Rail: []Cell{{plainText(randomText(r, 8)), r.IntN(3)}, {"→", 1}}}
		row.Rail[0].Text = strings.ReplaceAll(row.Rail[0].Text, "\t", " ")
		for range r.IntN(5) {
			row.Lines = append(row.Lines, randomText(r, r.IntN(60)))
		}
		s.rows = append(s.rows, row)
		s.end += 1 + r.Int64N(3)
	}
	return s
}

// Any text, size and way of moving gives exactly the cells asked for, and the
// cursor row stays on the screen.
func TestLogIsExactWithAnyText(t *testing.T) {
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(1, seed))
		src := randomSource(r)
		l := NewLogView(6, 1)
		l.ByRune = seed%2 == 1
		l.Styles.Palette = []lipgloss.Style{lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true)}
		l.Styles.Escaped = lipgloss.NewStyle().Faint(true)
		l.Match = func(plain string) [][2]int { return [][2]int{{len(plain) / 3, len(plain) / 2}} }
		l.SetFocus(true)
		moves := []func(){
			func() { l.Up(r.IntN(9)) }, func() { l.Down(r.IntN(9)) }, l.PageUp, l.PageDown, l.Top, l.End,
			func() { l.HalfPage(r.IntN(3) - 1) }, func() { l.ScrollBy(r.IntN(21) - 10) }, func() { l.ScrollX(r.IntN(21) - 10) },
			func() { l.SetWrap(r.IntN(2) == 0) }, func() { l.Follow(r.IntN(2) == 0) }, func() { l.ClickAt(r.IntN(20)) },
			func() { l.SetSize(r.IntN(60), r.IntN(20)) }, func() { l.Show(r.Int64N(60)) },
			func() { src.first = min(src.end, src.first+r.Int64N(3)) }, func() { l.SetRail(6, 4, 1) },
		}
		l.SetSize(r.IntN(60), 1+r.IntN(20))
		for range 20 {
			l.Refresh(src)
			moves[r.IntN(len(moves))]()
			about := fmt.Sprintf("seed %d, %dx%d, wrap %v", seed, l.width, l.height, l.wrap)
			checkSize(t, l.Measure, l.View(), l.width, l.height, about)
			l.Refresh(src)
			if _, ok := l.CursorSeq(); ok && l.height > 0 && l.width > 1 && !cursorShown(l) {
				t.Fatalf("%s: the cursor row is not on the screen:\n%s", about, ansi.Strip(l.View()))
			}
		}
	}
}

func cursorShown(l *LogView) bool {
	for _, b := range l.blocks(l.reader(), l.anchor, l.height) {
		if b.row.Seq == l.cursor {
			return true
		}
	}
	return false
}

// virtual is a log of any length that counts what is read of it.
type virtual struct {
	n       int64
	lines   [][]Span
	fetched int
}

func (v *virtual) Bounds() (int64, int64) { return 0, v.n }

func (v *virtual) rows(from, to int64) (out []Row) {
	for seq := max(0, from); seq < min(v.n, to); seq++ {
		out = append(out, Row{Seq: seq, Rail: []Cell{{"14:29:01.204", 0}, {"→", 0}}, Lines: v.lines})
		v.fetched++
	}
	return out
}

func (v *virtual) Forward(from int64, n int) []Row { return v.rows(from, from+int64(n)) }
func (v *virtual) Backward(to int64, n int) []Row  { return v.rows(to-int64(n), to) }

func TestLogCostsWhatTheWindowHolds(t *testing.T) {
	src := &virtual{n: 10_000_000, lines: [][]Span{{{Text: "a message"}}}}
	for _, wrap := range []bool{false, true} {
		l := NewLogView(12, 1)
		l.SetWrap(wrap)
		l.SetSize(120, 40)
		for _, place := range []func(){l.End, l.Top, func() { l.Show(5_000_000) }} {
			l.Refresh(src)
			place()
			src.fetched = 0
			for range 100 {
				l.View()
			}
			if per := src.fetched / 100; per > 2*40 {
				t.Errorf("a frame of 40 lines read %d rows", per)
			}
			src.fetched = 0
			l.Refresh(src)
			if src.fetched > 4*40 {
				t.Errorf("a refresh of 40 lines read %d rows", src.fetched)
			}
		}
	}
}

// A row of 100,000 lines, and a line of 280,000 characters, must not be laid
// out beyond the window. The bound is on memory, which a slow machine does not
// change.
func TestLogLaysOutHugeRowsLazily(t *testing.T) {
	many := make([][]Span, 100_000)
	for i := range many {
		many[i] = []Span{{Text: fmt.Sprintf("line %d", i)}}
	}
	long := [][]Span{{{Text: strings.Repeat("long é ", 40_000)}}}
	for name, lines := range map[string][][]Span{"many lines": many, "a long line": long} {
		src := &virtual{n: 3, lines: lines}
		l := NewLogView(12, 1)
		l.SetSize(100, 30)
		l.SetWrap(true)
		l.Refresh(src)
		l.Show(1)
		l.ScrollBy(2500)
		if l.anchor.seq != 1 {
			t.Fatalf("%s: 2500 lines on is row %d", name, l.anchor.seq)
		}
		checkSize(t, l.Measure, l.View(), 100, 30, name)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 10 {
			l.View()
		}
		runtime.ReadMemStats(&after)
		if perView := (after.TotalAlloc - before.TotalAlloc) / 10; perView > 200_000 {
			t.Errorf("%s: a frame of 3 kB allocates %d bytes", name, perView)
		}
	}
}

func BenchmarkLogView(b *testing.B) {
	src := &virtual{n: 10_000_000, lines: [][]Span{{{Text: "a message of usual length with a "}, {`\x1b`, true}, {Text: " in it"}}}}
	l := NewLogView(12, 1)
	l.SetSize(120, 40)
	for b.Loop() {
		l.Refresh(src)
		l.View()
	}
}
