package model

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// The limits of an expression. RE2 takes time in proportion to the steps of the
// expression times the length of the text: some 10 ns each at the worst.
const (
	MaxPattern = 1000 // bytes
	maxSteps   = 1000
	// maxWeight is the size of all expressions of an interaction together,
	// about in steps: they are compiled whenever its file is read.
	maxWeight = 300_000
	// costlyMatch is how many steps, some 40 ms, are done in one go.
	costlyMatch = 4 << 20
)

// matcher is the condition of a check, ready to use.
type matcher struct {
	condition  Condition
	ignoreCase bool
	value      string // folded where case is ignored
	bytes      []byte
	re         *regexp.Regexp
	steps      int // of the expression
}

// newMatcher makes a condition ready to use, and adds to weight what its
// expression weighs.
func newMatcher(p Properties, weight *int) (matcher, error) {
	m := matcher{condition: p.Condition, ignoreCase: p.IgnoreCase, value: p.Value}
	if len(p.Value) > MaxBody {
		return m, fmt.Errorf("it is longer than %d KiB", MaxBody>>10)
	}
	var err error
	switch p.Condition {
	case Matches, NotMatches:
		m.re, m.steps, err = compilePattern(p.Value, p.IgnoreCase, weight)
	case EqualBytes:
		m.bytes, err = ParseHex(p.Value)
	case Equal, NotEqual, Contains, NotContains, StartsWith, EndsWith:
		if p.IgnoreCase {
			m.value = FoldText(p.Value)
		}
	case Always:
	default:
		err = fmt.Errorf("%q is not a condition", string(p.Condition))
	}
	return m, err
}

var errTooHeavy = errors.New("with this the expressions of the interaction become too large together")

func compilePattern(pattern string, ignoreCase bool, weight *int) (re *regexp.Regexp, steps int, err error) {
	if len(pattern) > MaxPattern {
		return nil, 0, fmt.Errorf("the expression is longer than %d bytes", MaxPattern)
	}
	if ignoreCase {
		pattern = "(?i)" + pattern
	}
	if strings.Contains(pattern, "(?") { // which may ignore case
		*weight += foldWeight(pattern)
	}
	if *weight > maxWeight {
		return nil, 0, errTooHeavy
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, 0, patternError(err)
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, 0, patternError(err)
	}
	if *weight += progWeight(prog); *weight > maxWeight {
		return nil, 0, errTooHeavy
	}
	if steps = len(prog.Inst); steps > maxSteps {
		return nil, 0, fmt.Errorf("the expression is too large: it comes to %d steps, and may have %d", steps, maxSteps)
	}
	re, err = regexp.Compile(pattern)
	return re, steps, err
}

// progWeight counts the steps, and the ranges of their characters, of
// which \pL has hundreds.
func progWeight(prog *syntax.Prog) int {
	n := len(prog.Inst)
	for i := range prog.Inst {
		n += len(prog.Inst[i].Rune) / 10
	}
	return n
}

// foldWeight is what the ranges of an expression cost where case is ignored:
// every one of their characters is looked at.
func foldWeight(pattern string) int {
	const last = 0x1e943 // the last character that has another case
	runes, n := []rune(pattern), 0
	for i := 1; i+1 < len(runes); i++ {
		if runes[i] != '-' {
			continue
		}
		from, to := runes[i-1], runes[i+1]
		if to == '\\' && i+2 < len(runes) && strings.ContainsRune("x01234567", runes[i+2]) {
			from, to = 0, last
		}
		n += int(max(0, min(to, last)-from)) / 8
	}
	return n
}

// patternError is what is wrong with an expression (RE2), without the words of
// the package before it.
func patternError(err error) error {
	var e *syntax.Error
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %q (RE2)", e.Code, labelCut(e.Expr))
	}
	return err
}

// errStopped: a match was given up because it was asked to.
var errStopped = errors.New("stopped")

// InHand is a message that checks are asked about.
type InHand struct {
	Record
	folded   string // Text without regard to case, once one has asked for it
	isFolded bool
}

// foldPiece is how much text, in bytes, is folded in one go.
const foldPiece = 256 << 10

// fold is the text without regard to case. A long one is given up soon after
// stop says so.
func (h *InHand) fold(stop func() bool) (string, error) {
	if h.isFolded {
		return h.folded, nil
	}
	var b strings.Builder
	for rest := h.Text; rest != ""; {
		if len(rest) > foldPiece && stop() {
			return "", errStopped
		}
		n := min(len(rest), foldPiece)
		for end := n + utf8.UTFMax; n < min(len(rest), end) && !utf8.RuneStart(rest[n]); { // tear no character
			n++
		}
		b.WriteString(FoldText(rest[:n]))
		rest = rest[n:]
	}
	h.folded, h.isFolded = b.String(), true
	return h.folded, nil
}

// Capture is what a group of an expression matched; a group need not have taken
// part.
type Capture struct {
	Text string
	Took bool
}

// holds says whether the condition holds for h, and what an expression
// captured. A long match ends with errStopped soon after stop says so.
func (m *matcher) holds(h *InHand, stop func() bool) (ok bool, captured []Capture, err error) {
	text := h.Text
	switch m.condition {
	case Always:
		return true, nil, nil
	case EqualBytes:
		return bytes.Equal(h.Data, m.bytes), nil, nil
	case Matches, NotMatches:
		found, err := m.find(text, stop)
		if m.condition == NotMatches {
			return found == nil, nil, err
		}
		return found != nil, captures(text, found), err
	}
	if m.ignoreCase {
		if text, err = h.fold(stop); err != nil {
			return false, nil, err
		}
	}
	switch m.condition {
	case Equal:
		ok = text == m.value
	case NotEqual:
		ok = text != m.value
	case Contains:
		ok = strings.Contains(text, m.value)
	case NotContains:
		ok = !strings.Contains(text, m.value)
	case StartsWith:
		ok = strings.HasPrefix(text, m.value)
	case EndsWith:
		ok = strings.HasSuffix(text, m.value)
	}
	return ok, nil, nil
}

// costly says whether matching text takes so long that it must be possible to
// stop it.
func (m *matcher) costly(text string) bool { return len(text)*m.steps > costlyMatch }

func (m *matcher) find(text string, stop func() bool) ([]int, error) {
	if !m.costly(text) {
		return m.re.FindStringSubmatchIndex(text), nil
	}
	r := &runeReader{text: text, stop: stop}
	found := m.re.FindReaderSubmatchIndex(r)
	if r.stopped {
		return nil, errStopped
	}
	return found, nil
}

// runeReader reads a long text, and ends it early when it is told to stop.
type runeReader struct {
	text    string
	at      int
	next    int
	stop    func() bool
	stopped bool
}

func (r *runeReader) ReadRune() (rune, int, error) {
	if r.at >= r.next {
		r.next = r.at + 1<<10
		r.stopped = r.stop()
	}
	if r.stopped || r.at == len(r.text) {
		return 0, 0, io.EOF
	}
	c, n := utf8.DecodeRuneInString(r.text[r.at:])
	r.at += n
	return c, n, nil
}

func captures(text string, found []int) []Capture {
	if found == nil {
		return nil
	}
	out := make([]Capture, len(found)/2)
	for i := range out {
		if found[2*i] >= 0 {
			out[i] = Capture{text[found[2*i]:found[2*i+1]], true}
		}
	}
	return out
}
