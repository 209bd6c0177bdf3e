package cli

import (
	"context"
	"fmt"
	"strings"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// Run performs the command that env.Args name and returns the exit code. Its
// context ends with a signal, whose cause has an ExitCode method.
func Run(ctx context.Context, env *Env) int {
	cobra.MousetrapHelpText = ""       // started from a desktop, the deck is meant
	cobra.EnableCommandSorting = false // the order of use says more
	r := &runner{env: env}
	root := r.root()
	root.SetArgs(env.Args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	// fang draws the help. Errors never reach it: before it prints one it asks
	// the terminal for its background, which waits for an answer on stdin.
	err := fang.Execute(ctx, root, fang.WithoutCompletions(), fang.WithoutManpage(),
		fang.WithColorSchemeFunc(anyBackground), fang.WithVersion(env.Version))
	if r.err == nil {
		r.err = err
	}
	if code, ok := signalCode(ctx); ok && r.started {
		return code
	}
	if r.err != nil {
		env.warn(r.err.Error())
	}
	return codeOf(r.err)
}

// anyBackground colours the help so that it can be read on any terminal: the
// text has the terminal's own colour.
func anyBackground(pick lipgloss.LightDarkFunc) fang.ColorScheme {
	s := fang.AnsiColorScheme(pick)
	plain := lipgloss.NoColor{}
	s.Base, s.Description, s.Comment, s.Argument, s.Help, s.Dash = plain, plain, plain, plain, plain, plain
	return s
}

// warn writes one line to stderr. Whatever the message quotes is made safe.
func (e *Env) warn(message string) {
	fmt.Fprintf(e.Stderr, "tcpdeck: %s\n", model.Escape(strings.TrimSpace(message)))
}

// print writes an answer to stdout.
func (e *Env) print(b []byte) error {
	if _, err := e.Stdout.Write(b); err != nil {
		return failf(exitInternal, "stdout: %w", err)
	}
	return nil
}
