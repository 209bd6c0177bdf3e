package ui

import (
	"strings"
	"unicode"
)

// rate is the mean of the seconds seen so far, in messages a second. The
// newest second is left out while it may still fill up.
func rate(seconds []uint32) float64 {
	for len(seconds) > 0 && seconds[0] == 0 {
		seconds = seconds[1:]
	}
	if len(seconds) > 1 {
		seconds = seconds[:len(seconds)-1]
	}
	if len(seconds) == 0 {
		return 0
	}
	sum := 0.0
	for _, n := range seconds {
		sum += float64(n)
	}
	return sum / float64(len(seconds))
}

// sparkline draws values as bars, the highest one full. bars[0] is empty.
func sparkline(values []uint32, bars []string) string {
	var top uint32
	for _, v := range values {
		top = max(top, v)
	}
	var b strings.Builder
	for _, v := range values {
		i := 0
		if v > 0 {
			i = 1 + int(uint64(v)*uint64(len(bars)-2)/uint64(top))
		}
		b.WriteString(bars[i])
	}
	return b.String()
}

// shellWord is s as one word of a shell.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-./:@%+,", r))
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
