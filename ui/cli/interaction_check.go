package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

func (r *runner) interactionCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [NAME | FILE]…",
		Short: "Check interactions, stored ones or files",
		Long: "Says of each interaction how many rules it has, and what a run of it needs. What is wrong is said with its line, and is exit code 2. " +
			"Without an argument every stored interaction is checked.",
		Example: "tcpdeck interaction check\ntcpdeck interaction check ./demo.yaml",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeInteractions,
		Run: r.do(func(_ context.Context, args []string) error {
			if len(args) > 0 {
				return r.checkEach(args)
			}
			store, entries, err := r.loadedInteractions()
			if err != nil {
				return err
			}
			broken := 0
			for _, e := range entries {
				if e.Err == nil {
					err = r.env.print(checkedLine(store, e.Interaction))
				} else {
					broken++
					err = r.env.print([]byte("! " + model.Escape(e.Err.Error()) + "\n"))
				}
				if err != nil {
					return err
				}
			}
			if broken > 0 {
				return usagef("%d of %s cannot be read", broken, words.Counted(int64(len(entries)), "interaction"))
			}
			return nil
		}),
	}
}

func (r *runner) checkEach(names []string) error {
	store, err := r.interactions()
	if err != nil {
		return err
	}
	wrong := 0
	for _, word := range names {
		i, err := findInteraction(r.env, store, word)
		switch {
		case err == nil:
			if err := r.env.print(checkedLine(store, i)); err != nil {
				return err
			}
		case len(names) == 1:
			return err
		default:
			wrong++
			r.env.warn(err.Error())
		}
	}
	if wrong > 0 {
		return usagef("%d of %s cannot be used", wrong, words.Counted(int64(len(names)), "interaction"))
	}
	return nil
}

// checkedLine says of an interaction that is right what a run of it needs.
func checkedLine(store Interactions, i model.Interaction) []byte {
	line := model.Escape(i.Name) + ": " + words.Counted(int64(model.CountRules(i.Rules)), "rule")
	if c, err := model.Compile(i); err == nil && len(c.Needs) > 0 {
		line += "; needs --set " + model.Escape(strings.Join(c.Needs, "=… --set ")) + "=…"
	}
	if i.Trigger.Acts() && !store.Allowed(i) {
		line += "; its trigger is not allowed to act"
	}
	return []byte(line + "\n")
}

func (r *runner) interactionAllow() *cobra.Command {
	var revoke bool
	c := &cobra.Command{
		Use:   "allow NAME…",
		Short: "Let triggers act: run their command, append and post",
		Long: "A trigger runs its command, appends to its file and posts only when exactly that was allowed: here, by saving it in the deck's own editor, or with run --allow-commands. " +
			"A changed one has to be allowed again. What is allowed is printed.",
		Example: "tcpdeck interaction allow \"Demo listener\"",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeInteractions,
	}
	c.Flags().BoolVar(&revoke, "revoke", false, "take back what was allowed")
	c.Run = r.do(func(_ context.Context, args []string) error {
		store, entries, err := r.named("allow", args)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := r.allow(store, e.Interaction, revoke); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// allow lets the trigger of an interaction act from here on, or no longer, and
// says so.
func (r *runner) allow(store Interactions, i model.Interaction, revoke bool) error {
	said, change := allowedText(i), func() error { return store.Allow(i) }
	if revoke {
		said, change = []byte(model.Escape(i.Name)+" may not act\n"), func() error { return store.Revoke(i.ID) }
	}
	if err := change(); err != nil {
		return failf(exitInternal, "%s: %w", i.Name, err)
	}
	return r.env.print(said)
}

// allowedText says in full what a trigger may do from here on.
func allowedText(i model.Interaction) []byte {
	t, name := i.Trigger, model.Escape(i.Name)
	var b strings.Builder
	if len(t.Command) > 0 {
		quoted := make([]string, len(t.Command))
		for k, a := range t.Command {
			quoted[k] = strconv.Quote(a)
		}
		fmt.Fprintf(&b, "%s may run %s\n", name, model.Escape(strings.Join(quoted, " ")))
	}
	if t.Append != "" {
		fmt.Fprintf(&b, "%s may append to %s\n", name, model.Escape(t.Append))
	}
	if t.Post != "" {
		fmt.Fprintf(&b, "%s may post to %s\n", name, model.Escape(t.Post))
	}
	if b.Len() == 0 {
		fmt.Fprintf(&b, "%s needs no consent\n", name)
	}
	return []byte(b.String())
}
