package model

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestEscapeEveryRune goes through all of Unicode.
func TestEscapeEveryRune(t *testing.T) {
	never := []*unicode.RangeTable{unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs, unicode.Co, unicode.Variation_Selector}
	odd := "\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5"
	escaped, drawn := 0, 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if r >= 0x40000 && r < 0xdff00 {
			r += 250 // planes without characters: a sample will do
		}
		got := strings.TrimPrefix(Escape("a"+string(r)), "a") // a mark needs something to sit on
		assigned := unicode.IsOneOf([]*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Zs}, r)
		if unicode.IsOneOf(never, r) || strings.ContainsRune(odd, r) || !assigned {
			want := fmt.Sprintf(`\U%08x`, r)
			if r <= 0xff {
				want = fmt.Sprintf(`\x%02x`, r)
			} else if r <= 0xffff {
				want = fmt.Sprintf(`\u%04x`, r)
			}
			if got != want {
				t.Fatalf("%U is %q, want %q", r, got, want)
			}
			escaped++
			continue
		}
		if got == string(r) {
			drawn++
		} else if r < 0x1f3fb || r > 0x1f3ff {
			t.Errorf("%U is %q: it can be drawn", r, got)
		}
	}
	if escaped < 137_000 || drawn < 140_000 {
		t.Errorf("%d escaped, %d drawn", escaped, drawn)
	}
}

// TestEscapeEveryByte: a byte alone is ASCII or broken.
func TestEscapeEveryByte(t *testing.T) {
	for i := range 256 {
		want := fmt.Sprintf(`a\x%02xb`, i)
		if i >= ' ' && i < 0x7f {
			want = "a" + string(rune(i)) + "b"
		}
		if got := Escape("a" + string([]byte{byte(i)}) + "b"); got != want {
			t.Errorf("%02x is %q, want %q", i, got, want)
		}
	}
}

// hostile are texts that harm a terminal or its program.
var hostile = map[string]string{
	"\x1b[" + strings.Repeat("1;", 32) + "1m": `\x1b[` + strings.Repeat("1;", 32) + "1m",
	"\x1b]8;;http://x\x1b\\link\x07":          `\x1b]8;;http://x\x1b\link\x07`,
	"\u202eabc\u202c\u2066x\u2069":            `\u202eabc\u202c\u2066x\u2069`,
	"\x9b31m":                                 `\x9b31m`,
	"\u009b31m":                               `\x9b31m`,
	"a\r\nb\tc":                               `a\x0d\x0ab\x09c`,
	"👩\u200d👩\ufe0f":                          `👩\u200d👩\ufe0f`,
	"\xed\xa0\x80\xf4\x90\x80\x80":            `\xed\xa0\x80\xf4\x90\x80\x80`,
	"\U000e0001\U0010fe41\ufeff":              `\U000e0001\U0010fe41\ufeff`,
	"plain Grüße 日本 e\u0301 \ufffd":           "plain Grüße 日本 e\u0301 \ufffd",
	"":                                        "",
}

func TestEscapeHostileText(t *testing.T) {
	for s, want := range hostile {
		if got := Escape(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

func joined(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Escaped {
			b.WriteString("<" + s.Text + ">")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestEscapeLines(t *testing.T) {
	for _, c := range []struct {
		text    string
		decoded bool
		want    []string
	}{
		{"", false, []string{""}},
		{"a\nb\r\nc", false, []string{"a", "b", "c"}},
		{"a\n\n", false, []string{"a", "", ""}},
		{"a\rb\r", false, []string{`a<\x0d>b<\x0d>`}},
		{"a\r\r\nb", false, []string{`a<\x0d>`, "b"}},
		{"a\tb\x1b[m\xff", false, []string{"a\tb<\\x1b>[m<\\xff>"}},
		{"a" + string(BadByte(0xff)), true, []string{`a<\xff>`}},
		{"a" + string(BadByte('\n')), true, []string{`a<\x0a>`}},
		{"a" + string(BadByte(0xff)), false, []string{`a<\U0010feff>`}},
		{"\u2028\u0085", false, []string{`<\u2028><\x85>`}},
	} {
		var got []string
		for _, line := range (Record{Text: c.text, Decoded: c.decoded}).EscapeLines() {
			got = append(got, joined(line))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestEscapeAll(t *testing.T) {
	for _, c := range []struct {
		text    string
		decoded bool
		want    string
	}{
		{"", false, ""},
		{"a\r\nb\tc\\d", false, `a<\r><\n>b<\t>c<\\>d`},
		{`\x1b`, false, `<\\>x1b`},
		{"\x1b\xffü\u202e", false, `<\x1b><\xff>ü<\u202e>`},
		{"日" + string(BadByte(0x93)), true, `日<\x93>`},
	} {
		if got := joined((Record{Text: c.text, Decoded: c.decoded}).EscapeAll()); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAppendText(t *testing.T) {
	for _, c := range []struct {
		text    string
		decoded bool
		want    string
	}{
		{"a\x1b[m\r\n日\u202e", false, "a\x1b[m\r\n日\u202e"},
		{"a\xff\xc3", false, `a\xff\xc3`},
		{"a\ufffd" + string(BadByte(0x80)), true, "a\ufffd\\x80"},
		{"a" + string(BadByte(0x80)), false, "a" + string(BadByte(0x80))},
	} {
		if got := string(Record{Text: c.text, Decoded: c.decoded}.AppendText([]byte("> "))); got != "> "+c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestBadByteIsItsOwnReverse(t *testing.T) {
	for i := range 256 {
		r := BadByte(byte(i))
		if b, ok := ByteOf(r); !ok || b != byte(i) || !utf8.ValidRune(r) {
			t.Errorf("%02x is %U and comes back as %02x, %t", i, r, b, ok)
		}
	}
	for _, r := range []rune{0, 0xff, utf8.RuneError, BadByte(0) - 1, BadByte(255) + 1} {
		if _, ok := ByteOf(r); ok {
			t.Errorf("%U passes for a byte", r)
		}
	}
}

// FuzzEscape: nothing that is escaped can harm, and it stays so.
func FuzzEscape(f *testing.F) {
	for s := range hostile {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, decoded bool) {
		safe := func(got string) {
			t.Helper()
			if !utf8.ValidString(got) || Escape(got) != got {
				t.Fatalf("%q leaves %q", s, got)
			}
		}
		safe(Escape(s))
		r := Record{Text: s, Decoded: decoded}
		for _, span := range r.EscapeAll() {
			safe(span.Text)
		}
		for _, line := range r.EscapeLines() {
			for _, span := range line {
				safe(strings.ReplaceAll(span.Text, "\t", ""))
			}
		}
	})
}

// A flood of marks would go into a single cell, and over its neighbours.
func TestEscapeFloodOfMarks(t *testing.T) {
	const mark, esc = "\u0301", `\u0301`
	for in, want := range map[string]string{
		"e" + mark: "e" + mark,
		mark + "e": esc + "e",
		"Z" + strings.Repeat(mark, 100_000) + "algo": "Z" + strings.Repeat(mark, maxMarks) + strings.Repeat(esc, 100_000-maxMarks) + "algo",
		"a\x1b" + mark: `a\x1b` + esc,
		"กำ็้":         "กำ็้", "हिन्दी": "हिन्दी",
	} {
		if got := Escape(in); got != want {
			t.Errorf("%.20q: %.60q, want %.60q", in, got, want)
		}
	}
	r := Record{Text: "a\n" + mark}
	if got := r.EscapeLines(); got[1][0] != (Span{esc, true}) {
		t.Errorf("at the start of a line: %v", got)
	}
}
