package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// interaction makes the commands that manage stored interactions.
func (r *runner) interaction() *cobra.Command {
	return r.group(&cobra.Command{
		Use:   "interaction",
		Short: "List, check, allow, record, import and export interactions",
		Long:  "Interactions are files below the interactions folder (tcpdeck paths), each a tree of rules that drives a conversation; tcpdeck run runs one. NAME is an interaction's name or its id.",
	}, r.interactionList(), r.interactionShow(), r.interactionCheck(), r.interactionAllow(), r.interactionRecord(),
		r.interactionImport(), r.interactionExport(), r.interactionRemove())
}

// interactions opens the stored interactions.
func (r *runner) interactions() (Interactions, error) {
	services, err := r.open()
	return services.Interactions, err
}

// loadedInteractions are all of them, by name, the broken files last.
func (r *runner) loadedInteractions() (Interactions, []model.InteractionEntry, error) {
	store, err := r.interactions()
	if err == nil {
		err = store.Load()
	}
	if err != nil {
		return nil, nil, err
	}
	entries := store.Entries()
	model.SortInteractions(entries)
	return store, entries, nil
}

// storedInteractions finds each of words, none twice.
func storedInteractions(store Interactions, words []string) ([]model.InteractionEntry, error) {
	var all []model.InteractionEntry
	for _, w := range words {
		e, ok, err := store.Find(w)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return nil, usagef("there is no interaction %q; see tcpdeck interaction list", w)
		case e.Err != nil:
			return nil, usagef("%s: %w", w, e.Err)
		}
		if !slices.ContainsFunc(all, func(o model.InteractionEntry) bool { return o.File == e.File }) {
			all = append(all, e)
		}
	}
	return all, nil
}

// named opens the stored interactions and finds those that a command names.
func (r *runner) named(command string, args []string) (Interactions, []model.InteractionEntry, error) {
	if len(args) == 0 {
		return nil, nil, usagef("interaction %s needs a NAME: an interaction's name or its id", command)
	}
	store, err := r.interactions()
	if err != nil {
		return nil, nil, err
	}
	entries, err := storedInteractions(store, args)
	return store, entries, err
}

// completeInteractions offers the interactions that are not among the
// arguments yet.
func (r *runner) completeInteractions(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	_, entries, err := r.loadedInteractions()
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var found []cobra.Completion
	for _, e := range entries {
		name := e.Interaction.Name
		fits := len(name) >= len(typed) && strings.EqualFold(name[:len(typed)], typed)
		if e.Err == nil && fits && model.Escape(name) == name && !slices.Contains(args, name) {
			found = append(found, cobra.CompletionWithDesc(name, words.Counted(int64(model.CountRules(e.Interaction.Rules)), "rule")))
		}
	}
	return found, cobra.ShellCompDirectiveDefault
}

func (r *runner) interactionList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the interactions",
		Long:    "The interactions by name, with what their triggers do and whether that was allowed. A broken file stands below them with a ! and what is wrong with it.",
		Example: "tcpdeck interaction list\ntcpdeck interaction list --json",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: noCompletion,
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per interaction")
	c.Run = r.do(func(_ context.Context, args []string) error {
		if err := noArgs("interaction list", args); err != nil {
			return err
		}
		store, entries, err := r.loadedInteractions()
		if err != nil {
			return err
		}
		if asJSON {
			var all []any
			for _, e := range entries {
				all = append(all, interactionJSON(store, e))
			}
			return r.env.printJSON(all)
		}
		return r.env.print(interactionTable(store, entries))
	})
	return c
}

func interactionTable(store Interactions, entries []model.InteractionEntry) []byte {
	var t table
	var broken []byte
	t.row("NAME", "RULES", "TRIGGER", "ALLOWED", "ID")
	for _, e := range entries {
		i := e.Interaction
		if e.Err != nil {
			broken = append(broken, "! "+model.Escape(e.Err.Error())+"\n"...)
			continue
		}
		t.row(i.Name, strconv.Itoa(model.CountRules(i.Rules)), triggerWords(i.Trigger), allowedWord(store, i), string(i.ID))
	}
	return append(t.bytes(), broken...)
}

// triggerWords names what a trigger does.
func triggerWords(t model.Trigger) string {
	var all []string
	for _, a := range []struct {
		word string
		on   bool
	}{{"command", len(t.Command) > 0}, {"append", t.Append != ""}, {"post", t.Post != ""}, {"bell", t.Bell}} {
		if a.on {
			all = append(all, a.word)
		}
	}
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, ",")
}

func allowedWord(store Interactions, i model.Interaction) string {
	switch {
	case !i.Trigger.Acts():
		return "-"
	case store.Allowed(i):
		return "yes"
	}
	return "no"
}

// interactionJSON is an interaction without its rules; show has those.
func interactionJSON(store Interactions, e model.InteractionEntry) any {
	i := e.Interaction
	if e.Err != nil {
		return brokenJSON{model.ProfileID(i.ID), i.Name, e.File, e.Err.Error()}
	}
	var needs []string
	if c, err := model.Compile(i); err == nil {
		needs = c.Needs
	}
	return struct {
		ID      model.InteractionID `json:"id"`
		Name    string              `json:"name"`
		Rules   int                 `json:"rules"`
		Command []string            `json:"command,omitempty"`
		Append  string              `json:"append,omitempty"`
		Post    string              `json:"post,omitempty"`
		Bell    bool                `json:"bell"`
		Allowed bool                `json:"allowed"`
		Needs   []string            `json:"needs,omitempty"`
		File    string              `json:"file"`
	}{i.ID, i.Name, model.CountRules(i.Rules), i.Trigger.Command, i.Trigger.Append, i.Trigger.Post, i.Trigger.Bell, store.Allowed(i), needs, e.File}
}

func (r *runner) interactionShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Print an interaction's file",
		Example: "tcpdeck interaction show \"Demo client\"",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeInteractions,
		Run: r.do(func(_ context.Context, args []string) error {
			if len(args) > 1 {
				return usagef("interaction show needs one NAME: an interaction's name or its id")
			}
			store, entries, err := r.named("show", args)
			if err != nil {
				return err
			}
			data, err := store.Source(entries[0])
			if err != nil {
				return failf(exitInternal, "%s: %w", args[0], err)
			}
			return r.env.printFile(data)
		}),
	}
}
