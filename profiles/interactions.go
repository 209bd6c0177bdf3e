package profiles

import (
	"context"
	"fmt"

	"tcpdeck/model"
)

// Interactions is the folder of interactions. What it returns shares its rules
// with it: they are not to be changed in place.
type Interactions struct {
	*folder[model.Interaction, model.InteractionEntry]
}

// OpenInteractions returns the interactions below configDir. It neither reads
// nor creates anything: a missing folder is one without interactions, and the
// first Save creates it.
func OpenInteractions(configDir string) (*Interactions, error) {
	f, err := newFolder(configDir, interactionKind)
	if err != nil {
		return nil, err
	}
	return &Interactions{f}, nil
}

var interactionKind = kind[model.Interaction, model.InteractionEntry]{
	plural:   "interactions",
	noun:     "interaction",
	identity: func(i model.Interaction) (id, name string) { return string(i.ID), i.Name },
	withID: func(i model.Interaction, id string) model.Interaction {
		i.ID = model.InteractionID(id)
		return i
	},
	same:    model.SameInteraction,
	blank:   model.NewInteraction,
	prepare: prepareInteraction,
	nameTaken: func(file string) error {
		return model.Faults{{Field: model.FieldName, Message: fmt.Sprintf("%s has this name already", file)}}
	},
	parse: func(file string, data []byte) (model.Interaction, bool, *model.FileError) {
		d, trouble := parseInteraction(file, data)
		return d.interaction, d.entries["id"] != nil, trouble
	},
	render: renderInteraction,
	edit:   editInteraction,
	show: func(e entry[model.Interaction]) model.InteractionEntry {
		return model.InteractionEntry{Interaction: e.value, File: e.file, Err: e.err, Version: e.version}
	},
}

// Delete removes the file of a valid interaction and keeps its content for
// Undelete; model.ErrGone if there is none.
func (s *Interactions) Delete(id model.InteractionID) error { return s.remove(string(id)) }

// SaveAll does several saves as Store.SaveAll does.
func (s *Interactions) SaveAll(ctx context.Context, list []model.InteractionSaving) ([]model.InteractionEntry, error) {
	return s.saveAll(ctx, len(list), func(i int) (model.Interaction, string) { return list[i].Interaction, list[i].Over })
}

// Source returns the content of an entry's file as it is now.
func (s *Interactions) Source(e model.InteractionEntry) ([]byte, error) { return s.source(e.File) }
