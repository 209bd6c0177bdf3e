package ui

import (
	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// rulesTab is a tab of the interaction's screen.
type rulesTab uint8

const (
	tabRules rulesTab = iota
	tabConsole
	tabSettings
)

var rulesTabs = [...]string{"Interaction rules", "Test console", "Settings"}

// rulesScreen edits one interaction and tries it. Nothing reaches the disk
// before it is saved.
type rulesScreen struct {
	d      Deps
	entry  model.InteractionEntry // as it was opened, or last saved
	stored bool                   // entry stands in the store
	saving bool

	tab      rulesTab
	tree     *ruleTree
	props    *widget.Form      // of the selected rule, nil at the root
	unread   map[string]string // what is wrong with those of props that say nothing a rule can hold, by field
	inProps  bool              // the keys go to props
	settings *widget.Form
	console  *console
	faults   model.Faults
	wrong    map[int]bool // the rules that have one, by their place in the tree

	seen          bool // it has had a size
	width, height int
}

// newRulesScreen opens the editor on a stored interaction, or on one that is
// not saved yet.
func newRulesScreen(d Deps, e model.InteractionEntry, stored bool) *rulesScreen {
	s := &rulesScreen{d: d, entry: e, stored: stored, tree: newRuleTree(e.Interaction.Rules), settings: settingsForm(d, e.Interaction)}
	s.settings.Focus(string(model.FieldName))
	s.console = newConsole(d, s)
	s.tree.notes = s.note
	s.changed()
	s.showRule()
	return s
}

// interaction is what is edited, as it stands now; errs are those of the
// settings, by field.
func (s *rulesScreen) interaction() (i model.Interaction, errs map[string]string) {
	i, errs = readSettings(s.settings, s.entry.Interaction)
	i.Rules = s.tree.now.rules
	return i, errs
}

// changed takes up another tree: what is wrong with it, and the counts of a run
// that are no longer its own.
func (s *rulesScreen) changed() {
	i, _ := s.interaction()
	s.faults, s.wrong = i.Validate(), map[int]bool{}
	faulty := map[string]bool{}
	for _, f := range s.faults {
		faulty[f.Rule.String()] = true
	}
	if len(s.unread) > 0 {
		faulty[s.tree.now.at.String()] = true
	}
	node := 0
	model.Walk(i.Rules, func(p model.Path, _ model.Rule) {
		s.wrong[node] = faulty[p.String()]
		node++
	})
	s.console.fit(i.Rules)
	s.tree.show()
}

// dropUnread forgets what the properties hold that no rule can take, and says
// so.
func (s *rulesScreen) dropUnread() (lost Action) {
	for _, message := range s.unread {
		lost = Notify{Text: message + ", and was not taken", Error: true}
	}
	s.unread = nil
	return lost
}

// showRule makes the form of the rule that is selected.
func (s *rulesScreen) showRule() {
	r, ok := s.tree.rule()
	if s.props = nil; !ok {
		s.inProps = false
		return
	}
	s.props = ruleForm(s.d, r)
	s.props.Focus(mainField(r.Kind))
	s.props.SetFocused(s.inProps)
	s.advise()
}

// mainField is where editing a rule begins.
func mainField(k model.RuleKind) string {
	switch k {
	case model.SendRule:
		return string(model.FieldBody)
	case model.CheckRule:
		return string(model.FieldValue)
	}
	return string(model.FieldIterations)
}

// advise says under its fields what is wrong with the selected rule.
func (s *rulesScreen) advise() {
	for _, f := range []model.Field{model.FieldName, model.FieldKey, model.FieldIterations, model.FieldBody, model.FieldDelayBefore,
		model.FieldDelayAfter, model.FieldTimeout, model.FieldGroup, model.FieldCondition, model.FieldValue} {
		s.props.SetNote(string(f), s.faults.On(s.tree.now.at, f))
	}
}

func (s *rulesScreen) focusProps(on bool) {
	s.inProps = on && s.props != nil
	if s.props != nil {
		s.props.SetFocused(s.inProps)
	}
	s.tree.outline.SetFocus(!s.inProps)
}

// show turns to a tab.
func (s *rulesScreen) show(t rulesTab) {
	s.tab = t
	s.console.focus(t == tabConsole)
}

// Title implements Screen.
func (s *rulesScreen) Title() string { return "Interaction " + s.name() }

// name is what the interaction is called, saved or not.
func (s *rulesScreen) name() string {
	if i, _ := s.interaction(); i.Name != "" {
		return i.Name
	}
	return "without a name"
}

// Typing implements Typing.
func (s *rulesScreen) Typing() bool {
	switch s.tab {
	case tabConsole:
		return s.console.typing()
	case tabSettings:
		return s.settings.Typing()
	}
	return s.inProps && s.props.Typing()
}

// Dirty implements Dirty.
func (s *rulesScreen) Dirty() bool {
	i, errs := s.interaction()
	unsaved := !s.stored && !s.console.replays(i.Rules) && len(i.Rules) > 0 // a replay is made again at once
	return len(errs) > 0 || len(s.unread) > 0 || unsaved || !model.SameInteraction(i, s.entry.Interaction)
}

// Refresh implements Refresher.
func (s *rulesScreen) Refresh() { s.console.refresh() }

// Wake implements Waking.
func (s *rulesScreen) Wake() (Action, tea.Cmd) { return s.console.wake() }

// Leave implements Leaver: a test that nobody watches ends.
func (s *rulesScreen) Leave() { s.console.leave() }

// Update implements Screen.
func (s *rulesScreen) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch m := msg.(type) {
	case deed:
		return m()
	case tea.KeyPressMsg, tea.PasteMsg:
		return s.typed(m)
	case tea.MouseClickMsg:
		return s.click(m)
	case tea.MouseWheelMsg:
		return s.wheel(m), nil
	}
	return nil, nil
}

// typed gives text to the form that has the focus.
func (s *rulesScreen) typed(msg tea.Msg) (Action, tea.Cmd) {
	switch {
	case s.tab == tabConsole:
		return s.console.typed(msg)
	case s.tab == tabSettings:
		return s.settingsReact(s.settings.Update(msg))
	case s.inProps:
		return s.propsReact(s.props.Update(msg))
	}
	return nil, nil
}

// propsReact does what an event of the properties calls for.
func (s *rulesScreen) propsReact(ev widget.FormEvent) (Action, tea.Cmd) {
	switch ev.Kind {
	case widget.FormChanged:
		s.takeProps(ev.Key)
	case widget.FormSubmit, widget.FormCancel, widget.FormLeft:
		s.focusProps(false)
	}
	return nil, nil
}

// takeProps puts what the form holds into the tree.
func (s *rulesScreen) takeProps(field string) {
	r, _ := s.tree.rule()
	p, unread := readRule(s.props, r.Properties)
	s.unread = unread
	s.tree.change(field, p)
	s.changed()
	r, _ = s.tree.rule()
	adviseRule(s.props, r)
	s.advise()
	for key, message := range unread {
		s.props.SetNote(key, message)
	}
}

// settingsReact does what an event of the settings calls for.
func (s *rulesScreen) settingsReact(ev widget.FormEvent) (Action, tea.Cmd) {
	switch ev.Kind {
	case widget.FormSubmit:
		return s.save()
	case widget.FormCancel:
		return s.back()
	case widget.FormChanged:
		s.changed()
	}
	return nil, nil
}

// back closes the screen, after asking when something would be lost.
func (s *rulesScreen) back() (Action, tea.Cmd) {
	if !s.Dirty() {
		return Back{}, nil
	}
	text := "The changes to " + s.name() + " are not saved; they will be lost."
	if !s.stored {
		text = "The new interaction is not saved; it will be lost."
	}
	return Ask{newConfirm("Discard changes", text, "Discard", Back{})}, nil
}

// note is what stands beside a rule in the tree: what is wrong with it, how
// often it ran, or under which key its message is kept.
func (s *rulesScreen) note(node int, r model.Rule) (note string, tone int) {
	if s.wrong[node] {
		return "!", toneBad
	}
	if ran, ok := s.console.ran(node); ok {
		return ran, toneNote
	}
	if r.Key != "" {
		note = model.Escape(r.Key)
	}
	if r.Fire {
		note += " fires"
	}
	return note, toneNote
}
