package ui

import "tcpdeck/model"

// profileSavedMsg is the outcome of saving a profile, for its editor; or, with
// reload, the profile as it stands on the disk now.
type profileSavedMsg struct {
	profile model.Profile // as it was to be saved
	entry   model.Entry
	err     error
	reload  bool
}

// stageMsg is a step of a connection test, for its dialog.
type stageMsg struct {
	run   <-chan model.Stage // the test that it belongs to
	stage model.Stage
	over  bool // no step follows
}
