package widget

// tabStop is the distance of tab stops, counted from the text column.
const tabStop = 8

// Span is a run of text that is safe to draw: escaped by the caller. It may
// hold TAB, and nothing else that a terminal acts on. Escaped says that the
// text stands for something that is not drawn as itself.
type Span struct {
	Text    string
	Escaped bool
}

// piece is one cluster of a line. off is its byte offset in the line's plain
// text. A tab is laid out by whoever knows the column.
type piece struct {
	text    string
	w       int
	escaped bool
	off     int
	size    int // bytes of the plain text that it shows
}

// pieces walks the clusters of a line. Spans end a cluster: a combining mark
// at the start of one is drawn on what stands before it, but never moves it
// to another line.
type pieces struct {
	m     Measure
	spans []Span
	in    int // bytes of spans[0] that were walked
	off   int // bytes of the line that were walked
}

func (p *pieces) next() (piece, bool) {
	for len(p.spans) > 0 && p.in >= len(p.spans[0].Text) {
		p.spans, p.in = p.spans[1:], 0
	}
	if len(p.spans) == 0 {
		return piece{}, false
	}
	s := p.spans[0]
	text, w := s.Text[p.in:], 0
	if text[0] == '\t' {
		text = text[:1]
	} else {
		text, w = p.m.cluster(text)
	}
	out := piece{text, w, s.Escaped, p.off, len(text)}
	p.in += len(text)
	p.off += len(text)
	return out, true
}

// wrapper lays a line out in parts of at most width cells, one at a time, so
// that no more of a long line is laid out than the window needs.
type wrapper struct {
	next  func() (piece, bool)
	width int
	ascii bool
	held  piece // the first piece of the next part
	has   bool
}

func newWrapper(m Measure, spans []Span, width int, ascii bool) *wrapper {
	p := &pieces{m: m, spans: spans}
	return &wrapper{next: p.next, width: max(1, width), ascii: ascii}
}

// part hands the pieces of the next part to emit, tabs as spaces, and says
// whether another part follows.
func (w *wrapper) part(emit func(piece)) (more bool) {
	col := 0
	for {
		p, ok := w.held, w.has
		w.has = false
		if !ok {
			if p, ok = w.next(); !ok {
				return false
			}
		}
		if p.text == "\t" {
			p.w = min(tabStop-col%tabStop, w.width-col)
			if col >= w.width {
				p.w = 1 // it opens the next part
			}
		}
		if p.w > w.width { // a wide cluster in a column of one cell
			p.text, p.w = ellipsis(w.ascii), 1
		}
		if col+p.w > w.width {
			w.held, w.has = p, true
			return true
		}
		col += p.w
		if p.text == "\t" {
			p.text = blank(p.w)
		}
		emit(p)
	}
}

func ignorePiece(piece) {}

// countParts is the number of parts of a line, counted no further than limit.
func countParts(m Measure, spans []Span, width, limit int) int {
	if n, plain := asciiLen(spans); plain {
		return min(limit, max(1, (n+max(1, width)-1)/max(1, width)))
	}
	w := newWrapper(m, spans, width, true)
	n := 1
	for n < limit && w.part(ignorePiece) {
		n++
	}
	return n
}

// asciiLen is the number of cells of a line of printable ASCII.
func asciiLen(spans []Span) (n int, plain bool) {
	for _, s := range spans {
		for i := 0; i < len(s.Text); i++ {
			if s.Text[i] < ' ' || s.Text[i] >= 0x7f {
				return 0, false
			}
		}
		n += len(s.Text)
	}
	return n, true
}

// cutLine returns the pieces of a line in the columns [left, left+width), tabs
// as spaces; the last one is an ellipsis when more follows.
func cutLine(m Measure, spans []Span, left, width int, ascii bool) []piece {
	if width <= 0 {
		return nil
	}
	var out []piece
	it := pieces{m: m, spans: spans}
	right := left + width
	for col := 0; ; {
		p, ok := it.next()
		if !ok {
			return out
		}
		tab := p.text == "\t"
		if tab {
			p.w = tabStop - col%tabStop
		}
		start, end := col, col+p.w
		col = end
		switch {
		case end > right:
			return cutEnd(out, width, ascii, p.off)
		case end < left, end == left && (p.w > 0 || left > 0):
			continue
		case tab || start < left: // half of a wide cluster is drawn as space
			p.w = end - max(start, left)
			p.text = blank(p.w)
		}
		out = append(out, p)
	}
}

// cutEnd ends a line that is too long with an ellipsis in its last cell.
func cutEnd(line []piece, width int, ascii bool, off int) []piece {
	used := 0
	for _, p := range line {
		used += p.w
	}
	for used > width-1 {
		last := line[len(line)-1]
		line, used, off = line[:len(line)-1], used-last.w, last.off
	}
	if used < width-1 {
		line = append(line, piece{text: blank(width - 1 - used), w: width - 1 - used, off: off})
	}
	return append(line, piece{text: ellipsis(ascii), w: 1, off: off})
}
