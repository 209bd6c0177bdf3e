package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// testOptions are the flags of test.
type testOptions struct {
	all, json     bool
	groups        []string
	timeout, wait string
}

// subject is one thing to test.
type subject struct {
	name    string // of the profile, or host:port
	profile model.Profile
	// err says why it cannot be tested: the profile is broken, or there is
	// none of that name.
	err error
	// passed: it has no address to connect to, and was not asked for by name.
	passed bool
}

func (r *runner) test() *cobra.Command {
	var o testOptions
	c := &cobra.Command{
		Use:   "test TARGET… | HOST PORT | --all | --group NAME",
		Short: "Test connections stage by stage: resolve, connect, first bytes",
		Long: "Resolves the name, connects to each of its addresses and waits for the first bytes; nothing is sent. " +
			"One target is shown stage by stage; several are tested side by side, one line each, and the worst exit code counts. " +
			"TARGET is a profile's name, its id, or host:port.",
		Example: "tcpdeck test db1:5432\ntcpdeck test --group Payments --timeout 2 --wait 500ms",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeMoreProfiles,
	}
	f := c.Flags()
	f.BoolVar(&o.all, "all", false, "test every profile")
	f.StringArrayVar(&o.groups, "group", nil, "test the profiles of the group NAME; may be given again")
	r.completeGroups(c)
	f.StringVar(&o.timeout, "timeout", "", "how many SECONDS to resolve, and to connect to each address; at most 10")
	f.StringVar(&o.wait, "wait", model.DefaultWait.String(), "how long (a DURATION) to wait for the first bytes; 0 does not")
	f.BoolVar(&o.json, "json", false, "print one JSON object per target")
	c.Run = r.doFilled(func(ctx context.Context, args []string) error { return r.runTest(ctx, &o, args) })
	return c
}

func (r *runner) runTest(ctx context.Context, o *testOptions, args []string) error {
	chosen := o.all || len(o.groups) > 0
	switch {
	case chosen && len(args) > 0:
		return usagef("test takes either targets, or --all or --group")
	case !chosen && len(args) == 0:
		return usagef("test needs a TARGET: a profile's name, its id, or host:port; or --all, or --group NAME")
	}
	wait, err := parseSpan(o.wait)
	if err != nil {
		return usagef("--wait: %w", err)
	}
	override := options{timeout: o.timeout}
	if err := override.override(&model.Profile{}); err != nil {
		return err
	}
	services, err := r.open()
	if err != nil {
		return err
	}
	var all []subject
	if chosen {
		all, err = o.fromStore(services.Profiles)
	} else {
		all, err = fromWords(args, services.Profiles)
	}
	if err != nil {
		return err
	}
	for i := range all {
		if err := override.override(&all[i].profile); err != nil {
			return err
		}
	}
	if len(all) == 1 && !chosen {
		return r.env.testOne(ctx, services.Sessions, all[0], wait, o.json)
	}
	return r.env.testMany(ctx, services.Sessions, all, wait, o.json)
}

// fromWords finds what the words name. Two words of which the second is a
// number are HOST PORT.
func fromWords(args []string, store Profiles) ([]subject, error) {
	words := [][]string{}
	if len(args) == 2 && strings.Trim(args[1], "0123456789") == "" && args[1] != "" {
		words = append(words, args)
	} else {
		for _, a := range args {
			words = append(words, []string{a})
		}
	}
	var all []subject
	for _, w := range words {
		t, err := findTarget(w, model.Client, store)
		if err == nil {
			err = t.check(model.Client)
		}
		var usage *exitError
		if err != nil && !errors.As(err, &usage) {
			return nil, err
		}
		s := subject{name: t.profile.Name, profile: t.profile, err: err}
		if s.name == "" {
			s.name = strings.Join(w, " ")
		}
		all = append(all, s)
	}
	return all, nil
}

// fromStore chooses stored profiles, in the order of their names.
func (o *testOptions) fromStore(store Profiles) ([]subject, error) {
	if err := store.Load(); err != nil {
		return nil, err
	}
	var all []subject
	for _, e := range store.Entries() {
		p := e.Profile
		in := func(group string) bool { return inGroup(e, group) }
		if len(o.groups) > 0 && !slices.ContainsFunc(o.groups, in) {
			continue
		}
		s := subject{name: p.Name, profile: p}
		if s.name == "" {
			s.name = e.File
		}
		if e.Err != nil {
			s.err = usagef("%s: %w", s.name, e.Err)
		} else if _, err := p.DialAddress(); err != nil {
			s.passed = true
		}
		all = append(all, s)
	}
	switch {
	case len(all) > 0:
	case len(o.groups) > 0:
		return nil, usagef("no profile is in the group %s", strings.Join(o.groups, ", "))
	default:
		return nil, usagef("there is no profile to test")
	}
	slices.SortStableFunc(all, func(a, b subject) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	return all, nil
}

// testCode is the exit code that the outcome of a test calls for.
func testCode(c model.Check) int {
	d := c.Decisive()
	switch {
	case c.Works():
		return exitDone
	case d.Name == "" || d.Reason == model.InternalError:
		return exitInternal
	case d.HungUp():
		return exitBroken
	}
	return exitConnect
}

// ms is d in milliseconds, for JSON.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
