package profiles

import (
	"context"
	"fmt"
	"time"

	"tcpdeck/model"
)

// Store is the folder of profiles.
type Store struct {
	*folder[model.Profile, model.Entry]
}

// Open returns the store of the profiles below configDir. It neither reads nor
// creates anything: a missing folder is one without profiles, and the first
// Save creates it.
func Open(configDir string) (*Store, error) {
	f, err := newFolder(configDir, profileKind)
	if err != nil {
		return nil, err
	}
	return &Store{f}, nil
}

var profileKind = kind[model.Profile, model.Entry]{
	plural:   "profiles",
	noun:     "profile",
	identity: func(p model.Profile) (id, name string) { return string(p.ID), p.Name },
	withID: func(p model.Profile, id string) model.Profile {
		p.ID = model.ProfileID(id)
		return p
	},
	same:    func(a, b model.Profile) bool { return a == b },
	blank:   model.NewProfile,
	prepare: prepare,
	nameTaken: func(file string) error {
		return model.FieldErrors{{Field: model.FieldName, Message: fmt.Sprintf("%s has this name already", file)}}
	},
	parse: func(file string, data []byte) (model.Profile, bool, *model.FileError) {
		doc, trouble := parse(file, data)
		return doc.profile, doc.entries["id"] != nil, trouble
	},
	render: render,
	edit:   edit,
	show: func(e entry[model.Profile]) model.Entry {
		return model.Entry{Profile: e.value, File: e.file, Err: e.err, Version: e.version}
	},
}

// prepare brings a profile into the form in which it is stored. Wrong fields
// come as model.FieldErrors.
func prepare(p model.Profile) (model.Profile, error) {
	p.Timeout = p.Timeout.Round(time.Microsecond)
	if c, ok := model.LookupCodePage(p.CodePage); ok {
		p.CodePage = c.Name
	}
	if errs := p.Validate(); len(errs) > 0 {
		return p, errs
	}
	return p, nil
}

// Delete removes the file of a valid profile and keeps its content for
// Undelete; model.ErrGone if there is none.
func (s *Store) Delete(id model.ProfileID) error { return s.remove(string(id)) }

// SaveAll does several saves, in their order, as one change of the folder. It
// returns the entries as they are then, one for each save that was done; the
// first that cannot be done ends it with an error that names the profile, and
// so does the end of ctx.
func (s *Store) SaveAll(ctx context.Context, list []model.Saving) ([]model.Entry, error) {
	return s.saveAll(ctx, len(list), func(i int) (model.Profile, string) { return list[i].Profile, list[i].Over })
}

// Source returns the content of an entry's file as it is now.
func (s *Store) Source(e model.Entry) ([]byte, error) { return s.source(e.File) }
