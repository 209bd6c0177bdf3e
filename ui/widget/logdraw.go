package widget

import (
	"cmp"
	"sort"
	"strings"

	"charm.land/lipgloss/v2"
)

// minText is the width of text below which columns of the rail give way, the
// leftmost first: on a narrow screen the text says more than the time.
const minText = 16

// shownRail is the index of the first rail column that is shown, and the
// column at which the text begins. The sign has a column of its own, and two
// spaces follow each column of the rail.
func (l *LogView) shownRail() (from, text int) {
	text = 1
	for _, w := range l.rail {
		text += w + 2
	}
	for from < len(l.rail) && l.width-text < minText {
		text -= l.rail[from] + 2
		from++
	}
	return from, min(text, max(0, l.width-1))
}

func (l *LogView) textWidth() int {
	_, text := l.shownRail()
	return l.width - text
}

// View draws the window.
func (l *LogView) View() string {
	if l.height <= 0 || l.width <= 0 {
		return blankView(l.width, l.height)
	}
	lines := make([]string, 0, l.height)
	for _, b := range l.blocks(l.reader(), l.anchor, l.height) {
		lines = l.drawBlock(lines, b)
	}
	for len(lines) < l.height {
		lines = append(lines, blank(l.width))
	}
	if l.fresh > 0 {
		lines[l.height-1] = l.mark(lines[l.height-1])
	}
	return strings.Join(lines, "\n")
}

// mark draws "▼ 123 new" (or what Below says) over the end of the last line.
func (l *LogView) mark(line string) string {
	sign := "▼ "
	if l.ASCII {
		sign = "v "
	}
	marker := l.Cut(" "+sign+Count(l.fresh)+" "+cmp.Or(l.Below, "new")+" ", l.width, "")
	w := l.Width(marker)
	return l.Fit(line, l.width-w, "") + l.Styles.Marker.Render(marker)
}

func (l *LogView) drawBlock(lines []string, b block) []string {
	text := b.row.lines()[b.line]
	p := painter{l: l, row: b.row, selected: l.focused && b.row.Seq == l.cursor}
	if l.Match != nil {
		p.matches = l.Match(plainText(text))
	}
	if !l.wrap {
		p.start(b.line == 0)
		for _, c := range cutLine(l.Measure, text, l.left, l.textWidth(), l.ASCII) {
			p.add(c)
		}
		return append(lines, p.end())
	}
	w := newWrapper(l.Measure, text, l.textWidth(), l.ASCII)
	for i := 0; i < b.part+b.n; i++ {
		if i < b.part {
			w.part(ignorePiece)
			continue
		}
		p.start(b.line == 0 && i == 0)
		w.part(p.add)
		lines = append(lines, p.end())
	}
	return lines
}

func plainText(spans []Span) string {
	if len(spans) == 1 {
		return spans[0].Text
	}
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// ink is which style a piece of text has.
type ink int

const (
	inkText ink = iota
	inkEscaped
	inkMatch
)

// painter draws the lines of one line of text, cell by cell, and counts the
// cells, so that each is exactly as wide as the view.
type painter struct {
	l        *LogView
	row      *Row
	selected bool
	matches  [][2]int
	out      strings.Builder
	run      strings.Builder // text of one ink, not yet in out
	ink      ink
	w        int
}

// start begins a line with the sign and the rail, or their room.
func (p *painter) start(first bool) {
	from, text := p.l.shownRail()
	p.out.Reset()
	p.run.Reset()
	p.w = text
	if !first {
		p.out.WriteString(p.style(lipgloss.NewStyle()).Render(blank(text)))
		return
	}
	rail := p.sign(text)
	for i, w := range p.l.rail[from:] {
		cell := Cell{}
		if from+i < len(p.row.Rail) {
			cell = p.row.Rail[from+i]
		}
		fitted := p.l.Fit(cell.Text, w, ellipsis(p.l.ASCII))
		rail += p.style(p.palette(cell.Style)).Render(fitted) + p.style(lipgloss.NewStyle()).Render("  ")
	}
	p.out.WriteString(p.l.Fit(rail, text, ""))
}

func (p *painter) sign(text int) string {
	switch {
	case text == 0:
		return ""
	case p.selected && p.l.ASCII:
		return p.style(p.l.Styles.Sign).Render(">")
	case p.selected:
		return p.style(p.l.Styles.Sign).Render("❯")
	}
	return " "
}

// style is s, upon the selection on the cursor row.
func (p *painter) style(s lipgloss.Style) lipgloss.Style {
	if p.selected {
		return s.Inherit(p.l.Styles.Selection)
	}
	return s
}

func (p *painter) palette(i int) lipgloss.Style {
	if i < 0 || i >= len(p.l.Styles.Palette) {
		return lipgloss.NewStyle()
	}
	return p.l.Styles.Palette[i]
}

func (p *painter) add(c piece) {
	k := inkText
	if c.escaped {
		k = inkEscaped
	}
	if p.matched(c) {
		k = inkMatch
	}
	if k != p.ink && c.w > 0 { // a mark alone stays with the cell it is drawn on
		p.flush()
		p.ink = k
	}
	p.run.WriteString(c.text)
	p.w += c.w
}

// matched says whether c is part of a match; one that begins or ends inside a
// cluster takes all of it.
func (p *painter) matched(c piece) bool {
	i := sort.Search(len(p.matches), func(i int) bool { return p.matches[i][1] > c.off })
	return i < len(p.matches) && p.matches[i][0] < c.off+c.size
}

func (p *painter) flush() {
	if p.run.Len() == 0 {
		return
	}
	s := p.palette(p.row.Style)
	switch p.ink {
	case inkEscaped:
		s = p.l.Styles.Escaped
	case inkMatch:
		s = p.l.Styles.Match
	}
	p.out.WriteString(p.style(s).Render(p.run.String()))
	p.run.Reset()
}

// end pads the line. What the cells were counted as and what the whole line
// measures may differ where clusters join across spans; the line's measure is
// what counts.
func (p *painter) end() string {
	p.flush()
	if rest := p.l.width - p.w; rest > 0 {
		p.out.WriteString(p.style(lipgloss.NewStyle()).Render(blank(rest)))
	}
	return p.l.Fit(p.out.String(), p.l.width, "")
}
