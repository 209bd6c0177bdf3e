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

func pick(dark bool) palette {
	c := lipgloss.Color
	if dark {
		return palette{
			text: c("#d8dee9"), dim: c("#7b8494"), accent: c("#5ec4ff"), sent: c("#c792ea"), received: c("#a3d977"),
			good: c("#7fd88f"), warning: c("#f0c36d"), err: c("#ff7a85"), border: c("#4a5264"),
			selection: c("#26384d"), field: c("#232a36"), match: c("#f0c36d"),
			peers: colours("#5ec4ff", "#a3d977", "#f0c36d", "#c792ea", "#ff9e80", "#64d8cb", "#f48fb1", "#b0bec5"),
		}
	}
	return palette{
		text: c("#24292f"), dim: c("#6a737d"), accent: c("#0969da"), sent: c("#8250df"), received: c("#116329"),
		good: c("#1a7f37"), warning: c("#9a6700"), err: c("#cf222e"), border: c("#afb8c1"),
		selection: c("#d6e8fb"), field: c("#eef1f4"), match: c("#ffdf5d"),
		peers: colours("#0969da", "#116329", "#9a6700", "#8250df", "#bc4c00", "#1b7c83", "#bf3989", "#57606a"),
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
		Border: fg(p.border), BorderFocused: fg(p.accent), Title: fg(p.text).Bold(true),
		Selection: lipgloss.NewStyle().Background(p.selection).Bold(true),
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
			Ellipsis: "~", Down: "v", Up: "^", Bars: []string{" ", ".", "-", "=", "#"}, Border: lipgloss.ASCIIBorder(),
		}
	}
	return Signs{
		Cursor: "❯", Connected: "●", Listening: "◎", Connecting: "…", Bad: "✗", Ended: "○",
		Sent: "→", Received: "←", Event: "·", Open: "▾", Shut: "▸", DropDown: "▾", Spinner: "↕",
		Ellipsis: "…", Down: "▼", Up: "▲",
		Bars: []string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, Border: lipgloss.RoundedBorder(),
	}
}
