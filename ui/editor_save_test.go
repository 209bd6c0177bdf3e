package ui

import (
	"testing"

	"tcpdeck/model"
)

// A file written by hand gets an id when another tcpdeck saves it first: to
// overwrite it is not to make a second one.
func TestEditorOverwritesAFileThatGotAnID(t *testing.T) {
	r := newEditRig(t, false)
	r.text("x")
	r.store.answers = []error{model.ErrChanged}
	r.press("enter")
	r.settle()
	r.store.entries[0].Version = "v2"
	r.store.entries[0].Profile.ID = "01LATER"
	r.answer(r.dialog(), "Overwrite")
	r.settle()
	if r.store.over[1] != "v2" || r.store.saved[1].ID != "01LATER" || r.store.saved[1].Name != "Sample TCP connectionx" {
		t.Errorf("Overwrite saves %+v over %q", r.store.saved[1], r.store.over[1])
	}
}
