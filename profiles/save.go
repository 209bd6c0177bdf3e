package profiles

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/oklog/ulid/v2"

	"tcpdeck/model"
)

// Save stores v. With over "" it is a new one, which gets an id if it has none
// or one that is taken; else it replaces the file of v's id, provided that its
// version still is over: model.ErrChanged or model.ErrGone otherwise, and the
// entries are as on disk then. Wrong fields come as model.FieldErrors or
// model.Faults. A file without an id line gets one, so the id may be new in the
// entry returned.
func (s *folder[T, E]) Save(v T, over string) (saved E, err error) {
	if v, err = s.prepare(v); err != nil {
		return saved, err
	}
	return s.change(func() (string, error) { return s.save(v, over, s.taken()) })
}

func (s *folder[T, E]) save(v T, over string, t *taken) (file string, err error) {
	if over == "" {
		return s.create(v, t)
	}
	return s.replace(v, over, t)
}

// remove removes the file of a valid one and keeps its content for Undelete;
// model.ErrGone if there is none.
func (s *folder[T, E]) remove(id string) error {
	_, err := s.change(func() (string, error) {
		e, ok := s.valid(id)
		if !ok {
			return "", model.ErrGone
		}
		path := filepath.Join(s.dir, e.file)
		data, _, err := readRegular(path, s.noun)
		if err != nil {
			return "", err
		}
		if err := os.Remove(path); err != nil {
			return "", err
		}
		s.mu.Lock()
		s.deleted = append(s.deleted, deletedFile{e.file, data})
		s.mu.Unlock()
		return "", syncFolder(s.dir)
	})
	return err
}

// ErrNothingDeleted is returned by Undelete when nothing is left to bring back.
var ErrNothingDeleted = errors.New("nothing was deleted")

// Undelete brings the last deleted file back, byte by byte, under its old file
// name unless that is taken.
func (s *folder[T, E]) Undelete() (back E, err error) {
	s.mu.Lock()
	if len(s.deleted) == 0 {
		s.mu.Unlock()
		return back, ErrNothingDeleted
	}
	d := s.deleted[len(s.deleted)-1]
	s.mu.Unlock()
	return s.change(func() (string, error) {
		_, name := s.identity(s.entryOf(d.name, d.data).value)
		t := s.taken()
		if err := s.checkName(t, name, ""); err != nil {
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
func (s *folder[T, E]) change(do func() (file string, err error)) (changed E, err error) {
	s.saving.Lock()
	defer s.saving.Unlock()
	if err := makeFolder(s.dir); err != nil {
		return changed, fmt.Errorf("the %s folder: %w", s.plural, err)
	}
	unlock, err := s.lock()
	if err != nil {
		return changed, err
	}
	defer unlock()
	if err := s.refresh(nil); err != nil {
		return changed, err
	}
	file, err := do()
	if refreshErr := s.refresh(nil); err == nil {
		err = refreshErr
	}
	if err != nil || file == "" {
		return changed, err
	}
	for _, e := range s.all() {
		if e.file == file {
			return s.show(e), nil
		}
	}
	return changed, model.ErrGone
}

func (s *folder[T, E]) valid(id string) (entry[T], bool) {
	for _, e := range s.all() {
		if own, _ := s.identity(e.value); e.err == nil && own == id {
			return e, true
		}
	}
	return entry[T]{}, false
}

func (s *folder[T, E]) create(v T, t *taken) (string, error) {
	id, name := s.identity(v)
	if err := s.checkName(t, name, ""); err != nil {
		return "", err
	}
	if id == "" || t.ids[id] {
		id = ulid.Make().String()
		v = s.withID(v, id)
	}
	data := s.render(v)
	if again, _, trouble := s.parse("new", data); trouble != nil || !s.same(again, v) {
		return "", errNotWritable
	}
	if err := s.checkSize(data); err != nil {
		return "", err
	}
	file, err := s.writeNew(slug(name, s.noun), data, t)
	if err == nil {
		t.add(id, name, file)
	}
	return file, err
}

func (s *folder[T, E]) replace(v T, over string, t *taken) (string, error) {
	id, name := s.identity(v)
	s.mu.Lock()
	file := s.homes[id]
	s.mu.Unlock()
	if file == "" {
		return "", model.ErrGone
	}
	path := filepath.Join(s.dir, file)
	data, err := s.source(file)
	if err != nil {
		return "", err
	}
	if versionOf(data) != over {
		return "", model.ErrChanged
	}
	old, hasID, trouble := s.parse(file, data)
	if trouble != nil { // a broken file is not touched
		return "", trouble
	}
	_, oldName := s.identity(old)
	if fold(oldName) != fold(name) {
		if err := s.checkName(t, name, file); err != nil {
			return "", err
		}
	}
	if !hasID {
		id = ulid.Make().String()
		v = s.withID(v, id)
	}
	if data, err = s.edit(file, data, v); err == nil {
		err = s.checkSize(data)
	}
	if err != nil {
		return "", err
	}
	// A link stays one: its target is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := writeFile(path, data, false); err != nil {
		return "", err
	}
	t.remove(oldName, file)
	t.add(id, name, file)
	return file, nil
}

// checkName says whether a file other than own has the name already.
func (s *folder[T, E]) checkName(t *taken, name, own string) error {
	for _, file := range t.names[fold(name)] {
		if file != own {
			return s.nameTaken(file)
		}
	}
	return nil
}

// checkSize refuses a file that could not be read back.
func (s *folder[T, E]) checkSize(data []byte) error {
	if len(data) > maxFileSize {
		return fmt.Errorf("the file would have %d KiB; %s has at most %d KiB", (len(data)+1023)>>10, one(s.noun), maxFileSize>>10)
	}
	return nil
}

// writeNew stores data in the first free file of a slug, overwriting nothing.
func (s *folder[T, E]) writeNew(slug string, data []byte, t *taken) (string, error) {
	if err := t.readFiles(s.dir); err != nil {
		return "", err
	}
	file := t.freeFile(slug)
	return file, writeFile(filepath.Join(s.dir, file), data, true)
}
