package widget

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Measure says how wide text is on the terminal. The zero value counts
// grapheme clusters, as ansi.StringWidth does. ByRune counts code points: so
// do terminals without Unicode core mode (2027), and Bubble Tea until the
// terminal reports that it has it; the two differ for Thai, Indic scripts and
// flags. It is given, not found out here, because only the App sees the report.
type Measure struct{ ByRune bool }

func (m Measure) method() ansi.Method {
	if m.ByRune {
		return ansi.WcWidth
	}
	return ansi.GraphemeWidth
}

// Width is the number of cells of s, which may hold styles.
func (m Measure) Width(s string) int { return m.method().StringWidth(s) }

// Cut returns s if it has at most w cells; else its beginning and tail, in at
// most w cells. No cluster is split.
func (m Measure) Cut(s string, w int, tail string) string {
	switch {
	case w <= 0:
		return ""
	case m.Width(s) <= w:
		return s
	case m.Width(tail) > w:
		tail = ""
	}
	// ansi v0.11.8 cuts nothing that fits when counted by cluster, however it
	// is asked to count; with blanks at the end it never fits so.
	return m.method().Truncate(s+blank(w+1-ansi.StringWidth(s)), w, tail)
}

// Fit returns s cut or padded with spaces to exactly w cells.
func (m Measure) Fit(s string, w int, tail string) string {
	s = m.Cut(s, w, tail)
	return s + blank(w-m.Width(s))
}

// Skip returns s without its first n cells.
func (m Measure) Skip(s string, n int) string { return m.method().TruncateLeft(s, n, "") }

// cluster cuts the first cluster off s, which is not empty.
func (m Measure) cluster(s string) (cluster string, w int) {
	if c := s[0]; c >= ' ' && c < 0x7f && (len(s) == 1 || s[1] < 0x80) {
		return s[:1], 1
	}
	return ansi.FirstGraphemeCluster(s, m.method())
}

// Count writes n with a comma between the thousands: 12,345.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// ellipsis marks what was cut off.
func ellipsis(ascii bool) string {
	if ascii {
		return "~"
	}
	return "…"
}

// blank is n spaces, none when n is negative.
func blank(n int) string { return strings.Repeat(" ", max(0, n)) }

// splitLines returns the lines of a view; an empty view has none.
func splitLines(view string) []string {
	if view == "" {
		return nil
	}
	return strings.Split(view, "\n")
}

// blankView is height lines of width spaces.
func blankView(width, height int) string {
	if height <= 0 {
		return ""
	}
	line := blank(width)
	return strings.Repeat(line+"\n", height-1) + line
}
