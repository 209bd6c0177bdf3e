package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// connections is the first screen: every profile, by group.
type connections struct {
	d             Deps
	grid          grid
	list          widget.List
	folded        map[string]bool
	moved         bool // the selection was moved by hand
	filter        line
	searching     bool
	states        map[model.ProfileID]model.Status // the newest session of each profile
	deleted       bool                             // there is something to undo
	width, height int
}

func newConnections(d Deps) *connections {
	c := &connections{d: d, folded: map[string]bool{}, filter: newLine("")}
	c.list.Draw = c.row
	c.list.SetFocus(true)
	c.Refresh()
	c.rebuild()
	return c
}

func (c *connections) Title() string { return "Connections" }

func (c *connections) SetSize(width, height int) {
	c.width, c.height = width, height
	t := c.d.Theme
	c.list.Styles = widget.ListStyles{Selection: t.Selection, Sign: t.Accent, Empty: t.Text}
	c.list.ASCII, c.list.Measure = t.Signs.ASCII, t.Measure
	c.list.Empty = c.empty()
	c.list.SetSize(width-2, height-2-c.above())
}

// above is how many lines stand over the first row: the search and the heads
// of the columns.
func (c *connections) above() int {
	if c.filterShown() {
		return 2
	}
	return 1
}

func (c *connections) Typing() bool { return c.searching }

// Refresh takes up the sessions as they are now.
func (c *connections) Refresh() {
	c.states = map[model.ProfileID]model.Status{}
	for _, s := range c.d.Sessions.Sessions() {
		if !s.AdHoc {
			c.states[s.Profile.ID] = s
		}
	}
}

// rebuild takes up the profiles as they are now; the selection stays on its
// profile.
func (c *connections) rebuild() {
	old, had := c.selected()
	c.grid = buildGrid(c.d.Profiles.Entries(), c.filter.value(), c.folded)
	c.SetSize(c.width, c.height)
	c.list.SetLen(len(c.grid.rows))
	at := c.grid.firstProfile()
	keep := c.moved && had // there is nothing to keep after a filter that nothing fitted
	if keep {
		at = c.list.Selected()
		if same := c.grid.find(old); same >= 0 {
			at = same
		}
	}
	c.list.Select(at)
	if !keep {
		c.list.Move(-1) // brings the group above the first profile into view
		c.list.Select(at)
	}
}

// selectProfile moves the selection to a profile, out of a filter or a folded
// group if need be.
func (c *connections) selectProfile(id model.ProfileID) {
	for _, e := range c.d.Profiles.Entries() {
		if e.Err != nil || e.Profile.ID != id {
			continue
		}
		if c.filter.value() != "" && !matches(&e, strings.Fields(strings.ToLower(c.filter.value()))) {
			c.filter = newLine("")
		}
		delete(c.folded, groupOf(e.Profile))
		c.moved = true
		c.rebuild()
		c.list.Select(max(0, c.grid.find(gridRow{entry: &e})))
	}
}

func (c *connections) selected() (gridRow, bool) {
	i := c.list.Selected()
	if i < 0 || i >= len(c.grid.rows) {
		return gridRow{}, false
	}
	return c.grid.rows[i], true
}

func (c *connections) filterShown() bool { return c.searching || c.filter.value() != "" }

// moving makes a handler of a movement of the selection.
func (c *connections) moving(move func()) func() (Action, tea.Cmd) {
	return call(func() { c.moved = true; move() })
}

func (c *connections) search(on bool) func() (Action, tea.Cmd) {
	return call(func() { c.searching = on; c.moved = true; c.SetSize(c.width, c.height) })
}

func (c *connections) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		c.typed(msg)
	case profileDeletedMsg:
		return c.wasDeleted(msg), nil
	case deed:
		return msg()
	case tea.MouseWheelMsg:
		c.moved = true
		if msg.Button == tea.MouseWheelUp {
			c.list.ScrollBy(-3)
		} else {
			c.list.ScrollBy(3)
		}
	case tea.MouseClickMsg:
		return c.click(msg.Y)
	}
	return nil, nil
}

func (c *connections) wasDeleted(msg profileDeletedMsg) Action {
	if msg.err != nil {
		return Notify{Text: msg.err.Error(), Error: true}
	}
	c.deleted = true
	return Notify{Text: msg.name + " deleted; u undoes it"}
}

func (c *connections) typed(msg tea.Msg) {
	if !c.searching {
		return
	}
	before := c.filter.value()
	c.filter.update(msg)
	if c.filter.value() != before {
		c.moved = false
		c.rebuild()
	}
}

// click selects a row; a click on the selected one opens it.
func (c *connections) click(y int) (Action, tea.Cmd) {
	before := c.list.Selected()
	if !c.list.ClickAt(y - 1 - c.above()) {
		return nil, nil
	}
	if c.list.Selected() == before && c.moved {
		return c.enter()
	}
	c.moved = true
	return nil, nil
}

func (c *connections) Cursor() *tea.Cursor {
	if !c.searching {
		return nil
	}
	_, column := c.filter.view(c.d.Theme.Measure, c.width-7)
	return tea.NewCursor(column+4, 1)
}
