package widget

import "unicode/utf8"

// drawn is a line on the screen's scale: a part of a line of the text.
type drawn struct{ line, part int }

func (d drawn) less(e drawn) bool { return d.line < e.line || d.line == e.line && d.part < e.part }

// part is one drawn line of a line of the text.
type part struct {
	pieces []piece
	start  int // byte offsets in the line
	end    int
	last   bool // the line's last part
}

// x is the column of byte offset col.
func (p part) x(col int) int {
	x := 0
	for _, c := range p.pieces {
		if c.off >= col {
			break
		}
		x += c.w
	}
	return x
}

// near is the byte offset whose column is nearest to x from the left.
func (p part) near(x int) int {
	col := 0
	for _, c := range p.pieces {
		if col+c.w > x {
			return c.off
		}
		col += c.w
	}
	if !p.last && len(p.pieces) > 0 { // the end of this part is the start of the next
		return p.pieces[len(p.pieces)-1].off
	}
	return p.end
}

// pieces walks a line of the text as it is drawn: what is not safe is escaped,
// each code point or broken byte as a piece of its own.
func (e *textEdit) pieces(line string) func() (piece, bool) {
	off := 0
	return func() (piece, bool) {
		if off >= len(line) {
			return piece{}, false
		}
		p := e.piece(line[off:])
		p.off = off
		off += p.size
		return p, true
	}
}

func (e *textEdit) piece(s string) piece {
	if s[0] == '\t' {
		return piece{text: "\t", size: 1}
	}
	cluster, w := e.cluster(s)
	if len(cluster) == 1 && cluster[0] >= ' ' && cluster[0] < 0x7f || e.escape(cluster) == cluster {
		return piece{text: cluster, w: w, size: len(cluster)}
	}
	safe := 0
	for safe < len(cluster) {
		_, n := utf8.DecodeRuneInString(cluster[safe:])
		r := cluster[safe : safe+n]
		if s := e.escape(r); s == r {
			safe += n
			continue
		} else if safe == 0 {
			return piece{text: s, w: e.Width(s), escaped: true, size: n}
		}
		break
	}
	return piece{text: cluster[:safe], w: e.Width(cluster[:safe]), size: safe}
}

// memo holds lines that are laid out: one key lays out the same few lines many
// times, and any of them may be long.
type memo struct {
	key   memoKey
	parts map[string][]part
	bytes int
}

// memoKey is what a layout depends on beside the line.
type memoKey struct {
	width         int
	byRune, ascii bool
}

// maxMemo bounds the lines that are kept, in bytes; the last one always is.
const maxMemo = 64 << 10

// layout is the parts of a line of the text, at least one.
func (e *textEdit) layout(line string) []part {
	key := memoKey{e.cols, e.ByRune, e.ASCII}
	m := &e.memo
	if ps, ok := m.parts[line]; ok && m.key == key {
		return ps
	}
	w := wrapper{next: e.pieces(line), width: e.cols, ascii: e.ASCII}
	var out []part
	for more, start := true, 0; more; {
		p := part{start: start, end: start}
		more = w.part(func(x piece) {
			p.pieces = append(p.pieces, x)
			p.end = x.off + x.size
		})
		p.last = !more
		start = p.end
		out = append(out, p)
	}
	if m.parts == nil || m.key != key || m.bytes+len(line) > maxMemo {
		*m = memo{key: key, parts: map[string][]part{}}
	}
	m.parts[line] = out
	m.bytes += len(line) + 1
	return out
}

// step is the drawn line above or below.
func (e *textEdit) step(d drawn, up bool) (drawn, bool) {
	switch {
	case up && d.part > 0:
		return drawn{d.line, d.part - 1}, true
	case up && d.line > 0:
		return drawn{d.line - 1, len(e.layout(e.text.lines[d.line-1])) - 1}, true
	case !up && d.part < len(e.layout(e.text.lines[d.line]))-1:
		return drawn{d.line, d.part + 1}, true
	case !up && d.line < len(e.text.lines)-1:
		return drawn{d.line + 1, 0}, true
	}
	return d, false
}

// drawnCursor is the drawn line of the cursor and its column in it.
func (e *textEdit) drawnCursor() (drawn, int) {
	at := e.text.cursor
	parts := e.layout(e.text.lines[at.line])
	for i, p := range parts {
		if at.col < p.end || p.last {
			return drawn{at.line, i}, p.x(at.col)
		}
	}
	return drawn{at.line, 0}, 0
}

// settle scrolls as little as shows the cursor, and fills the lines there are.
func (e *textEdit) settle() {
	e.top.line = min(e.top.line, len(e.text.lines)-1)
	e.top.part = min(e.top.part, len(e.layout(e.text.lines[e.top.line]))-1)
	rows := e.rows()
	up := func(d drawn, n int) drawn {
		for ok := true; n > 0 && ok; n-- {
			d, ok = e.step(d, true)
		}
		return d
	}
	at, _ := e.drawnCursor()
	if at.less(e.top) {
		e.top = at
	}
	if lowest := up(at, rows-1); e.top.less(lowest) {
		e.top = lowest
	}
	last := len(e.text.lines) - 1
	end := drawn{last, len(e.layout(e.text.lines[last])) - 1}
	if lowest := up(end, rows-1); lowest.less(e.top) {
		e.top = lowest
	}
}
