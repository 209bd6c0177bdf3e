package model

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// importable is a Profile or an Interaction, as far as the plan of an import
// must know it.
type importable[T any] interface {
	identity() (id, name string)
	withIdentity(id, name string) T
	// settings is a comparable value that has all but the id and the name.
	settings() any
	// differences lists the fields, but for the id, that to has differently.
	differences(to T) []FieldChange
}

// importStep is an ImportStep of either.
type importStep[T any] struct {
	value          T
	kind           ImportKind
	clash, outcome string
	writes         bool
	save           T
	over           string
	changes        []FieldChange
}

// importSlot is one that is there, or will be by an earlier step.
type importSlot[T importable[T]] struct {
	value         T
	file, version string // "" for one of this import
	broken        bool
	claimed       bool // an earlier one of the import is this one
}

func (s *importSlot[T]) id() string   { id, _ := s.value.identity(); return id }
func (s *importSlot[T]) name() string { _, name := s.value.identity(); return name }

func clashWords[T importable[T]](byID, byName *importSlot[T]) string {
	switch {
	case byName == nil:
		return "its id is that of " + byID.words()
	case byID == nil:
		return "its name is that of " + byName.words()
	case byID == byName:
		return "its name and id are those of " + byID.words()
	}
	return "its name is that of " + byName.words() + " and its id that of " + byID.words()
}

func (s *importSlot[T]) words() string {
	switch {
	case s.claimed:
		return "an earlier one, " + strconv.Quote(s.name())
	case s.broken:
		return s.file + ", which is broken"
	}
	return s.file + " (" + s.name() + ")"
}

// importCopy is what all numbered copies of one have in common.
type importCopy struct {
	name     string
	settings any
}

func copyOf[T importable[T]](v T, name string) importCopy {
	return importCopy{FoldName(cutName(name)), v.settings()}
}

// cutName leaves room for a number behind a name.
func cutName(name string) string {
	const most = MaxNameLength - 12
	if len(name) > most {
		i := most
		for !utf8.RuneStart(name[i]) {
			i--
		}
		name = name[:i]
	}
	return strings.TrimSpace(name)
}
