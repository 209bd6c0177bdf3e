package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

func (c *connections) Bindings() []Binding {
	if c.searching {
		return []Binding{
			{Keys: []string{"enter"}, Help: "keep the filter", Long: "keep the filter", Do: c.search(false)},
			{Keys: []string{"up", "ctrl+p"}, Key: "↑", Long: "previous", Do: c.moving(func() { c.list.Move(-1) })},
			{Keys: []string{"down", "ctrl+n"}, Key: "↓", Long: "next", Do: c.moving(func() { c.list.Move(1) })},
			{Keys: []string{"esc"}, Help: "all connections", Long: "clear the filter", Do: call(c.clearFilter)},
		}
	}
	one := c.needsProfile
	return []Binding{
		{Keys: []string{"enter"}, Help: "connect", Long: "connect as client; on a group: fold it", Do: c.enter, Off: c.needsWhole},
		{Keys: []string{"l"}, Help: "listen", Long: "listen", Off: one, Do: func() (Action, tea.Cmd) { return c.connect(model.Listener) }},
		{Keys: []string{"a"}, Help: "add", Long: "add a connection", Do: func() (Action, tea.Cmd) {
			return Open{newEditor(c.d, model.Entry{Profile: model.NewProfile()}, true)}, nil
		}},
		{Keys: []string{"e"}, Help: "edit", Long: "edit the connection", Off: one, Do: c.edit},
		{Keys: []string{"t"}, Help: "test", Long: "test: resolve, connect, first bytes", Off: one, Do: c.test},
		{Keys: []string{"/"}, Help: "search", Long: "search name, address, group", Do: c.search(true)},
		{Keys: []string{"o"}, Help: "open host:port", Long: "open an ad-hoc host:port in either role, without a profile", Do: func() (Action, tea.Cmd) { return Ask{newAdHoc(c.d)}, nil }},
		{Keys: []string{"v"}, Help: "past output", Long: "view its past task output", Off: one, Do: c.view},
		{Keys: []string{"i"}, Help: "interactions", Long: "the interactions: rules that drive conversations", Do: c.interactions},
		{Keys: []string{"x"}, Help: "run rules", Long: "run an interaction on the connection", Off: one, Do: func() (Action, tea.Cmd) { return pickDriven(c.d, c, c.profile()) }},
		{Keys: []string{"c"}, Help: "clone", Long: "clone the connection", Off: one, Do: c.clone},
		{Keys: []string{"d", "delete"}, Help: "delete", Long: "delete the connection (asks; u undoes)", Off: one, Do: c.remove},
		{Keys: []string{"u"}, Long: "undo the last delete", Do: c.undo, Off: func() string {
			if c.deleted {
				return ""
			}
			return "nothing was deleted"
		}},
		{Keys: []string{"y"}, Long: "copy the connection's id", Off: one, Do: func() (Action, tea.Cmd) { return Copy{string(c.profile().ID)}, nil }},
		{Keys: []string{"space"}, Long: "fold or unfold the group", Off: c.needsRow, Do: call(c.fold)},
		{Keys: []string{"up", "k"}, Key: "↑", Long: "up", Do: c.moving(func() { c.list.Move(-1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Long: "down", Do: c.moving(func() { c.list.Move(1) })},
		{Keys: []string{"pgup"}, Long: "page up", Do: c.moving(c.list.PageUp)},
		{Keys: []string{"pgdown"}, Long: "page down", Do: c.moving(c.list.PageDown)},
		{Keys: []string{"g", "home"}, Long: "top", Do: c.moving(c.list.Top)},
		{Keys: []string{"G", "end"}, Long: "end", Do: c.moving(c.list.End)},
		{Keys: []string{"esc"}, Long: "clear the filter", Do: call(c.clearFilter)},
		{Keys: []string{"q"}, Long: "quit (asks while sessions run)", Do: act(Quit{})},
	}
}

func (c *connections) clearFilter() {
	c.searching = false
	c.filter = newLine("")
	c.moved = true
	c.rebuild()
}

func (c *connections) needsRow() string {
	if _, ok := c.selected(); !ok {
		return "there is no connection yet: a adds one"
	}
	return ""
}

// needsWhole says why there is neither a group nor a profile to act on.
func (c *connections) needsWhole() string {
	if r, ok := c.selected(); ok && r.entry == nil {
		return ""
	}
	return c.needsProfile()
}

// needsProfile says why there is no profile to act on.
func (c *connections) needsProfile() string {
	r, ok := c.selected()
	switch {
	case !ok:
		return c.needsRow()
	case r.entry == nil:
		return "this is a group; choose a connection"
	case r.entry.Err != nil:
		return r.entry.Err.Error()
	}
	return ""
}

func (c *connections) profile() model.Profile { return c.grid.rows[c.list.Selected()].entry.Profile }

// interactions opens them, to be tried on the selected connection.
func (c *connections) interactions() (Action, tea.Cmd) {
	var on model.ProfileID
	if r, ok := c.selected(); ok && r.entry != nil {
		on = r.entry.Profile.ID
	}
	return Open{newInteractions(c.d, on)}, nil
}

func (c *connections) enter() (Action, tea.Cmd) {
	if r, _ := c.selected(); r.entry == nil {
		c.fold()
		return nil, nil
	}
	return c.connect(model.Client)
}

// connect runs the selected profile; a second client of the same profile gets
// a tab of its own, a second listener could not bind and shows the first.
func (c *connections) connect(role model.Role) (Action, tea.Cmd) {
	if why := c.needsProfile(); why != "" {
		return Notify{Text: why, Error: true}, nil
	}
	p := c.profile()
	if id, ok := c.listening(p); ok && role == model.Listener {
		return Do{ShowSession{id}, Notify{Text: p.Name + " is listening already"}}, nil
	}
	return startAsked(Start{Profile: p, Role: role})
}

// listening is the session that listens where p would.
func (c *connections) listening(p model.Profile) (model.SessionID, bool) {
	for _, s := range c.d.Sessions.Sessions() {
		same := s.Profile.ID == p.ID && s.Profile.Address == p.Address && s.Profile.Port == p.Port
		if same && !s.AdHoc && s.Role == model.Listener && s.Live() {
			return s.ID, true
		}
	}
	return 0, false
}

// startAsked starts a session, if the profile can take that role at all, and after
// asking where a protected one would listen.
func startAsked(s Start) (Action, tea.Cmd) {
	p := s.Profile
	if _, err := dialOrListen(p, s.Role); err != nil {
		return Notify{Text: err.Error(), Error: true}, nil
	}
	return askIf(p.Protected && s.Role == model.Listener, "Listen on a protected connection",
		fmt.Sprintf("%s is protected. Listening on port %d lets clients connect to it.", p.Name, p.Port), "Listen", s)
}

func dialOrListen(p model.Profile, role model.Role) (string, error) {
	if role == model.Listener {
		return p.ListenAddress()
	}
	return p.DialAddress()
}

func (c *connections) fold() {
	r, ok := c.selected()
	if !ok {
		return
	}
	if r.entry != nil && r.entry.Err == nil {
		r = gridRow{group: groupOf(r.entry.Profile)}
	}
	if r.group == "" {
		return
	}
	c.folded[r.group] = !c.folded[r.group]
	c.moved = true
	c.rebuild()
	if i := c.grid.find(r); i >= 0 && c.folded[r.group] {
		c.list.Select(i)
	}
}

func (c *connections) edit() (Action, tea.Cmd) {
	return Open{newEditor(c.d, *c.grid.rows[c.list.Selected()].entry, false)}, nil
}

// clone opens the editor on a copy with a free name.
func (c *connections) clone() (Action, tea.Cmd) {
	p := c.profile()
	p.ID = ""
	var names []string
	for _, e := range c.d.Profiles.Entries() {
		names = append(names, e.Profile.Name)
	}
	p.Name = freeName(p.Name, names)
	return Open{newEditor(c.d, model.Entry{Profile: p}, true)}, nil
}

// takenNames are names without regard to case.
func takenNames(names []string) map[string]bool {
	taken := map[string]bool{}
	for _, n := range names {
		taken[strings.ToLower(n)] = true
	}
	return taken
}

// freeName is a name for a copy that none of names is.
func freeName(name string, names []string) string {
	taken := takenNames(names)
	for i := 1; ; i++ {
		n := name + " copy"
		if i > 1 {
			n = fmt.Sprintf("%s copy %d", name, i)
		}
		if !taken[strings.ToLower(n)] {
			return n
		}
	}
}

func (c *connections) test() (Action, tea.Cmd) {
	dialog, cmd := newTest(c.d, c.profile())
	return Do{Ask{dialog}, Run{cmd}}, nil
}

func (c *connections) view() (Action, tea.Cmd) {
	return openRuns(c.d, c.profile())
}

func (c *connections) remove() (Action, tea.Cmd) {
	p := c.profile()
	text := fmt.Sprintf("%s (%s) will be deleted from disk. Its past task output stays. u undoes it until tcpdeck ends.",
		p.Name, model.JoinHostPort(p.Address, fmt.Sprint(p.Port)))
	return Ask{newConfirm("Delete connection", text, "Delete", Run{reply(c, func() tea.Msg {
		return profileDeletedMsg{p.Name, c.d.Profiles.Delete(p.ID)}
	})})}, nil
}

func (c *connections) undo() (Action, tea.Cmd) {
	return nil, after(func() Action {
		e, err := c.d.Profiles.Undelete()
		if err != nil {
			return Notify{Text: err.Error(), Error: true}
		}
		return Notify{Text: e.Profile.Name + " is back"}
	})
}
