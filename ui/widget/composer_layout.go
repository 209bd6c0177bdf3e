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
func (c *Composer) pieces(line string) func() (piece, bool) {
	off := 0
	return func() (piece, bool) {
		if off >= len(line) {
			return piece{}, false
		}
		p := c.piece(line[off:])
		p.off = off
		off += p.size
		return p, true
	}
}

func (c *Composer) piece(s string) piece {
	if s[0] == '\t' {
		return piece{text: "\t", size: 1}
	}
	cluster, w := c.cluster(s)
	if len(cluster) == 1 && cluster[0] >= ' ' && cluster[0] < 0x7f || c.escape(cluster) == cluster {
		return piece{text: cluster, w: w, size: len(cluster)}
	}
	safe := 0
	for safe < len(cluster) {
		_, n := utf8.DecodeRuneInString(cluster[safe:])
		r := cluster[safe : safe+n]
		if e := c.escape(r); e == r {
			safe += n
			continue
		} else if safe == 0 {
			return piece{text: e, w: c.Width(e), escaped: true, size: n}
		}
		break
	}
	return piece{text: cluster[:safe], w: c.Width(cluster[:safe]), size: safe}
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
func (c *Composer) layout(line string) []part {
	_, width, _ := c.room()
	key := memoKey{width, c.ByRune, c.ASCII}
	m := &c.memo
	if ps, ok := m.parts[line]; ok && m.key == key {
		return ps
	}
	w := wrapper{next: c.pieces(line), width: width, ascii: c.ASCII}
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
func (c *Composer) step(d drawn, up bool) (drawn, bool) {
	switch {
	case up && d.part > 0:
		return drawn{d.line, d.part - 1}, true
	case up && d.line > 0:
		return drawn{d.line - 1, len(c.layout(c.text.lines[d.line-1])) - 1}, true
	case !up && d.part < len(c.layout(c.text.lines[d.line]))-1:
		return drawn{d.line, d.part + 1}, true
	case !up && d.line < len(c.text.lines)-1:
		return drawn{d.line + 1, 0}, true
	}
	return d, false
}

// drawnCursor is the drawn line of the cursor and its column in it.
func (c *Composer) drawnCursor() (drawn, int) {
	at := c.text.cursor
	parts := c.layout(c.text.lines[at.line])
	for i, p := range parts {
		if at.col < p.end || p.last {
			return drawn{at.line, i}, p.x(at.col)
		}
	}
	return drawn{at.line, 0}, 0
}

// settle scrolls as little as shows the cursor, and fills the lines there are.
func (c *Composer) settle() {
	c.top.line = min(c.top.line, len(c.text.lines)-1)
	c.top.part = min(c.top.part, len(c.layout(c.text.lines[c.top.line]))-1)
	rows := c.rows()
	up := func(d drawn, n int) drawn {
		for ok := true; n > 0 && ok; n-- {
			d, ok = c.step(d, true)
		}
		return d
	}
	at, _ := c.drawnCursor()
	if at.less(c.top) {
		c.top = at
	}
	if lowest := up(at, rows-1); c.top.less(lowest) {
		c.top = lowest
	}
	last := len(c.text.lines) - 1
	end := drawn{last, len(c.layout(c.text.lines[last])) - 1}
	if lowest := up(end, rows-1); lowest.less(c.top) {
		c.top = lowest
	}
}
