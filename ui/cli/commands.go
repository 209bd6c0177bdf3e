package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// runner builds the commands and keeps what came of the one that ran.
type runner struct {
	env           *Env
	config, state string // --config-dir, --state-dir
	look          Look
	started       bool // a command got as far as running
	err           error
}

// do makes a command of work. cobra never sees an error, see Run. A reader of
// stdout that has gone, as head does, is none.
func (r *runner) do(work func(ctx context.Context, args []string) error) func(*cobra.Command, []string) {
	return func(c *cobra.Command, args []string) {
		r.started = true
		r.err = enough(work(c.Context(), args))
	}
}

// doFilled is do for a command whose flags have a value if they are given.
func (r *runner) doFilled(work func(ctx context.Context, args []string) error) func(*cobra.Command, []string) {
	return func(c *cobra.Command, args []string) {
		r.do(func(ctx context.Context, args []string) error {
			if err := noneEmpty(c.LocalFlags()); err != nil {
				return err
			}
			return work(ctx, args)
		})(c, args)
	}
}

func (r *runner) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tcpdeck",
		Short: "Connection profiles, live TCP sessions and their task output",
		Long:  "tcpdeck keeps TCP connection profiles, runs any of them as a client or as a listener, and shows every message. Without a command it opens the deck.",
		Args:  cobra.ArbitraryArgs,

		Version:           r.env.Version,
		SilenceErrors:     true, // see do
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetVersionTemplate("tcpdeck {{.Version}}\n")
	root.SetHelpFunc(r.showHelp)
	root.Run = r.do(func(ctx context.Context, args []string) error {
		if len(args) > 0 {
			return unknown(root, args[0])
		}
		folders, err := r.folders()
		if err == nil {
			err = r.needTerminal()
		}
		if err != nil {
			return err
		}
		return r.env.Deck(ctx, folders, r.look)
	})
	f := root.PersistentFlags()
	f.StringVar(&r.config, "config-dir", "", "the FOLDER of the profiles (also TCPDECK_CONFIG_DIR)")
	f.StringVar(&r.state, "state-dir", "", "the FOLDER of task output and log (also TCPDECK_STATE_DIR)")
	f.BoolFunc("no-color", "no colours (also NO_COLOR)", func(string) error {
		r.look.NoColor, r.env.NoColor = true, true
		return nil
	})
	r.look.NoColor = r.env.NoColor
	r.bindLook(root)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		r.err = usagef("%w; see %s --help", err, c.CommandPath())
		return nil
	})
	root.SetHelpCommand(r.help(root))
	root.AddCommand(r.demo(), r.passing(model.Client), r.passing(model.Listener), r.send(), r.run(), r.replay(), r.test(),
		r.profile(), r.interaction(), r.stored(), r.codePages(), r.paths(), r.completion(root), r.manual(root), r.version())
	return root
}

// bindLook adds the flags of what opens the deck.
func (r *runner) bindLook(c *cobra.Command) {
	c.Flags().BoolVar(&r.look.ASCII, "ascii", false, "draw borders and signs in ASCII")
	c.Flags().BoolVar(&r.look.NoMouse, "no-mouse", false, "leave the mouse to the terminal")
}

// unknown refuses a word that is no command of c, and names the nearest.
func unknown(c *cobra.Command, word string) error {
	c.SuggestionsMinimumDistance = 2
	if near := c.SuggestionsFor(word); len(near) > 0 {
		return usagef("there is no command %q; did you mean %s?", word, near[0])
	}
	return usagef("there is no command %q; see %s --help", word, c.CommandPath())
}

// group makes c the head of commands, which does nothing itself.
func (r *runner) group(c *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	names := make([]string, len(commands))
	for i, one := range commands {
		names[i] = one.Name()
	}
	last := len(names) - 1
	c.Args = cobra.ArbitraryArgs
	c.Run = r.do(func(_ context.Context, args []string) error {
		if len(args) > 0 {
			return unknown(c, args[0])
		}
		return usagef("%s needs a command: %s or %s", c.Name(), strings.Join(names[:last], ", "), names[last])
	})
	c.AddCommand(commands...)
	return c
}

// help is cobra's, but a word that is no command is an error like any other.
func (r *runner) help(root *cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: "help [COMMAND]", Short: "Help about a command", Args: cobra.ArbitraryArgs}
	c.Run = r.do(func(_ context.Context, args []string) error {
		about, rest, err := root.Find(args)
		if err != nil || about == root && len(rest) > 0 {
			return unknown(root, args[0])
		}
		about.InitDefaultHelpFlag()
		return about.Help()
	})
	return c
}

func (r *runner) folders() (Folders, error) { return r.env.Folders(r.config, r.state) }

// open gives what a command works with.
func (r *runner) open() (Services, error) {
	folders, err := r.folders()
	if err != nil {
		return Services{}, err
	}
	return r.env.Open(folders)
}

func (r *runner) demo() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "The deck with samples and a peer to talk to; touches nothing",
		Args:  cobra.ArbitraryArgs,
		Run: r.do(func(ctx context.Context, args []string) error {
			err := noArgs("demo", args)
			if err == nil {
				err = r.needTerminal()
			}
			if err != nil {
				return err
			}
			return r.env.Demo(ctx, r.look)
		}),
	}
	r.bindLook(c)
	return c
}

func (r *runner) needTerminal() error {
	if !r.env.Terminal {
		return usagef("the deck needs a terminal; see tcpdeck --help for commands")
	}
	return nil
}

func noArgs(command string, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument: %q", command, args[0])
	}
	return nil
}

// passing makes connect or listen.
func (r *runner) passing(role model.Role) *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:     "connect TARGET | HOST PORT",
		Short:   "Run a profile or host:port as a client",
		Long:    "Each line of stdin is sent as a message, what is received goes to stdout. TARGET is a profile's name, its id, or host:port.",
		Example: "echo hello | tcpdeck connect 127.0.0.1:9090 --framing lf --count 1\ntcpdeck connect \"Payments gateway\" --json --count 3",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	if role == model.Listener {
		c.Use, c.Short = "listen TARGET | HOST PORT", "Run a profile or host:port as a listener"
		c.Long = "Each line of stdin is sent to all clients, what they send goes to stdout. TARGET is a profile's name, its id, or host:port; :9090 binds 127.0.0.1, *:9090 all addresses."
		c.Example = "tcpdeck listen :9090 --framing lf --json > traffic.jsonl\ntcpdeck listen *:9090 --raw --once < file"
	}
	o.bind(c.Flags(), role)
	completeEncoding(c)
	completeWords(c, "on-eof", string(eofHalfClose), string(eofClose), string(eofIgnore))
	c.Run = r.doFilled(func(ctx context.Context, args []string) error { return r.pass(ctx, role, &o, args) })
	return c
}

// pass prepares connect or listen, and runs it.
func (r *runner) pass(ctx context.Context, role model.Role, o *options, args []string) error {
	if len(args) == 0 || len(args) > 2 {
		return usagef("%s needs a TARGET: a profile's name, its id, or host:port", verb(role))
	}
	services, t, err := r.find(args, role)
	if err != nil {
		return err
	}
	pl, err := o.plan(&t.profile)
	if err != nil {
		return err
	}
	pl.verb = verb(role)
	if err := t.check(role); err != nil {
		return err
	}
	if t.notice != "" {
		r.env.warn(t.notice)
	}
	if o.raw && r.env.StdoutTerminal && o.file == "" {
		r.env.warn("--raw shows bytes from outside as they are: they may steer this terminal")
	}
	work := &traffic{env: r.env, sessions: services.Sessions, target: t, role: role, plan: pl}
	return work.run(ctx)
}

// find opens what a command works with and finds its target.
func (r *runner) find(args []string, role model.Role) (services Services, t target, err error) {
	if services, err = r.open(); err == nil {
		t, err = findTarget(args, role, services.Profiles)
	}
	return services, t, err
}

func (r *runner) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.ArbitraryArgs,
		Run: r.do(func(_ context.Context, args []string) error {
			if err := noArgs("version", args); err != nil {
				return err
			}
			return r.env.print(fmt.Appendf(nil, "tcpdeck %s\n", r.env.Version))
		}),
	}
}
