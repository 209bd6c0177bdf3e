package ui

// rect is a part of the terminal, in cells.
type rect struct{ x, y, w, h int }

// layout says where everything is.
type layout struct {
	width, height      int
	tabs, body, footer rect
	small              bool // too small to draw anything but a notice
}

// The least size that is drawn.
const (
	minWidth  = 30
	minHeight = 8
)

// arrange is the layout of a terminal of this size: the tab bar on top, the
// footer at the bottom, the screen between.
func arrange(width, height int) layout {
	width, height = max(0, width), max(0, height)
	return layout{
		width: width, height: height,
		tabs:   rect{0, 0, width, 1},
		body:   rect{0, 1, width, max(0, height-2)},
		footer: rect{0, height - 1, width, 1},
		small:  width < minWidth || height < minHeight,
	}
}
