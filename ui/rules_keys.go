package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// Bindings implements Screen.
func (s *rulesScreen) Bindings() []Binding {
	switch {
	case s.tab == tabConsole:
		return slices.Concat(s.console.bindings(), s.everywhere(), s.turns())
	case s.tab == tabSettings:
		return s.settingsKeys()
	case s.inProps:
		return s.propsKeys()
	}
	return slices.Concat(s.treeKeys(), s.everywhere(), s.turns())
}

// to makes a handler that turns to a tab.
func (s *rulesScreen) to(t rulesTab) func() (Action, tea.Cmd) {
	return func() (Action, tea.Cmd) {
		s.show(t)
		if t == tabConsole {
			return nil, s.console.loadRuns()
		}
		return nil, nil
	}
}

// everywhere are the keys of all tabs.
func (s *rulesScreen) everywhere() []Binding {
	return []Binding{
		{Keys: []string{"ctrl+s"}, Help: "save", Long: "check every rule and save", Do: s.save},
		{Keys: []string{"f2"}, Long: "tab Interaction rules", Do: s.to(tabRules)},
		{Keys: []string{"f3"}, Long: "tab Test console", Do: s.to(tabConsole)},
		{Keys: []string{"f4"}, Long: "tab Settings: name and trigger", Do: s.to(tabSettings)},
	}
}

// turns are the keys from tab to tab.
func (s *rulesScreen) turns() []Binding {
	next := func(by int) func() (Action, tea.Cmd) {
		return func() (Action, tea.Cmd) { return s.to(rulesTab((int(s.tab) + by + len(rulesTabs)) % len(rulesTabs)))() }
	}
	return []Binding{
		{Keys: []string{"]", "ctrl+pgdown"}, Long: "next tab", Do: next(1)},
		{Keys: []string{"[", "ctrl+pgup"}, Long: "previous tab", Do: next(-1)},
	}
}

// doing makes a handler of an edit of the tree.
func (s *rulesScreen) doing(edit func()) func() (Action, tea.Cmd) {
	return func() (Action, tea.Cmd) {
		edit()
		lost := s.dropUnread()
		s.changed()
		s.showRule()
		return lost, nil
	}
}

// moving makes a handler of a movement in the tree.
func (s *rulesScreen) moving(move func()) func() (Action, tea.Cmd) {
	return func() (Action, tea.Cmd) { move(); return s.selected(), nil }
}

// selected takes up another selection.
func (s *rulesScreen) selected() (lost Action) {
	before := s.tree.now.at.String()
	if s.tree.take(); s.tree.now.at.String() != before {
		if lost = s.dropUnread(); lost != nil {
			s.changed()
		}
		s.showRule()
	}
	return lost
}

func (s *rulesScreen) treeKeys() []Binding {
	t, o := s.tree, s.tree.outline
	none := func() string {
		if len(t.now.at) == 0 {
			return "choose a rule first"
		}
		return ""
	}
	unless := func(possible bool, why string) func() string {
		return func() string {
			if possible {
				return ""
			}
			return why
		}
	}
	bs := []Binding{
		{Keys: []string{"a"}, Help: "append", Long: "append a rule below the selected one", Do: s.askKind},
		{Keys: []string{"enter", "e", "tab"}, Help: "properties", Long: "to the properties of the rule", Off: none, Do: call(func() { s.focusProps(true) })},
		{Keys: []string{"d", "delete"}, Help: "delete", Long: "delete the rule with what is below it (asks where there is something; u undoes)", Off: none, Do: s.remove},
		{Keys: []string{"D"}, Long: "put in the demo of a client or a listener", Off: unless(len(t.now.rules) == 0, "only while the tree is empty"), Do: s.askDemo},
		{Keys: []string{"t"}, Help: "test", Long: "to the test console", Do: s.to(tabConsole)},
		{Keys: []string{"u"}, Help: "undo", Long: "undo the last change", Off: unless(len(t.before) > 0, "nothing was changed"), Do: s.doing(t.undo)},
		{Keys: []string{"ctrl+r", "U"}, Long: "redo what was undone", Off: unless(len(t.after) > 0, "nothing was undone"), Do: s.doing(t.redo)},
		{Keys: []string{"y"}, Long: "copy the rule with what is below it", Off: none, Do: s.copyRule},
		{Keys: []string{"p"}, Long: "paste the copied rule behind the selected one", Off: unless(t.copied != nil, "no rule was copied"), Do: s.doing(t.paste)},
	}
	for _, m := range []struct {
		keys []string
		long string
		move model.Move
	}{
		{[]string{"K", "shift+up", "alt+up"}, "move the rule up", model.MoveUp}, {[]string{"J", "shift+down", "alt+down"}, "move the rule down", model.MoveDown},
		{[]string{"L", "shift+right", "alt+right"}, "move the rule below the one before it", model.MoveIn}, {[]string{"H", "shift+left", "alt+left"}, "move the rule out, behind the one above it", model.MoveOut},
	} {
		bs = append(bs, Binding{Keys: m.keys, Long: m.long, Off: none, Do: s.doing(func() { t.move(m.move) })})
	}
	return append(bs,
		Binding{Keys: []string{"up", "k"}, Key: "↑", Long: "rule up", Do: s.moving(func() { o.Move(-1) })},
		Binding{Keys: []string{"down", "j"}, Key: "↓", Long: "rule down", Do: s.moving(func() { o.Move(1) })},
		Binding{Keys: []string{"left", "h"}, Key: "←", Long: "fold, else to the rule above", Do: s.moving(o.Collapse)},
		Binding{Keys: []string{"right", "l"}, Key: "→", Long: "unfold, else to the first rule below", Do: s.moving(o.Expand)},
		Binding{Keys: []string{"space"}, Long: "fold or unfold", Do: s.moving(o.Toggle)},
		Binding{Keys: []string{"pgup"}, Long: "page up", Do: s.moving(o.PageUp)},
		Binding{Keys: []string{"pgdown"}, Long: "page down", Do: s.moving(o.PageDown)},
		Binding{Keys: []string{"g", "home"}, Long: "top", Do: s.moving(o.Top)},
		Binding{Keys: []string{"G", "end"}, Long: "end", Do: s.moving(o.End)},
		Binding{Keys: []string{"esc", "q"}, Help: "back", Long: "back (asks when something is not saved)", Do: s.back},
	)
}

// askKind asks which rule to append, and begins to edit it.
func (s *rulesScreen) askKind() (Action, tea.Cmd) {
	what := map[model.RuleKind]string{model.SendRule: "sends a message", model.ReceiveRule: "receives a message",
		model.CheckRule: "checks the message of the rule above"}
	var bs []Binding
	for _, k := range model.RuleKinds {
		bs = append(bs, Binding{Keys: []string{""}, Long: ruleTitle(k) + ": " + what[k], Do: s.doing(func() {
			s.tree.append(model.NewRule(k))
			s.inProps = true
			s.tree.outline.SetFocus(false)
		})})
	}
	return Ask{newPalette(s.d.Theme, "Append rule", bs)}, nil
}

func (s *rulesScreen) askDemo() (Action, tea.Cmd) {
	var bs []Binding
	for _, role := range []model.Role{model.Client, model.Listener} {
		bs = append(bs, Binding{Keys: []string{""}, Long: "Demo " + string(role), Do: s.doing(func() {
			s.tree.edit(func(treeState) treeState {
				rules := model.DemoRules(role)
				return treeState{rules, s.tree.number(rules), model.Path{0}}
			})
			s.console.form.Set(fieldRole, string(role))
			if name := s.settings.Value(string(model.FieldName)); name == "" || name == "Demo "+string(otherRole(role)) {
				s.settings.Set(string(model.FieldName), "Demo "+string(role))
			}
		})})
	}
	return Ask{newPalette(s.d.Theme, "Demo", bs)}, nil
}

// remove deletes the selected rule; what is below it is worth a question.
func (s *rulesScreen) remove() (Action, tea.Cmd) {
	r, _ := s.tree.rule()
	n := model.CountRules(r.Then)
	do := s.doing(s.tree.remove)
	if n == 0 {
		return do()
	}
	return Ask{newConfirm("Delete rule", fmt.Sprintf("%s will be deleted, and %s below it.\nu undoes it.", r.Label(), words.Counted(int64(n), "rule")),
		"Delete", later(s, do))}, nil
}

func (s *rulesScreen) copyRule() (Action, tea.Cmd) {
	r, _ := s.tree.rule()
	s.tree.copied = &r
	return Notify{Text: "copied; p pastes it behind the selected rule"}, nil
}

// propsKeys are the keys of the properties.
func (s *rulesScreen) propsKeys() []Binding {
	k := formKeys{form: s.props, react: s.propsReact, enter: "done", enterLong: "back to the tree; every change is in it already"}
	if s.props.ListOpen() {
		return append(k.list(), s.everywhere()...)
	}
	return slices.Concat(k.bindings(), []Binding{k.binding("next", "next property, on into the next tab, then the tree", "tab")}, s.everywhere(), []Binding{
		k.binding("tree", "back to the tree", "esc"),
		k.binding("", "previous property", "shift+tab"),
		k.binding("", "next tab of properties", "pgdown", "ctrl+pgdown"),
		k.binding("", "previous tab of properties", "pgup", "ctrl+pgup"),
	})
}

func (s *rulesScreen) settingsKeys() []Binding {
	k := formKeys{form: s.settings, react: s.settingsReact, enter: "save", enterLong: "check every rule and save"}
	if s.settings.ListOpen() {
		return k.list()
	}
	return slices.Concat(k.bindings(), []Binding{k.binding("next", "next field", "tab"),
		k.binding("back", "back (asks when something is not saved)", "esc"), k.binding("", "previous field", "shift+tab")}, s.everywhere(), s.turns())
}
