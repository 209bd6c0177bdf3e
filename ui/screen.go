package ui

import tea "charm.land/bubbletea/v2"

// Screen is one full view of the deck, or the inside of a dialog. Screens are
// pointers; View only reads.
type Screen interface {
	Title() string
	SetSize(width, height int)
	Update(tea.Msg) (Action, tea.Cmd)
	// View returns exactly the lines and cells of SetSize; a dialog may be
	// smaller.
	View() string
	// Bindings are the keys that act now, the most useful first.
	Bindings() []Binding
}

// Typing is implemented by screens that have text fields: while it is true,
// printable keys are text, not bindings.
type Typing interface{ Typing() bool }

// Cursored is implemented by screens with a text cursor; its position counts
// from the top left of the screen's own View.
type Cursored interface{ Cursor() *tea.Cursor }

// Refresher is implemented by screens that show sessions or profiles: Refresh
// is called when one of these changed.
type Refresher interface{ Refresh() }

// Waking is implemented by screens that act by themselves when sessions have
// changed: Wake is called after Refresh, while the screen is shown.
type Waking interface{ Wake() (Action, tea.Cmd) }

// Dirty is implemented by screens that hold unsaved input.
type Dirty interface{ Dirty() bool }

// Leaver is implemented by screens that hold something to give back when
// they are closed.
type Leaver interface{ Leave() }

func typing(s Screen) bool {
	t, ok := s.(Typing)
	return ok && t.Typing()
}
