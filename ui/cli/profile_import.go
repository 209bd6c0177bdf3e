package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

func (r *runner) profileImport() *cobra.Command {
	var dry bool
	var policy string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Import profiles, saying first what that does",
		Long: "FILE is a bundle made by profile export, a single profile's file, or Packet Sender's packets.ini; - reads stdin. " +
			"Each line says what is done with one profile: add, unchanged, change (same name and id, other settings), or clash (the name or the id is another's) and what is done about that.",
		Example: "tcpdeck profile import team.yaml --dry-run\ntcpdeck profile import team.yaml --on-clash rename",
		Args:    cobra.ArbitraryArgs,
	}
	bindImport(c, &dry, &policy, "a profile")
	c.Run = r.do(func(ctx context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("profile import needs one FILE, or - for stdin")
		}
		if !model.ImportPolicy(policy).Known() {
			return usagef("--on-clash %s: use skip, rename or replace", policy)
		}
		return r.importFile(ctx, args[0], model.ImportPolicy(policy), dry)
	})
	return c
}

// bindImport adds the flags of an import of things like that.
func bindImport(c *cobra.Command, dry *bool, policy *string, thing string) {
	c.Flags().BoolVar(dry, "dry-run", false, "only say what would be done")
	c.Flags().StringVar(policy, "on-clash", string(model.SkipClashes), "do WHAT with "+thing+" that clashes: skip, rename or replace")
	completeWords(c, "on-clash", string(model.SkipClashes), string(model.RenameClashes), string(model.ReplaceClashes))
}

// importFile says what importing a file does, and does it unless dry.
func (r *runner) importFile(ctx context.Context, path string, policy model.ImportPolicy, dry bool) error {
	store, err := r.store()
	if err != nil {
		return err
	}
	in, err := r.readImport(store, path)
	if err != nil {
		return err
	}
	if err := store.Load(); err != nil {
		return err
	}
	steps := model.PlanImport(store.Entries(), in.Profiles, policy)
	for _, note := range in.Notes {
		r.env.warn(importName(path) + ": " + note)
	}
	if err := enough(r.env.print(stepsTable(steps))); err != nil || dry { // head does not stop an import
		return err
	}
	return importAll(ctx, store, steps)
}

// readImport reads the file that is to be imported.
func (r *runner) readImport(store Profiles, path string) (model.Imported, error) {
	var in model.Imported
	data, err := r.env.ReadFile(path, model.MaxImportSize)
	if err == nil {
		in, err = store.ReadImport(importName(path), data)
	}
	if err != nil {
		return in, usagef("%w", err)
	}
	return in, nil
}

// importName is how messages name the file.
func importName(path string) string {
	if path == "-" {
		return "stdin"
	}
	return path
}

func stepsTable(steps []model.ImportStep) []byte {
	var t table
	for _, st := range steps {
		var about []string
		if st.Clash != "" {
			about = append(about, st.Clash)
		}
		if st.Outcome != "" {
			about = append(about, st.Outcome)
		}
		words := strings.Join(about, "; ")
		for i, c := range st.Changes {
			switch {
			case i > 0:
				words += ", "
			case words != "":
				words += ": "
			}
			words += c.String()
		}
		t.row(st.Kind.String(), st.Profile.Name, words)
	}
	return t.bytes()
}

func importAll(ctx context.Context, store Profiles, steps []model.ImportStep) error {
	var list []model.Saving
	for _, st := range steps {
		if st.Writes {
			list = append(list, st.Save)
		}
	}
	done, err := store.SaveAll(ctx, list)
	if err != nil {
		return failf(exitInternal, "%w; %d of %d profiles were written before, importing again does the rest", err, len(done), len(list))
	}
	return nil
}

// bundling are the flags of profile export.
type bundling struct {
	all         bool
	group, file string
}

func (r *runner) profileExport() *cobra.Command {
	var o bundling
	c := &cobra.Command{
		Use:     "export NAME… | --all | --group GROUP",
		Short:   "Write profiles as one YAML bundle, for profile import",
		Example: "tcpdeck profile export --all --file team.yaml\ntcpdeck profile export \"Payments gateway\" | ssh host tcpdeck profile import -",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeMoreProfiles,
	}
	f := c.Flags()
	f.BoolVar(&o.all, "all", false, "every profile")
	f.StringVar(&o.group, "group", "", "every profile of the group NAME")
	f.StringVar(&o.file, "file", "", "write to FILE instead of stdout")
	r.completeGroups(c)
	c.Run = r.doFilled(func(_ context.Context, args []string) error {
		store, err := r.store()
		if err != nil {
			return err
		}
		entries, err := o.choose(store, args)
		if err != nil {
			return err
		}
		return r.export(store.Bundle(profilesOf(entries)), o.file)
	})
	return c
}

// choose returns the profiles that are to be exported.
func (o *bundling) choose(store Profiles, names []string) ([]model.Entry, error) {
	chosen := o.all || o.group != ""
	switch {
	case chosen && len(names) > 0:
		return nil, usagef("profile export takes either NAMEs, or --all or --group")
	case !chosen && len(names) == 0:
		return nil, usagef("profile export needs a NAME, or --all, or --group")
	case !chosen:
		return findProfiles(store, names)
	case o.group == "":
		return allProfiles(store, func(model.Entry) bool { return true })
	}
	entries, err := allProfiles(store, func(e model.Entry) bool { return inGroup(e, o.group) })
	if err == nil && len(entries) == 0 {
		err = usagef("no profile is in the group %s", o.group)
	}
	return entries, err
}

// allProfiles are the profiles that fit, by group and name; one broken among
// them is an error.
func allProfiles(store Profiles, fits func(model.Entry) bool) ([]model.Entry, error) {
	if err := store.Load(); err != nil {
		return nil, err
	}
	var all []model.Entry
	for _, e := range byGroup(store.Entries()) {
		if !fits(e) {
			continue
		}
		if e.Err != nil {
			return nil, usagef("nothing was exported: %w", e.Err)
		}
		all = append(all, e)
	}
	return all, nil
}

func profilesOf(entries []model.Entry) []model.Profile {
	list := make([]model.Profile, len(entries))
	for i, e := range entries {
		list[i] = e.Profile
	}
	return list
}

// export writes a bundle to a file, or to stdout without one.
func (r *runner) export(data []byte, file string) error {
	if file == "" {
		return r.env.printFile(data)
	}
	w, err := r.env.Create(file)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	if closing := w.Close(); err == nil {
		err = closing
	}
	return err
}
