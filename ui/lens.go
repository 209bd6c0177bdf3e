package ui

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// lens is a way of looking at the bytes of a message.
type lens uint8

const (
	lensText lens = iota
	lensEscaped
	lensHex
	lensCount
)

var lensNames = [...]string{"text", "escaped", "hex"}

func (l lens) String() string { return lensNames[l] }

// step goes n lenses on, round and round.
func (l lens) step(n int) lens { return lens((int(l) + n + int(lensCount)) % int(lensCount)) }

// What one message shows at most, so that drawing costs the same whatever its
// size. Text that is mostly escapes costs more to lay out and shows less.
const (
	lensBytes = 64 << 10
	lensDense = 8 << 10
	lensLines = 4096
)

// lines lays the message r out as safe text. width is the room for a line; it
// decides how many bytes a hex row has. more is how many bytes are not shown.
func (l lens) lines(r model.Record, width int) (lines [][]widget.Span, more int) {
	if l == lensHex {
		data := r.Data[:min(len(r.Data), lensBytes)]
		return hexRows(data, hexWidth(width)), len(r.Data) - len(data)
	}
	cut := r.Text[:cutRune(r.Text, lensBytes)]
	if dense(cut) {
		cut = cut[:cutRune(cut, lensDense)]
	}
	cut = cutLines(cut)
	more, r.Text = len(r.Text)-len(cut), cut
	if l == lensEscaped {
		return [][]widget.Span{drawn(r.EscapeAll())}, more
	}
	for _, line := range r.EscapeLines() {
		lines = append(lines, drawn(line))
	}
	// A break at the end ends the last line; it does not begin another one.
	if last := len(lines) - 1; last > 0 && len(lines[last]) == 0 {
		lines = lines[:last]
	}
	return lines, more
}

// drawn hands escaped text on to a widget.
func drawn(spans []model.Span) []widget.Span {
	out := make([]widget.Span, len(spans))
	for i, s := range spans {
		out[i] = widget.Span(s)
	}
	return out
}

// dense says whether much of s will be shown escaped: it is binary, or holds
// many control characters or, above U+100000, marks of undecodable bytes.
func dense(s string) bool {
	n := 0
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == 0xf4 {
			n++
		}
	}
	return n > len(s)/16 || !utf8.ValidString(s)
}

// copied is what "copy message" gives to the clipboard.
func (l lens) copied(r model.Record) string {
	switch l {
	case lensHex:
		return hex.Dump(r.Data)
	case lensEscaped:
		var b strings.Builder
		for _, s := range r.EscapeAll() {
			b.WriteString(s.Text)
		}
		return b.String()
	}
	return string(r.AppendText(nil))
}

// cutRune is the end of the longest prefix of s of at most n bytes that cuts
// no character.
func cutRune(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for i := n; i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return i
		}
	}
	return n
}

// cutLines keeps the first lensLines lines of s.
func cutLines(s string) string {
	at := 0
	for range lensLines {
		i := strings.IndexByte(s[at:], '\n')
		if i < 0 {
			return s
		}
		at += i + 1
	}
	return s[:at-1]
}

// hexWidth is how many bytes a hex row of that many cells has.
func hexWidth(width int) int {
	for _, n := range []int{16, 8} {
		if width >= hexCells(n) {
			return n
		}
	}
	return 4
}

// hexCells is the width of a hex row of n bytes: offset, bytes with a gap
// after each eight, and the same as ASCII.
func hexCells(n int) int { return 4 + 2 + 3*n + (n-1)/8 + 1 + 1 + n + 1 }

// hexRows draws data n bytes a row, as hex.Dump does. The rows share one
// string and one slice of spans.
func hexRows(data []byte, n int) [][]widget.Span {
	count := (len(data) + n - 1) / n
	text := make([]byte, 0, count*hexCells(n))
	cuts := make([]int, 0, 3*count)
	for at := 0; at < len(data); at += n {
		text, cuts = appendHexRow(text, cuts, at, data[at:min(at+n, len(data))], n)
	}
	all, from := string(text), 0
	spans := make([]widget.Span, len(cuts))
	for i, to := range cuts {
		spans[i] = widget.Span{Text: all[from:to], Escaped: i%3 != 1}
		from = to
	}
	rows := make([][]widget.Span, count)
	for i := range rows {
		rows[i] = spans[3*i : 3*i+3]
	}
	return rows
}

// appendHexRow adds a row to text, and where its three parts end to cuts.
func appendHexRow(row []byte, cuts []int, offset int, data []byte, n int) ([]byte, []int) {
	const digits = "0123456789abcdef"
	for shift := 12; shift >= 0; shift -= 4 {
		row = append(row, digits[offset>>shift&15])
	}
	cuts = append(cuts, len(row))
	row = append(row, ' ')
	for i := range n {
		if i%8 == 0 {
			row = append(row, ' ')
		}
		if i < len(data) {
			row = append(row, digits[data[i]>>4], digits[data[i]&15], ' ')
		} else {
			row = append(row, "   "...)
		}
	}
	cuts = append(cuts, len(row))
	row = append(row, ' ', '|')
	for _, c := range data {
		if c < ' ' || c > '~' {
			c = '.'
		}
		row = append(row, c)
	}
	row = append(row, '|')
	return row, append(cuts, len(row))
}
