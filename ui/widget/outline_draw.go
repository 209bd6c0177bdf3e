package widget

import (
	"strconv"

	"charm.land/lipgloss/v2"
)

// indent moves a row to the right. In a narrow outline the deeper levels stand
// under each other, or there were no room for text, and say which they are.
func (o *Outline) indent(depth int) string {
	most := o.width / 2 / outlineIndent
	level := strconv.Itoa(depth)
	if depth <= most || len(level) > outlineIndent*most {
		return blank(outlineIndent * max(0, min(depth, most)))
	}
	return blank(outlineIndent*most-len(level)) + level
}

// sign is the fold sign of row i.
func (o *Outline) sign(i int) string {
	open, shut := "▾", "▸"
	if o.ASCII {
		open, shut = "v", ">"
	}
	switch {
	case !o.parent(i):
		return " "
	case o.folded[o.rows[i].ID]:
		return shut
	}
	return open
}

// draw draws a line of the list: the row's indent and signs, its text, and its
// note, for which at least outlineText cells of text stay.
func (o *Outline) draw(line, width int, selected bool) string {
	i := o.shown[line]
	r := o.rows[i]
	lit := func(s lipgloss.Style) lipgloss.Style {
		if selected {
			return s.Inherit(o.Styles.Selection)
		}
		return s
	}
	plain := lit(lipgloss.NewStyle())
	out := plain.Render(o.indent(r.Depth) + o.sign(i) + " ")
	if r.Mark != "" {
		out += lit(o.tone(r.MarkTone)).Render(r.Mark) + plain.Render(" ")
	}
	room := width - o.Width(out)
	note := ""
	if n := o.Width(r.Note) + outlineGap; r.Note != "" && room-n >= min(outlineText, o.Width(r.Text)) {
		room -= n
		note = lit(o.tone(r.NoteTone)).Render(r.Note)
	}
	text := o.Cut(r.Text, room, ellipsis(o.ASCII))
	out += lit(o.tone(r.TextTone)).Render(text)
	if note != "" {
		out += plain.Render(blank(room-o.Width(text)+outlineGap)) + note
	}
	return out
}

func (o *Outline) tone(i int) lipgloss.Style {
	if i < 0 || i >= len(o.Tones) {
		return lipgloss.NewStyle()
	}
	return o.Tones[i]
}
