package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// changedMsg: a session or the profile store changed since the last one.
type changedMsg struct{ at time.Time }

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
