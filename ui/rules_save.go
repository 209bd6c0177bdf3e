package ui

import (
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// complain shows the first thing that is wrong where it is wrong: what could not
// even be read first, which errs are of the settings.
func (s *rulesScreen) complain(errs map[string]string) (Action, tea.Cmd) {
	for _, f := range s.faults {
		if len(f.Rule) == 0 && f.Field != model.FieldRules && errs[string(f.Field)] == "" {
			errs[string(f.Field)] = f.Message
		}
	}
	if len(errs) > 0 {
		s.show(tabSettings)
		s.settings.SetErrors(errs)
		return nil, nil
	}
	s.show(tabRules)
	if len(s.unread) > 0 {
		s.focusProps(true)
		s.props.SetErrors(s.unread)
		return nil, nil
	}
	f := s.faults[0]
	if len(f.Rule) == 0 {
		s.focusProps(false)
		return Notify{Text: f.Message + "; a appends one", Error: true}, nil
	}
	s.tree.now.at = f.Rule
	s.tree.selectRow()
	s.showRule()
	s.focusProps(true)
	s.props.SetErrors(map[string]string{string(faultField(f)): f.Message})
	return Notify{Text: f.Error(), Error: true}, nil
}

// faultField is the field of the form that a fault is shown at.
func faultField(f model.Fault) model.Field {
	if f.Field == model.FieldRules {
		return model.FieldName
	}
	return f.Field
}

// saved says whether the store has the interaction as it stands.
func (s *rulesScreen) saved(i model.Interaction) bool {
	return s.stored && model.SameInteraction(i, s.entry.Interaction)
}

// save saves what is edited, if all of it is right.
func (s *rulesScreen) save() (Action, tea.Cmd) {
	i, errs := s.interaction()
	if s.saving {
		return nil, nil
	}
	if s.changed(); len(errs)+len(s.unread)+len(s.faults) > 0 {
		return s.complain(errs)
	}
	over := ""
	if s.stored {
		over = s.entry.Version
	}
	s.settings.SetErrors(nil)
	return nil, s.write(i, func() (model.InteractionID, string) { return i.ID, over })
}

// write saves i over the file of that id and version, "" for a new file; it
// works on the disk.
func (s *rulesScreen) write(i model.Interaction, over func() (model.InteractionID, string)) tea.Cmd {
	s.saving = true
	before := s.entry.Interaction
	return reply(s, func() tea.Msg {
		ours := writtenHere(i.Trigger, before.Trigger) || s.d.Interactions.Allowed(before)
		var version string
		i.ID, version = over()
		entry, err := s.d.Interactions.Save(i, version)
		allowed := err == nil && s.d.Interactions.Allowed(entry.Interaction)
		if err == nil && !allowed && ours { // who wrote the command here means it
			err = s.d.Interactions.Allow(entry.Interaction)
			allowed = err == nil
		}
		return deed(func() (Action, tea.Cmd) { return s.written(i, entry, allowed, err) })
	})
}

// writtenHere says whether all that t does outside of tcpdeck was written since
// it was before.
func writtenHere(t, before model.Trigger) bool {
	return (len(t.Command) == 0 || !slices.Equal(t.Command, before.Command)) &&
		(t.Append == "" || t.Append != before.Append) && (t.Post == "" || t.Post != before.Post)
}

// written takes up what became of a save.
func (s *rulesScreen) written(i model.Interaction, entry model.InteractionEntry, allowed bool, err error) (Action, tea.Cmd) {
	s.saving = false
	var fields model.FieldErrors
	switch {
	case errors.Is(err, model.ErrChanged), errors.Is(err, model.ErrGone):
		return s.askChanged(i, errors.Is(err, model.ErrGone)), nil
	case errors.As(err, &fields):
		s.show(tabSettings)
		s.settings.SetErrors(byField(fields))
		return nil, nil
	case err != nil:
		return Notify{Text: err.Error(), Error: true}, nil
	}
	s.entry, s.stored = entry, true
	s.settings.Clean()
	saved := Notify{Text: i.Name + " saved"}
	if allowed {
		return saved, nil
	}
	return Do{saved, Ask{newChoice("A trigger that was not allowed yet", triggerText(entry.Interaction.Trigger), []choiceButton{
		{"Allow", later(s, func() (Action, tea.Cmd) { return s.allow(entry.Interaction) })}})}}, nil
}

func (s *rulesScreen) allow(i model.Interaction) (Action, tea.Cmd) {
	return nil, reply(s, func() tea.Msg {
		err := s.d.Interactions.Allow(i)
		return deed(func() (Action, tea.Cmd) {
			if err != nil {
				return Notify{Text: err.Error(), Error: true}, nil
			}
			return Notify{Text: "the trigger of " + i.Name + " is allowed"}, nil
		})
	})
}

// present is the entry of the edited interaction as the store has it now.
func (s *rulesScreen) present() (model.InteractionEntry, error) {
	for _, e := range s.d.Interactions.Entries() {
		if e.Err == nil && (e.Interaction.ID == s.entry.Interaction.ID || e.File == s.entry.File) {
			return e, nil
		}
	}
	return model.InteractionEntry{}, fmt.Errorf("%s: %w", s.entry.Interaction.Name, model.ErrGone)
}

// unreadable says what is wrong with the file of the edited interaction, which
// was read when it was opened; nil: nothing.
func (s *rulesScreen) unreadable() *model.FileError {
	for _, e := range s.d.Interactions.Entries() {
		if e.File == s.entry.File {
			return e.Err
		}
	}
	return nil
}

// askChanged lets a person choose between two versions, or when the file was
// removed whether to write it anew.
func (s *rulesScreen) askChanged(i model.Interaction, gone bool) Action {
	over := func() (model.InteractionID, string) {
		now, err := s.present()
		if err != nil {
			return i.ID, "" // it is gone
		}
		return now.Interaction.ID, now.Version
	}
	overwrite := later(s, func() (Action, tea.Cmd) { return nil, s.write(i, over) })
	if e := s.unreadable(); e != nil {
		return Ask{newConfirm("Broken meanwhile", "The file of "+s.entry.Interaction.Name+" was changed since it was opened here, and cannot be read:\n"+
			e.Error()+"\nSave writes another file, and leaves that one as it is.", "Save", overwrite)}
	}
	if gone {
		return Ask{newConfirm("Removed meanwhile", "The file of "+s.entry.Interaction.Name+" was removed since it was opened here.\n"+
			"Save writes it anew.", "Save", overwrite)}
	}
	reload := later(s, func() (Action, tea.Cmd) {
		now, err := s.present()
		if err != nil {
			return Notify{Text: err.Error(), Error: true}, nil
		}
		return Do{Back{From: s}, Open{newRulesScreen(s.d, now, true)}}, nil
	})
	return Ask{newChoice("Changed meanwhile", "The file of "+s.entry.Interaction.Name+" was changed since it was opened here, "+
		"by hand or by another tcpdeck.\nOverwrite loses those changes, Reload loses yours.",
		[]choiceButton{{"Overwrite", overwrite}, {"Reload", reload}})}
}
