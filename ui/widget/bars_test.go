package widget

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func demoTabs() TabBar {
	return TabBar{Brand: "tcpdeck", Active: 1, Tabs: []Tab{
		{Label: "Connections"}, {Label: "Payments gateway", Sign: "●"}, {Label: "Hub", Sign: "◎", Count: 12}}}
}

func TestTabBar(t *testing.T) {
	for _, c := range []struct {
		width, active int
		want          string
	}{
		{80, 1, " tcpdeck  Connections │ 1 ● Payments gateway │ 2 ◎ Hub  12"},
		{58, 1, " tcpdeck  Connections │ 1 ● Payments gateway │ 2 ◎ Hub  12"},
		{56, 1, " tcpdeck  Connections │ 1 ● Payments gate… │ 2 ◎ Hub  12"},
		{46, 1, " Connections │ 1 ● Payments gat… │ 2 ◎ Hub  12"},
		{40, 1, " Connecti… │ 1 ● Payments… │ 2 ◎ Hub  12"},
		{30, 1, " … 1 ● Payment… │ 2 ◎ Hub  12"},
		{30, 2, " … 1 ● Payment… │ 2 ◎ Hub  12"},
		{16, 2, " … 2 ◎ Hub  12"},
		{16, 0, " Connect… …"},
		{9, 1, " … 1 ● …"},
		{1, 0, ""},
	} {
		b := demoTabs()
		b.Width, b.Active = c.width, c.active
		got := strings.TrimRight(ansi.Strip(b.View()), " ")
		if got != c.want {
			t.Errorf("%d cells, tab %d: got\n%q, want\n%q", c.width, c.active, got, c.want)
		}
	}
}

func TestTabBarStylesAndASCII(t *testing.T) {
	b := demoTabs()
	b.Width, b.Ellipsis = 70, "~"
	b.Styles.Active = lipgloss.NewStyle().Underline(true)
	b.Tabs[1].SignStyle = lipgloss.NewStyle().Bold(true)
	want := "| " + b.Styles.Active.Render("1 ") + "\x1b[1m●\x1b[m " + b.Styles.Active.Render("Payments gateway") + " |"
	if v := b.View(); !strings.Contains(v, want) {
		t.Errorf("got %q, want it to have %q", v, want)
	}
}

func TestTabBarHit(t *testing.T) {
	b := demoTabs()
	b.Width = 80
	line := []rune(ansi.Strip(b.View()))
	for x, want := range map[int]int{0: -1, 3: -1, 10: 0, 20: 0, 22: -1, 24: 1, 43: 1, 47: 2, 57: 2, 58: -1, 79: -1} {
		if got := b.Hit(x); got != want {
			t.Errorf("column %d (%q) is tab %d, want %d", x, line[x], got, want)
		}
	}
	b.Width, b.Active = 30, 2
	if got := b.Hit(5); got != 1 {
		t.Errorf("the first tab that is shown is %d, want 1", got)
	}
}

func TestTabBarAnyTabs(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(2, seed))
		b := TabBar{Measure: Measure{seed%2 == 1}, Width: r.IntN(150), Brand: []string{"", "tcpdeck"}[r.IntN(2)]}
		for range r.IntN(40) {
			label := strings.ReplaceAll(plainText(randomText(r, r.IntN(30))), "\t", "")
			b.Tabs = append(b.Tabs, Tab{Label: label, Sign: []string{"", "●"}[r.IntN(2)], Count: r.Int64N(3) * 1000})
		}
		b.Active = r.IntN(len(b.Tabs) + 1)
		checkSize(t, b.Measure, b.View(), b.Width, 1, fmt.Sprint("seed ", seed))
		if b.Width < 20 || b.Active >= len(b.Tabs) {
			continue
		}
		seen := false
		for x := range b.Width {
			seen = seen || b.Hit(x) == b.Active
		}
		if !seen {
			t.Fatalf("seed %d: the active tab is not shown: %q", seed, ansi.Strip(b.View()))
		}
	}
}

func TestStatusLine(t *testing.T) {
	s := StatusLine{
		Hints: []Hint{{"enter", "connect"}, {"l", "listen"}, {"a", "add"}},
		Keep:  []Hint{{"?", "help"}, {"ctrl+p", "everything"}},
	}
	for _, c := range []struct {
		width  int
		notice string
		want   string
	}{
		{80, "", " enter connect · l listen · a add · ? help · ctrl+p everything"},
		{62, "", " enter connect · l listen · a add · ? help · ctrl+p everything"},
		{61, "", " enter connect · l listen · ? help · ctrl+p everything"},
		{45, "", " enter connect · ? help · ctrl+p everything"},
		{30, "", " ? help · ctrl+p everything"},
		{20, "", " ? help"},
		{5, "", ""},
		{80, "saved", " enter connect · l listen · a add · ? help · ctrl+p everything             saved"},
		{60, "saved Payments gateway as pay.yaml", " ? help · ctrl+p everything    saved Payments gateway as pa…"},
		{20, "a notice that is long", " ? help    a notice…"},
	} {
		s.Width, s.Notice = c.width, c.notice
		got := strings.TrimRight(ansi.Strip(s.View()), " ")
		if got != c.want {
			t.Errorf("%d cells: got\n%q, want\n%q", c.width, got, c.want)
		}
		checkSize(t, Measure{}, s.View(), c.width, 1, "status line")
	}
}

func TestStatusLineWithoutHints(t *testing.T) {
	s := StatusLine{Width: 20, Notice: "漢字漢字漢字漢字漢字漢字", Ellipsis: "~"}
	checkSize(t, Measure{}, s.View(), 20, 1, "only a notice")
	if !strings.Contains(s.View(), "漢字漢字漢字漢字~") {
		t.Errorf("the notice has not the whole line: %q", s.View())
	}
	for w := range 30 {
		s.Width = w
		checkSize(t, Measure{}, s.View(), w, 1, "only a notice")
	}
}

func TestFrame(t *testing.T) {
	f := Frame{Title: "Hub ─ listener", Right: "3 of 10 clients", Border: lipgloss.RoundedBorder()}
	checkView(t, viewer(func() string { return f.View(40, 6, "one\ntwo", "three") }),
		"╭ Hub ─ listener ──── 3 of 10 clients ─╮",
		"│one                                   │",
		"│two                                   │",
		"├──────────────────────────────────────┤",
		"│three                                 │",
		"╰──────────────────────────────────────╯")
	f.Border, f.Ellipsis = lipgloss.ASCIIBorder(), "~"
	checkView(t, viewer(func() string {
		return f.View(24, 5, "a line that is too long", "漢字漢字漢字漢字漢字漢字", "gone")
	}),
		"+ Hub ─ list~ - 3 of~ -+",
		"|a line that is too lo~|",
		"+----------------------+",
		"|漢字漢字漢字漢字漢字~ |",
		"+----------------------+")
	if w, h := f.Inside(24, 5, 2); w != 22 || h != 2 {
		t.Errorf("two sections of 24x5 have room for %dx%d, want 22x2", w, h)
	}
}

type viewer func() string

func (v viewer) View() string { return v() }

func TestFrameAnySize(t *testing.T) {
	bold := lipgloss.NewStyle().Bold(true)
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(3, seed))
		text := func(n int) string { return strings.ReplaceAll(plainText(randomText(r, r.IntN(n))), "\t", "") }
		f := Frame{Measure: Measure{seed%2 == 1}, Title: bold.Render(text(40)), Right: text(40), Border: lipgloss.RoundedBorder(), BorderStyle: bold}
		w, h := r.IntN(60), r.IntN(12)
		sections := make([]string, r.IntN(4))
		for i := range sections {
			sections[i] = text(60) + "\n" + bold.Render(text(60))
		}
		checkSize(t, f.Measure, f.View(w, h, sections...), w, h, fmt.Sprintf("seed %d, %dx%d", seed, w, h))
	}
}
