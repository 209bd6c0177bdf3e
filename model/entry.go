package model

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Entry is one file of the profile store, as last read.
type Entry struct {
	Profile Profile    // as far as it could be read
	File    string     // base name: "pay.yaml"
	Err     *FileError // nil: the file is valid
	// Version changes with the file's content; saving over another version
	// than the present one is refused.
	Version string
}

// InteractionEntry is one file of the store of interactions, as last read.
type InteractionEntry struct {
	Interaction Interaction // as far as it could be read; not to be changed in place
	File        string      // base name: "demo-client.yaml"
	Err         *FileError  // nil: the file is valid
	Version     string      // as that of Entry
}

// SortInteractions sorts by name, the broken files last.
func SortInteractions(entries []InteractionEntry) {
	key := func(e InteractionEntry) []string {
		if e.Err != nil {
			return []string{"1", e.File}
		}
		return []string{"0", FoldName(e.Interaction.Name)}
	}
	slices.SortStableFunc(entries, func(a, b InteractionEntry) int { return slices.Compare(key(a), key(b)) })
}

// Saving is one save of several: over "" it is a new profile, else it replaces
// the file of its id, provided that its version still is Over.
type Saving struct {
	Profile Profile
	Over    string
}

// InteractionSaving is one save of several, as Saving is of profiles.
type InteractionSaving struct {
	Interaction Interaction
	Over        string
}

// Imported is what a file to be imported holds. A profile without an id of its
// own has none.
type Imported struct {
	Profiles []Profile
	Notes    []string // what of the file no profile keeps
}

// FileError says where a file is wrong and what was expected. Line and Column
// count from 1; 0 is unknown.
type FileError struct {
	File         string
	Line, Column int
	Message      string
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Errors of saving a profile or an interaction.
var (
	// ErrChanged: the file was changed since it was read, here or by hand.
	ErrChanged = errors.New("the file was changed meanwhile")
	// ErrGone: the file was removed since it was read.
	ErrGone = errors.New("the file was removed meanwhile")
)

// Run is one stored run of a profile.
type Run struct {
	ID      string // a ULID; newer runs sort later
	Profile ProfileID
	Path    string
	Started time.Time
	Written time.Time // when its file last changed
	Size    int64     // bytes on disk
	Role    Role      // of its first record, "" if that could not be read
	Name    string
}
