package cli

import (
	"context"
	"io"
	"time"

	"tcpdeck/model"
)

// Sessions is what a headless command needs of the network.
type Sessions interface {
	Start(model.Profile, model.Role, model.StartOptions) model.SessionID
	Stop(model.SessionID)
	// SendWait is Send, but waits while the queue is full.
	SendWait(context.Context, model.SessionID, model.Outgoing) error
	HalfClose(model.SessionID) error
	Disconnect(id model.SessionID, peer string) error
	Status(model.SessionID) (model.Status, bool)
	// Done is closed when the session has ended and all is flushed.
	Done(model.SessionID) <-chan struct{}
	// RuleCounts says how often each rule of the session's interaction ran.
	RuleCounts(model.SessionID) []model.RuleCount
	// Test checks a connection stage by stage, TestAll several side by side;
	// report is called on the goroutine of the caller.
	Test(ctx context.Context, p model.Profile, wait time.Duration, report func(model.Stage))
	TestAll(ctx context.Context, ps []model.Profile, wait time.Duration, report func(i int, c model.Check))
}

// Profiles are the stored profiles.
type Profiles interface {
	// Find finds a profile by its name, else by its id, without reading all.
	Find(target string) (model.Entry, bool, error)
	Load() error                              // reads all of them, for what follows
	Entries() []model.Entry                   // sorted by file
	Lookup(target string) (model.Entry, bool) // among those read

	// Source is the content of a file.
	Source(model.Entry) ([]byte, error)
	// Save stores a new profile with over "", else one whose file still has
	// the version over.
	Save(p model.Profile, over string) (model.Entry, error)
	// SaveAll does several saves, up to the first that fails or to the end of
	// the context.
	SaveAll(context.Context, []model.Saving) ([]model.Entry, error)
	Delete(model.ProfileID) error

	// Bundle is the form in which profiles are exported.
	Bundle([]model.Profile) []byte
	// ReadImport reads a bundle, or another file that can be imported; file is
	// its name for messages.
	ReadImport(file string, data []byte) (model.Imported, error)
}

// Interactions are the stored interactions.
type Interactions interface {
	// Find finds an interaction by its name, else by its id, without reading
	// all.
	Find(target string) (model.InteractionEntry, bool, error)
	Load() error
	Entries() []model.InteractionEntry // sorted by file
	Source(model.InteractionEntry) ([]byte, error)
	Save(i model.Interaction, over string) (model.InteractionEntry, error)
	// SaveAll is Save of several; it returns those that were written.
	SaveAll(context.Context, []model.InteractionSaving) ([]model.InteractionEntry, error)
	Delete(model.InteractionID) error
	// Bundle is the form in which interactions are exported; ReadFile reads it,
	// or the file of one interaction.
	Bundle([]model.Interaction) []byte
	ReadFile(file string, data []byte) ([]model.Interaction, error)
	// Allowed says whether the trigger may do what it does outside of tcpdeck;
	// Allow says so from here on, for exactly that, and Revoke takes it back.
	Allowed(model.Interaction) bool
	Allow(model.Interaction) error
	Revoke(model.InteractionID) error
}

// Outputs reads and removes stored task output.
type Outputs interface {
	// All returns the runs of every profile, the newest first; known are the
	// profiles that there are.
	All(known []model.ProfileID) ([]model.Run, error)
	// Scan hands over the records of a run, in order; torn is how many bytes
	// stand behind the last whole one.
	Scan(context.Context, model.Run, model.Pick, func(*model.Stored) error) (torn int64, err error)
	// Search hands over what it finds, run by run in their order.
	Search(context.Context, []model.Run, model.Search, func(*model.Found) error) error
	// Capture writes a run as pcapng; name is its profile's.
	Capture(ctx context.Context, run model.Run, name string, w io.Writer) (torn int64, err error)
	Remove(model.Run) error // model.ErrInUse while it is being written
}

// Services are what a headless command works with.
type Services struct {
	Sessions  Sessions
	Profiles  Profiles
	CodePages CodePages
	Outputs   Outputs

	Interactions Interactions
}

// CodePages turns text into bytes.
type CodePages interface {
	Encode(codePage, text string) ([]byte, error)
}

// Folders are where tcpdeck keeps its files.
type Folders struct {
	Config, State, Profiles, Interactions, Output, Log string
}

// Look is how the deck is to be drawn.
type Look struct {
	NoColor, ASCII, NoMouse bool
}

// Env is what the process gives to the commands.
type Env struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	StdinRegular   bool // a regular file: it is sent to its end
	StdinTerminal  bool // a person: nothing is to be sent to its end
	Stdout         io.Writer
	StdoutTerminal bool
	Width          int  // of that terminal, in cells; 0: unknown
	Terminal       bool // stdin and stdout are a terminal: the deck can run
	Stderr         io.Writer
	StderrTerminal bool
	NoColor        bool // NO_COLOR is set
	Version        string

	// Folders resolves the folders; the arguments are --config-dir and
	// --state-dir, empty if not given. Nothing is created.
	Folders func(config, state string) (Folders, error)
	// Open prepares a headless command.
	Open func(Folders) (Services, error)
	// Create makes a file, or empties the one that is there.
	Create func(path string) (io.WriteCloser, error)
	// SameFile says whether two paths lead to one file.
	SameFile func(a, b string) bool
	// ReadFile reads a file of at most limit bytes; "-" is standard input. It
	// ends with a signal, whatever the file is.
	ReadFile func(path string, limit int64) ([]byte, error)
	// ShowManual shows the source of a manual page in the terminal.
	ShowManual func(ctx context.Context, page []byte) error
	// Deck and Demo run the deck until it is closed.
	Deck func(context.Context, Folders, Look) error
	Demo func(context.Context, Look) error
}
