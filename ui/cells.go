package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tcpdeck/ui/theme"
)

// fitLeft cuts plain text to width cells, or sets it at their right edge.
func fitLeft(t *theme.Theme, s string, width int, ellipsis string) string {
	s = t.Cut(s, width, ellipsis)
	return strings.Repeat(" ", max(0, width-t.Width(s))) + s
}

// wrapWords breaks plain text into lines of at most width cells.
func wrapWords(s string, width int) []string {
	return strings.Split(ansi.Wrap(s, max(1, width), ""), "\n")
}
