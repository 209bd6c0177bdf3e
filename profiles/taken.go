package profiles

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// taken is what the files of the folder have for themselves, broken ones too.
// It is kept right through one change of the folder.
type taken struct {
	names map[string][]string // the files of each name
	ids   map[string]bool
	files map[string]bool // in lower case; nil: not yet read
	next  map[string]int  // the number from which to look for a file of a slug
}

func (s *folder[T, E]) taken() *taken {
	t := &taken{names: map[string][]string{}, ids: map[string]bool{}, next: map[string]int{}}
	for _, e := range s.all() {
		id, name := s.identity(e.value)
		t.add(id, name, e.file)
	}
	return t
}

func (t *taken) add(id, name, file string) {
	key := fold(name)
	t.names[key] = append(t.names[key], file)
	t.ids[id] = true
}

func (t *taken) remove(name, file string) {
	key := fold(name)
	t.names[key] = slices.DeleteFunc(t.names[key], func(f string) bool { return f == file })
}

// readFiles looks at what is in the folder, ours or not, once.
func (t *taken) readFiles(dir string) error {
	if t.files != nil {
		return nil
	}
	all, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	t.files = make(map[string]bool, len(all))
	for _, d := range all {
		t.files[strings.ToLower(d.Name())] = true
	}
	return nil
}

// freeFile takes the first of slug.yaml, slug-2.yaml, … that is not taken; case
// does not tell files apart everywhere.
func (t *taken) freeFile(slug string) string {
	for n := t.next[slug]; ; n++ {
		file := slug + extension
		if n > 0 {
			file = slug + "-" + strconv.Itoa(n+1) + extension
		}
		if !t.files[strings.ToLower(file)] {
			t.files[strings.ToLower(file)], t.next[slug] = true, n+1
			return file
		}
	}
}
