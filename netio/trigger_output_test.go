package netio

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

func TestTriggerWords(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0 ms", 12345 * time.Microsecond: "12 ms", 999 * time.Millisecond: "999 ms",
		time.Second: "1 s", 1500 * time.Millisecond: "1.5 s", 10 * time.Second: "10 s", time.Hour: "3600 s"} {
		if got := span(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int]string{1: "1 B", 999: "999 B", 1000: "1 kB", 48_049: "48 kB", 1_200_000: "1.2 MB", 10_000_000: "10 MB"} {
		if got := size(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestPrinted: the beginning is kept, valid and cut between characters, the
// rest counted.
func TestPrinted(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"all", "a\n\x1b[31m\x00ü", "a\n\x1b[31m\x00ü"},
		{"broken", "a\xffb\xe2\x82", "a" + string(model.BadByte(0xff)) + "b" + string(model.BadByte(0xe2)) + string(model.BadByte(0x82))},
		{"just all", strings.Repeat("y", maxOutput), strings.Repeat("y", maxOutput)},
		{"one more", strings.Repeat("y", maxOutput+1), strings.Repeat("y", maxOutput) + "… 1 B more"},
		{"much more", strings.Repeat("y", 1_204_096), strings.Repeat("y", maxOutput) + "… 1.2 MB more"},
		{"inside a character", strings.Repeat("y", maxOutput-1) + "€€", strings.Repeat("y", maxOutput-1) + "… 6 B more"},
		{"nothing but broken", strings.Repeat("\xff", maxOutput), strings.Repeat(string(model.BadByte(0xff)), maxOutput/4) + "… 3.1 kB more"},
	} {
		for _, piece := range []int{1, 7, 1 << 20} {
			var p printed
			for rest := c.in; rest != ""; {
				n, err := fmt.Fprint(&p, rest[:min(piece, len(rest))])
				if err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if got := p.String(); got != c.want {
				t.Errorf("%s by %d: %d bytes, %q, want %d, %q", c.name, piece, len(got), tail(got), len(c.want), tail(c.want))
			}
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-30):] }
