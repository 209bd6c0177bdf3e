package netio

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tcpdeck/model"
)

// maxOutput is how much of an output an event keeps, in bytes.
const maxOutput = 4 << 10

// printed keeps the beginning of what is written to it, and counts the rest.
type printed struct {
	head  []byte
	total int
}

func (p *printed) Write(b []byte) (int, error) {
	const enough = maxOutput + 1 // to see where the last character ends
	p.head = append(p.head, b[:min(len(b), enough-len(p.head))]...)
	p.total += len(b)
	return len(b), nil
}

// String is what was kept as decoded text, broken bytes as model.BadByte, and
// how much more there was.
func (p *printed) String() string {
	out, n := fit(string(p.head), maxOutput, decodeUTF8)
	if n < p.total {
		out += "… " + size(p.total-n) + " more"
	}
	return out
}

// decodeUTF8 is text with a model.BadByte for each byte that is not UTF-8.
func decodeUTF8(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && n == 1 {
			r = model.BadByte(text[0])
		}
		b.WriteRune(r)
		text = text[n:]
	}
	return b.String()
}

// size writes a number of bytes: "840 B", "1.2 MB".
func size(n int) string {
	switch {
	case n < 1000:
		return strconv.Itoa(n) + " B"
	case n < 1_000_000:
		return tenths(float64(n)/1e3) + " kB"
	}
	return tenths(float64(n)/1e6) + " MB"
}

// span writes a span of time: "12 ms", "1.5 s".
func span(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return tenths(d.Seconds()) + " s"
}

func tenths(v float64) string { return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0") }
