package ui

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// finder finds a literal text, without regard to case unless an upper-case
// letter is in it. It never changes: commands may use it.
type finder struct {
	pattern string
	exact   bool
	fold    *regexp.Regexp // for text beyond ASCII
}

func newFinder(pattern string) *finder {
	f := &finder{pattern: pattern, exact: strings.ContainsFunc(pattern, unicode.IsUpper)}
	if !f.exact && strings.ContainsFunc(pattern, func(r rune) bool { return r >= utf8.RuneSelf }) {
		f.fold = regexp.MustCompile("(?i)" + regexp.QuoteMeta(pattern))
	}
	return f
}

// next is the range of the first match in s at or after from.
func (f *finder) next(s string, from int) (start, end int, ok bool) {
	switch {
	case from > len(s) || f.pattern == "":
		return 0, 0, false
	case f.exact:
		i := strings.Index(s[from:], f.pattern)
		return from + i, from + i + len(f.pattern), i >= 0
	case f.fold != nil:
		at := f.fold.FindStringIndex(s[from:])
		if at == nil {
			return 0, 0, false
		}
		return from + at[0], from + at[1], true
	}
	for i := from; i+len(f.pattern) <= len(s); i++ {
		if lower(s[i]) == f.pattern[0] && equalASCII(s[i:i+len(f.pattern)], f.pattern) {
			return i, i + len(f.pattern), true
		}
	}
	return 0, 0, false
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// equalASCII compares s with a pattern in lower case.
func equalASCII(s, pattern string) bool {
	for i := range len(pattern) {
		if lower(s[i]) != pattern[i] {
			return false
		}
	}
	return true
}

// ranges are the matches in a line of text.
func (f *finder) ranges(s string) [][2]int {
	var out [][2]int
	for at := 0; ; {
		start, end, ok := f.next(s, at)
		if !ok {
			return out
		}
		out = append(out, [2]int{start, end})
		at = max(end, start+1)
	}
}

// sight is how records are looked at: it decides what text is found in them.
type sight struct {
	lens  lens
	width int
	limit int
}

// in says whether r holds the text, in its message or as it is shown.
func (f *finder) in(r model.Record, s sight) bool {
	if r.Kind == model.KindEvent {
		_, _, ok := f.next(words.Event(r, s.limit), 0)
		return ok
	}
	if _, _, ok := f.next(r.Text, 0); ok {
		return true
	}
	// What an escape or a hex row shows is not in the text itself.
	if s.lens == lensText && !strings.Contains(f.pattern, `\`) {
		return false
	}
	lines, _ := s.lens.lines(r, s.width)
	for _, l := range lines {
		if _, _, ok := f.next(plain(l), 0); ok {
			return true
		}
	}
	return false
}

func plain(spans []widget.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// stretch is a part of a log that is still to be searched.
type stretch struct{ from, to int64 }

// quest is a search under way. Each step of it searches a bounded part, so
// that a big log blocks nothing.
type quest struct {
	finder *finder
	sight  sight
	source model.Source
	filter model.Filter
	back   bool
	rest   []stretch // in the order of the search
}

// questStep is the outcome of a step.
type questStep struct {
	n     int // which search it belongs to
	found bool
	seq   int64
	rest  quest
}

// What one step of a search looks at, at most.
const (
	stepRecords = 8192
	stepBytes   = 4 << 20
	stepBatch   = 64
)

// newQuest searches from seq on, round the end, to seq again.
func newQuest(source model.Source, seq int64, back bool) quest {
	first, end := source.Bounds()
	q := quest{source: source, back: back}
	if back {
		q.rest = []stretch{{first, seq}, {seq, end}}
	} else {
		q.rest = []stretch{{seq, end}, {first, seq}}
	}
	return q
}

// step searches a part and says what is found, else what is left.
func (q quest) step(n int) questStep {
	q.rest = append([]stretch(nil), q.rest...)
	for records, bytes := 0, 0; len(q.rest) > 0 && records < stepRecords && bytes < stepBytes; {
		rs := q.batch()
		if len(rs) == 0 {
			q.rest = q.rest[1:]
			continue
		}
		for _, r := range rs {
			records, bytes = records+1, bytes+len(r.Data)
			if q.finder.in(r, q.sight) {
				return questStep{n: n, found: true, seq: r.Seq, rest: q}
			}
		}
		if last := rs[len(rs)-1].Seq; q.back {
			q.rest[0].to = last
		} else {
			q.rest[0].from = last + 1
		}
	}
	return questStep{n: n, rest: q}
}

// batch reads the next records of the first stretch, in the order of the
// search.
func (q quest) batch() []model.Record {
	s := q.rest[0]
	var rs []model.Record
	if q.back {
		rs = q.source.Backward(s.to, stepBatch, q.filter)
		for i, k := 0, len(rs)-1; i < k; i, k = i+1, k-1 {
			rs[i], rs[k] = rs[k], rs[i]
		}
	} else {
		rs = q.source.Forward(s.from, stepBatch, q.filter)
	}
	for i, r := range rs {
		if r.Seq < s.from || r.Seq >= s.to {
			return rs[:i]
		}
	}
	return rs
}

// left is how many records are still to be searched.
func (q quest) left() int64 {
	n := int64(0)
	for _, s := range q.rest {
		n += max(0, s.to-s.from)
	}
	return n
}
