package widget

// Up moves the cursor row up by n.
func (l *LogView) Up(n int) { l.MoveCursor(-n) }

// Down moves the cursor row down by n.
func (l *LogView) Down(n int) { l.MoveCursor(n) }

// MoveCursor moves the cursor by n rows, up when n is negative; a row taller
// than the view is scrolled through line by line first. Moving up stops
// following.
func (l *LogView) MoveCursor(n int) {
	rd := l.reader()
	for ; n < 0 && l.stepUp(rd); n++ {
		l.follow = false
	}
	for ; n > 0 && !l.follow && l.stepDown(rd); n-- {
	}
	l.settle(rd)
}

func (l *LogView) stepUp(rd *reader) bool {
	if l.anchor.seq == l.cursor && (l.anchor.line > 0 || l.anchor.part > 0) {
		l.anchor = l.back(rd, l.anchor, 1)
		return true
	}
	row, ok := rd.before(l.cursor)
	if !ok {
		return false
	}
	l.cursor = row.Seq
	top, after := pos{seq: row.Seq}, pos{seq: row.Seq, line: len(row.lines())}
	if bottom := l.back(rd, after, l.height); top.less(l.anchor) {
		l.anchor = later(top, bottom)
	} else if l.anchor.less(bottom) {
		l.anchor = bottom
	}
	return true
}

func (l *LogView) stepDown(rd *reader) bool {
	shown := l.blocks(rd, l.anchor, l.height)
	if n := len(shown); n > 0 && shown[n-1].row.Seq == l.cursor && !shown[n-1].last {
		l.anchor = l.forward(rd, l.anchor, 1)
		return true
	}
	row, ok := rd.at(l.cursor + 1)
	if !ok {
		return false
	}
	l.cursor = row.Seq
	l.reveal(rd, row)
	return true
}

// reveal scrolls as little as shows row, its top when it is taller than the
// view.
func (l *LogView) reveal(rd *reader, row *Row) {
	top, after := pos{seq: row.Seq}, pos{seq: row.Seq, line: len(row.lines())}
	bottom := l.back(rd, after, l.height)
	if top.less(bottom) {
		bottom = top
	}
	switch {
	case top.less(l.anchor):
		l.anchor = top
	case l.anchor.less(bottom):
		l.anchor = bottom
	}
}

func later(a, b pos) pos {
	if a.less(b) {
		return b
	}
	return a
}

// ScrollBy scrolls by n drawn lines, up when n is negative; the cursor stays
// on the screen. Scrolling up stops following.
func (l *LogView) ScrollBy(n int) { l.scroll(n) }

func (l *LogView) scroll(n int) (moved bool) {
	rd := l.reader()
	was := l.anchor
	if n < 0 {
		l.anchor = l.back(rd, l.anchor, -n)
		l.follow = l.follow && l.anchor == was
	} else if !l.follow {
		bottom := l.back(rd, pos{seq: l.end}, l.height)
		if l.anchor = l.forward(rd, l.anchor, n); bottom.less(l.anchor) {
			l.anchor = bottom
		}
	}
	if shown := l.blocks(rd, l.anchor, l.height); !l.follow && len(shown) > 0 {
		l.cursor = min(max(l.cursor, shown[0].row.Seq), shown[len(shown)-1].row.Seq)
	}
	l.settle(rd)
	return l.anchor != was
}

// PageUp scrolls by a screen less one line; at the top the cursor goes to the
// first row.
func (l *LogView) PageUp() { l.page(1 - l.height) }

// PageDown is the reverse of PageUp.
func (l *LogView) PageDown() { l.page(l.height - 1) }

// HalfPage scrolls by half a screen, up when direction is negative.
func (l *LogView) HalfPage(direction int) {
	n := max(1, l.height/2)
	if direction < 0 {
		n = -n
	}
	l.page(n)
}

func (l *LogView) page(n int) {
	if n == 0 { // one line high
		n = 1
	}
	if l.scroll(n) || l.follow && n > 0 {
		return
	}
	rd := l.reader()
	row, ok := rd.before(l.end)
	if n < 0 {
		row, ok = rd.at(l.first)
	}
	if ok && row.Seq != l.cursor {
		l.cursor = row.Seq
		l.follow = false
	}
	l.settle(rd)
}

// Top goes to the first row and stops following.
func (l *LogView) Top() {
	rd := l.reader()
	l.follow, l.left = false, 0
	l.anchor = pos{seq: l.first}
	l.cursor = l.first
	l.settle(rd)
}

// End goes to the last row and follows.
func (l *LogView) End() { l.Follow(true) }

// Show puts the cursor on the row with sequence number seq, or the next one,
// and that row in the middle when it was not on the screen. It stops
// following.
func (l *LogView) Show(seq int64) {
	rd := l.reader()
	row, ok := rd.at(seq)
	if !ok {
		return
	}
	l.follow, l.cursor = false, row.Seq
	shown := l.blocks(rd, l.anchor, l.height)
	if len(shown) == 0 || row.Seq < shown[0].row.Seq || row.Seq > shown[len(shown)-1].row.Seq {
		l.anchor = l.back(rd, pos{seq: row.Seq}, l.height/2)
	} else {
		l.reveal(rd, row)
	}
	l.settle(rd)
}

// ClickAt puts the cursor on the row drawn in line y of the view, and says
// whether there is one. A click on another row than the last stops following.
func (l *LogView) ClickAt(y int) bool {
	rd := l.reader()
	if y < 0 || y >= l.height {
		return false
	}
	for _, b := range l.blocks(rd, l.anchor, l.height) {
		if y -= b.n; y < 0 {
			last, ok := rd.before(l.end)
			l.follow = l.follow && ok && last.Seq == b.row.Seq
			l.cursor = b.row.Seq
			l.settle(rd)
			return true
		}
	}
	return false
}

// ScrollX scrolls sideways by n columns, left when n is negative, while lines
// are not wrapped, and no further than the lines on the screen go.
func (l *LogView) ScrollX(n int) {
	switch {
	case l.wrap:
		return
	case n < 0:
		l.left = max(0, l.left+n)
		return
	}
	rd := l.reader()
	for _, b := range l.blocks(rd, l.anchor, l.height) {
		if len(cutLine(l.Measure, b.row.lines()[b.line], l.left+n, 1, true)) > 0 {
			l.left += n
			return
		}
	}
}
