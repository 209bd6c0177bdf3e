package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Hint is a key and what it does.
type Hint struct{ Key, Text string }

// StatusStyles are the styles of a StatusLine.
type StatusStyles struct{ Key, Text, Notice lipgloss.Style }

// StatusLine is the footer: the keys that act now, and a notice in the right
// half. Hints are left out whole, from the right, when it is too narrow; those
// in Keep go last.
type StatusLine struct {
	Measure  Measure
	Width    int
	Hints    []Hint
	Keep     []Hint
	Notice   string // one line, escaped
	Ellipsis string // "": …
	Styles   StatusStyles
}

// View draws the line.
func (s StatusLine) View() string {
	notice := s.notice()
	room := s.Width
	if notice != "" {
		room -= s.Measure.Width(notice) + 2
	}
	line := s.Measure.Fit(s.hints(room), max(0, room), "")
	if notice != "" {
		line += "  " + s.Styles.Notice.Render(notice)
	}
	return s.Measure.Fit(line, s.Width, "")
}

// notice is cut to half the line, unless there is nothing else to show; a
// space stays at its right.
func (s StatusLine) notice() string {
	if s.Notice == "" {
		return ""
	}
	room := s.Width / 2
	if len(s.Hints)+len(s.Keep) == 0 {
		room = s.Width - 2
	}
	tail := s.Ellipsis
	if tail == "" {
		tail = "…"
	}
	return s.Measure.Cut(s.Notice, room-1, tail)
}

func (s StatusLine) hintWidth(h Hint) int {
	return s.Measure.Width(h.Key) + 1 + s.Measure.Width(h.Text)
}

const hintGap = 3 // " · "

// hints draws those that fit into room.
func (s StatusLine) hints(room int) string {
	dot := "·"
	if s.Ellipsis != "" && s.Ellipsis[0] < 0x80 {
		dot = "-"
	}
	used := 1
	fits := func(hints []Hint) (n int) {
		for _, h := range hints {
			w := s.hintWidth(h)
			if used > 1 {
				w += hintGap
			}
			if used+w > room {
				return n
			}
			used += w
			n++
		}
		return n
	}
	keep := s.Keep[:fits(s.Keep)]
	shown := append(append([]Hint(nil), s.Hints[:fits(s.Hints)]...), keep...)
	parts := make([]string, len(shown))
	for i, h := range shown {
		parts[i] = s.Styles.Key.Render(h.Key) + s.Styles.Text.Render(" "+h.Text)
	}
	return " " + strings.Join(parts, s.Styles.Text.Render(" "+dot+" "))
}
