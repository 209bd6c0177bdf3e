package profiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/oklog/ulid/v2"

	"tcpdeck/model"
)

// Save stores p. With over "" it is a new profile, which gets an id if it has
// none or one that is taken; else it replaces the file of p's id, provided
// that its version still is over: model.ErrChanged or model.ErrGone otherwise,
// and the entries are as on disk then. Wrong fields come as model.FieldErrors.
// A file without an id line gets one, so the id may be new in the entry
// returned.
func (s *Store) Save(p model.Profile, over string) (model.Entry, error) {
	if err := prepare(&p); err != nil {
		return model.Entry{}, err
	}
	return s.change(func() (string, error) { return s.save(p, over, s.taken()) })
}

// prepare brings a profile into the form in which it is stored.
func prepare(p *model.Profile) error {
	p.Timeout = p.Timeout.Round(time.Microsecond)
	if c, ok := model.LookupCodePage(p.CodePage); ok {
		p.CodePage = c.Name
	}
	if errs := p.Validate(); len(errs) > 0 {
		return errs
	}
	return nil
}

func (s *Store) save(p model.Profile, over string, t *taken) (file string, err error) {
	if over == "" {
		return s.create(p, t)
	}
	return s.replace(p, over, t)
}

// Delete removes the file of a valid profile and keeps its content for
// Undelete; model.ErrGone if there is none.
func (s *Store) Delete(id model.ProfileID) error {
	_, err := s.change(func() (string, error) {
		e, ok := s.valid(id)
		if !ok {
			return "", model.ErrGone
		}
		path := filepath.Join(s.dir, e.File)
		data, _, err := readRegular(path)
		if err != nil {
			return "", err
		}
		if err := os.Remove(path); err != nil {
			return "", err
		}
		s.mu.Lock()
		s.deleted = append(s.deleted, deletedFile{e.File, data})
		s.mu.Unlock()
		return "", syncFolder(s.dir)
	})
	return err
}

// ErrNothingDeleted is returned by Undelete when nothing is left to bring back.
var ErrNothingDeleted = errors.New("nothing was deleted")

// Undelete brings the last deleted file back, byte by byte, under its old file
// name unless that is taken.
func (s *Store) Undelete() (model.Entry, error) {
	s.mu.Lock()
	if len(s.deleted) == 0 {
		s.mu.Unlock()
		return model.Entry{}, ErrNothingDeleted
	}
	d := s.deleted[len(s.deleted)-1]
	s.mu.Unlock()
	return s.change(func() (string, error) {
		p := entryOf(d.name, d.data).Profile
		t := s.taken()
		if err := t.checkName(p.Name, ""); err != nil {
			return "", err
		}
		file, err := s.writeNew(slugOf(d.name), d.data, t)
		if err == nil {
			s.mu.Lock()
			s.deleted = s.deleted[:len(s.deleted)-1]
			s.mu.Unlock()
		}
		return file, err
	})
}

// change performs one change of the folder: alone among all tcpdecks, and on
// entries that are as on disk. It returns the entry of the file that do names.
func (s *Store) change(do func() (file string, err error)) (model.Entry, error) {
	s.saving.Lock()
	defer s.saving.Unlock()
	if err := makeFolder(s.dir); err != nil {
		return model.Entry{}, fmt.Errorf("the profiles folder: %w", err)
	}
	unlock, err := s.lock()
	if err != nil {
		return model.Entry{}, err
	}
	defer unlock()
	if err := s.refresh(nil); err != nil {
		return model.Entry{}, err
	}
	file, err := do()
	if refreshErr := s.refresh(nil); err == nil {
		err = refreshErr
	}
	if err != nil || file == "" {
		return model.Entry{}, err
	}
	for _, e := range s.Entries() {
		if e.File == file {
			return e, nil
		}
	}
	return model.Entry{}, model.ErrGone
}

func (s *Store) valid(id model.ProfileID) (model.Entry, bool) {
	for _, e := range s.Entries() {
		if e.Err == nil && e.Profile.ID == id {
			return e, true
		}
	}
	return model.Entry{}, false
}

func (s *Store) create(p model.Profile, t *taken) (string, error) {
	if err := t.checkName(p.Name, ""); err != nil {
		return "", err
	}
	if p.ID == "" || t.ids[p.ID] {
		p.ID = model.ProfileID(ulid.Make().String())
	}
	data := render(&p)
	if doc, trouble := parse("new", data); trouble != nil || doc.profile != p {
		return "", errNotWritable
	}
	file, err := s.writeNew(slug(p.Name), data, t)
	if err == nil {
		t.add(p, file)
	}
	return file, err
}

func (s *Store) replace(p model.Profile, over string, t *taken) (string, error) {
	s.mu.Lock()
	file := s.homes[p.ID]
	s.mu.Unlock()
	if file == "" {
		return "", model.ErrGone
	}
	path := filepath.Join(s.dir, file)
	data, _, err := readRegular(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", model.ErrGone
	case err != nil:
		return "", &model.FileError{File: file, Message: readWords(err)}
	case versionOf(data) != over:
		return "", model.ErrChanged
	}
	doc, trouble := parse(file, data)
	if trouble != nil { // a broken file is not touched
		return "", trouble
	}
	if fold(doc.profile.Name) != fold(p.Name) {
		if err := t.checkName(p.Name, file); err != nil {
			return "", err
		}
	}
	if doc.entries["id"] == nil {
		p.ID = model.ProfileID(ulid.Make().String())
	}
	if data, err = edit(file, data, p); err != nil {
		return "", err
	}
	// A link stays one: its target is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := writeFile(path, data, false); err != nil {
		return "", err
	}
	t.remove(doc.profile.Name, file)
	t.add(p, file)
	return file, nil
}

// writeNew stores data in the first free file of a slug, overwriting nothing.
func (s *Store) writeNew(slug string, data []byte, t *taken) (string, error) {
	if err := t.readFiles(s.dir); err != nil {
		return "", err
	}
	file := t.freeFile(slug)
	return file, writeFile(filepath.Join(s.dir, file), data, true)
}
