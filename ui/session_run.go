package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// send sends what the composer holds. Marked clients that have gone are never
// silently replaced by all.
func (s *sessionScreen) send() (Action, tea.Cmd) {
	var to []string
	if s.clients != nil {
		here, gone := s.clients.targets()
		if len(here) == 0 && gone > 0 {
			s.clients.marked = map[string]bool{}
			return Notify{Error: true, Text: "not sent: the marked clients have gone; the next enter sends to all"}, nil
		}
		to = here
	}
	action := s.write.send(s.id, to)
	s.Refresh()
	return action, nil
}

// current is the profile as it is stored now, else as the session had it.
func (s *sessionScreen) current() (model.Entry, bool) {
	p := s.status.Profile
	if !s.status.AdHoc && p.ID != "" {
		for _, e := range s.d.Profiles.Entries() {
			if e.Err == nil && e.Profile.ID == p.ID {
				return e, true
			}
		}
	}
	return model.Entry{Profile: p}, false
}

// again runs the profile again in the same tab, and the interaction that drove it
// unless that was detached; both as they are stored by now.
func (s *sessionScreen) again() (Action, tea.Cmd) {
	e, _ := s.current()
	start := Start{Profile: e.Profile, Role: s.status.Role, AdHoc: s.status.AdHoc, Again: s.id}
	i := s.status.Interaction
	if !i.Attached {
		return startAsked(start)
	}
	for _, e := range s.d.Interactions.Entries() {
		if e.Err == nil && e.Interaction.ID == i.ID {
			return startDriven(s.d, s, start, e)
		}
	}
	return Ask{newConfirm("Without its interaction", "The interaction "+i.Name+" is no longer there, or cannot be read.", "Connect without it", start)}, nil
}

func (s *sessionScreen) nothingToSave() string {
	if s.status.AdHoc || s.write.ending != s.status.Profile.Framing.Send {
		return ""
	}
	return "there is nothing to save: the profile has this line ending"
}

// save opens the editor: on a new profile for an ad-hoc target, else on the
// session's profile, with the line ending that was chosen.
func (s *sessionScreen) save() (Action, tea.Cmd) {
	e, stored := s.current()
	e.Profile.Framing.Send = s.write.ending
	if !stored {
		e.Profile.ID = ""
		e.Profile.Name = strings.TrimSpace(e.Profile.Name)
	}
	return Open{newEditor(s.d, e, !stored)}, nil
}
