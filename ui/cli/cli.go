package cli

import (
	"context"
	"fmt"
	"strings"

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
	err := root.ExecuteContext(ctx)
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
