package ui

import (
	"context"
	"time"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// Sessions is what the deck needs of the network. Every call returns at once,
// except Test.
type Sessions interface {
	Start(model.Profile, model.Role, model.StartOptions) model.SessionID
	Stop(model.SessionID)
	Forget(model.SessionID)
	Send(model.SessionID, model.Outgoing) error
	HalfClose(model.SessionID) error
	Disconnect(id model.SessionID, peer string) error
	Status(model.SessionID) (model.Status, bool)
	Sessions() []model.Status
	// Peers names the clients of a listener in the order of arrival, shared;
	// Clients says how some of them fare, those that are on the screen.
	Peers(model.SessionID) []string
	Clients(id model.SessionID, peers ...string) []model.ClientStatus
	Log(model.SessionID) model.Source
	// Attach and Detach make an interaction drive a running session, or no
	// longer.
	Attach(model.SessionID, model.Drive) error
	Detach(model.SessionID) error
	RuleCounts(model.SessionID) []model.RuleCount
	Bells() int64 // how often the terminal's bell was to ring, in all
	// Changed has a value when something changed since it was last read.
	Changed() <-chan struct{}
	// DryRun runs a tree over a task output; it takes its time.
	DryRun(context.Context, model.Drive, model.Profile, model.Role, model.Source) ([]model.Conversation, []model.RuleCount, error)
	// Test resolves, connects to each address and waits up to wait for its
	// first bytes; report hears of each stage as it begins and as it ends.
	Test(ctx context.Context, p model.Profile, wait time.Duration, report func(model.Stage))
}

// Profiles is what the deck needs of the profile store. Save, Delete and
// Undelete work on the disk: call them from a command.
type Profiles interface {
	Entries() []model.Entry
	Loading() bool
	Changed() <-chan struct{}
	Save(p model.Profile, over string) (model.Entry, error)
	Delete(model.ProfileID) error
	Undelete() (model.Entry, error)
}

// Interactions is what the deck needs of the stored interactions. All but
// Entries, Loading and Changed work on the disk: call them from a command.
type Interactions interface {
	Entries() []model.InteractionEntry
	Loading() bool
	Changed() <-chan struct{}
	Save(i model.Interaction, over string) (model.InteractionEntry, error)
	Delete(model.InteractionID) error
	Undelete() (model.InteractionEntry, error)
	// Allowed says whether the trigger may do what it does outside of tcpdeck;
	// Allow says so from here on, for exactly that.
	Allowed(model.Interaction) bool
	Allow(model.Interaction) error
}

// StoredRun is a stored task output that is open for reading.
type StoredRun interface {
	model.Source
	Changed() <-chan struct{}
	// Whole waits until Bounds has all that there was when it was opened.
	Whole(context.Context) error
	Close()
}

// Outputs is what the deck needs of stored task output; Runs and Read read the
// disk.
type Outputs interface {
	// Changed has a value when storing began to fail, or works again.
	Changed() <-chan struct{}
	Runs(model.ProfileID) ([]model.Run, error)
	Read(model.Run) (StoredRun, error)
}

// CodePages turns text into bytes and back.
type CodePages interface {
	Encode(codePage, text string) ([]byte, error)
	Decode(codePage string, data []byte) string
}

// Deps is everything that the deck is given.
type Deps struct {
	Sessions  Sessions
	Profiles  Profiles
	Outputs   Outputs
	CodePages CodePages

	Interactions Interactions

	Theme     *theme.Theme     // rebuilt in place when the background is known
	Now       func() time.Time // the clock
	Addresses func() []string  // this machine's addresses, for the editor
	Done      <-chan struct{}  // closed when the deck ends; frees waiting commands
	NoMouse   bool
}
