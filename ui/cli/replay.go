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
			"--on says where; the profile itself unless given. A message that comes otherwise than recorded, one that does not come and one that comes besides are printed, and make the exit code 6. " +
			"A replay is not stored. It has at most 2,000 rules, of which a message received takes three and a message sent takes one.",
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
	if role == model.Client && o.once {
		return usagef("--once is for --as listener")
	}
	in.ofMany(r.env)
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
	t.adHoc = true // it is not stored: the next replay would take it for the recorded one
	d := &differences{env: r.env, replay: model.NewReplay(compiled), role: role, asJSON: asJSON}
	work := &driven{env: r.env, sessions: in.shelf.sessions, target: t, role: role, plan: pl, silent: true,
		drive: model.Drive{Compiled: compiled, Step: d.hear, Linger: model.ReplayLinger}}
	switch err = work.run(ctx, false); {
	case ctx.Err() == nil && enough(d.err) != nil:
		return d.err
	case err != nil:
		return err
	case d.count > 0 && enough(d.err) == nil:
		return failf(exitFailed, "%s: %s came otherwise than recorded", word, words.Counted(int64(d.count), "message"))
	}
	return d.err
}

// differences prints what comes otherwise than recorded, as it comes.
type differences struct {
	env    *Env
	role   model.Role
	asJSON bool

	mu     sync.Mutex
	replay *model.Replay
	count  int
	err    error
}

func (d *differences) hear(s model.Step) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.replay.Add(s) {
		d.count++
		if err := d.print(one); d.err == nil {
			d.err = err
		}
	}
}

func (d *differences) print(one model.Difference) error {
	if d.asJSON {
		return d.env.printJSON([]any{differenceJSON(one)})
	}
	lines := words.Difference(one)
	if d.role == model.Listener {
		lines[0] = model.Escape(one.Peer) + " " + lines[0]
	}
	return d.env.print([]byte(strings.Join(lines, "\n") + "\n"))
}

// jsonDifference has a text, or bytes in hex, of what was expected and of what
// came; neither stands for nothing.
type jsonDifference struct {
	Peer          string  `json:"peer"`
	Number        int     `json:"number"`
	Expected      *string `json:"expected,omitempty"`
	ExpectedBytes *string `json:"expected_bytes,omitempty"`
	Got           *string `json:"got,omitempty"`
	GotBytes      *string `json:"got_bytes,omitempty"`
}

func differenceJSON(d model.Difference) jsonDifference {
	j := jsonDifference{Peer: d.Peer, Number: d.Number}
	if e := d.Expected; e != nil && e.Condition == model.EqualBytes {
		j.ExpectedBytes = &e.Value
	} else if e != nil {
		j.Expected = &e.Value
	}
	if hex := d.GotHex(); hex != "" {
		j.GotBytes = &hex
	} else if d.Got != nil {
		j.Got = &d.Got.Text
	}
	return j
}
