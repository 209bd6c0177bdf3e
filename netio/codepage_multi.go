package netio

import (
	"bytes"
	"errors"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

// The decoders of x/text replace broken input by U+FFFD without a word on
// which bytes it was, and wait for bytes that cannot mend it. So x/text
// supplies the characters, and the walk over the bytes is ours.

// newMulti makes the codecs of the stateless pages with one to four bytes a
// character.
func newMulti(name string) *codec {
	switch name {
	case "shift_jis":
		return multi(japanese.ShiftJIS, newPairs(japanese.ShiftJIS), nil)
	case "euc-jp":
		return multi(japanese.EUCJP, eucPairs(), eucThree)
	case "gbk":
		return multi(simplifiedchinese.GBK, gbkPairs(), nil)
	case "gb18030":
		return newGB18030()
	case "big5":
		return multi(traditionalchinese.Big5, newPairs(traditionalchinese.Big5), nil)
	case "euc-kr":
		return multi(korean.EUCKR, newPairs(korean.EUCKR), nil)
	}
	return nil
}

// The stateful pages read these tables too.
var (
	eucPairs = sync.OnceValue(func() *pairs { return newPairs(japanese.EUCJP) })
	gbkPairs = sync.OnceValue(func() *pairs { return newPairs(simplifiedchinese.GBK) })
)

func multi(e encoding.Encoding, t *pairs, long func([]byte) (char, bool)) *codec {
	d := multiDecoder{t, long}
	return &codec{
		unit: 1, ascii: true,
		decoder: func() decoder { return d },
		write:   func(dst []byte, text string) ([]byte, int) { return transformAll(e.NewEncoder(), dst, text) },
	}
}

// transformAll appends text as t writes it, up to the first character that it
// refuses.
func transformAll(t transform.Transformer, dst []byte, text string) ([]byte, int) {
	src, read := []byte(text), 0
	var buf [512]byte
	for {
		n, m, err := t.Transform(buf[:], src[read:], true)
		dst, read = append(dst, buf[:n]...), read+m
		if !errors.Is(err, transform.ErrShortDst) {
			return dst, read
		}
	}
}

// pairs are the characters of a page that take one or two bytes and begin
// above ASCII; 0: none.
type pairs struct {
	one  [128]entry
	two  [128][256]entry
	lead [128]bool // some character of two bytes begins so
}

// entry is a character of a table.
type entry int32

const inexactEntry entry = 1 << 30

func (e entry) char(size int) char {
	return char{rune(e &^ inexactEntry), size, e&inexactEntry == 0}
}

func newPairs(e encoding.Encoding) *pairs {
	t, p := &pairs{}, newProbe(e)
	for i := range t.one {
		lead := byte(0x80 + i)
		if t.one[i] = p.entry(lead); t.one[i] != 0 {
			continue
		}
		for trail := range t.two[i] {
			v := p.entry(lead, byte(trail))
			t.two[i][trail] = v
			t.lead[i] = t.lead[i] || v != 0
		}
	}
	return t
}

// probe asks x/text for single characters.
type probe struct {
	dec, enc transform.Transformer
}

func newProbe(e encoding.Encoding) probe { return probe{e.NewDecoder(), e.NewEncoder()} }

// entry returns the character that is written src, 0 when src is not exactly
// one. No page of two bytes has U+FFFD itself.
func (p probe) entry(src ...byte) entry {
	var text, back [16]byte
	n, m, err := p.dec.Transform(text[:], src, true)
	if err != nil || m != len(src) || n == 0 {
		return 0
	}
	r, size := utf8.DecodeRune(text[:n])
	if size != n {
		return big5Pair(string(text[:n]))
	}
	if r == utf8.RuneError {
		return 0
	}
	n, _, err = p.enc.Transform(back[:], text[:n], true)
	if err != nil || !bytes.Equal(back[:n], src) {
		return entry(r) | inexactEntry
	}
	return entry(r)
}

// big5Pairs are the characters of big5 that Unicode writes with two. They are
// not written back from these.
var big5Pairs = [...]string{"\u00CA\u0304", "\u00CA\u030C", "\u00EA\u0304", "\u00EA\u030C"}

func big5Pair(text string) entry {
	for i, p := range big5Pairs {
		if p == text {
			return entry(twoRunes+rune(i)) | inexactEntry
		}
	}
	return 0
}

type multiDecoder struct {
	*pairs
	// long reads a character of three or four bytes; ok says that src begins
	// as one.
	long func(src []byte) (c char, ok bool)
}

func (d multiDecoder) next(src []byte) char {
	if src[0] < utf8.RuneSelf {
		return char{rune(src[0]), 1, true}
	}
	i := src[0] - 0x80
	if v := d.one[i]; v != 0 {
		return v.char(1)
	}
	if d.long != nil {
		if c, ok := d.long(src); ok {
			return c
		}
	}
	if !d.lead[i] {
		return bad(1)
	}
	if len(src) < 2 {
		return char{}
	}
	if v := d.two[i][src[1]]; v != 0 {
		return v.char(2)
	}
	return broken(src[:2])
}

// broken is a character that its last byte broke: ASCII there, a delimiter
// among it, stands for itself.
func broken(src []byte) char {
	if last := len(src) - 1; src[last] < utf8.RuneSelf {
		return bad(last)
	}
	return bad(len(src))
}

// eucRows says which first bytes after 0x8f have characters.
var eucRows = sync.OnceValue(func() (rows [256]bool) {
	p := newProbe(japanese.EUCJP)
	for row := 0xa1; row <= 0xfe; row++ {
		for cell := 0xa1; cell <= 0xfe && !rows[row]; cell++ {
			rows[row] = p.entry(0x8f, byte(row), byte(cell)) != 0
		}
	}
	return rows
})

// eucThree reads the three bytes of JIS X 0212 in euc-jp.
func eucThree(src []byte) (char, bool) {
	switch {
	case src[0] != 0x8f:
		return char{}, false
	case len(src) < 2:
		return char{}, true
	case !eucRows()[src[1]]:
		return broken(src[:2]), true
	case len(src) < 3:
		return char{}, true
	}
	if v := newProbe(japanese.EUCJP).entry(src[:3]...); v != 0 {
		return v.char(3), true
	}
	return broken(src[:3]), true
}
