package ui

import (
	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// Action is what a screen asks the App to do, in the same pass. nil is
// nothing.
type Action interface{ isAction() }

// The closed set of actions.
type (
	// Open puts a screen over the present one.
	Open struct{ Screen Screen }
	// OpenOver shows a screen over another one that is still on top, wherever the
	// person is by now; else it does nothing.
	OpenOver struct{ Screen, Over Screen }
	// Back closes the present screen; on a session's screen it goes to
	// Connections, and the session goes on. With From it closes that one, if
	// it is still open, wherever the person is by now.
	Back struct{ From Screen }
	// Select moves the selection of Connections to a profile.
	Select struct{ ID model.ProfileID }
	// Ask opens a dialog over everything.
	Ask struct{ Dialog Screen }
	// CloseDialog closes the topmost dialog, then performs Then.
	CloseDialog struct{ Then Action }
	// Goto shows the tab with this number; 0 is Connections.
	Goto struct{ Tab int }
	// ShowSession shows the tab of a session.
	ShowSession struct{ ID model.SessionID }
	// Start runs a profile and shows its session; Again is the ended session
	// whose tab it takes over, or 0.
	Start struct {
		Profile model.Profile
		Role    model.Role
		AdHoc   bool
		Again   model.SessionID
		Drive   *model.Drive // the interaction that drives it, if any
	}
	// Stop ends a session; its tab stays.
	Stop struct{ ID model.SessionID }
	// CloseTab removes the tab of an ended session.
	CloseTab struct{ ID model.SessionID }
	// Notify shows a notice in the footer.
	Notify struct {
		Text  string // plain text; escaped where it is drawn
		Error bool   // stays until a key
	}
	// Copy sends text to the terminal's clipboard.
	Copy struct{ Text string }
	// Do performs several actions in order.
	Do []Action
	// Run starts a command, for work that reads or writes the disk.
	Run struct{ Cmd tea.Cmd }
	// Quit ends the deck; it asks while sessions run unless Now.
	Quit struct{ Now bool }
)

func (Open) isAction()        {}
func (OpenOver) isAction()    {}
func (Back) isAction()        {}
func (Select) isAction()      {}
func (Ask) isAction()         {}
func (CloseDialog) isAction() {}
func (Goto) isAction()        {}
func (ShowSession) isAction() {}
func (Start) isAction()       {}
func (Stop) isAction()        {}
func (CloseTab) isAction()    {}
func (Notify) isAction()      {}
func (Copy) isAction()        {}
func (Do) isAction()          {}
func (Run) isAction()         {}
func (Quit) isAction()        {}
