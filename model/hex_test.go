package model

import (
	"strings"
	"testing"
)

func TestParseHex(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "0a 0B": "\n\v", "0a0b": "\n\v", "0a:0b-0c": "\n\v\f", "0x0a,0X0b\t\r": "\n\v", "0x": "", "0a\n0b": "\n\v",
	} {
		if got, err := ParseHex(in); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"a", "0a b", "zz", "0x0x0a", "0a;0b", strings.Repeat("z", 1<<20), strings.Repeat("a", 1<<20+1)} {
		if got, err := ParseHex(in); err == nil || len(err.Error()) > 120 {
			t.Errorf("%.20q: %d bytes and an error of %d", in, len(got), len(err.Error()))
		}
	}
}
