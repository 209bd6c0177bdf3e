package ui

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// gridColumns are the widths of the grid.
type gridColumns struct{ name, address, port, page, state int }

// arrangeGrid gives the gridColumns their widths; narrow terminals lose the code
// page first, then the state.
func arrangeGrid(width int) gridColumns {
	c := gridColumns{port: 5, page: 12, state: 18}
	if width < 90 {
		c.state = 16
	}
	rest := width - 3 - 2 - 2 - c.port - 2 - c.page - 2 - c.state - 1
	if rest < 30 {
		rest += c.page + 2
		c.page = 0
	}
	if rest < 24 {
		rest += c.state + 2
		c.state = 0
	}
	rest = max(8, rest)
	c.name = rest * 11 / 20
	c.address = rest - c.name
	return c
}

func (c *connections) View() string {
	t := c.d.Theme
	body := t.Dim.Render(" "+c.line(arrangeGrid(c.width-3), "Name", "Address", "Port", "Code page", "State")) + "\n" + c.list.View()
	if c.filterShown() {
		text, _ := c.filter.view(t.Measure, c.width-7)
		style := t.Dim
		if c.searching {
			style = t.Accent
		}
		body = " " + style.Render("/") + " " + t.Text.Render(text) + "\n" + body
	}
	right := c.counts()
	if right != "" {
		right = t.Dim.Render(right)
	}
	frame := widget.Frame{Measure: t.Measure, Title: t.Title.Render("Connections"), Right: right,
		Border: t.Signs.Border, BorderStyle: t.BorderFocused, Ellipsis: t.Signs.Ellipsis}
	return frame.View(c.width, c.height, body)
}

func (c *connections) counts() string {
	text := ""
	if c.grid.shown != c.grid.total {
		text = fmt.Sprintf("%d of %d", c.grid.shown, c.grid.total)
	} else if c.grid.total > 0 {
		text = strconv.Itoa(c.grid.total)
	}
	if c.d.Profiles.Loading() {
		text = strings.TrimSpace(text + " reading" + c.d.Theme.Signs.Ellipsis)
	}
	return text
}

// line sets one row in its gridColumns, plain.
func (c *connections) line(cols gridColumns, name, address, port, page, state string) string {
	t := c.d.Theme
	e := t.Signs.Ellipsis
	s := "   " + t.Fit(name, cols.name, e) + "  " + t.Fit(address, cols.address, e) + "  " + fitLeft(t, port, cols.port, e)
	if cols.page > 0 {
		s += "  " + t.Fit(page, cols.page, e)
	}
	if cols.state > 0 {
		s += "  " + t.Fit(state, cols.state, e)
	}
	return s
}

// row draws row i of the grid.
func (c *connections) row(i, width int, selected bool) string {
	t := c.d.Theme
	r := c.grid.rows[i]
	lit := func(s lipgloss.Style) lipgloss.Style {
		if selected {
			return s.Inherit(t.Selection)
		}
		return s
	}
	switch {
	case r.entry == nil:
		sign := t.Signs.Open
		if c.folded[r.group] && c.filter.value() == "" {
			sign = t.Signs.Shut
		}
		return lit(t.Bold).Render(t.Fit(fmt.Sprintf(" %s %s (%d)", sign, model.Escape(r.group), r.count), width, t.Signs.Ellipsis))
	case r.entry.Err != nil:
		return lit(t.Error).Render(t.Fit(" ! "+fileError(r.entry.Err), width, t.Signs.Ellipsis))
	}
	return c.profileRow(r.entry.Profile, width, lit)
}

func fileError(e *model.FileError) string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf(" (%d:%d)", e.Line, e.Column)
	}
	return model.Escape(e.File) + "   " + model.Escape(e.Message) + where
}

// profileRow draws a profile; the state has a colour of its own.
func (c *connections) profileRow(p model.Profile, width int, lit func(lipgloss.Style) lipgloss.Style) string {
	t := c.d.Theme
	cols := arrangeGrid(width)
	address := p.Address
	if address == "" {
		address = "*"
	}
	plain := cols
	plain.state = 0
	out := lit(t.Text).Render(c.line(plain, model.Escape(p.Name), model.Escape(address), strconv.Itoa(p.Port), model.Escape(p.CodePage), ""))
	if cols.state > 0 {
		text, colour := c.state(p)
		out += lit(colour).Render("  " + t.Fit(text, cols.state, t.Signs.Ellipsis))
	}
	return out
}

// state says in words how the newest session of p stands.
func (c *connections) state(p model.Profile) (string, lipgloss.Style) {
	t := c.d.Theme
	s, ok := c.states[p.ID]
	if !ok {
		if p.Protected {
			return "protected", t.Error
		}
		return "", t.Dim
	}
	sign, style := c.d.sign(s)
	switch s.State {
	case model.StateListening:
		clients := fmt.Sprintf("%d clients", s.Clients)
		if s.Profile.MaxClients > 0 {
			clients = fmt.Sprintf("%d of %d clients", s.Clients, s.Profile.MaxClients)
		} else if s.Clients == 1 {
			clients = "1 client"
		}
		return sign + " " + clients, style
	case model.StateEnded:
		word := "ended"
		if s.Bad() {
			word = string(s.Reason)
		}
		return sign + " " + word + " " + s.Since.Local().Format("15:04"), style
	}
	return sign + " " + s.State.String(), style
}

// empty says what to do first.
func (c *connections) empty() string {
	t := c.d.Theme
	if c.filter.value() != "" {
		return "\n" + t.Dim.Render("  nothing fits this filter; esc shows all connections")
	}
	if c.d.Profiles.Loading() {
		return ""
	}
	say := func(key, what string) string {
		return "  " + t.Key.Render(t.Fit(key, 4, "")) + t.Text.Render(what) + "\n"
	}
	return "\n  " + t.Bold.Render("No connections yet.") + "\n\n" +
		say("a", "add a connection") + say("o", "open a host:port without one") + say("?", "help") +
		"\n" + t.Dim.Render("  To look around first, quit and run: tcpdeck demo")
}
