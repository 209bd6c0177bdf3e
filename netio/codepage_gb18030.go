package netio

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func newGB18030() *codec {
	c := multi(simplifiedchinese.GB18030, newPairs(simplifiedchinese.GB18030), gbFour)
	write := c.write
	c.write = func(dst []byte, text string) ([]byte, int) { return write(dst, gbSafe(text)) }
	return c
}

// gbFour reads the four bytes of gb18030.
func gbFour(src []byte) (char, bool) {
	if src[0] == 0x80 || src[0] == 0xff || len(src) < 2 || src[1] < '0' || src[1] > '9' {
		return char{}, false
	}
	at := (int(src[0]-0x81)*10 + int(src[1]-'0')) * 1260
	if !gbHas(at, 1260) {
		return bad(1), true
	}
	if len(src) < 3 {
		return char{}, true
	}
	if src[2] < 0x81 || src[2] == 0xff || !gbHas(at+int(src[2]-0x81)*10, 10) {
		return bad(1), true
	}
	if len(src) < 4 {
		return char{}, true
	}
	if bytes.Equal(src[:4], []byte{0x84, 0x31, 0xa4, 0x37}) {
		return char{utf8.RuneError, 4, true}, true
	}
	v := newProbe(simplifiedchinese.GB18030).entry(src[:4]...)
	switch {
	case v == 0:
		return bad(1), true
	case reserved(rune(v)):
		return bad(4), true
	}
	return v.char(4), true
}

// gbSafe returns text up to the first private character that x/text writes as
// another one: it lacks those that gb18030 has with two bytes.
func gbSafe(text string) string {
	for i, r := range text {
		if r < 0xe000 || r > 0xf8ff {
			continue
		}
		data, n := transformAll(simplifiedchinese.GB18030.NewEncoder(), nil, string(r))
		if back, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data); n == 0 || err != nil || string(back) != string(r) {
			return text[:i]
		}
	}
	return text
}

// gbHas says whether some of the n places of four bytes from at have
// characters: the first 39420 are the plane that two bytes began, and the
// planes after it begin at 189000.
func gbHas(at, n int) bool {
	return at < 39420 || at+n > 189000 && at < 189000+0x100000
}
