package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// clients is the table of the clients of a listener. Only who they are is held;
// how they fare is read when they are drawn, for those in the window.
type clients struct {
	d             Deps
	id            model.SessionID
	all           []string // peers, in the order of arrival; shared
	window        map[string]model.ClientStatus
	list          widget.List
	marked        map[string]bool // peers; one that has gone stays until it is sent to
	peer          string          // the one that the selection follows
	only          string          // the one that the output is restricted to
	columns       columns
	lit           lipgloss.Style // the selected row, while the table has the focus
	names         *peerNames
	width, height int
}

func newClients(d Deps, id model.SessionID, names *peerNames) *clients {
	c := &clients{d: d, id: id, marked: map[string]bool{}, names: names}
	c.list.Draw = c.draw
	c.list.Empty = "  no client is connected"
	return c
}

// set takes up the clients that are there now; the selection stays on the one
// it was on.
func (c *clients) set(all []string) {
	if len(all) == len(c.all) && (len(all) == 0 || &all[0] == &c.all[0]) {
		return // no one came or went
	}
	c.all = all
	c.list.SetLen(len(all))
	for i, peer := range all {
		c.names.see(peer)
		if peer == c.peer {
			c.list.Select(i)
		}
	}
	c.moved()
}

func (c *clients) setSize(width, height int) {
	t := c.d.Theme
	c.width, c.height = width, height
	c.list.ASCII, c.list.Measure = t.Signs.ASCII, t.Measure
	c.list.Styles = widget.ListStyles{Selection: t.Selection, Sign: t.Accent, Empty: t.Dim}
	c.columns = c.measure()
	c.list.SetSize(width, height-1)
}

// move moves the selection.
func (c *clients) move(by func()) {
	by()
	c.moved()
}

func (c *clients) moved() {
	c.peer = ""
	if i := c.list.Selected(); i >= 0 {
		c.peer = c.all[i]
	}
}

// mark marks the selected client, or takes the mark away.
func (c *clients) mark() {
	switch {
	case c.peer == "":
		return
	case c.marked[c.peer]:
		delete(c.marked, c.peer)
	default:
		c.marked[c.peer] = true
	}
	c.move(func() { c.list.Move(1) })
}

// targets are the marked clients that are there, and how many have gone.
func (c *clients) targets() (here []string, gone int) {
	if len(c.marked) == 0 {
		return nil, 0
	}
	for _, peer := range c.all {
		if c.marked[peer] {
			here = append(here, peer)
		}
	}
	return here, len(c.marked) - len(here)
}

// toWords says to whom the composer sends.
func (c *clients) toWords() string {
	here, gone := c.targets()
	switch {
	case len(here) == 0 && gone == 0:
		return "to all"
	case len(here) == 0:
		return "to none: gone"
	case len(here) == 1:
		return "to " + c.names.short(here[0])
	}
	return "to " + words.Counted(int64(len(here)), "client")
}

// columns are the widths of the table; the last message takes the rest.
type columns struct{ peer, since, received, sent, last int }

func (c *clients) measure() columns {
	w := columns{peer: 22, since: 9, received: 15, sent: 15}
	if c.width >= 100 {
		w = columns{peer: 30, since: 10, received: 18, sent: 18}
	}
	if c.width < 78 {
		w.since = 0
	}
	if c.width < 64 {
		w.sent = 0
	}
	if c.width < 46 {
		w.received = 0
	}
	w.peer = min(w.peer, max(0, c.width-3))
	w.last = max(0, c.width-3-w.peer-w.since-w.received-w.sent)
	return w
}

// cell is text in a column, with a gap behind it.
func (c *clients) cell(s string, width int) string {
	t := c.d.Theme
	if width < 2 {
		return t.Fit(s, width, "")
	}
	return t.Fit(s, width-1, t.Signs.Ellipsis) + " "
}

// lines draws the table: exactly width × height.
func (c *clients) lines(focused bool) string {
	if c.height <= 0 || c.width <= 0 {
		return ""
	}
	t, w := c.d.Theme, c.columns
	head := "   " + c.cell("Peer", w.peer) + c.cell("Since", w.since) + c.cell("Received", w.received) +
		c.cell("Sent", w.sent) + c.cell("Last message", w.last)
	c.list.SetFocus(focused)
	c.lit = t.Text
	if focused {
		c.lit = t.Selection
	}
	c.list.Styles.Selection = c.lit
	view := t.Dim.Render(t.Fit(head, c.width, ""))
	if c.height > 1 {
		c.read()
		view += "\n" + c.list.View()
	}
	return view
}

// read asks how the clients in the window fare.
func (c *clients) read() {
	top := max(0, c.list.At(0))
	shown := c.all[top:min(len(c.all), top+c.height-1)]
	c.window = make(map[string]model.ClientStatus, len(shown))
	for _, st := range c.d.Sessions.Clients(c.id, shown...) {
		c.window[st.Peer] = st
	}
}

func (c *clients) draw(i, width int, selected bool) string {
	t, p, w := c.d.Theme, c.window[c.all[i]], c.columns
	p.Peer = c.all[i] // also of one that has just gone
	text, peer := t.Text, c.names.style(t.Peers, p.Peer)
	if selected {
		text, peer = text.Inherit(c.lit), peer.Inherit(c.lit)
	}
	mark, only := " ", " "
	if c.marked[p.Peer] {
		mark = t.Signs.Connected
	}
	if c.only == p.Peer {
		only = t.Signs.Shut
	}
	since := ""
	if !p.Since.IsZero() {
		since = words.Clock(p.Since, c.d.Now())
	}
	rest := c.cell(since, w.since) + c.cell(countWords(t, p.Received), w.received) +
		c.cell(countWords(t, p.Sent), w.sent) + c.cell(lastWords(p), w.last)
	return text.Render(mark+only) + peer.Render(c.cell(model.Escape(p.Peer), w.peer)) + text.Render(rest)
}

func countWords(t *theme.Theme, n model.Traffic) string {
	if n.Messages == 0 {
		return "-"
	}
	return trafficWords(t, n)
}

// lastWords is the last message of a client on one line.
func lastWords(p model.ClientStatus) string {
	var b strings.Builder
	if p.Queued > 0 {
		b.WriteString(words.Bytes(int64(p.Queued)) + " waiting; ")
	}
	for _, s := range p.Last.EscapeAll() {
		b.WriteString(s.Text)
	}
	return b.String()
}
