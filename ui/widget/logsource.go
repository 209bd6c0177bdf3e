package widget

// Cell is one column of a row's rail: the time, the peer, the glyph. Style is
// an index into LogStyles.Palette.
type Cell struct {
	Text  string
	Style int
}

// Row is one record of a log as it is drawn: the rail on its first line, and
// the lines of its text beside and below it. Style is an index into
// LogStyles.Palette.
type Row struct {
	Seq   int64
	Rail  []Cell
	Lines [][]Span
	Style int
}

// lines is never empty: a row without text has its rail to show.
func (r *Row) lines() [][]Span {
	if len(r.Lines) == 0 {
		return [][]Span{nil}
	}
	return r.Lines
}

// Source is read by window. Rows have rising sequence numbers, with gaps where
// a filter leaves rows out.
type Source interface {
	// Bounds returns the first sequence number that is there and the one
	// after the last.
	Bounds() (first, end int64)
	// Forward returns up to n rows with Seq >= from, in order.
	Forward(from int64, n int) []Row
	// Backward returns up to n rows with Seq < to, in order.
	Backward(to int64, n int) []Row
}

// Counter is implemented by a Source whose sequence numbers have gaps, so that
// "123 new" counts rows.
type Counter interface {
	// Count returns how many rows have from <= Seq < to.
	Count(from, to int64) int64
}

// reader reads rows one by one for the time of one operation, from chunks of
// at most chunk rows, since a row may be costly to make.
type reader struct {
	src   Source
	first int64
	end   int64
	chunk int
	buf   []Row // neighbours in the source
}

// at returns the first row with Seq >= seq.
func (r *reader) at(seq int64) (*Row, bool) {
	seq = max(seq, r.first)
	for i := range r.buf {
		if r.buf[i].Seq == seq || i > 0 && r.buf[i-1].Seq < seq && r.buf[i].Seq > seq {
			return &r.buf[i], true
		}
	}
	if r.src == nil || seq >= r.end {
		return nil, false
	}
	r.buf = r.src.Forward(seq, r.chunk)
	if len(r.buf) == 0 || r.buf[0].Seq >= r.end {
		return nil, false
	}
	return &r.buf[0], true
}

// before returns the last row with Seq < seq.
func (r *reader) before(seq int64) (*Row, bool) {
	seq = min(seq, r.end)
	for i := range r.buf {
		next := i + 1
		if r.buf[i].Seq == seq-1 || r.buf[i].Seq < seq && next < len(r.buf) && r.buf[next].Seq >= seq {
			return &r.buf[i], true
		}
	}
	if r.src == nil || seq <= r.first {
		return nil, false
	}
	r.buf = r.src.Backward(seq, r.chunk)
	if len(r.buf) == 0 {
		return nil, false
	}
	return &r.buf[len(r.buf)-1], true
}
