package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// ListStyles are the styles of a List.
type ListStyles struct {
	Selection lipgloss.Style // the room around the selected line
	Sign      lipgloss.Style // ❯
	Empty     lipgloss.Style
}

// List shows a window of lines and selects one of them. It holds no line: Draw
// makes those that are shown, so that 10,000 cost no more than 20.
type List struct {
	Measure
	Styles ListStyles
	ASCII  bool
	// Draw returns line i, styled and escaped, for at most width cells;
	// selected ones are styled so by Draw, while the list has the focus or not.
	Draw func(i, width int, selected bool) string
	// Skip says which lines the selection passes over: headings. nil: none.
	Skip func(i int) bool
	// Steady lists say which line is selected also while they have no focus.
	Steady bool
	// Empty is shown when there is no line.
	Empty string

	n             int
	width, height int
	top           int
	selected      int
	focused       bool
}

// SetSize sets the size in cells.
func (l *List) SetSize(width, height int) {
	l.width, l.height = max(0, width), max(0, height)
	l.settle()
}

// SetLen sets the number of lines; the selection stays where it is, or at the
// new end.
func (l *List) SetLen(n int) {
	l.n = max(0, n)
	l.Select(l.selected)
}

// Len is the number of lines.
func (l *List) Len() int { return l.n }

// SetFocus says whether the selection has its sign.
func (l *List) SetFocus(on bool) { l.focused = on }

// Selected is the index of the selected line, -1 when there is none.
func (l *List) Selected() int {
	if l.n == 0 || l.skips(l.selected) {
		return -1
	}
	return l.selected
}

// Select selects line i, or the nearest that can be.
func (l *List) Select(i int) {
	i = min(max(0, i), max(0, l.n-1))
	l.selected = i
	if l.skips(i) && !l.step(1) {
		l.step(-1)
	}
	l.settle()
}

func (l *List) skips(i int) bool { return l.Skip != nil && i >= 0 && i < l.n && l.Skip(i) }

// step selects the next line in a direction, if there is one.
func (l *List) step(d int) bool {
	for i := l.selected + d; i >= 0 && i < l.n; i += d {
		if !l.skips(i) {
			l.selected = i
			return true
		}
	}
	return false
}

// Move moves the selection by n lines, up when n is negative.
func (l *List) Move(n int) {
	for ; n > 0 && l.step(1); n-- {
	}
	for ; n < 0 && l.step(-1); n++ {
	}
	l.settle()
	// Headings above the first line come into view with it.
	if l.selected < l.height && n < 0 {
		l.top = 0
	}
}

// PageUp moves the selection up by a screen less one line.
func (l *List) PageUp() { l.Select(max(0, l.selected-max(1, l.height-1))) }

// PageDown moves the selection down by a screen less one line.
func (l *List) PageDown() { l.Select(l.selected + max(1, l.height-1)) }

// HalfPage moves the selection by half a screen, up when direction is negative.
func (l *List) HalfPage(direction int) {
	n := max(1, l.height/2)
	if direction < 0 {
		n = -n
	}
	l.Select(l.selected + n)
}

// Top selects the first line.
func (l *List) Top() {
	l.top = 0
	l.Select(0)
}

// End selects the last line.
func (l *List) End() { l.Select(l.n - 1) }

// ScrollBy scrolls by n lines, up when n is negative; the selection stays on
// the screen.
func (l *List) ScrollBy(n int) {
	l.top = min(max(0, l.top+n), max(0, l.n-l.height))
	if i := min(max(l.selected, l.top), l.top+l.height-1); i != l.selected {
		l.Select(i)
	}
}

// At returns the line that is drawn in line y of the view, or -1.
func (l *List) At(y int) int {
	if y < 0 || y >= l.height || l.top+y >= l.n {
		return -1
	}
	return l.top + y
}

// ClickAt selects the line drawn in line y of the view, and says whether there
// is one that can be.
func (l *List) ClickAt(y int) bool {
	i := l.At(y)
	if i < 0 || l.skips(i) {
		return false
	}
	l.Select(i)
	return true
}

// settle scrolls as little as shows the selection.
func (l *List) settle() {
	l.top = min(l.top, l.selected)
	l.top = max(l.top, l.selected-l.height+1)
	l.top = min(max(0, l.top), max(0, l.n-l.height))
}

// View draws the window.
func (l *List) View() string {
	if l.height <= 0 || l.width <= 0 {
		return blankView(l.width, l.height)
	}
	lines := make([]string, 0, l.height)
	if l.n == 0 && l.Empty != "" {
		for _, line := range splitLines(l.Empty) {
			lines = append(lines, l.Fit(l.Styles.Empty.Render(line), l.width, ellipsis(l.ASCII)))
		}
	}
	for i := l.top; i < l.n && len(lines) < l.height; i++ {
		lines = append(lines, l.line(i))
	}
	for len(lines) < l.height {
		lines = append(lines, blank(l.width))
	}
	return strings.Join(lines[:l.height], "\n")
}

func (l *List) line(i int) string {
	selected := i == l.selected && !l.skips(i)
	text := ""
	if l.Draw != nil {
		text = l.Cut(l.Draw(i, l.width-1, selected), l.width-1, ellipsis(l.ASCII))
	}
	rest := blank(l.width - 1 - l.Width(text))
	if !selected {
		return l.Fit(" "+text+rest, l.width, "") // a mark at the start of text joins the space
	}
	sign := " "
	switch {
	case l.focused && l.ASCII:
		sign = ">"
	case l.focused:
		sign = "❯"
	case l.Steady && l.ASCII:
		sign = "-"
	case l.Steady:
		sign = "›"
	}
	s := l.Styles.Selection
	return l.Fit(l.Styles.Sign.Inherit(s).Render(sign)+text+s.Render(rest), l.width, "")
}
