package ui

import (
	"errors"
	"fmt"
	"strings"
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

func TestEditorDuplicateName(t *testing.T) {
	r := newEditRig(t, false)
	r.store.answers = []error{fmt.Errorf("save: %w", model.FieldErrors{{Field: model.FieldName, Message: "there is one of that name"}})}
	r.press("shift+tab", "ctrl+s")
	r.settle()
	if r.form.Focused() != "name" || !strings.Contains(r.View(), "there is one of that name") {
		t.Errorf("focus on %s\n%s", r.form.Focused(), r.View())
	}
	r.press("enter")
	r.settle()
	if _, ok := r.action.(Do); !ok || len(r.store.saved) != 2 {
		t.Errorf("the second attempt: %#v", r.action)
	}
}

func TestEditorSaveFails(t *testing.T) {
	r := newEditRig(t, false)
	r.text("x")
	r.store.answers = []error{errors.New("disk full")}
	r.press("enter")
	if r.press("enter"); r.cmd != nil {
		t.Error("a second OK while the first is under way saves again")
	}
}

func TestEditorSaveFailsWithWords(t *testing.T) {
	r := newEditRig(t, false)
	r.text("x")
	r.store.answers = []error{errors.New("disk full")}
	r.press("enter")
	r.settle()
	if r.action != (Notify{Text: "disk full", Error: true}) || !r.Dirty() {
		t.Errorf("%#v, dirty %v", r.action, r.Dirty())
	}
}

func TestEditorChangedMeanwhile(t *testing.T) {
	r := newEditRig(t, false)
	r.text("x")
	r.store.answers = []error{model.ErrChanged}
	r.press("enter")
	r.settle()
	c := r.dialog()
	if c.buttons[c.focus].Label != "Cancel" {
		t.Errorf("the focus is on %s", c.buttons[c.focus].Label)
	}
	r.store.entries[0].Version = "v2"
	r.store.entries[0].Profile.Port = 7777

	reload := *r
	reload.answer(c, "Reload")
	reload.settle()
	do, ok := reload.action.(Do)
	if !ok || do[0] != (Back{From: r.editor}) || do[1].(Open).Screen.(*editor).form.Value("port") != "7777" {
		t.Errorf("Reload does %#v", reload.action)
	}

	r.answer(c, "Overwrite")
	r.settle()
	if r.store.over[1] != "v2" || r.store.saved[1].Name != "Sample TCP connectionx" {
		t.Errorf("Overwrite saves %+v over %q", r.store.saved[1], r.store.over[1])
	}
}

func TestEditorGoneMeanwhile(t *testing.T) {
	r := newEditRig(t, false)
	r.store.answers = []error{model.ErrGone}
	r.press("enter")
	r.settle()
	c := r.dialog()
	r.answer(c, "Discard")
	if r.action != (Back{}) {
		t.Errorf("Discard does %#v", r.action)
	}
	r.answer(c, "Save")
	r.settle()
	if r.store.over[1] != "" || r.store.saved[1].ID != "01SAMPLE" {
		t.Errorf("Save saves %+v over %q", r.store.saved[1], r.store.over[1])
	}
}
