// Command tcpdeck keeps TCP connection profiles, runs them as clients and
// listeners, and shows every message. See README.md.
package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/charmbracelet/x/term"

	"tcpdeck/netio"
	"tcpdeck/profiles"
	"tcpdeck/ui/cli"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, sig := watchSignals(context.Background())
	info, err := os.Stdin.Stat()
	deck := func(ctx context.Context, f cli.Folders, l cli.Look, prepare prepareFunc) error {
		return runDeck(ctx, sig, f, l, prepare)
	}
	visible, width := term.IsTerminal(os.Stdout.Fd()), 0
	if visible {
		width, _, _ = term.GetSize(os.Stdout.Fd())
	}
	return cli.Run(ctx, &cli.Env{
		Args:           os.Args[1:],
		Stdin:          os.Stdin,
		StdinTerminal:  term.IsTerminal(os.Stdin.Fd()),
		StdinRegular:   err == nil && info.Mode()&fs.ModeType == 0,
		Stdout:         os.Stdout,
		StdoutTerminal: visible,
		Width:          width,
		Terminal:       visible && term.IsTerminal(os.Stdin.Fd()),
		Stderr:         os.Stderr,
		StderrTerminal: term.IsTerminal(os.Stderr.Fd()),
		NoColor:        os.Getenv("NO_COLOR") != "",
		Version:        version(),
		Folders:        folders,
		Open:           openHeadless,
		Create:         func(path string) (io.WriteCloser, error) { return os.Create(path) },
		ShowManual:     showManual,
		ReadFile:       fileReader(ctx, os.Stdin),
		SameFile:       sameFile,
		Deck:           func(ctx context.Context, f cli.Folders, l cli.Look) error { return deck(ctx, f, l, nil) },
		Demo:           func(ctx context.Context, l cli.Look) error { return runDemo(ctx, l, deck) },
	})
}

// folders resolves where tcpdeck keeps its files, and creates nothing.
func folders(config, state string) (cli.Folders, error) {
	config, state, err := profiles.Folders(config, state)
	return cli.Folders{
		Config: config, Profiles: filepath.Join(config, "profiles"), Interactions: filepath.Join(config, "interactions"),
		State: state, Output: filepath.Join(state, "output"), Log: filepath.Join(state, "tcpdeck.log"),
	}, err
}

// openHeadless prepares a headless command. The process ends with it, so
// nothing is closed here.
func openHeadless(f cli.Folders) (cli.Services, error) {
	store, err := profiles.Open(f.Config)
	if err != nil {
		return cli.Services{}, err
	}
	rules, err := openInteractions(f.Config, f.State)
	if err != nil {
		return cli.Services{}, err
	}
	log, outputs := newLogger(f.Log), profiles.NewOutputs(f.State)
	store.Logger, rules.Logger, outputs.Logger = log, log, log
	return cli.Services{
		Sessions:     netio.NewHub(netio.Options{Recorders: recorders{outputs}, Logger: log}),
		Profiles:     scriptProfiles{savedProfiles{store, outputs, log}},
		Interactions: rules,
		CodePages:    netio.CodePages{},
		Outputs:      pastOutputs{outputs},
	}, nil
}

// version is what the build knows of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
