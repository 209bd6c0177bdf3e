package ui

import (
	"slices"

	"tcpdeck/model"
)

// stubInteractions is a store in memory.
type stubInteractions struct {
	entries []model.InteractionEntry
	gone    []model.InteractionEntry
	allowed map[model.InteractionID]bool
	over    []string
	err     error // of the next save
}

func newStubInteractions(list ...model.Interaction) *stubInteractions {
	s := &stubInteractions{allowed: map[model.InteractionID]bool{}}
	for _, i := range list {
		s.add(i)
	}
	return s
}

func (s *stubInteractions) add(i model.Interaction) model.InteractionEntry {
	if i.ID == "" {
		i.ID = model.InteractionID("id-" + i.Name)
	}
	e := model.InteractionEntry{Interaction: i, File: i.Name + ".yaml", Version: "1"}
	s.entries = append(s.entries, e)
	return e
}

func (s *stubInteractions) Entries() []model.InteractionEntry { return slices.Clone(s.entries) }
func (s *stubInteractions) Loading() bool                     { return false }
func (s *stubInteractions) Changed() <-chan struct{}          { return nil }
func (s *stubInteractions) Save(i model.Interaction, over string) (model.InteractionEntry, error) {
	s.over = append(s.over, over)
	if err := s.err; err != nil {
		s.err = nil
		return model.InteractionEntry{}, err
	}
	for k, e := range s.entries {
		if e.Interaction.ID == i.ID {
			s.entries[k].Interaction, s.entries[k].Version = i, e.Version+"+"
			return s.entries[k], nil
		}
	}
	return s.add(i), nil
}
func (s *stubInteractions) Delete(id model.InteractionID) error {
	for k, e := range s.entries {
		if e.Interaction.ID == id {
			s.gone = append(s.gone, e)
			s.entries = slices.Delete(s.entries, k, k+1)
			return nil
		}
	}
	return model.ErrGone
}
func (s *stubInteractions) Undelete() (model.InteractionEntry, error) {
	e := s.gone[len(s.gone)-1]
	s.gone, s.entries = s.gone[:len(s.gone)-1], append(s.entries, e)
	return e, nil
}
func (s *stubInteractions) Allowed(i model.Interaction) bool {
	return !i.Trigger.Acts() || s.allowed[i.ID]
}
func (s *stubInteractions) Allow(i model.Interaction) error { s.allowed[i.ID] = true; return nil }
