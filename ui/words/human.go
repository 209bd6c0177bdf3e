package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tcpdeck/ui/widget"
)

// Bytes writes a size in decimal units: "840 B", "1.2 kB", "48 kB".
func Bytes(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, units := float64(n)/1000, "kMGTPE"
	// 999.95 would be rounded to 1000 of the smaller unit.
	for v >= 999.5 && len(units) > 1 {
		v, units = v/1000, units[1:]
	}
	return Float(v) + " " + units[:1] + "B"
}

// Float writes v with one decimal where it tells something.
func Float(v float64) string {
	if v >= 99.95 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// Counted writes n of a thing: "1 message", "12 messages".
func Counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return widget.Count(n) + " " + thing + "s"
}

// Duration writes a span of time in its own unit: "1.2 ms", "60 s".
func Duration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return Float(float64(d)/float64(time.Millisecond)) + " ms"
	case d < 10*time.Minute:
		return Float(d.Seconds()) + " s"
	case d < 10*time.Hour:
		return Float(d.Minutes()) + " min"
	}
	return Float(d.Hours()) + " h"
}

// Clock writes the local time of day, with the date where it is not today's.
func Clock(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04:05")
}
