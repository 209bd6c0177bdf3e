package ui

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// sessionTitle is what stands in the border of a box of that width: who, and
// where it stands; both safe to draw.
func sessionTitle(d Deps, s model.Status, width int) (left, right string) {
	right = stateWords(d, s)
	for _, resolved := range []bool{true, false} {
		left = model.Escape(s.Profile.Name) + " " + d.Theme.Signs.Border.Top + " " + endpointWords(d, s, resolved)
		// The corners, the gaps around both, and a line between them.
		if d.Theme.Width(left)+d.Theme.Width(right)+8 <= width {
			break
		}
	}
	return left, right
}

func stateWords(d Deps, s model.Status) string {
	sign, _ := d.sign(s)
	state := "ended "
	switch s.State {
	case model.StateConnecting:
		state = "connecting since "
	case model.StateConnected:
		state = "connected since "
	case model.StateListening:
		state = clientsWords(s) + " since "
	}
	return sign + " " + state + words.Clock(s.Since, d.Now())
}

func endpointWords(d Deps, s model.Status, resolved bool) string {
	p := s.Profile
	if s.Role == model.Listener {
		at := s.Local
		if at == "" {
			at = model.JoinHostPort(cmp.Or(p.Address, "*"), strconv.Itoa(p.Port))
		}
		return "listener on " + model.Escape(at)
	}
	words := "client " + d.Theme.Signs.Sent + " " + model.Escape(model.JoinHostPort(p.Address, strconv.Itoa(p.Port)))
	if host := hostOf(s.Remote); resolved && host != "" && host != p.Address {
		words += " (" + model.Escape(host) + ")"
	}
	return words
}

// clientsWords counts the clients of a listener: "3 of 10 clients".
func clientsWords(s model.Status) string {
	if s.Profile.MaxClients == 0 {
		return words.Counted(int64(s.Clients), "client")
	}
	return fmt.Sprintf("%s of %s", widget.Count(int64(s.Clients)), words.Counted(int64(s.Profile.MaxClients), "client"))
}

// hostOf is the host of an address with a port.
func hostOf(address string) string {
	i := strings.LastIndexByte(address, ':')
	if i < 0 {
		return address
	}
	return strings.Trim(address[:i], "[]")
}

// bindsAll says whether a listener is open to every network of the machine.
func bindsAll(s model.Status) bool {
	a, err := s.Profile.ListenAddress()
	return s.Role == model.Listener && err == nil && (a == "" || a == "0.0.0.0" || a == "::")
}

// headerLines are the lines under the title: the figures on at most rows
// lines, then what is wrong, each on a line or two of its own. All are width
// wide. composing says that plain letters are text now.
func headerLines(d Deps, s model.Status, width, rows int, composing bool) []string {
	lines := flow(d.Theme, figures(d, s, width), width, rows, "")
	t := d.Theme
	add := func(style lipgloss.Style, words string) {
		if words == "" {
			return
		}
		said := wrapWords(words, width-2)
		if len(said) > 2 {
			said = []string{said[0], strings.Join(said[1:], " ")}
		}
		for _, l := range said {
			lines = append(lines, style.Render(t.Fit(" "+l, width, t.Signs.Ellipsis)))
		}
	}
	if s.Role == model.Listener && bindsAll(s) && s.Live() {
		add(t.Warning, "bound to all addresses: every network of this machine can connect")
	}
	add(t.Text, drivenWords(s))
	add(t.Error, storageWords(d, s.Storage))
	if !s.Live() {
		style, sign := t.Dim, t.Signs.Ended
		if s.Bad() {
			style, sign = t.Error, t.Signs.Bad
		}
		why, ended := sign+" "+words.Reason(s.Reason, s.Detail), []string{t.Accent.Render(endedWords(s, composing))}
		if t.Width(why) > width-2 {
			add(style, why)
		} else {
			ended = append([]string{style.Render(why)}, ended...)
		}
		lines = append(lines, flow(t, ended, width, 2, t.Signs.Ellipsis)...)
	}
	return lines
}

// figures are the pieces of the header, the most important first, styled.
func figures(d Deps, s model.Status, width int) []string {
	t := d.Theme
	var out []string
	add := func(style lipgloss.Style, text string) { out = append(out, style.Render(text)) }
	if s.Profile.Protected {
		add(t.Protected, " PROTECTED ")
	}
	add(t.Sent, "sent "+trafficWords(t, s.Sent))
	add(t.Received, "received "+trafficWords(t, s.Received))
	if rate(s.Rate[:]) > 0 {
		bars := s.Rate[:]
		if width < 110 {
			bars = bars[len(bars)/2:]
		}
		add(t.Text, words.Float(rate(s.Rate[:]))+"/s "+sparkline(bars, t.Signs.Bars))
	}
	add(t.Dim, model.Escape(s.Profile.CodePage))
	add(t.Dim, words.Framing(s.Profile.Framing))
	if s.Role == model.Client && s.Local != "" {
		add(t.Dim, model.Escape(s.Local)+" "+t.Signs.Sent+" "+model.Escape(s.Remote)+" in "+words.Duration(s.ConnectFor))
	}
	if s.AdHoc {
		add(t.Dim, "ad hoc, not stored")
	}
	return out
}

func trafficWords(t *theme.Theme, n model.Traffic) string {
	return widget.Count(n.Messages) + " " + t.Signs.Dot + " " + words.Bytes(n.Bytes)
}

// flow sets pieces on at most rows lines; what finds no room is left out, what
// is longer than a line is cut.
func flow(t *theme.Theme, pieces []string, width, rows int, ellipsis string) []string {
	var lines []string
	for _, p := range pieces {
		last := len(lines) - 1
		switch {
		case last >= 0 && t.Width(lines[last]+p)+4 <= width:
			lines[last] += "   " + p
		case last+1 < rows:
			lines = append(lines, " "+p)
		}
	}
	for i := range lines {
		lines[i] = t.Fit(lines[i], width, ellipsis)
	}
	return lines
}
