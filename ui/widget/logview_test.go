package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// rowsSource is a log held in a slice. Sequence numbers may have gaps.
type rowsSource struct {
	rows       []Row
	first, end int64
}

func (s *rowsSource) Bounds() (int64, int64) { return s.first, s.end }

func (s *rowsSource) Forward(from int64, n int) []Row {
	var out []Row
	for _, r := range s.rows {
		if r.Seq >= max(from, s.first) && len(out) < n {
			out = append(out, r)
		}
	}
	return out
}

func (s *rowsSource) Backward(to int64, n int) []Row {
	var out []Row
	for i := len(s.rows) - 1; i >= 0 && len(out) < n; i-- {
		if r := s.rows[i]; r.Seq < to && r.Seq >= s.first {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

func (s *rowsSource) Count(from, to int64) (n int64) {
	for _, r := range s.rows {
		if r.Seq >= from && r.Seq < to {
			n++
		}
	}
	return n
}

// add appends a row with the text, one line for each of lines.
func (s *rowsSource) add(lines ...string) {
	r := Row{Seq: s.end, Rail: []Cell{{Text: fmt.Sprintf("%02d", s.end)}, {Text: "→"}}}
	for _, l := range lines {
		r.Lines = append(r.Lines, []Span{{Text: l}})
	}
	s.rows = append(s.rows, r)
	s.end++
}

func numbered(n int) *rowsSource {
	s := &rowsSource{}
	for range n {
		s.add(fmt.Sprintf("message %d", s.end))
	}
	return s
}

// narrow is a view whose rail takes 1 + 4 + 3 cells.
func narrow(width, height int, src Source) *LogView {
	l := NewLogView(2, 1)
	l.SetSize(width, height)
	l.SetFocus(true)
	l.Refresh(src)
	return l
}

// checkView compares a view, without styles and spaces at the ends of lines.
func checkView(t *testing.T, v interface{ View() string }, want ...string) {
	t.Helper()
	lines := strings.Split(ansi.Strip(v.View()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Fatalf("got:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

// checkSize says whether a view has exactly height lines of width cells.
func checkSize(t *testing.T, m Measure, view string, width, height int, about string) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if height <= 0 {
		lines = splitLines(view)
	}
	if len(lines) != max(0, height) {
		t.Fatalf("%s: %d lines, want %d:\n%q", about, len(lines), height, view)
	}
	for _, line := range lines {
		if w := m.Width(line); w != max(0, width) {
			t.Fatalf("%s: a line has %d cells, want %d: %q", about, w, width, line)
		}
	}
}

func TestLogDrawsFewRowsAtTheTop(t *testing.T) {
	l := narrow(25, 4, numbered(2))
	checkView(t, l,
		" 00  →  message 0",
		"❯01  →  message 1",
		"",
		"")
}

func TestLogFollowsAndCountsWhatIsNew(t *testing.T) {
	src := numbered(9)
	l := narrow(25, 3, src)
	checkView(t, l, " 06  →  message 6", " 07  →  message 7", "❯08  →  message 8")
	src.add("message 9")
	l.Refresh(src)
	checkView(t, l, " 07  →  message 7", " 08  →  message 8", "❯09  →  message 9")

	l.Up(1)
	if l.Following() {
		t.Fatal("still following after the cursor went up")
	}
	src.add("message 10")
	src.add("message 11")
	l.Refresh(src)
	if l.New() != 2 {
		t.Fatalf("%d new, want 2", l.New())
	}
	checkView(t, l, " 07  →  message 7", "❯08  →  message 8", " 09  →  message  ▼ 2 new")
	l.ScrollBy(1)
	if l.New() != 1 || l.Following() {
		t.Fatalf("%d new and following %v after one line down, want 1 and false", l.New(), l.Following())
	}
	l.ASCII = true
	checkView(t, l, ">08  →  message 8", " 09  →  message 9", " 10  →  message  v 1 new")
	l.End()
	if l.New() != 0 || !l.Following() {
		t.Fatalf("%d new, following %v after End", l.New(), l.Following())
	}
}

func TestLogCursorAndPages(t *testing.T) {
	l := narrow(25, 4, numbered(20))
	at := func(cursor, top int64) {
		t.Helper()
		if seq, ok := l.CursorSeq(); !ok || seq != cursor || l.anchor.seq != top {
			t.Fatalf("cursor %d, top %d; want %d, %d", seq, l.anchor.seq, cursor, top)
		}
	}
	at(19, 16)
	l.Up(5)
	at(14, 14)
	l.Down(2)
	at(16, 14)
	l.PageUp()
	at(14, 11)
	l.HalfPage(-1)
	at(12, 9)
	l.Top()
	at(0, 0)
	l.PageUp()
	at(0, 0)
	l.PageDown()
	at(3, 3)
	l.Show(10)
	at(10, 8)
	l.Show(11)
	at(11, 8)
	l.ScrollBy(100)
	at(16, 16)
	l.PageDown()
	at(19, 16)
	if l.Following() {
		t.Fatal("following without End")
	}
	l.ScrollBy(-3)
	at(16, 13)
	if !l.ClickAt(2) {
		t.Fatal("no row at line 2")
	}
	at(15, 13)
	l.Follow(true)
	at(19, 16)
	l.ClickAt(3)
	if at(19, 16); !l.Following() {
		t.Fatal("a click on the last row stopped following")
	}
}

func TestLogShortEnoughKeepsFollowing(t *testing.T) {
	l := narrow(25, 4, numbered(2))
	l.ScrollBy(-1)
	if !l.Following() {
		t.Fatal("the wheel stopped following where nothing can scroll")
	}
	if l.ClickAt(3) || l.ClickAt(-1) || l.ClickAt(9) {
		t.Fatal("a click beside the rows found one")
	}
}

func TestLogRowsDroppedAtTheFront(t *testing.T) {
	src := numbered(20)
	l := narrow(25, 3, src)
	l.Top()
	src.first = 10
	l.Refresh(src)
	checkView(t, l, "❯10  →  message 10", " 11  →  message 11", " 12  →  message 12")
	src.first, src.rows = src.end, nil
	l.Refresh(src)
	if _, ok := l.CursorSeq(); ok {
		t.Fatal("a cursor in an empty log")
	}
	checkSize(t, Measure{}, l.View(), 25, 3, "emptied")
}

// Someone reading must not have the text move under the eyes.
func TestLogStandsStillWhileRowsArrive(t *testing.T) {
	src := numbered(30)
	l := narrow(25, 5, src)
	l.PageUp()
	before := strings.Split(l.View(), "\n")
	for range 100 {
		src.add("more")
		l.Refresh(src)
	}
	if after := strings.Split(l.View(), "\n"); !slices.Equal(before[:4], after[:4]) {
		t.Fatalf("was\n%s\nis\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	if l.New() != 100 {
		t.Fatalf("%d new, want 100", l.New())
	}
}

func TestLogCountsRowsAndNotNumbers(t *testing.T) {
	src := numbered(5)
	l := narrow(25, 3, src)
	l.Up(1)
	src.end += 10 // left out by a filter
	src.add("shown")
	l.Refresh(src)
	if l.New() != 1 {
		t.Fatalf("%d new, want the one row that is shown", l.New())
	}
}

func TestLogScrollsThroughTallRows(t *testing.T) {
	src := &rowsSource{}
	src.add("top")
	src.add("1", "2", "3", "4", "5")
	src.add("end")
	l := narrow(25, 3, src)
	l.Top()
	l.Down(1)
	checkView(t, l, "❯01  →  1", "        2", "        3")
	l.Down(1)
	checkView(t, l, "        2", "        3", "        4")
	l.Down(2)
	checkView(t, l, "        4", "        5", "❯02  →  end")
	l.Up(1)
	checkView(t, l, "        3", "        4", "        5")
	l.Up(2)
	checkView(t, l, "❯01  →  1", "        2", "        3")
	l.Up(1)
	checkView(t, l, "❯00  →  top", " 01  →  1", "        2")
}

func TestLogContinuationLines(t *testing.T) {
	src := &rowsSource{}
	src.add("one", "\ttwo", "three of them and more")
	l := narrow(25, 4, src)
	checkView(t, l,
		"❯00  →  one",
		"                two",
		"        three of them an…",
		"")
}
