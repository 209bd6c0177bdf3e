package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Frame is a box with its title in the top border, at the left and at the
// right, and sections divided by lines. Title and Right may hold styles, and
// are escaped.
type Frame struct {
	Measure
	Title, Right string
	Border       lipgloss.Border // lipgloss.ASCIIBorder() for plain terminals
	BorderStyle  lipgloss.Style
	Ellipsis     string // "": …
}

// Inside is the size of what a box of width and height has room for, when it
// has so many sections.
func (f Frame) Inside(width, height, sections int) (w, h int) {
	return max(0, width-2), max(0, height-2-max(0, sections-1))
}

// View draws the box. Each section is a view of as many lines as it shall
// have; too many lines are cut at the end of the box, too few are filled up in
// the last section.
func (f Frame) View(width, height int, sections ...string) string {
	if width < 2 || height < 2 {
		return blankView(max(0, width), height)
	}
	side := f.BorderStyle.Render(f.Border.Left)
	right := f.BorderStyle.Render(f.Border.Right)
	lines := make([]string, 0, height)
	lines = append(lines, f.top(width))
	for i, section := range sections {
		if i > 0 {
			lines = append(lines, f.divider(width))
		}
		for _, line := range splitLines(section) {
			// Once more with the side: a mark at the start of a line joins it.
			line = f.Fit(side+f.Fit(line, width-2, f.ellipsis()), width-1, "")
			lines = append(lines, line+right)
		}
	}
	for len(lines) < height-1 {
		lines = append(lines, side+blank(width-2)+right)
	}
	bottom := f.Border.BottomLeft + strings.Repeat(f.Border.Bottom, width-2) + f.Border.BottomRight
	return strings.Join(append(lines[:height-1], f.BorderStyle.Render(bottom)), "\n")
}

func (f Frame) ellipsis() string {
	if f.Ellipsis == "" {
		return "…"
	}
	return f.Ellipsis
}

func (f Frame) divider(width int) string {
	return f.BorderStyle.Render(f.Border.MiddleLeft + strings.Repeat(f.Border.Top, width-2) + f.Border.MiddleRight)
}

// top is the border with the titles: the right one is cut before the left one
// gets less than half the width, the left one to what remains.
func (f Frame) top(width int) string {
	room := width - 2
	left, right := f.Title, f.Right
	if right != "" {
		left = f.Cut(left, max(room/2, room-f.Width(right)-5), f.ellipsis())
		rest := room - 4
		if left != "" {
			rest -= f.Width(left) + 2
		}
		right = f.Cut(right, rest, f.ellipsis())
	}
	left = f.Cut(left, room-3, f.ellipsis())
	title := func(s string) (string, int) {
		if s == "" {
			return "", 0
		}
		return " " + s + " ", f.Width(s) + 2
	}
	left, lw := title(left)
	right, rw := title(right)
	tail := f.Border.TopRight
	if rw > 0 {
		tail = f.Border.Top + tail
		rw++
	}
	line := f.BorderStyle.Render(f.Border.TopLeft) + left +
		f.BorderStyle.Render(strings.Repeat(f.Border.Top, max(0, room-lw-rw))) + right +
		f.BorderStyle.Render(tail)
	return f.Fit(line, width, "")
}
