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

// noCompletion offers nothing, where files would be wrong.
func noCompletion(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}
