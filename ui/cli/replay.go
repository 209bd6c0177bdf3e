package cli

import (
	"context"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// replayOptions are the flags of replay.
type replayOptions struct {
	runOptions
	from recording
}

// replay makes the command that says a stored conversation again.
func (r *runner) replay() *cobra.Command {
	var o replayOptions
	c := &cobra.Command{
		Use:   "replay PROFILE",
		Short: "Say a stored conversation again, and print what differed",
		Long: "Runs a stored run of PROFILE again: with --as client what the client said, with --as listener as a fake server that answers as the listener did; unless given, the side that was recorded. " +
			"--on says where; the profile itself unless given. A message that comes otherwise than recorded is printed, and makes the exit code 6.",
		Example: "tcpdeck replay \"Payments gateway\" --on standby:7001\ntcpdeck replay \"Payments gateway\" --as listener --on :9090 --once",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	f := c.Flags()
	f.StringVar(&o.on, "on", "", "the TARGET: a profile's name, its id, or host:port")
	f.StringVar(&o.as, "as", "", "replay it as ROLE: client or listener")
	f.BoolVar(&o.json, "json", false, "print each difference as a JSON object")
	f.BoolVar(&o.once, "once", false, "listener: end when the first client has closed")
	f.StringVar(&o.lasting, "for", "", "end after this DURATION: 5s, 2m, 1h30m")
	f.StringVar(&o.timeout, "timeout", "", "how many SECONDS to wait for a message; 0 waits until the connection closes")
	o.from.bind(r, c)
	o.onEOF = string(eofIgnore)
	completeWords(c, "as", string(model.Client), string(model.Listener))
	r.completeTargetFlag(c, "on")
	c.Run = r.doFilled(func(ctx context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("replay needs one PROFILE; see tcpdeck output list")
		}
		return r.replayRun(ctx, &o, args[0])
	})
	return c
}

func (r *runner) replayRun(ctx context.Context, o *replayOptions, word string) error {
	role := model.Role(o.as)
	if role != "" && role != model.Client && role != model.Listener {
		return usagef("--as %s: use client or listener", o.as)
	}
	in, err := o.from.read(ctx, r, word, func(run model.Run) model.Recording {
		if role == "" {
			role = run.Role
		}
		return model.Recording{Lenient: true, Mirror: role != run.Role}
	})
	if err != nil {
		return err
	}
	i := model.NewInteraction()
	i.Name, i.Rules = "run "+in.run.ID, in.rules
	compiled, err := model.Compile(i)
	if err != nil {
		return failf(exitInternal, "%s: %w", i.Name, err)
	}
	if o.on == "" {
		o.on = word
	}
	asJSON := o.json
	o.json = false
	t, pl, err := o.target(role, in.shelf.profiles)
	if err != nil {
		return err
	}
	t.profile.Framing, t.profile.CodePage = in.framing, in.codePage
	d := &differences{env: r.env, compiled: compiled, asJSON: asJSON}
	work := &driven{env: r.env, sessions: in.shelf.sessions, target: t, role: role, plan: pl, silent: true,
		drive: model.Drive{Compiled: compiled, Step: d.hear}}
	err = work.run(ctx, false)
	if err == nil {
		err = d.err
	}
	if err == nil && d.count > 0 {
		err = failf(exitFailed, "%s: %s came otherwise than recorded", word, words.Counted(int64(d.count), "message"))
	}
	return err
}

// differences prints what comes otherwise than recorded, as it comes.
type differences struct {
	env      *Env
	compiled *model.Compiled
	asJSON   bool

	mu    sync.Mutex
	count int
	err   error
}

func (d *differences) hear(s model.Step) {
	if s.Rule < 0 || s.Kind != model.StepHeld || d.compiled.Nodes[s.Rule].Name != model.Differs {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range model.ReplayDifferences(d.compiled, []model.Step{s}) {
		d.count++
		var err error
		if d.asJSON {
			err = d.env.printJSON([]any{struct {
				Number   int    `json:"number"`
				Expected string `json:"expected"`
				Got      string `json:"got"`
			}{one.Number, one.Expected.Value, one.Got.Text}})
		} else {
			err = d.env.print([]byte(strings.Join(words.Difference(one), "\n") + "\n"))
		}
		if d.err == nil {
			d.err = err
		}
	}
}
