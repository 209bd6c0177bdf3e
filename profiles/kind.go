package profiles

import (
	"fmt"

	"tcpdeck/model"
)

// kind says what the files of a folder hold: a T each, which others see as an
// E.
type kind[T, E any] struct {
	plural   string // names the folder below that of the configuration
	noun     string // what one of them is
	identity func(T) (id, name string)
	withID   func(v T, id string) T
	same     func(a, b T) bool
	blank    func() T // with every default
	// prepare brings one into the form in which it is stored, or says what is
	// wrong with its fields.
	prepare   func(T) (T, error)
	nameTaken func(file string) error
	// parse reads as much of a file as can be read; hasID says that the id is
	// its own.
	parse  func(file string, data []byte) (v T, hasID bool, trouble *model.FileError)
	render func(T) []byte
	edit   func(file string, data []byte, to T) ([]byte, error)
	show   func(entry[T]) E
}

// entry is one file of a folder, as last read.
type entry[T any] struct {
	value   T // as far as it could be read
	file    string
	err     *model.FileError
	version string
}

func (k *kind[T, E]) sameEntry(a, b entry[T]) bool {
	if (a.err == nil) != (b.err == nil) || a.err != nil && *a.err != *b.err {
		return false
	}
	return a.file == b.file && a.version == b.version && k.same(a.value, b.value)
}

// markDoubles gives an error to every file whose id or name an earlier one has.
func (k *kind[T, E]) markDoubles(entries []entry[T]) {
	ids := make(map[string]string, len(entries))
	names := make(map[string]string, len(entries))
	for i := range entries {
		e := &entries[i]
		if e.err != nil {
			continue
		}
		id, name := k.identity(e.value)
		key := fold(name)
		if other := ids[id]; other != "" {
			e.err = &model.FileError{File: e.file, Message: fmt.Sprintf(
				"the id %s is that of %s already; remove the id line of one", clip(id), other)}
			continue
		}
		if other := names[key]; other != "" {
			e.err = &model.FileError{File: e.file, Message: fmt.Sprintf(
				"the name %s is that of %s already; expected another name", clip(name), other)}
			continue
		}
		ids[id], names[key] = e.file, e.file
	}
}
