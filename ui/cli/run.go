package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// runOptions are the flags of run.
type runOptions struct {
	options
	on, as, most string
	values       []string
	trace, allow bool
}

// run makes the command that runs an interaction.
func (r *runner) run() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run INTERACTION --on TARGET",
		Short: "Run an interaction: rules that drive a conversation",
		Long: "INTERACTION is the name or the id of a stored interaction, or the path of a file that has one. It drives TARGET, a profile's name, its id, or host:port, " +
			"as a client; with --as listener each client is driven by a copy of its own, until a signal, --once, --count or --for. " +
			"stdout has one JSON object for each fired trigger and for the outcome of each conversation, with the results. " +
			"A conversation that fails is exit code 6.",
		Example: "tcpdeck run \"Demo client\" --on 127.0.0.1:9090 | jq -r .messages.INSTRUCTION\n" +
			"tcpdeck run \"Demo listener\" --on :9090 --as listener --once",
		Args: cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeInteractions,
	}
	f := c.Flags()
	f.StringVar(&o.on, "on", "", "the TARGET: a profile's name, its id, or host:port")
	f.StringVar(&o.as, "as", string(model.Client), "run it as ROLE: client or listener")
	f.BoolVar(&o.json, "json", false, "print one JSON object per message and event")
	f.BoolVar(&o.trace, "trace", false, "say on stderr of each step what was tried, what it came to, and in the end how often each rule ran")
	f.StringVar(&o.most, "max-iterations", "", "stop endless and longer iterations after N")
	f.StringArrayVar(&o.values, "set", nil, "give {{name}} in bodies a value: NAME=VALUE; can stand several times")
	f.BoolVar(&o.allow, "allow-commands", false, "let the trigger run its command, append and post, for this run only")
	f.BoolVar(&o.once, "once", false, "listener: end when the first client has closed")
	f.StringVar(&o.count, "count", "", "listener: end when N clients have closed")
	f.StringVar(&o.lasting, "for", "", "end after this DURATION: 5s, 2m, 1h30m")
	f.StringVar(&o.timeout, "timeout", "", "how many SECONDS a receive waits for data, where its rule does not say; 0 waits until the connection closes")
	f.StringVar(&o.framing, "framing", "", "how messages are cut and ended: X for both sides, or RECEIVE,SEND; each of raw, lf, crlf, cr, nul; raw for host:port unless given")
	f.StringVar(&o.codePage, "code-page", "", "the text encoding by NAME; see tcpdeck codepages")
	f.StringVar(&o.file, "output", "", "write to FILE instead of stdout")
	o.onEOF = string(eofIgnore)
	completeEncoding(c)
	completeWords(c, "as", string(model.Client), string(model.Listener))
	r.completeTargetFlag(c, "on")
	c.Run = r.doFilled(func(ctx context.Context, args []string) error { return r.runInteraction(ctx, &o, args) })
	return c
}

func (r *runner) runInteraction(ctx context.Context, o *runOptions, args []string) error {
	if len(args) != 1 || o.on == "" {
		return usagef("run needs an INTERACTION and --on TARGET: tcpdeck run \"Demo client\" --on 127.0.0.1:9090")
	}
	role := model.Role(o.as)
	if role != model.Client && role != model.Listener {
		return usagef("--as %s: use client or listener", o.as)
	}
	if role == model.Client && (o.once || o.count != "") {
		return usagef("--once and --count are for --as listener")
	}
	services, err := r.open()
	if err != nil {
		return err
	}
	i, err := findInteraction(r.env, services.Interactions, args[0])
	if err != nil {
		return err
	}
	d, err := o.drive(i, services.Interactions)
	if err != nil {
		return err
	}
	t, pl, err := o.target(role, services.Profiles)
	if err != nil {
		return err
	}
	if t.notice != "" {
		r.env.warn(t.notice)
	}
	if i.Trigger.Acts() && !d.Allowed && role == model.Listener {
		r.env.warn(fmt.Sprintf("%s: its trigger was not allowed to act, and only fires; see tcpdeck interaction allow %s, or --allow-commands", i.Name, strconv.Quote(i.Name)))
	}
	if role == model.Client && d.Compiled.Fires() {
		r.env.warn(i.Name + ": a rule of it fires; only a listener has a trigger")
	}
	work := &driven{env: r.env, sessions: services.Sessions, target: t, role: role, plan: pl, all: o.json, drive: d}
	return work.run(ctx, o.trace)
}

// target finds what to run on, and reads the flags that change it.
func (o *runOptions) target(role model.Role, store Profiles) (target, plan, error) {
	t, err := findTarget([]string{o.on}, role, store)
	if err != nil {
		return t, plan{}, err
	}
	if t.adHoc { // rules are not typed: nothing is added to what they send
		usual := model.NewProfile()
		t.profile.Framing, t.profile.Timeout = usual.Framing, usual.Timeout
	}
	pl, err := o.plan(&t.profile)
	if err != nil {
		return t, pl, err
	}
	pl.format = formatJSON
	pl.verb = "run on"
	if o.once {
		pl.count = 1
	}
	return t, pl, t.check(role)
}

// drive makes an interaction ready to run as the flags say.
func (o *runOptions) drive(i model.Interaction, store Interactions) (model.Drive, error) {
	compiled, err := model.Compile(i)
	if err != nil {
		return model.Drive{}, usagef("%s: %w", i.Name, err)
	}
	d := model.Drive{Compiled: compiled, Values: map[string]string{}, Allowed: o.allow || store.Allowed(i)}
	if o.most != "" {
		if d.MaxIterations, err = strconv.Atoi(o.most); err != nil || d.MaxIterations < 1 {
			return d, usagef("--max-iterations %s: write a whole number from 1", o.most)
		}
	}
	for _, s := range o.values {
		name, value, ok := strings.Cut(s, "=")
		switch {
		case !ok:
			return d, usagef("--set %s: write NAME=VALUE", s)
		case !compiled.Uses(name):
			return d, usagef("--set %s: no body of %s asks for {{%s}}", s, i.Name, name)
		}
		d.Values[name] = value
	}
	for _, name := range compiled.Needs {
		if _, ok := d.Values[name]; !ok {
			return d, usagef("%s needs a value for {{%s}}: --set %s=VALUE", i.Name, name, name)
		}
	}
	return d, nil
}

// findInteraction finds a stored interaction by its name or id, or reads the
// file of that path.
func findInteraction(env *Env, store Interactions, word string) (model.Interaction, error) {
	e, ok, err := store.Find(word)
	switch {
	case err != nil:
		return model.Interaction{}, err
	case ok && e.Err != nil:
		return model.Interaction{}, usagef("%s: %w", word, e.Err)
	case ok:
		return e.Interaction, nil
	case !strings.ContainsAny(word, `/\`) && !strings.HasSuffix(strings.ToLower(word), ".yaml"):
		return model.Interaction{}, usagef("there is no interaction %q; see tcpdeck interaction list", word)
	}
	list, err := readInteractions(env, store, word)
	if err == nil && len(list) != 1 {
		err = usagef("%s has %d interactions; import it, and run one of them by its name", word, len(list))
	}
	if err != nil {
		return model.Interaction{}, err
	}
	return list[0], nil
}

// readInteractions reads a file of one or more interactions.
func readInteractions(env *Env, store Interactions, file string) ([]model.Interaction, error) {
	data, err := env.ReadFile(file, model.MaxImportSize)
	if err != nil {
		return nil, usagef("%w", err)
	}
	list, err := store.ReadFile(file, data)
	var f *model.FileError
	if errors.As(err, &f) {
		return nil, usagef("%w", f)
	}
	return list, err
}
