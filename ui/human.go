package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tcpdeck/ui/widget"
)

// humanBytes writes a size in decimal units: "840 B", "1.2 kB", "48 kB".
func humanBytes(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, units := float64(n)/1000, "kMGTPE"
	// 999.95 would be rounded to 1000 of the smaller unit.
	for v >= 999.5 && len(units) > 1 {
		v, units = v/1000, units[1:]
	}
	return humanFloat(v) + " " + units[:1] + "B"
}

// humanFloat writes v with one decimal where it tells something.
func humanFloat(v float64) string {
	if v >= 99.95 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// counted writes n of a thing: "1 message", "12 messages".
func counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return widget.Count(n) + " " + thing + "s"
}

// humanDuration writes a span of time in its own unit: "1.2 ms", "60 s".
func humanDuration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return humanFloat(float64(d)/float64(time.Millisecond)) + " ms"
	case d < 10*time.Minute:
		return humanFloat(d.Seconds()) + " s"
	case d < 10*time.Hour:
		return humanFloat(d.Minutes()) + " min"
	}
	return humanFloat(d.Hours()) + " h"
}

// clock writes the local time of day, with the date where it is not today's.
func clock(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04:05")
}

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
