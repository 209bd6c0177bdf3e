package netio

import (
	"strconv"
	"strings"
	"time"

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

// String is what was kept as valid UTF-8, broken bytes as \xNN, and how much
// more there was.
func (p *printed) String() string {
	out, n := fit(string(p.head), maxOutput, func(text string) string {
		return string(model.Record{Text: text}.AppendText(nil))
	})
	if n < p.total {
		out += "… " + size(p.total-n) + " more"
	}
	return out
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
