package netio

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// newStateful makes the codecs of the pages that shift between sets of
// characters.
func newStateful(name string) *codec {
	switch name {
	case "iso-2022-jp":
		return &codec{
			unit: 1, stateful: true, write: writeJIS,
			decoder: func() decoder { return &jisDecoder{} },
		}
	case "hz-gb-2312":
		return &codec{
			unit: 1, stateful: true, write: writeHZ,
			decoder: func() decoder { return &hzDecoder{} },
		}
	}
	return nil
}

// shifted is the character of v in a stateful page, where only the whole
// message tells whether it is written with the same bytes.
func shifted(v entry) char {
	if v == 0 {
		return bad(2)
	}
	return char{rune(v &^ inexactEntry), 2, true}
}

// jisSet is one of the sets that iso-2022-jp shifts between.
type jisSet uint8

const (
	jisASCII jisSet = iota
	jisKatakana
	jis208
	jis212
)

var jisEscapes = [...]struct {
	escape []byte
	set    jisSet
}{
	{[]byte("\x1b(B"), jisASCII},
	{[]byte("\x1b(J"), jisASCII},
	{[]byte("\x1b(I"), jisKatakana},
	{[]byte("\x1b$@"), jis208},
	{[]byte("\x1b$B"), jis208},
	{[]byte("\x1b$(D"), jis212},
}

type jisDecoder struct{ set jisSet }

func (d *jisDecoder) next(src []byte) char {
	c := src[0]
	switch {
	case c == 0x1b:
		return d.escape(src)
	case c >= utf8.RuneSelf:
		return bad(1)
	case c == '\n':
		// A line begins in ASCII, whatever state the last one forgot to leave.
		d.set = jisASCII
		return char{'\n', 1, true}
	case c <= ' ' || c == 0x7f || d.set == jisASCII:
		return char{rune(c), 1, true}
	case d.set == jisKatakana:
		if c >= 0x60 {
			return bad(1)
		}
		return char{rune(c) + (0xff61 - 0x21), 1, true}
	}
	return d.pair(src)
}

func (d *jisDecoder) escape(src []byte) char {
	for _, e := range jisEscapes {
		if bytes.HasPrefix(src, e.escape) {
			d.set = e.set
			return char{noText, len(e.escape), true}
		}
		if bytes.HasPrefix(e.escape, src) {
			return char{}
		}
	}
	return bad(1)
}

// pair reads two bytes of JIS X 0208 or 0212 as euc-jp has them.
func (d *jisDecoder) pair(src []byte) char {
	row := src[0] | 0x80
	if d.set == jis212 {
		if !eucRows()[row] {
			return bad(1)
		}
	} else if !eucPairs().lead[row-0x80] {
		return bad(1)
	}
	if len(src) < 2 {
		return char{}
	}
	if src[1] <= ' ' || src[1] >= 0x7f {
		return bad(1)
	}
	if d.set == jis212 {
		return shifted(newProbe(japanese.EUCJP).entry(0x8f, row, src[1]|0x80))
	}
	return shifted(eucPairs().two[row-0x80][src[1]|0x80])
}

// writeJIS refuses the characters that would shift the reader.
func writeJIS(dst []byte, text string) ([]byte, int) {
	safe := text
	if i := strings.IndexAny(text, "\x0e\x0f\x1b"); i >= 0 {
		safe = text[:i]
	}
	return transformAll(japanese.ISO2022JP.NewEncoder(), dst, safe)
}

// hzRows says which first bytes have characters: fewer than in gbk, whose
// second bytes are more.
var hzRows = sync.OnceValue(func() (rows [128]bool) {
	for row := range rows {
		for cell := 0xa1; cell <= 0xfe; cell++ {
			rows[row] = rows[row] || gbkPairs().two[row][cell] != 0
		}
	}
	return rows
})

// hzDecoder reads RFC 1843.
type hzDecoder struct{ gb bool }

func (d *hzDecoder) next(src []byte) char {
	c := src[0]
	switch {
	case c >= utf8.RuneSelf:
		return bad(1)
	case c == '~':
		return d.escape(src)
	case c == '\n':
		d.gb = false
		return char{'\n', 1, true}
	case !d.gb || c <= ' ' || c == 0x7f:
		return char{rune(c), 1, true}
	}
	if !hzRows()[c] {
		return bad(1)
	}
	if len(src) < 2 {
		return char{}
	}
	if src[1] <= ' ' || src[1] >= 0x7f {
		return bad(1)
	}
	return shifted(gbkPairs().two[c][src[1]|0x80])
}

func (d *hzDecoder) escape(src []byte) char {
	if len(src) < 2 {
		return char{}
	}
	switch src[1] {
	case '{':
		d.gb = true
	case '}':
		d.gb = false
	case '~':
		return char{'~', 2, true}
	case '\n': // a line that goes on
	default:
		return bad(1)
	}
	return char{noText, 2, true}
}

// writeHZ is our own: the encoder of x/text writes a ~ without leaving the
// state of Chinese characters, and stays in that state at the end.
func writeHZ(dst []byte, text string) ([]byte, int) {
	enc, gb := simplifiedchinese.HZGB2312.NewEncoder(), false
	for i, r := range text {
		if r < utf8.RuneSelf {
			if gb {
				dst, gb = append(dst, "~}"...), false
			}
			if r == '~' {
				dst = append(dst, '~')
			}
			dst = append(dst, byte(r))
			continue
		}
		var buf [8]byte
		enc.Reset()
		n, _, err := enc.Transform(buf[:], []byte(string(r)), true)
		if err != nil {
			return dst, i
		}
		if !gb {
			dst, gb = append(dst, "~{"...), true
		}
		dst = append(dst, buf[2:n]...) // after its ~{
	}
	if gb {
		dst = append(dst, "~}"...)
	}
	return dst, len(text)
}
