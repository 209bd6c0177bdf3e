package profiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tcpdeck/model"
)

// saveAll does n saves, in their order, as one change of the folder. It returns
// the entries as they are then, one for each save that was done.
func (s *folder[T, E]) saveAll(ctx context.Context, n int, saving func(i int) (v T, over string)) ([]E, error) {
	if n == 0 {
		return nil, nil
	}
	var files []string
	_, err := s.change(func() (string, error) {
		t := s.taken()
		for i := range n {
			v, over := saving(i)
			_, name := s.identity(v)
			file, err := "", context.Cause(ctx)
			if err == nil {
				v, err = s.prepare(v)
			}
			if err == nil {
				file, err = s.save(v, over, t)
			}
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
			files = append(files, file)
		}
		return "", nil
	})
	byFile := map[string]entry[T]{}
	for _, e := range s.all() {
		byFile[e.file] = e
	}
	entries := make([]E, len(files))
	for i, f := range files {
		entries[i] = s.show(byFile[f])
	}
	return entries, err
}

// source is the content of a file as it is now.
func (s *folder[T, E]) source(file string) ([]byte, error) {
	data, _, err := readRegular(filepath.Join(s.dir, file), s.noun)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, model.ErrGone
	case err != nil:
		return nil, &model.FileError{File: file, Message: readWords(err)}
	}
	return data, nil
}
