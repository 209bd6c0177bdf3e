package widget

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Wrapping neither loses nor reorders text, and no part is too wide.
func TestWrapLosesNothing(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(7, seed))
		m := Measure{seed%2 == 1}
		spans, width := randomText(r, r.IntN(200)), 10+r.IntN(40)
		w := newWrapper(m, spans, width, false)
		var all strings.Builder
		off, parts := 0, 0
		for more := true; more; parts++ {
			used := 0
			more = w.part(func(p piece) {
				if p.off != off {
					t.Fatalf("seed %d: a piece of offset %d after %d bytes", seed, p.off, off)
				}
				off += p.size
				used += p.w
				all.WriteString(p.text)
			})
			if used > width {
				t.Fatalf("seed %d: a part of %d cells in %d", seed, used, width)
			}
		}
		plain := plainText(spans)
		if off != len(plain) || squeeze(all.String()) != squeeze(plain) {
			t.Fatalf("seed %d: %q was wrapped as %q", seed, plain, all.String())
		}
		if n := countParts(m, spans, width, noLimit); n != parts {
			t.Fatalf("seed %d: %d parts counted, %d laid out", seed, n, parts)
		}
	}
}

// squeeze drops what a tab and its spaces differ in.
func squeeze(s string) string { return strings.NewReplacer("\t", "", " ", "").Replace(s) }

func TestCountPartsOfASCII(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 10: 1, 11: 2, 20: 2, 21: 3} {
		if got := countParts(Measure{}, []Span{{Text: strings.Repeat("x", n)}}, 10, noLimit); got != want {
			t.Errorf("%d cells in lines of 10: %d, want %d", n, got, want)
		}
	}
}

// Scrolled sideways by any distance, a line shows the columns that are there.
func TestCutLine(t *testing.T) {
	spans := []Span{{Text: "ab漢字\tc"}, {`\x1b`, true}, {Text: "de\u0301f"}} // 16 columns
	for left, want := range []string{
		"ab漢字~", "b漢字 ~", "漢字  ~", " 字  c~", "字  c\\~", "   c\\x~", "  c\\x1~", " c\\x1b~", "c\\x1bd~",
		"\\x1bde\u0301f", "x1bde\u0301f", "1bde\u0301f", "bde\u0301f", "de\u0301f", "e\u0301f", "f", "",
	} {
		var b strings.Builder
		for _, p := range cutLine(Measure{}, spans, left, 7, true) {
			b.WriteString(p.text)
		}
		if b.String() != want {
			t.Errorf("from column %d: %q, want %q", left, b.String(), want)
		}
	}
}

// Text that is wider by code point than by cluster is cut by what was asked.
func TestCutCountsAsAsked(t *testing.T) {
	for _, s := range []string{"本\u0e33本\u0e33", "a\u0903b\u0903", "🇩🇪🇩🇪", "\x1b[1m本\u0e33\x1b[m本\u0e33"} {
		for w := range 8 {
			for _, m := range []Measure{{}, {ByRune: true}} {
				if got := m.Fit(s, w, "…"); m.Width(got) != w {
					t.Errorf("%q in %d cells, by rune %v: %q has %d", s, w, m.ByRune, got, m.Width(got))
				}
			}
		}
	}
}
