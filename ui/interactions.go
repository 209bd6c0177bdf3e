package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// interactions lists the stored interactions.
type interactions struct {
	d             Deps
	entries       []model.InteractionEntry
	list          widget.List
	on            model.ProfileID // the connection on which they are tried, until another is chosen
	deleted       bool            // there is something to undo
	width, height int
}

func newInteractions(d Deps, on model.ProfileID) *interactions {
	s := &interactions{d: d, on: on}
	s.list.Draw = s.row
	s.list.SetFocus(true)
	s.Refresh()
	return s
}

// Title implements Screen.
func (s *interactions) Title() string { return "Interactions" }

// Refresh takes up the interactions as they are now; the selection stays on its
// file.
func (s *interactions) Refresh() {
	file := ""
	if i := s.list.Selected(); i >= 0 && i < len(s.entries) {
		file = s.entries[i].File
	}
	s.entries = sortedInteractions(s.d)
	s.list.SetLen(len(s.entries))
	s.list.Empty = s.empty()
	if at := slices.IndexFunc(s.entries, func(e model.InteractionEntry) bool { return e.File == file }); at >= 0 {
		s.list.Select(at)
	}
}

// sortedInteractions are the stored interactions, by name.
func sortedInteractions(d Deps) []model.InteractionEntry {
	entries := d.Interactions.Entries()
	model.SortInteractions(entries)
	return entries
}

func (s *interactions) empty() string {
	t := s.d.Theme
	if s.d.Interactions.Loading() {
		return ""
	}
	return "\n  " + t.Bold.Render("No interactions yet.") + "\n\n  " +
		t.Text.Render("An interaction is a tree of rules that drives a conversation by itself.") + "\n\n  " +
		t.Key.Render(t.Fit("a", 4, "")) + t.Text.Render("add one; D in it puts in a demo") + "\n"
}

// SetSize implements Screen.
func (s *interactions) SetSize(width, height int) {
	t := s.d.Theme
	s.width, s.height = width, height
	s.list.ASCII, s.list.Measure, s.list.Empty = t.Signs.ASCII, t.Measure, s.empty()
	s.list.Styles = widget.ListStyles{Selection: t.Selection, Sign: t.Accent, Empty: t.Dim}
	s.list.SetSize(max(0, width-2), max(0, height-3))
}

// selected is the entry under the cursor; why says why there is none to act on.
func (s *interactions) selected() (e model.InteractionEntry, why string) {
	i := s.list.Selected()
	if i < 0 || i >= len(s.entries) {
		return e, "there is no interaction yet: a adds one"
	}
	e = s.entries[i]
	if e.Err != nil {
		return e, e.Err.Error()
	}
	return e, ""
}

// Bindings implements Screen.
func (s *interactions) Bindings() []Binding {
	one := func() string { _, why := s.selected(); return why }
	on := func(do func(model.InteractionEntry) (Action, tea.Cmd)) func() (Action, tea.Cmd) {
		return func() (Action, tea.Cmd) { e, _ := s.selected(); return do(e) }
	}
	l := &s.list
	return []Binding{
		{Keys: []string{"enter", "e"}, Help: "edit", Long: "edit the interaction, and try it", Off: one, Do: on(func(e model.InteractionEntry) (Action, tea.Cmd) {
			return s.edit(e, true)
		})},
		{Keys: []string{"a"}, Help: "add", Long: "add an interaction", Do: func() (Action, tea.Cmd) {
			return s.edit(model.InteractionEntry{Interaction: model.NewInteraction()}, false)
		}},
		{Keys: []string{"r"}, Help: "run", Long: "run it on a connection", Off: one, Do: on(func(e model.InteractionEntry) (Action, tea.Cmd) {
			return pickConnection(s.d, s, e)
		})},
		{Keys: []string{"c"}, Help: "clone", Long: "clone the interaction", Off: one, Do: on(s.clone)},
		{Keys: []string{"d", "delete"}, Help: "delete", Long: "delete the interaction (asks; u undoes)", Off: one, Do: on(s.remove)},
		{Keys: []string{"u"}, Long: "undo the last delete", Do: s.undo, Off: func() string {
			if s.deleted {
				return ""
			}
			return "nothing was deleted"
		}},
		{Keys: []string{"y"}, Long: "copy the interaction's id", Off: one, Do: on(func(e model.InteractionEntry) (Action, tea.Cmd) { return Copy{string(e.Interaction.ID)}, nil })},
		{Keys: []string{"esc", "q"}, Help: "back", Long: "back to Connections", Do: act(Back{})},
		{Keys: []string{"up", "k"}, Key: "↑", Long: "up", Do: call(func() { l.Move(-1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Long: "down", Do: call(func() { l.Move(1) })},
		{Keys: []string{"pgup"}, Long: "page up", Do: call(l.PageUp)},
		{Keys: []string{"pgdown"}, Long: "page down", Do: call(l.PageDown)},
		{Keys: []string{"g", "home"}, Long: "top", Do: call(l.Top)},
		{Keys: []string{"G", "end"}, Long: "end", Do: call(l.End)},
	}
}

// clone opens the editor on a copy with a free name.
func (s *interactions) clone(e model.InteractionEntry) (Action, tea.Cmd) {
	i := e.Interaction
	i.ID, i.Name = "", freeName(i.Name, interactionNames(s.entries))
	return s.edit(model.InteractionEntry{Interaction: i}, false)
}

// edit opens the editor, to try the interaction where the last one was tried.
func (s *interactions) edit(e model.InteractionEntry, stored bool) (Action, tea.Cmd) {
	screen := newRulesScreen(s.d, e, stored)
	screen.console.chooses(s.on, func(id model.ProfileID) { s.on = id })
	return Open{screen}, nil
}

func (s *interactions) remove(e model.InteractionEntry) (Action, tea.Cmd) {
	name := e.Interaction.Name
	return Ask{newConfirm("Delete interaction", fmt.Sprintf("%s and its %s will be deleted.\nu undoes it until tcpdeck ends.",
		name, words.Counted(int64(model.CountRules(e.Interaction.Rules)), "rule")), "Delete", Run{s.outcome(name+" deleted; u undoes it", func() error {
		return s.d.Interactions.Delete(e.Interaction.ID)
	})})}, nil
}

func (s *interactions) undo() (Action, tea.Cmd) {
	return nil, s.outcome("undone", func() error {
		_, err := s.d.Interactions.Undelete()
		return err
	})
}

// outcome does work on the disk and says what came of it.
func (s *interactions) outcome(done string, work func() error) tea.Cmd {
	return reply(s, func() tea.Msg {
		err := work()
		return deed(func() (Action, tea.Cmd) {
			if err != nil {
				return Notify{Text: err.Error(), Error: true}, nil
			}
			s.deleted = strings.HasSuffix(done, "undoes it")
			s.Refresh()
			return Notify{Text: done}, nil
		})
	})
}

// Update implements Screen.
func (s *interactions) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch m := msg.(type) {
	case deed:
		return m()
	case tea.MouseWheelMsg:
		by := wheelRows
		if m.Button == tea.MouseWheelUp {
			by = -by
		}
		s.list.ScrollBy(by)
	case tea.MouseClickMsg:
		s.list.ClickAt(m.Y - 2)
	}
	return nil, nil
}

// View implements Screen.
func (s *interactions) View() string {
	t := s.d.Theme
	right := ""
	if n := int64(len(s.entries)); n > 0 {
		right = t.Dim.Render(words.Counted(n, "interaction"))
	}
	head := t.Dim.Render(t.Fit("  "+s.columns(s.width-3, "Name", "Rules", "Trigger"), max(0, s.width-2), ""))
	return sessionFrame(s.d, s.Title(), right).View(s.width, s.height, head+"\n"+s.list.View())
}

func (s *interactions) columns(width int, name, rules, trigger string) string {
	t := s.d.Theme
	w := max(10, width*2/5)
	return t.Fit(name, w, t.Signs.Ellipsis) + "  " + fitLeft(t, rules, 5, "") + "  " + trigger
}

func (s *interactions) row(i, width int, selected bool) string {
	t, e := s.d.Theme, s.entries[i]
	style := t.Text
	line := " " + s.columns(width, model.Escape(e.Interaction.Name), fmt.Sprint(model.CountRules(e.Interaction.Rules)), triggerWords(e.Interaction.Trigger))
	if e.Err != nil {
		style, line = t.Error, " ! "+fileError(e.Err)
	}
	if selected {
		style = style.Inherit(t.Selection)
	}
	return style.Render(t.Fit(line, width, t.Signs.Ellipsis))
}

// triggerWords says in short what a trigger does.
func triggerWords(t model.Trigger) string {
	var all []string
	if len(t.Command) > 0 {
		all = append(all, "runs "+model.Escape(joinCommand(t.Command)))
	}
	if t.Append != "" {
		all = append(all, "appends to "+model.Escape(t.Append))
	}
	if t.Post != "" {
		all = append(all, "posts to "+model.Escape(t.Post))
	}
	if t.Bell {
		all = append(all, "rings")
	}
	return strings.Join(all, ", ")
}
