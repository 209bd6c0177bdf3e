package profiles

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"tcpdeck/model"
)

// taken is what the files of the folder have for themselves, broken ones too.
// It is kept right through one change of the folder.
type taken struct {
	names map[string][]string // the files of each name
	ids   map[model.ProfileID]bool
	files map[string]bool // in lower case; nil: not yet read
	next  map[string]int  // the number from which to look for a file of a slug
}

func (s *Store) taken() *taken {
	t := &taken{names: map[string][]string{}, ids: map[model.ProfileID]bool{}, next: map[string]int{}}
	for _, e := range s.Entries() {
		t.add(e.Profile, e.File)
	}
	return t
}

func (t *taken) add(p model.Profile, file string) {
	key := fold(p.Name)
	t.names[key] = append(t.names[key], file)
	t.ids[p.ID] = true
}

func (t *taken) remove(name, file string) {
	key := fold(name)
	t.names[key] = slices.DeleteFunc(t.names[key], func(f string) bool { return f == file })
}

// checkName says whether a file other than own has the name already.
func (t *taken) checkName(name, own string) error {
	for _, file := range t.names[fold(name)] {
		if file != own {
			return model.FieldErrors{{Field: model.FieldName, Message: fmt.Sprintf("%s has this name already", file)}}
		}
	}
	return nil
}

// readFiles looks at what is in the folder, profile or not, once.
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
