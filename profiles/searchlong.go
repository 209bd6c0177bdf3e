package profiles

import (
	"bufio"
	"encoding/json"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// long is hit for a line that is not in memory, and shows it or not.
func (s *searcher) long(where span) {
	if s.longHit(where) {
		s.show(where, nil)
	} else {
		s.pass(where, nil)
	}
}

// longHit searches a long line without having all of it. Only messages are
// that long; one in another form than ours is not searched.
func (s *searcher) longHit(where span) bool {
	f, line, ok := s.reader.longForm(where)
	if !ok || !f.takes(s.q.Pick, s.since) {
		return false
	}
	from := where.from + int64(len(line)-len(f.rest)-len(f.text))
	text := io.NewSectionReader(s.lane.file, from, where.to-from)
	if !s.longCandidate(text) {
		return false
	}
	if _, err := text.Seek(0, io.SeekStart); err != nil {
		return false
	}
	return s.m.matchReader(&quoted{in: bufio.NewReaderSize(text, 64<<10)})
}

// longCandidate says whether a needle stands in a long line.
func (s *searcher) longCandidate(line io.Reader) bool {
	if len(s.m.needles) == 0 {
		return true
	}
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := io.ReadFull(line, buf[kept:])
		part := buf[:kept+n]
		if s.m.fold {
			s.low = lower(s.low, part)
			part = s.low
		}
		if s.m.canMatch(part) {
			return true
		}
		if err != nil {
			return false
		}
		kept = copy(buf, buf[len(buf)-s.m.overlap():])
	}
}

// quoted reads the characters of a string of JSON up to its closing quote.
type quoted struct {
	in   *bufio.Reader
	over bool
}

// ReadRune implements io.RuneReader.
func (q *quoted) ReadRune() (r rune, size int, err error) {
	if q.over {
		return 0, 0, io.EOF
	}
	r, size, err = q.in.ReadRune()
	switch {
	case err != nil:
		return r, size, err
	case r == '"':
		q.over = true
		return 0, 0, io.EOF
	case r != '\\':
		return r, size, nil
	}
	next, err := q.in.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	if next != 'u' {
		return unescaped(string([]byte{'\\', next}))
	}
	r, err = q.unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, utf8.RuneLen(r), err
	}
	if ahead, err := q.in.Peek(2); err != nil || string(ahead) != `\u` {
		return utf8.RuneError, 3, nil
	}
	_, _ = q.in.Discard(2)
	low, err := q.unit()
	r = utf16.DecodeRune(r, low)
	return r, utf8.RuneLen(r), err
}

// unit reads the four digits of \u.
func (q *quoted) unit() (rune, error) {
	var digits [4]byte
	if _, err := io.ReadFull(q.in, digits[:]); err != nil {
		return 0, err
	}
	var unit rune
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return utf8.RuneError, nil
		}
		unit = unit<<4 | rune(c)
	}
	return unit, nil
}

// unescaped is the character of a short escape.
func unescaped(escape string) (rune, int, error) {
	var text string
	if err := json.Unmarshal([]byte(`"`+escape+`"`), &text); err != nil {
		return 0, 0, err
	}
	r, size := utf8.DecodeRuneInString(text)
	return r, size, nil
}
