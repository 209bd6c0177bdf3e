package profiles

import (
	"bytes"
	"context"
	"errors"
	"io"

	"tcpdeck/model"
)

// searcher searches one run.
type searcher struct {
	ctx    context.Context
	lane   *lane
	m      *matcher
	q      model.Search
	since  string
	reader *reader

	low    []byte // of the piece, in lower case
	before []span // the lines before, at most q.Context, that are not shown
	due    int    // lines to be shown after a hit
	last   int64  // where the last line shown ends; -1: none is
	batch  []model.Found
	size   int
}

// span is a line of the file, its end included.
type span struct{ from, to int64 }

func (s *searcher) run() error {
	info, err := s.lane.file.Stat()
	if err != nil {
		return err
	}
	b := newBlocks(io.NewSectionReader(s.lane.file, 0, info.Size()), 0) // not what is added meanwhile
	for s.ctx.Err() == nil {
		c, err := b.next()
		switch {
		case errors.Is(err, io.EOF):
			s.flush()
			return nil
		case err != nil:
			s.flush()
			return err
		case c.long > 0:
			s.long(span{c.offset, c.offset + c.long})
		case c.torn == 0:
			s.lines(c)
		}
	}
	return nil
}

// lines goes through lines. Where the pattern says what must stand in them,
// that is looked for in all at once.
func (s *searcher) lines(c piece) {
	data, seek := c.lines, c.lines
	if s.m.fold {
		s.low = lower(s.low, data)
		seek = s.low
	}
	var next [maxNeedles]int // where the needles come next, if that is known
	for at := 0; at < len(data); {
		end := at + bytes.IndexByte(data[at:], '\n')
		candidate := len(s.m.needles) == 0
		for i, n := range s.m.needles {
			if next[i] < at || at == 0 {
				next[i] = index(seek, at, n)
			}
			candidate = candidate || next[i] < end
		}
		where := span{c.offset + int64(at), c.offset + int64(end) + 1}
		if line := data[at:end]; s.hit(line, seek[at:end], candidate) {
			s.show(where, line)
		} else {
			s.pass(where, line)
		}
		at = end + 1
	}
}

// index is where n stands in data from at on; its end where it does not.
func index(data []byte, at int, n []byte) int {
	if i := bytes.Index(data[at:], n); i >= 0 {
		return at + i
	}
	return len(data)
}

// hit says whether a line is one that is looked for. low is the line as the
// needles are; candidate says that one of them stands in it.
func (s *searcher) hit(line, low []byte, candidate bool) bool {
	kind, ours := isForm(line)
	if ours && kind != 'e' && !candidate {
		return false
	}
	f, ok := readForm(line)
	if !ok {
		return s.hitParsed(line)
	}
	if !f.takes(s.q.Pick, s.since) {
		return false
	}
	if bytes.IndexByte(f.text, '\\') >= 0 {
		return s.m.match([]byte(unquote(f.text)))
	}
	if s.m.re != nil { // it takes its time: the needle may stand in a key
		from := len(line) - len(f.rest) - len(f.text)
		if !s.m.canMatch(low[from : from+len(f.text)]) {
			return false
		}
	}
	return s.m.match(f.text)
}

// hitParsed is hit for an event, and for a line that others have written.
func (s *searcher) hitParsed(line []byte) bool {
	if s.q.Direction != "" && s.q.Direction != "event" {
		if kind, ours := isForm(line); ours && kind == 'e' {
			return false
		}
	}
	r, err := s.reader.parse(line)
	if err != nil || !s.q.Takes(r) {
		return false
	}
	if r.Kind == model.KindEvent {
		return s.m.match([]byte(s.q.Words(r)))
	}
	return s.m.match([]byte(r.Text))
}

// show shows a hit, and what stands before it.
func (s *searcher) show(where span, line []byte) {
	for _, b := range s.before {
		s.add(b, nil, true)
	}
	s.before = s.before[:0]
	s.add(where, line, false)
	s.due = s.q.Context
}

// pass shows or remembers a line that is no hit.
func (s *searcher) pass(where span, line []byte) {
	switch {
	case s.q.Context == 0:
	case s.due > 0:
		s.due--
		s.add(where, line, true)
	default:
		if len(s.before) == s.q.Context {
			copy(s.before, s.before[1:])
			s.before = s.before[:len(s.before)-1]
		}
		s.before = append(s.before, where)
	}
}

// add hands a line on; nil: it has to be read again.
func (s *searcher) add(where span, line []byte, context bool) {
	found := s.reader.found(where, line)
	found.Run, found.Context, found.Gap = s.lane.run, context, where.from != s.last
	s.last = where.to
	s.batch = append(s.batch, found)
	if s.size += len(found.Line) + 200; s.size >= batchBytes || len(s.batch) >= batchLines {
		s.flush()
	}
}

func (s *searcher) flush() {
	if len(s.batch) == 0 {
		return
	}
	select {
	case s.lane.found <- s.batch:
	case <-s.ctx.Done():
	}
	s.batch, s.size = nil, 0
}
