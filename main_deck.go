package main

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"tcpdeck/model"
	"tcpdeck/netio"
	"tcpdeck/profiles"
	"tcpdeck/ui"
	"tcpdeck/ui/cli"
	"tcpdeck/ui/theme"
)

// drawTime is how long a deck that was ended by a signal may take to put the
// terminal right. A terminal that takes no output (ctrl+s, a dead SSH line)
// blocks it, and must not keep us from flushing the task output.
const drawTime = 500 * time.Millisecond

// prepareFunc is given the hub and the stores before the first frame.
type prepareFunc func(*netio.Hub, *profiles.Store, *profiles.Interactions) error

// runDeck runs the deck until it is closed; prepare may be nil.
func runDeck(ctx context.Context, sig *signals, f cli.Folders, l cli.Look, prepare prepareFunc) error {
	sig.alsoHangup()
	store, err := profiles.Open(f.Config)
	if err != nil {
		return err
	}
	defer store.Close()
	rules, err := openInteractions(f.Config, f.State)
	if err != nil {
		return err
	}
	defer rules.Close()
	log, outputs := newLogger(f.Log), profiles.NewOutputs(f.State)
	store.Logger, rules.Logger, outputs.Logger = log, log, log
	hub := netio.NewHub(netio.Options{Recorders: recorders{outputs}, Logger: log})
	// The context has ended when a signal came, and flushing takes its time.
	defer hub.Close(context.WithoutCancel(ctx))
	store.Start()
	rules.Start()
	if prepare != nil {
		if err := prepare(hub, store, rules.Interactions); err != nil {
			return err
		}
	}
	done := make(chan struct{})
	defer close(done)
	return runProgram(ctx, sig, ui.New(ui.Deps{
		Sessions: hub, Profiles: savedProfiles{store, outputs, log}, Interactions: rules, Outputs: storedOutputs{outputs}, CodePages: netio.CodePages{},
		Theme: theme.New(true, l.ASCII || asciiLocale(os.Getenv)), Now: time.Now,
		Addresses: netio.LocalAddresses, Done: done, NoMouse: l.NoMouse,
	}), l)
}

// runProgram runs the root model. Bubble Tea's own signal handler does not
// know SIGHUP, so the signals are ours. They reach it as Quit: at the end of a
// context that it was given it closes its input while that is being read.
func runProgram(ctx context.Context, sig *signals, app tea.Model, l cli.Look) error {
	in := &terminalInput{File: os.Stdin, gone: sig.hangup}
	restore := rememberTerminal()
	sig.lastly.Store(&restore)
	options := []tea.ProgramOption{
		tea.WithFPS(30), tea.WithoutSignalHandler(), tea.WithInput(in),
	}
	if l.NoColor {
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	program, ended := tea.NewProgram(app, options...), make(chan error, 1)
	go func() {
		_, err := program.Run()
		ended <- err
	}()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		go program.Quit() // it waits until it is heard
		select {
		case <-ended:
		case <-time.After(drawTime): // it cannot write to the terminal, nor can we
			restore()
		}
	}
	if in.ended.Load() {
		<-ctx.Done() // hangup was called, and cancels it
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// terminalInput tells when the terminal is gone. Bubble Tea takes an end of
// input as silence, and would live on without anyone to see it.
type terminalInput struct {
	*os.File
	gone  func()
	ended atomic.Bool
}

func (t *terminalInput) Read(b []byte) (int, error) {
	n, err := t.File.Read(b)
	if err != nil && !t.ended.Swap(true) {
		t.gone()
	}
	return n, err
}

// rememberTerminal returns a function that sets the terminal's modes as they
// are now, for an end that Bubble Tea does not see through.
func rememberTerminal() func() {
	state, err := term.GetState(os.Stdin.Fd())
	if err != nil {
		return func() {}
	}
	return func() { _ = term.Restore(os.Stdin.Fd(), state) }
}

// asciiLocale says whether the locale names a character set that is not UTF-8.
// A locale that is not set at all says nothing: containers are so.
func asciiLocale(getenv func(string) string) bool {
	if runtime.GOOS == "windows" {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}

// recorders fits the stored output to what netio asks for.
type recorders struct{ *profiles.Outputs }

func (r recorders) Open(p model.Profile, role model.Role, started time.Time) (netio.Recorder, error) {
	rec, err := r.Outputs.Open(p, role, started)
	if err != nil {
		return nil, err
	}
	return rec, nil
}

// savedProfiles keeps the stored output of a hand-written profile with it when
// its first save gives it an id.
type savedProfiles struct {
	*profiles.Store
	outputs *profiles.Outputs
	log     *slog.Logger
}

func (s savedProfiles) Save(p model.Profile, over string) (model.Entry, error) {
	e, err := s.Store.Save(p, over)
	if err == nil && over != "" {
		s.moveOutput(p.ID, e.Profile.ID)
	}
	return e, err
}

func (s savedProfiles) moveOutput(from, to model.ProfileID) {
	if from == "" || from == to {
		return
	}
	if err := s.outputs.Rename(from, to); err != nil { // the profile itself is saved
		s.log.Error("the past task output stays under the old id", "id", from, "error", err)
	}
}

// storedOutputs fits the stored output to what the deck asks for: the code
// pages are netio's.
type storedOutputs struct{ *profiles.Outputs }

func (o storedOutputs) Read(run model.Run) (ui.StoredRun, error) {
	stored, err := o.Outputs.Read(run, codec)
	if err != nil {
		return nil, err
	}
	return stored, nil
}

// codec gives the stored output the code page that a run was recorded with.
func codec(codePage string) (encode func(string) []byte, decode func([]byte) string) {
	var pages netio.CodePages
	encode = func(text string) []byte {
		data, err := pages.Encode(codePage, text)
		if err != nil {
			return []byte(text) // the file was changed by hand
		}
		return data
	}
	return encode, func(data []byte) string { return pages.Decode(codePage, data) }
}
