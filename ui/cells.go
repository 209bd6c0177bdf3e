package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// fit cuts plain text to width cells, with an ellipsis, and pads it.
func fit(s string, width int, ellipsis string) string {
	if width <= 0 {
		return ""
	}
	w := ansi.StringWidth(s)
	if w > width {
		s = ansi.Truncate(s, width, ellipsis)
		w = ansi.StringWidth(s)
	}
	return s + strings.Repeat(" ", width-w)
}

// fitLeft is fit with the text at the right edge.
func fitLeft(s string, width int, ellipsis string) string {
	s = strings.TrimRight(fit(s, width, ellipsis), " ")
	return strings.Repeat(" ", max(0, width-ansi.StringWidth(s))) + s
}

// wrapWords breaks plain text into lines of at most width cells.
func wrapWords(s string, width int) []string {
	return strings.Split(ansi.Wrap(s, max(1, width), ""), "\n")
}
