package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tcpdeck/model"
)

func (r *runner) profileAdd() *cobra.Command {
	c := &cobra.Command{
		Use:     "add --name NAME",
		Short:   "Add a profile and print its id",
		Long:    "What no flag says has the editor's default.",
		Example: "tcpdeck profile add --name \"Payments gateway\" --address pay1.internal --port 7001 --framing lf",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: noCompletion,
	}
	bindProfile(c.Flags())
	completeEncoding(c)
	r.completeGroups(c)
	c.Run = r.do(func(_ context.Context, args []string) error {
		if len(args) > 0 {
			return orStray(args, c.Flags(), usagef("profile add takes flags only: %q; write --name %q", args[0], args[0]))
		}
		p := model.NewProfile()
		if err := applyFlags(c.Flags(), &p); err != nil {
			return usagef("profile add: %w", err)
		}
		return r.saveNew(p)
	})
	return c
}

// saveNew stores a new profile and prints its id.
func (r *runner) saveNew(p model.Profile) error {
	store, err := r.store()
	if err != nil {
		return err
	}
	e, err := store.Save(p, "")
	if err != nil {
		return notSaved(p.Name, err, fmt.Sprintf("to change that profile use tcpdeck profile set %q", p.Name))
	}
	return r.env.print([]byte(model.Escape(string(e.Profile.ID)) + "\n"))
}

// notSaved says why a profile was not saved; taken is the hint for a name that
// another one has.
func notSaved(name string, err error, taken string) error {
	var fields model.FieldErrors
	if !errors.As(err, &fields) {
		return failf(exitInternal, "%s: %w", name, err)
	}
	if fields.On(model.FieldName) != "" {
		return usagef("%s: %w; %s", name, err, taken)
	}
	return usagef("%s: %w", name, err)
}

func (r *runner) profileSet() *cobra.Command {
	c := &cobra.Command{
		Use:     "set NAME",
		Short:   "Change a profile",
		Long:    "Only what flags say is changed; comments in the file stay. --name renames.",
		Example: "tcpdeck profile set \"Payments gateway\" --port 7002 --log-sent=false",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	bindProfile(c.Flags())
	completeEncoding(c)
	r.completeGroups(c)
	c.Run = r.do(func(_ context.Context, args []string) error {
		if len(args) != 1 {
			return orStray(args, c.Flags(), usagef("profile set needs one NAME: a profile's name or its id"))
		}
		if !given(c.Flags()) {
			return usagef("%s: nothing to change; say what with flags such as --port 7002", args[0])
		}
		store, err := r.store()
		if err != nil {
			return err
		}
		return setProfile(store, args[0], c.Flags())
	})
	return c
}

// setProfile applies flags to the profile as it stands on disk, anew if that
// changes meanwhile: what else was changed stays.
func setProfile(store Profiles, word string, flags *pflag.FlagSet) error {
	const attempts = 15
	for attempt := 1; ; attempt++ {
		e, err := findProfile(store, word)
		if err != nil {
			return err
		}
		p := e.Profile
		if err := applyFlags(flags, &p); err != nil {
			return usagef("%s: %w", word, err)
		}
		switch _, err = store.Save(p, e.Version); {
		case err == nil:
			return nil
		case errors.Is(err, model.ErrChanged) && attempt < attempts:
		default:
			return notSaved(word, err, "choose another name")
		}
	}
}

func (r *runner) profileClone() *cobra.Command {
	return &cobra.Command{
		Use:     "clone NAME NEW",
		Short:   "Copy a profile under a new name and print the copy's id",
		Example: "tcpdeck profile clone \"Payments gateway\" \"Payments standby\"",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
		Run: r.do(func(_ context.Context, args []string) error {
			if len(args) != 2 {
				return usagef("profile clone needs NAME and NEW: a profile and the name of its copy")
			}
			_, e, err := r.storedProfile(args[0])
			if err != nil {
				return err
			}
			p := e.Profile
			p.ID, p.Name = "", strings.TrimSpace(args[1])
			if errs := p.Validate(); len(errs) > 0 {
				return usagef("profile clone: %w", errs)
			}
			return r.saveNew(p)
		}),
	}
}

func (r *runner) profileRemove() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "rm NAME… --yes",
		Short:   "Remove profiles",
		Long:    "Removes the files of profiles; their stored task output stays. Without --yes it only says what would be lost.",
		Example: "tcpdeck profile rm \"Payments standby\" --yes",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeMoreProfiles,
	}
	c.Flags().BoolVar(&yes, "yes", false, "remove them without asking")
	c.Run = r.do(func(_ context.Context, args []string) error {
		if len(args) == 0 {
			return usagef("profile rm needs a NAME: a profile's name or its id")
		}
		store, err := r.store()
		if err != nil {
			return err
		}
		entries, err := findProfiles(store, args)
		var broken *model.FileError
		if errors.As(err, &broken) {
			return usagef("%w; a broken file is not removed, delete or mend it by hand", err)
		}
		if err != nil {
			return err
		}
		if !yes {
			return usagef("%s would be lost; to remove add --yes", namesOf(entries))
		}
		for _, e := range entries {
			if err := store.Delete(e.Profile.ID); err != nil {
				return failf(exitInternal, "%s: %w", e.Profile.Name, err)
			}
		}
		return nil
	})
	return c
}

// findProfiles finds each of words, none twice.
func findProfiles(store Profiles, words []string) ([]model.Entry, error) {
	var all []model.Entry
	seen := map[string]bool{}
	for _, w := range words {
		e, err := findProfile(store, w)
		if err != nil {
			return nil, err
		}
		if !seen[e.File] {
			seen[e.File] = true
			all = append(all, e)
		}
	}
	return all, nil
}

// namesOf names a few profiles and counts the rest.
func namesOf(entries []model.Entry) string {
	const most = 5
	var names []string
	for _, e := range entries[:min(most, len(entries))] {
		names = append(names, fmt.Sprintf("%s (%s, %s)", e.Profile.Name, addressOf(e.Profile), e.File))
	}
	if more := len(entries) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
