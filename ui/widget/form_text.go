package widget

import (
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
)

// glyph is one thing on the screen that text is cut between.
type glyph struct {
	text    string
	width   int
	rune    int // index of its first rune in the text of the input
	escaped bool
}

// glyphs turns the text of an input into what is drawn of it. What escape
// changes is drawn in its escaped form, one glyph a cell.
func glyphs(m Measure, text string, escape func(string) string) []glyph {
	var out []glyph
	var safe strings.Builder
	start, i := 0, 0
	flush := func() {
		out = appendClusters(m, out, safe.String(), start)
		safe.Reset()
	}
	for _, r := range text {
		s := reveal(r)
		e := escape(s)
		if e == s {
			if safe.Len() == 0 {
				start = i
			}
			safe.WriteString(s)
		} else {
			flush()
			for _, c := range e {
				out = append(out, glyph{string(c), m.Width(string(c)), i, true})
			}
		}
		i++
	}
	flush()
	return out
}

// appendClusters adds safe text by grapheme clusters. A mark with nothing to
// stand on gets a space, or it would change its neighbour.
func appendClusters(m Measure, out []glyph, s string, at int) []glyph {
	for s != "" {
		cluster, width := m.cluster(s)
		g := glyph{cluster, width, at, false}
		if width == 0 {
			g.text, g.width = " "+cluster, 1
		}
		out = append(out, g)
		at += utf8.RuneCountInString(cluster)
		s = s[len(cluster):]
	}
	return out
}

// column is where the cursor stands that is before the rune pos, in cells
// from the start of the text.
func column(gs []glyph, pos int) int {
	x := 0
	for _, g := range gs {
		if g.rune >= pos {
			break
		}
		x += g.width
	}
	return x
}

// runeAt is the reverse of column: the rune that is drawn at a cell.
func runeAt(gs []glyph, col, end int) int {
	x := 0
	for _, g := range gs {
		if x += g.width; x > col {
			return g.rune
		}
	}
	return end
}

func glyphsWidth(gs []glyph) int {
	w := 0
	for _, g := range gs {
		w += g.width
	}
	return w
}

// follow moves the first column off so that the cursor at col is seen within
// width cells, with a cell to spare for the sign that text goes on.
func follow(off, col, total, width int) int {
	if width < 1 || total < width {
		return 0
	}
	if col < off+1 {
		off = col - 1
	}
	if col > off+width-2 {
		off = col - width + 2
	}
	return max(0, min(off, total+1-width))
}

// window draws width cells of the glyphs from column off on, an ellipsis
// where text goes on to either side.
func window(gs []glyph, off, width int, plain, escaped lipgloss.Style, ellipsis string) string {
	if width <= 0 {
		return ""
	}
	cells := make([]glyph, 0, width)
	x, total := 0, glyphsWidth(gs)
	for _, g := range gs {
		from, to := x-off, x-off+g.width
		x += g.width
		switch {
		case to <= 0 || from >= width:
		case from < 0 || to > width: // a wide character cut in half
			for range min(to, width) - max(from, 0) {
				cells = append(cells, glyph{text: " ", width: 1})
			}
		default:
			cells = append(cells, g)
		}
	}
	if off > 0 {
		cells = markCut(cells, 0, ellipsis)
	}
	if total > off+width {
		cells = markCut(cells, len(cells)-1, ellipsis)
	}
	out := renderGlyphs(cells, plain, escaped)
	return out + plain.Render(blank(width-glyphsWidth(cells)))
}

// markCut replaces a glyph by the ellipsis, as wide as it was.
func markCut(cells []glyph, i int, ellipsis string) []glyph {
	if i < 0 || i >= len(cells) {
		return cells
	}
	pad := blank(cells[i].width - 1)
	text := ellipsis + pad
	if i > 0 {
		text = pad + ellipsis
	}
	cells[i] = glyph{text: text, width: cells[i].width}
	return cells
}

// renderGlyphs joins glyphs, each run of one kind in its style.
func renderGlyphs(gs []glyph, plain, escaped lipgloss.Style) string {
	var out, run strings.Builder
	for i, g := range gs {
		run.WriteString(g.text)
		if i+1 < len(gs) && gs[i+1].escaped == g.escaped {
			continue
		}
		style := plain
		if g.escaped {
			style = escaped
		}
		out.WriteString(style.Render(run.String()))
		run.Reset()
	}
	return out.String()
}
