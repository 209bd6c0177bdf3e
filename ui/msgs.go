package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// changedMsg: a session or the profile store changed since the last one.
type changedMsg struct {
	at       time.Time
	profiles bool // it was the profile store
}

// noticeOverMsg takes the notice with this number away.
type noticeOverMsg struct{ n int }

// actionMsg carries the outcome of a command that read or wrote the disk.
type actionMsg struct{ Action Action }

// after makes a command of work on the disk that ends in an action.
func after(work func() Action) tea.Cmd {
	return func() tea.Msg { return actionMsg{work()} }
}

// forScreen delivers msg to the screen that started the work, wherever it is
// by now.
type forScreen struct {
	to  Screen
	msg tea.Msg
}

// reply makes a command whose outcome comes back to s as a message.
func reply(s Screen, work func() tea.Msg) tea.Cmd {
	return func() tea.Msg { return forScreen{s, work()} }
}

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

// profileDeletedMsg is the outcome of deleting a profile, for Connections.
type profileDeletedMsg struct {
	name string
	err  error
}
