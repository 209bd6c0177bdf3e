package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

func (r *runner) interactionImport() *cobra.Command {
	var dry bool
	var policy string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Import interactions, saying first what that does",
		Long: "FILE is a bundle made by interaction export, or the file of one interaction; - reads stdin. " +
			"Each line says what is done with one interaction: add, unchanged, change (same name and id, other content), or clash (the name or the id is another's) and what is done about that. " +
			"What their triggers do is not allowed by it; see tcpdeck interaction allow.",
		Example: "tcpdeck interaction import team-rules.yaml --dry-run\ntcpdeck interaction import team-rules.yaml --on-clash rename",
		Args:    cobra.ArbitraryArgs,
	}
	bindImport(c, &dry, &policy, "an interaction")
	c.Run = r.do(func(ctx context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("interaction import needs one FILE, or - for stdin")
		}
		if !model.ImportPolicy(policy).Known() {
			return usagef("--on-clash %s: use skip, rename or replace", policy)
		}
		store, err := r.interactions()
		if err != nil {
			return err
		}
		list, err := readInteractions(r.env, store, args[0])
		if err == nil {
			err = store.Load()
		}
		if err != nil {
			return err
		}
		return r.importInteractions(ctx, store, model.PlanInteractionImport(store.Entries(), list, model.ImportPolicy(policy)), dry)
	})
	return c
}

// importInteractions says what an import does, and does it unless dry.
func (r *runner) importInteractions(ctx context.Context, store Interactions, steps []model.InteractionStep, dry bool) error {
	var t table
	for _, st := range steps {
		t.row(st.Kind.String(), st.Interaction.Name, strings.Trim(st.Clash+"; "+st.Outcome, "; "))
	}
	if err := enough(r.env.print(t.bytes())); err != nil || dry {
		return err
	}
	var list []model.InteractionSaving
	for _, st := range steps {
		if st.Writes {
			list = append(list, st.Save)
		}
	}
	done, err := store.SaveAll(ctx, list)
	if err != nil {
		return failf(exitInternal, "%w; %d of %d interactions were written before, importing again does the rest", err, len(done), len(list))
	}
	return nil
}

func (r *runner) interactionExport() *cobra.Command {
	var all bool
	var file string
	c := &cobra.Command{
		Use:     "export NAME… | --all",
		Short:   "Write interactions as one YAML bundle, for interaction import",
		Example: "tcpdeck interaction export --all --file team-rules.yaml",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeInteractions,
	}
	c.Flags().BoolVar(&all, "all", false, "every interaction")
	c.Flags().StringVar(&file, "file", "", "write to FILE instead of stdout")
	c.Run = r.doFilled(func(_ context.Context, args []string) error {
		if all == (len(args) > 0) {
			return usagef("interaction export needs either NAMEs or --all")
		}
		store, entries, err := r.loadedInteractions()
		if err == nil && !all {
			entries, err = storedInteractions(store, args)
		}
		if err != nil {
			return err
		}
		var list []model.Interaction
		for _, e := range entries {
			if e.Err != nil {
				return usagef("nothing was exported: %w", e.Err)
			}
			list = append(list, e.Interaction)
		}
		return r.export(store.Bundle(list), file)
	})
	return c
}

func (r *runner) interactionRemove() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "rm NAME… --yes",
		Short:   "Remove interactions",
		Long:    "Removes the files of interactions. Without --yes it only says what would be lost.",
		Example: "tcpdeck interaction rm \"Old rules\" --yes",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeInteractions,
	}
	c.Flags().BoolVar(&yes, "yes", false, "remove them without asking")
	c.Run = r.do(func(_ context.Context, args []string) error {
		store, entries, err := r.named("rm", args)
		if err != nil {
			return err
		}
		if !yes {
			var names []string
			for _, e := range entries {
				names = append(names, fmt.Sprintf("%s (%s, %s)", e.Interaction.Name, words.Counted(int64(model.CountRules(e.Interaction.Rules)), "rule"), e.File))
			}
			return usagef("%s would be lost; to remove add --yes", strings.Join(names, ", "))
		}
		for _, e := range entries {
			err := store.Delete(e.Interaction.ID)
			if err == nil {
				err = store.Revoke(e.Interaction.ID)
			}
			if err != nil {
				return failf(exitInternal, "%s: %w", e.Interaction.Name, err)
			}
		}
		return nil
	})
	return c
}

// recording are the flags that choose the side of a stored conversation.
type recording struct {
	run, peer string
	delays    bool
}

func (o *recording) bind(r *runner, c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.run, "run", "", "the RUN by its id or the beginning of it; the newest unless given")
	f.StringVar(&o.peer, "peer", "", "the conversation with this ADDRESS:PORT, or the longest one with ADDRESS; the longest of all unless given")
	f.BoolVar(&o.delays, "delays", false, "wait before each message as long as it was waited then")
	r.completeRuns(c)
}

// recorded is a stored conversation as rules.
type recorded struct {
	shelf    *shelf
	run      model.Run
	framing  model.Framing
	codePage string
	rules    []model.Rule
	peer     string // with whom it was
	of       int    // of so many peers, 0: there was no other
}

// ofMany says which conversation was taken of several.
func (in recorded) ofMany(env *Env) {
	if in.of > 0 {
		env.warn(fmt.Sprintf("run %s: what was said with %s, of %s", in.run.ID, in.peer, words.Counted(int64(in.of), "client")))
	}
}

var (
	errNothingSaid = errors.New("nothing was said")
	errEnough      = errors.New("no more is wanted")
)

// read makes rules of a stored run of a profile: of the one asked for, else of
// the newest in which something was said.
func (o *recording) read(ctx context.Context, r *runner, word string, how func(model.Run) model.Recording) (recorded, error) {
	s, err := r.shelf()
	if err != nil {
		return recorded{}, err
	}
	runs, err := s.of(word)
	if err == nil && (o.run != "" || len(runs) == 0) {
		var run model.Run
		run, err = s.run(word, o.run)
		runs = []model.Run{run}
	}
	if err != nil {
		return recorded{}, err
	}
	var in recorded
	for _, run := range runs {
		if in, err = o.rulesOf(ctx, s, run, how(run)); !errors.Is(err, errNothingSaid) {
			break
		}
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return in, err
	case !errors.Is(err, errNothingSaid):
		return in, usagef("%s, run %s: %w", word, in.run.ID, err)
	}
	with, where := "", "run "+in.run.ID
	if o.peer != "" {
		with = " with " + o.peer
	}
	if len(runs) > 1 {
		where = fmt.Sprintf("any of its %d runs", len(runs))
	}
	return in, usagef("%s: nothing was said%s in %s; see tcpdeck output list", word, with, where)
}

// rulesOf makes rules of one run.
func (o *recording) rulesOf(ctx context.Context, s *shelf, run model.Run, rec model.Recording) (recorded, error) {
	usual := model.NewProfile()
	in := recorded{shelf: s, run: run, framing: usual.Framing, codePage: usual.CodePage}
	counts := map[string]int{}
	asked := model.Pick{Peer: o.peer}
	var said model.Said
	_, err := s.outputs.Scan(ctx, run, model.Pick{}, func(st *model.Stored) error {
		r := &st.Record
		if r.Event.Framing != nil {
			in.framing, in.codePage = *r.Event.Framing, r.Event.CodePage
		}
		if r.Kind != model.KindEvent && asked.TakesPeer(r.Peer) {
			if counts[r.Peer]++; counts[r.Peer] > counts[said.Peer] {
				said.Peer = strings.Clone(r.Peer)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return in, err
	case len(counts) == 0:
		return in, errNothingSaid
	}
	if in.peer = said.Peer; len(counts) > 1 {
		in.of = len(counts)
	}
	_, err = s.outputs.Scan(ctx, run, model.Pick{}, func(st *model.Stored) error {
		if said.Take(st.Record.Clone()) {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return in, err
	}
	rec.Framing, rec.Delays = in.framing, o.delays
	rec.Encode = func(text string) ([]byte, error) { return s.pages.Encode(in.codePage, text) }
	if in.rules, err = model.RulesOf(said, rec); err == nil && len(in.rules) == 0 {
		err = errNothingSaid
	}
	return in, err
}

func (r *runner) interactionRecord() *cobra.Command {
	var o recording
	var mirror bool
	var name string
	c := &cobra.Command{
		Use:   "record PROFILE --name NAME",
		Short: "Make an interaction of a stored conversation, and print its id",
		Long: "What was sent becomes send rules, what came becomes receive rules with a check that it is equal. With --mirror it is the other side: a server that answers as the recorded one did, " +
			"or a client that asks as the recorded one did.",
		Example: "tcpdeck interaction record \"Payments gateway\" --name \"Payments recorded\" --mirror",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	o.bind(r, c)
	c.Flags().BoolVar(&mirror, "mirror", false, "the rules of the other side")
	c.Flags().StringVar(&name, "name", "", "the NAME of the interaction")
	c.Run = r.doFilled(func(ctx context.Context, args []string) error {
		if len(args) != 1 || name == "" {
			return usagef("interaction record needs one PROFILE and --name NAME")
		}
		in, err := o.read(ctx, r, args[0], func(model.Run) model.Recording { return model.Recording{Mirror: mirror} })
		if err != nil {
			return err
		}
		in.ofMany(r.env)
		store, err := r.interactions()
		if err != nil {
			return err
		}
		i := model.NewInteraction()
		i.Name, i.Rules = name, in.rules
		e, err := store.Save(i, "")
		switch {
		case errors.As(err, new(model.Faults)):
			return usagef("%s: %w; give another --name", name, err)
		case err != nil:
			return failf(exitInternal, "%s: %w", name, err)
		}
		return r.env.print([]byte(model.Escape(string(e.Interaction.ID)) + "\n"))
	})
	return c
}
