// Package theme is the only place with colours: styles by meaning, for dark
// and light terminals, and the signs that go with them.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"tcpdeck/ui/widget"
)

// Theme has a style for each meaning. Colour is never the only sign.
type Theme struct {
	widget.Measure               // how this terminal counts cells
	Text, Dim, Bold              lipgloss.Style
	Accent                       lipgloss.Style // focus, active tab, cursor
	Sent, Received, Event        lipgloss.Style
	Escaped                      lipgloss.Style // what stands for something that cannot be drawn
	Good, Warning, Error         lipgloss.Style
	Border, BorderFocused, Title lipgloss.Style
	Selection                    lipgloss.Style // the chosen row
	Match                        lipgloss.Style // a search hit
	Key                          lipgloss.Style // key names in footer and help
	TabActive, TabInactive       lipgloss.Style
	Field, FieldFocused          lipgloss.Style // input boxes of the editor
	Protected                    lipgloss.Style
	Peers                        []lipgloss.Style // one colour a peer, in turn
	Signs                        Signs
}

// Signs are the characters that carry meaning.
type Signs struct {
	ASCII                                             bool
	Cursor, Connected, Listening, Connecting          string
	Bad, Ended, Sent, Received, Event                 string
	Open, Shut, DropDown, Spinner, Ellipsis, Down, Up string
	Dot                                               string   // between two things on a line
	Bars                                              []string // of a sparkline, empty first
	Border                                            lipgloss.Border
}

// palette is the colours of one background.
type palette struct {
	text, dim, accent, sent, received, good, warning, err, border, selection, field, match color.Color
	peers                                                                                  []color.Color
}

func colours(hex ...string) []color.Color {
	out := make([]color.Color, len(hex))
	for i, h := range hex {
		out[i] = lipgloss.Color(h)
	}
	return out
}

// pick has colours of the 256 that every terminal knows, so that they look the
// same with and without true colour. Plain text has none: it must be readable
// also where the background was guessed wrong.
func pick(dark bool) palette {
	c := lipgloss.Color
	if dark {
		return palette{
			text: c("#dadada"), dim: c("#8a8a8a"), accent: c("#5fd7ff"), sent: c("#d7afff"), received: c("#afd787"),
			good: c("#87d787"), warning: c("#ffd787"), err: c("#ff8787"), border: c("#585858"),
			selection: c("#303030"), field: c("#262626"), match: c("#ffd75f"),
			peers: colours("#5fd7ff", "#afd787", "#ffaf87", "#d7afff", "#5fd7af", "#ffd787", "#ff87af", "#afafd7"),
		}
	}
	return palette{
		text: c("#262626"), dim: c("#6c6c6c"), accent: c("#005faf"), sent: c("#8700af"), received: c("#005f00"),
		good: c("#008700"), warning: c("#875f00"), err: c("#d70000"), border: c("#a8a8a8"),
		selection: c("#dadada"), field: c("#eeeeee"), match: c("#ffd75f"),
		peers: colours("#005faf", "#005f00", "#af5f00", "#8700af", "#00875f", "#875f00", "#d7005f", "#5f5f87"),
	}
}

// New returns the theme for a background; ascii draws borders and signs in
// ASCII. It counts cells by code point until the terminal says that it knows
// grapheme clusters, as Bubble Tea does.
func New(dark, ascii bool) *Theme {
	t := &Theme{Measure: widget.Measure{ByRune: true}}
	t.Rebuild(dark, ascii)
	return t
}

// Rebuild changes t in place, so that all who hold it draw anew.
func (t *Theme) Rebuild(dark, ascii bool) {
	p, measure := pick(dark), t.Measure
	fg := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	*t = Theme{
		Measure: measure,
		Text:    fg(p.text), Dim: fg(p.dim), Bold: fg(p.text).Bold(true),
		Accent: fg(p.accent), Sent: fg(p.sent), Received: fg(p.received), Event: fg(p.dim),
		Escaped: fg(p.dim), Good: fg(p.good), Warning: fg(p.warning), Error: fg(p.err),
		Border: fg(p.border), BorderFocused: fg(p.accent), Title: lipgloss.NewStyle().Bold(true),
		Selection: fg(p.text).Background(p.selection).Bold(true),
		Match:     lipgloss.NewStyle().Background(p.match).Foreground(lipgloss.Color("#1b1b1f")),
		Key:       fg(p.accent), TabActive: fg(p.accent).Bold(true), TabInactive: fg(p.dim),
		Field:        lipgloss.NewStyle().Background(p.field).Foreground(p.text),
		FieldFocused: lipgloss.NewStyle().Background(p.selection).Foreground(p.text),
		Protected:    lipgloss.NewStyle().Background(p.err).Foreground(lipgloss.Color("#ffffff")).Bold(true),
		Signs:        signs(ascii),
	}
	for _, c := range p.peers {
		t.Peers = append(t.Peers, fg(c))
	}
}

func signs(ascii bool) Signs {
	if ascii {
		return Signs{
			ASCII: true, Cursor: ">", Connected: "*", Listening: "@", Connecting: "~", Bad: "!", Ended: "-",
			Sent: ">", Received: "<", Event: ".", Open: "v", Shut: ">", DropDown: "v", Spinner: "^",
			Ellipsis: "~", Down: "v", Up: "^", Dot: "-", Bars: []string{" ", ".", "-", "=", "#"}, Border: lipgloss.ASCIIBorder(),
		}
	}
	return Signs{
		Cursor: "❯", Connected: "●", Listening: "◎", Connecting: "…", Bad: "✗", Ended: "○",
		Sent: "→", Received: "←", Event: "·", Open: "▾", Shut: "▸", DropDown: "▾", Spinner: "↕",
		Ellipsis: "…", Down: "▼", Up: "▲", Dot: "·",
		Bars: []string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, Border: lipgloss.RoundedBorder(),
	}
}
