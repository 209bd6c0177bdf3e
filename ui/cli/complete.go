package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// completeProfiles offers the profiles as the first argument, by their names
// with what they stand for.
func (r *runner) completeProfiles(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return r.completeMoreProfiles(c, args, typed)
}

// completeMoreProfiles offers the profiles that are not among the arguments
// yet. A name that a terminal would not draw as it is cannot be offered.
func (r *runner) completeMoreProfiles(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	store, err := r.loaded()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []cobra.Completion
	for _, e := range store.Entries() {
		name := e.Profile.Name
		fits := len(name) >= len(typed) && strings.EqualFold(name[:len(typed)], typed)
		if e.Err != nil || !fits || model.Escape(name) != name || slices.Contains(args, name) {
			continue
		}
		found = append(found, cobra.CompletionWithDesc(name, model.Escape(addressOf(e.Profile))))
	}
	slices.Sort(found)
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeTargetFlag offers the profiles as the value of a flag.
func (r *runner) completeTargetFlag(c *cobra.Command, flag string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return r.completeMoreProfiles(c, nil, typed)
	})
}

// noCompletion offers nothing, where files would be wrong.
func noCompletion(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// completeWords offers the values of a flag.
func completeWords(c *cobra.Command, flag string, values ...cobra.Completion) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

func completeDirection(c *cobra.Command) {
	completeWords(c, "direction", "sent", "received", "event")
}

// completeEncoding offers the values of the flags that say how messages are
// cut and written.
func completeEncoding(c *cobra.Command) {
	completeWords(c, "framing", "raw", "lf", "crlf", "cr", "nul")
	_ = c.RegisterFlagCompletionFunc("code-page", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var found []cobra.Completion
		for _, page := range model.CodePages() {
			found = append(found, cobra.CompletionWithDesc(page.Name, page.Title))
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeGroups offers the groups of the profiles for --group.
func (r *runner) completeGroups(c *cobra.Command) {
	_ = c.RegisterFlagCompletionFunc("group", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		store, err := r.loaded()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var found []cobra.Completion
		for _, e := range byGroup(store.Entries()) {
			if g := e.Profile.Group; e.Err == nil && model.Escape(g) == g {
				found = append(found, g)
			}
		}
		sameGroup := func(a, b string) bool { return model.FoldName(a) == model.FoldName(b) }
		return slices.CompactFunc(found, sameGroup), cobra.ShellCompDirectiveNoFileComp
	})
}

// completeRuns offers the stored runs of the profile that is the argument for
// --run, the newest first.
func (r *runner) completeRuns(c *cobra.Command) {
	_ = c.RegisterFlagCompletionFunc("run", func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		const directive = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		s, err := r.shelf()
		if err != nil || len(args) != 1 {
			return nil, directive
		}
		runs, err := s.of(args[0])
		if err != nil {
			return nil, directive
		}
		var found []cobra.Completion
		for _, run := range runs {
			found = append(found, cobra.CompletionWithDesc(run.ID, string(run.Role)+", "+run.Started.Local().Format(dayLayout)))
		}
		return found, directive
	})
}
