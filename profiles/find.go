package profiles

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode"

	"tcpdeck/model"
)

// searchSize is how long a file may be, in bytes, to be searched instead of
// parsed.
const searchSize = 16 << 10

// searched is a file of which Find does not know yet whether it matters.
type searched[T any] struct {
	data   []byte
	text   string // squeezed
	entry  entry[T]
	parsed bool
	gone   bool
}

// Find is Load and Lookup for one target, without parsing what cannot matter:
// the files in which neither the target stands nor the name or id of a file
// that it leads to, which may be a double of an earlier one. Names and ids stand
// in a file as they are but for quotes, escapes and folded lines; a file with
// an escape is parsed, and spaces and line breaks do not count.
func (s *folder[T, E]) Find(target string) (found E, ok bool, err error) {
	names, odd, err := s.list()
	s.fail(err)
	if err != nil {
		return found, false, err
	}
	files := s.readForFind(names, odd)
	if err := s.Err(); err != nil { // a panic
		return found, false, err
	}
	f := finding[T, E]{folder: s, files: files, names: names}
	f.look(target)
	entries := make([]entry[T], 0, 4)
	for i := range files {
		if files[i].parsed && !files[i].gone {
			entries = append(entries, files[i].entry)
		}
	}
	s.markDoubles(entries)
	found, ok = s.lookup(entries, target)
	return found, ok, nil
}

// finding is one Find.
type finding[T, E any] struct {
	folder *folder[T, E]
	names  []string
	files  []searched[T]
}

// look parses every file that may have the word as its name or id, then those
// that may have the name or the id of one that does.
func (f *finding[T, E]) look(word string) {
	ids, folded := map[string]bool{word: true}, map[string]bool{fold(word): true}
	for words := []string{word}; len(words) > 0; words = words[1:] {
		f.parse(words[0])
		for i := range f.files {
			if !f.files[i].parsed || f.files[i].entry.err != nil {
				continue
			}
			id, name := f.folder.identity(f.files[i].entry.value)
			key := fold(name)
			if !ids[id] && !folded[key] {
				continue
			}
			if !ids[id] {
				ids[id] = true
				words = append(words, id)
			}
			if !folded[key] {
				folded[key] = true
				words = append(words, name)
			}
		}
	}
}

// parse parses every file that may have the word as its name or id.
func (f *finding[T, E]) parse(word string) {
	key := squeeze(word)
	for i := range f.files {
		if s := &f.files[i]; !s.parsed && (strings.Contains(s.text, key) || slugOf(f.names[i]) == word) {
			*s = searched[T]{entry: f.folder.entryOf(f.names[i], s.data), parsed: true}
		}
	}
}

// squeeze leaves out what may come between the characters of a text in YAML,
// and the difference of case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, model.FoldText(s))
}

// readForFind reads the files. What cannot be searched is parsed at once.
func (s *folder[T, E]) readForFind(names []string, odd map[string]fs.FileMode) []searched[T] {
	files := make([]searched[T], len(names))
	s.inPairs("looking for "+one(s.noun), len(names), func(i int) { files[i] = s.readSearched(names[i], odd[names[i]]) })
	return files
}

func (s *folder[T, E]) readSearched(name string, kind fs.FileMode) searched[T] {
	path := filepath.Join(s.dir, name)
	var data []byte
	var err error
	plain := false
	if kind == 0 {
		data, plain = readPlain(path)
	}
	if !plain {
		data, _, err = readRegular(path, s.noun)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && kind&fs.ModeSymlink == 0:
		return searched[T]{gone: true, parsed: true}
	case err != nil:
		return searched[T]{entry: s.unreadable(name, err), parsed: true}
	case len(data) > searchSize || strings.Contains(string(data), `\`) || strings.Contains(string(data), "''"):
		return searched[T]{entry: s.entryOf(name, data), parsed: true}
	}
	return searched[T]{data: data, text: squeeze(string(data))}
}
