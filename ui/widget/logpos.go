package widget

// pos is a line on the screen's scale: a part of a line of a row. It names
// the line of the text and not a count of drawn lines, so that a position in
// a row of 100,000 lines costs nothing to find again.
type pos struct {
	seq  int64
	line int // within the row's lines
	part int // within the line, when wrapped
}

func (p pos) less(q pos) bool {
	if p.seq != q.seq {
		return p.seq < q.seq
	}
	if p.line != q.line {
		return p.line < q.line
	}
	return p.part < q.part
}

// parts is the number of drawn lines of one line of text, counted up to limit.
func (l *LogView) parts(line []Span, limit int) int {
	if !l.wrap {
		return 1
	}
	return countParts(l.Measure, line, l.textWidth(), limit)
}

const noLimit = int(^uint(0) >> 1)

// back returns the position n drawn lines before p, or the very first one.
func (l *LogView) back(rd *reader, p pos, n int) pos {
	row, ok := rd.at(p.seq)
	if !ok || row.Seq != p.seq {
		p.line, p.part = 0, 0
	} else if p.line > len(row.lines()) {
		p.line, p.part = len(row.lines()), 0
	}
	for n > 0 {
		switch {
		case p.part > 0:
			d := min(n, p.part)
			p.part -= d
			n -= d
		case p.line > 0:
			row, ok := rd.at(p.seq)
			if !ok || row.Seq != p.seq {
				p.line = 0
				continue
			}
			p.line--
			p.part = l.parts(row.lines()[p.line], noLimit)
		default:
			row, ok := rd.before(p.seq)
			if !ok {
				return p
			}
			p = pos{seq: row.Seq, line: len(row.lines())}
		}
	}
	return p
}

// forward returns the position n drawn lines after p, or the one after the
// last.
func (l *LogView) forward(rd *reader, p pos, n int) pos {
	for n > 0 {
		row, ok := rd.at(p.seq)
		if !ok {
			return pos{seq: l.end}
		}
		if row.Seq != p.seq {
			p = pos{seq: row.Seq}
		}
		lines := row.lines()
		if p.line >= len(lines) {
			p = pos{seq: row.Seq + 1}
			continue
		}
		c := l.parts(lines[p.line], p.part+n+1)
		if p.part+n < c {
			p.part += n
			return p
		}
		n -= max(1, c-p.part)
		p.part = 0
		if p.line++; p.line == len(lines) {
			p = pos{seq: row.Seq + 1}
		}
	}
	return p
}

// block is a run of drawn lines of one line of text: n parts from part on.
type block struct {
	row           *Row
	line, part, n int
	last          bool // the row's last drawn line is among them
}

// blocks lays out up to n drawn lines from p on.
func (l *LogView) blocks(rd *reader, p pos, n int) []block {
	var out []block
	for n > 0 {
		row, ok := rd.at(p.seq)
		if !ok {
			return out
		}
		if row.Seq != p.seq {
			p = pos{seq: row.Seq}
		}
		lines := row.lines()
		if p.line >= len(lines) {
			p = pos{seq: row.Seq + 1}
			continue
		}
		c := l.parts(lines[p.line], p.part+n+1)
		p.part = min(p.part, c-1)
		b := block{row: row, line: p.line, part: p.part, n: min(n, c-p.part)}
		b.last = p.line == len(lines)-1 && b.part+b.n == c
		out = append(out, b)
		n -= b.n
		p.part = 0
		if p.line++; p.line == len(lines) {
			p = pos{seq: row.Seq + 1}
		}
	}
	return out
}
