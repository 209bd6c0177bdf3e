package ui

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// ok saves what the form holds, if all of it is right; else the first field
// that is wrong gets the focus.
func (e *editor) ok() (Action, tea.Cmd) {
	if e.saving {
		return nil, nil
	}
	p, errs := e.read()
	e.form.SetErrors(errs)
	if len(errs) > 0 {
		return nil, nil
	}
	over := e.entry.Version
	if e.isNew {
		over = ""
	}
	e.saving = true
	return nil, e.save(p, func() (model.ProfileID, string) { return p.ID, over })
}

// save writes p over the file of that id and the version of it that over
// names, "" for a new file. It works on the disk, so it is a command.
func (e *editor) save(p model.Profile, over func() (model.ProfileID, string)) tea.Cmd {
	return reply(e, func() tea.Msg {
		id, version := over()
		p.ID = id
		entry, err := e.d.Profiles.Save(p, version)
		return profileSavedMsg{profile: p, entry: entry, err: err}
	})
}

// saved closes the editor, or shows why it stays open.
func (e *editor) saved(m profileSavedMsg) (Action, tea.Cmd) {
	e.saving = false
	var fields model.FieldErrors
	var field model.FieldError
	switch {
	case m.reload:
		return Do{Back{From: e}, Open{newEditor(e.d, m.entry, false)}}, nil
	case m.err == nil:
		e.entry, e.isNew = m.entry, false
		e.form.Clean()
		return Do{Back{From: e}, Select{m.entry.Profile.ID}, Notify{Text: m.profile.Name + " saved"}}, nil
	case errors.Is(m.err, model.ErrChanged):
		return e.askChanged(m.profile), nil
	case errors.Is(m.err, model.ErrGone):
		return e.askGone(m.profile), nil
	case errors.As(m.err, &fields):
	case errors.As(m.err, &field):
		fields = model.FieldErrors{field}
	}
	if len(fields) > 0 {
		e.form.SetErrors(byField(fields))
		return nil, nil
	}
	return Notify{Text: m.err.Error(), Error: true}, nil
}

// present is the entry of the edited profile as the store has it now: that of
// its id, or of its file, which may have got an id meanwhile.
func (e *editor) present() (model.Entry, error) {
	sameID := func(o model.Entry) bool { return o.Profile.ID == e.entry.Profile.ID }
	sameFile := func(o model.Entry) bool { return o.File == e.entry.File }
	for _, same := range []func(model.Entry) bool{sameID, sameFile} {
		for _, entry := range e.d.Profiles.Entries() {
			if entry.Err == nil && same(entry) {
				return entry, nil
			}
		}
	}
	return model.Entry{}, fmt.Errorf("%s: %w", e.entry.Profile.Name, model.ErrGone)
}

// askChanged lets a person choose between two versions of a profile. What is
// on the disk is looked up when the answer is given, not before: the store
// may not have read the new file yet.
func (e *editor) askChanged(p model.Profile) Action {
	over := func() (model.ProfileID, string) {
		now, err := e.present()
		if err != nil {
			return p.ID, "" // it is gone by now
		}
		return now.Profile.ID, now.Version
	}
	reload := reply(e, func() tea.Msg {
		now, err := e.present()
		return profileSavedMsg{profile: p, entry: now, err: err, reload: err == nil}
	})
	return Ask{newChoice("Changed meanwhile", "The file of "+e.entry.Profile.Name+" was changed since it was opened here, "+
		"by hand or by another tcpdeck.\nOverwrite loses those changes, Reload loses yours.",
		[]choiceButton{{"Overwrite", Run{e.save(p, over)}}, {"Reload", Run{reload}}})}
}

// askGone lets a person choose when the file was removed.
func (e *editor) askGone(p model.Profile) Action {
	again := e.save(p, func() (model.ProfileID, string) { return p.ID, "" })
	return Ask{newChoice("Removed meanwhile", "The file of "+e.entry.Profile.Name+" was removed since it was opened here.\n"+
		"Save writes it anew, Discard loses your changes.",
		[]choiceButton{{"Save", Run{again}}, {"Discard", Back{}}})}
}
