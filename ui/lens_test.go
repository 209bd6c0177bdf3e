package ui

import (
	"strings"
	"testing"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

func spanText(lines [][]widget.Span) string {
	var out []string
	for _, l := range lines {
		s := ""
		for _, sp := range l {
			s += sp.Text
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func message(data string) model.Record {
	return model.Record{Kind: model.KindReceived, Data: []byte(data), Text: data}
}

func TestLensCycles(t *testing.T) {
	if lensText.step(-1) != lensHex || lensHex.step(1) != lensText || lensText.step(1) != lensEscaped {
		t.Fatal("the lenses do not go round")
	}
}

func TestLensLines(t *testing.T) {
	r := message("a\x1b[2J\r\nb\t\\\xff")
	for l, want := range map[lens]string{
		lensText:    "a\\x1b[2J\nb\t\\\\xff",
		lensEscaped: `a\x1b[2J\r\nb\t\\\xff`,
		lensHex: "0000  61 1b 5b 32 4a 0d 0a 62  |a.[2J..b|\n" +
			"0008  09 5c ff                 |.\\.|",
	} {
		lines, more := l.lines(r, 60)
		if got := spanText(lines); got != want || more != 0 {
			t.Errorf("%s: %d more,\n%s\nwant\n%s", l, more, got, want)
		}
	}
}

func TestBreakAtTheEndBeginsNoLine(t *testing.T) {
	for text, want := range map[string]string{"a\n": "a", "a\r\n": "a", "a\n\n": "a\n", "\n": "", "": ""} {
		if lines, _ := lensText.lines(message(text), 80); spanText(lines) != want {
			t.Errorf("%q: %q, want %q", text, spanText(lines), want)
		}
	}
}

func TestHexRowsFitTheirWidth(t *testing.T) {
	for _, width := range []int{10, 35, 60, 78, 100} {
		n := hexWidth(width)
		for _, row := range hexRows(make([]byte, 40), n) {
			if got := len(spanText([][]widget.Span{row})); got > max(width, hexCells(4)) {
				t.Errorf("width %d: a row of %d cells", width, got)
			}
		}
	}
	if hexWidth(100) != 16 || hexWidth(60) != 8 {
		t.Error("rows are shorter than the room allows")
	}
}

func TestLensShowsABoundedPartOfAMessage(t *testing.T) {
	const size = 16 << 20
	huge := message(strings.Repeat("é", size/2))
	for l := range lensCount {
		lines, more := l.lines(huge, 100)
		if more < size-lensBytes || more > size-lensBytes+3 {
			t.Errorf("%s: %d bytes more", l, more)
		}
		if len(lines) > lensLines || strings.Contains(spanText(lines), `\x`) {
			t.Errorf("%s: %d lines, or a torn character", l, len(lines))
		}
		if l == lensText && len(lines[0]) != 1 {
			t.Error("plain text is torn into spans")
		}
		cost := testing.AllocsPerRun(5, func() { l.lines(huge, 100) })
		if small := testing.AllocsPerRun(5, func() { l.lines(message(strings.Repeat("é", lensBytes/2)), 100) }); cost > small+8 {
			t.Errorf("%s: %v allocations for 16 MiB, %v for 64 KiB", l, cost, small)
		}
	}
	lines, more := lensText.lines(message(strings.Repeat("\n", lensBytes)), 100)
	if len(lines) > lensLines || len(lines) < lensLines-1 || more == 0 {
		t.Errorf("%d lines, %d more", len(lines), more)
	}
}

func TestCopied(t *testing.T) {
	r := message("a\x1b\n\xff")
	if got := lensText.copied(r); got != "a\x1b\n\\xff" {
		t.Errorf("%q", got)
	}
	if got := lensEscaped.copied(r); got != `a\x1b\n\xff` {
		t.Errorf("%q", got)
	}
	if got := lensHex.copied(r); !strings.HasPrefix(got, "00000000  61 1b 0a ff ") {
		t.Errorf("%q", got)
	}
}

func TestLensShowsLessOfBinaryData(t *testing.T) {
	for _, piece := range []string{"\xff\xfe", "\x00a", string(model.BadByte(7))} {
		r := message(strings.Repeat(piece, lensBytes))
		if lines, more := lensText.lines(r, 100); len(lines[0]) > 2*lensDense || more < len(r.Text)-lensDense {
			t.Errorf("%q: %d spans, %d bytes more", piece, len(lines[0]), more)
		}
	}
}
