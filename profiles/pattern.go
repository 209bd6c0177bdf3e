package profiles

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"regexp/syntax"
	"strings"

	"tcpdeck/model"
)

// maxNeedles bounds the literals that are looked for at once.
const maxNeedles = 4

// matcher finds a pattern in texts.
type matcher struct {
	literal []byte
	re      *regexp.Regexp // nil: literal
	// reader is for texts that are not in memory.
	reader *regexp.Regexp
	// One of the needles stands in the escaped form of every text that
	// matches; none: nothing is known. With fold they are in lower case, and
	// so must be what they are looked for in.
	needles [][]byte
	fold    bool
}

func newMatcher(q model.Search) (*matcher, error) {
	expr := q.Pattern
	if !q.Regex {
		expr = regexp.QuoteMeta(expr)
	}
	if q.IgnoreCase {
		expr = "(?i)" + expr
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	m := &matcher{re: re, reader: re}
	if !q.Regex && !q.IgnoreCase {
		m.re, m.literal = nil, []byte(q.Pattern)
	}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	words, fold := required(tree)
	for _, w := range words {
		if fold {
			w = strings.ToLower(w)
		}
		m.needles = append(m.needles, model.QuoteJSON(w))
	}
	m.fold = fold
	return m, nil
}

func (m *matcher) match(text []byte) bool {
	if m.re == nil {
		return bytes.Contains(text, m.literal)
	}
	return m.re.Match(text)
}

func (m *matcher) matchReader(text io.RuneReader) bool { return m.reader.MatchReader(text) }

// canMatch says whether a needle stands in data.
func (m *matcher) canMatch(data []byte) bool {
	for _, n := range m.needles {
		if bytes.Contains(data, n) {
			return true
		}
	}
	return len(m.needles) == 0
}

// overlap is how much of two pieces of a text must be looked at together.
func (m *matcher) overlap() (n int) {
	for _, w := range m.needles {
		n = max(n, len(w)-1)
	}
	return n
}

// required returns the literals one of which every match of re holds, as long
// as can be; none where there is no telling. fold: without regard to case, and
// ASCII only.
func required(re *syntax.Regexp) (words []string, fold bool) {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}, false
		}
		if w := plainFold(re.Rune); w != "" {
			return []string{w}, true
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if w, f := required(sub); shortest(w) > shortest(words) {
				words, fold = w, f
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			w, f := required(sub)
			if words = append(words, w...); len(w) == 0 || len(words) > maxNeedles {
				return nil, false
			}
			fold = fold || f
		}
		if fold && strings.ContainsFunc(strings.Join(words, ""), func(r rune) bool { return r >= 0x80 }) {
			return nil, false
		}
	}
	return words, fold
}

// plainFold is the longest piece of a literal that, whatever its case, is
// ASCII: the Kelvin sign is a k too, and the long s an s.
func plainFold(literal []rune) string {
	best := ""
	for _, piece := range strings.FieldsFunc(strings.ToLower(string(literal)), func(r rune) bool {
		return r >= 0x80 || r == 'k' || r == 's'
	}) {
		if len(piece) > len(best) {
			best = piece
		}
	}
	return best
}

func shortest(words []string) int {
	if len(words) == 0 {
		return 0
	}
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}

// lower writes src into dst with the ASCII letters in lower case.
func lower(dst, src []byte) []byte {
	dst = append(dst[:0], src...)
	for i, c := range dst {
		if c-'A' < 26 {
			dst[i] = c + 'a' - 'A'
		}
	}
	return dst
}
