package widget

import (
	"slices"

	"charm.land/lipgloss/v2"
)

// LogStyles are the styles of a LogView.
type LogStyles struct {
	Palette   []lipgloss.Style // for Cell.Style and Row.Style
	Escaped   lipgloss.Style   // what stands for something not drawn as itself
	Match     lipgloss.Style
	Selection lipgloss.Style // the cursor row, below the styles of its text
	Sign      lipgloss.Style // ❯
	Marker    lipgloss.Style // ▼ 123 new
}

// LogView draws a log by window and keeps the place in it: what is at the top,
// the cursor row, whether it follows the end. Change it, then View. Refresh
// tells it that the source has changed; between two calls it draws what the
// source had then.
type LogView struct {
	Measure
	Styles LogStyles
	ASCII  bool
	Below  string // what the rows below are while not following; "": new
	// Match returns the byte ranges of a line of text to draw as matches, in
	// rising order; nil: none.
	Match func(plain string) [][2]int

	src           Source
	rail          []int
	width, height int
	left          int // first column shown when not wrapped
	wrap          bool
	follow        bool
	focused       bool

	first, end int64 // the source's bounds at the last Refresh
	anchor     pos   // the drawn line at the top
	cursor     int64
	seen       int64 // end of what was on the screen
	fresh      int64
}

// NewLogView returns a view that follows; rail has the width of each column
// left of the text.
func NewLogView(rail ...int) *LogView { return &LogView{rail: rail, follow: true} }

// SetRail changes the columns left of the text.
func (l *LogView) SetRail(rail ...int) {
	if !slices.Equal(rail, l.rail) {
		l.keepingPart(func() { l.rail = rail })
	}
}

// SetSize sets the size in cells.
func (l *LogView) SetSize(width, height int) {
	if width == l.width && height == l.height {
		return
	}
	l.keepingPart(func() { l.width, l.height = max(0, width), max(0, height) })
}

// SetWrap turns wrapping on or off.
func (l *LogView) SetWrap(on bool) {
	if on == l.wrap {
		return
	}
	l.wrap, l.anchor.part, l.left = on, 0, 0
	l.settle(l.reader())
}

// keepingPart changes the text's width and stays at about the same text.
func (l *LogView) keepingPart(change func()) {
	before := l.textWidth()
	change()
	l.anchor.part = l.anchor.part * max(1, before) / max(1, l.textWidth())
	l.settle(l.reader())
}

// Wrap says whether lines are wrapped.
func (l *LogView) Wrap() bool { return l.wrap }

// SetFocus says whether the cursor row is drawn.
func (l *LogView) SetFocus(on bool) { l.focused = on }

// Refresh reads the bounds of src anew: rows were added, or dropped at the
// front, or src is another source. Reset first when it is another log.
func (l *LogView) Refresh(src Source) {
	l.src = src
	l.first, l.end = 0, 0
	if src != nil {
		l.first, l.end = src.Bounds()
	}
	l.seen = min(l.seen, l.end)
	l.settle(l.reader())
}

// Reset forgets the place, and follows.
func (l *LogView) Reset() {
	l.anchor, l.cursor, l.seen, l.left = pos{}, 0, 0, 0
	l.follow = true
	l.settle(l.reader())
}

// New is the number of rows after the last one seen; 0 while following.
func (l *LogView) New() int64 { return l.fresh }

// Following says whether new rows scroll the view.
func (l *LogView) Following() bool { return l.follow }

// Follow turns following on, which goes to the end, or off.
func (l *LogView) Follow(on bool) {
	l.follow = on
	l.settle(l.reader())
}

// CursorSeq is the sequence number of the cursor row; false when there is no
// row at all.
func (l *LogView) CursorSeq() (int64, bool) {
	row, ok := l.reader().at(l.cursor)
	return l.cursor, ok && row.Seq == l.cursor
}

// maxChunk is how many rows are asked for at once; more would make rows that
// a few long ones keep off the screen.
const maxChunk = 16

func (l *LogView) reader() *reader {
	return &reader{src: l.src, first: l.first, end: l.end, chunk: min(maxChunk, max(1, l.height))}
}

// settle brings anchor and cursor back to what is there, and counts what is
// new. Every change ends with it.
func (l *LogView) settle(rd *reader) {
	bottom := l.back(rd, pos{seq: l.end}, l.height)
	switch {
	case l.follow:
		l.anchor = bottom
		if row, ok := rd.before(l.end); ok {
			l.cursor = row.Seq
		}
	case bottom.less(l.anchor):
		l.anchor = bottom
	case l.anchor.seq < l.first:
		l.anchor = pos{seq: l.first}
	}
	l.settleCursor(rd)
	l.settleSeen(rd)
}

// settleCursor puts the cursor on a row that is there and on the screen.
func (l *LogView) settleCursor(rd *reader) {
	row, ok := rd.at(l.cursor)
	if !ok {
		row, ok = rd.before(l.cursor)
	}
	if !ok {
		return
	}
	l.cursor = row.Seq
	shown := l.blocks(rd, l.anchor, l.height)
	if n := len(shown); n > 0 && (row.Seq < shown[0].row.Seq || row.Seq > shown[n-1].row.Seq) {
		l.reveal(rd, row) // the size or the text's width has changed
	}
}

func (l *LogView) settleSeen(rd *reader) {
	if l.follow {
		l.seen, l.fresh = l.end, 0
		return
	}
	if shown := l.blocks(rd, l.anchor, l.height); len(shown) > 0 {
		l.seen = max(l.seen, shown[len(shown)-1].row.Seq+1)
	}
	l.fresh = max(0, l.end-l.seen)
	if c, ok := l.src.(Counter); ok && l.fresh > 0 {
		l.fresh = c.Count(l.seen, l.end)
	}
}
