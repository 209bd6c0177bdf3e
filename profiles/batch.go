package profiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tcpdeck/model"
)

// SaveAll does several saves, in their order, as one change of the folder. It
// returns the entries as they are then, one for each save that was done; the
// first that cannot be done ends it with an error that names the profile, and
// so does the end of ctx.
func (s *Store) SaveAll(ctx context.Context, list []model.Saving) ([]model.Entry, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var files []string
	_, err := s.change(func() (string, error) {
		t := s.taken()
		for _, one := range list {
			file, err := "", context.Cause(ctx)
			if err == nil {
				err = prepare(&one.Profile)
			}
			if err == nil {
				file, err = s.save(one.Profile, one.Over, t)
			}
			if err != nil {
				return "", fmt.Errorf("%s: %w", one.Profile.Name, err)
			}
			files = append(files, file)
		}
		return "", nil
	})
	byFile := map[string]model.Entry{}
	for _, e := range s.Entries() {
		byFile[e.File] = e
	}
	entries := make([]model.Entry, len(files))
	for i, f := range files {
		entries[i] = byFile[f]
	}
	return entries, err
}

// Source returns the content of an entry's file as it is now.
func (s *Store) Source(e model.Entry) ([]byte, error) {
	data, _, err := readRegular(filepath.Join(s.dir, e.File))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, model.ErrGone
	case err != nil:
		return nil, &model.FileError{File: e.File, Message: readWords(err)}
	}
	return data, nil
}
