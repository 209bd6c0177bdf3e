package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// removing are the flags of rm.
type removing struct {
	runs      []string
	all, yes  bool
	olderThan string
}

// storedRemove deletes stored runs.
func (r *runner) storedRemove() *cobra.Command {
	var o removing
	c := &cobra.Command{
		Use:     "rm PROFILE --run RUN | --all | --older-than AGE",
		Short:   "Remove stored runs of a profile",
		Long:    "Without --yes nothing is removed: it is said how much would be lost. A run that a tcpdeck is writing stays.",
		Example: "tcpdeck output rm \"Payments gateway\" --older-than 30d --yes",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	f := c.Flags()
	f.StringArrayVar(&o.runs, "run", nil, "the RUN by its id or the beginning of it; may be given more than once")
	f.BoolVar(&o.all, "all", false, "all runs of the profile")
	f.StringVar(&o.olderThan, "older-than", "", "the runs that were last written longer ago than this AGE: 30d, 2w, 12h")
	f.BoolVar(&o.yes, "yes", false, "really remove them")
	r.completeRuns(c)
	c.Run = r.doFilled(func(_ context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("output rm needs one PROFILE; see tcpdeck output list")
		}
		s, err := r.shelf()
		if err != nil {
			return err
		}
		runs, err := o.choose(s, args[0], time.Now())
		if err != nil || len(runs) == 0 {
			return err
		}
		return o.remove(s, args[0], runs)
	})
	return c
}

// choose returns the runs that are to go.
func (o *removing) choose(s *shelf, word string, now time.Time) ([]model.Run, error) {
	ways := 0
	for _, given := range []bool{len(o.runs) > 0, o.all, o.olderThan != ""} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		return nil, usagef("output rm needs one of --run RUN, --all and --older-than AGE")
	}
	age := time.Duration(0)
	if o.olderThan != "" {
		var err error
		if age, err = parseAge(o.olderThan); err != nil {
			return nil, usagef("--older-than %s: %w", o.olderThan, err)
		}
	}
	all, err := s.of(word)
	if err != nil {
		return nil, err
	}
	if len(o.runs) > 0 {
		return o.named(all, word)
	}
	var out []model.Run
	for _, run := range all {
		if o.all || now.Sub(run.Written) > age {
			out = append(out, run)
		}
	}
	return out, nil
}

func (o *removing) named(all []model.Run, word string) ([]model.Run, error) {
	var out []model.Run
	seen := map[string]bool{}
	for _, id := range o.runs {
		run, err := runOf(all, word, id)
		if err != nil {
			return nil, err
		}
		if !seen[run.ID] {
			seen[run.ID] = true
			out = append(out, run)
		}
	}
	return out, nil
}

func (o *removing) remove(s *shelf, word string, runs []model.Run) error {
	if !o.yes {
		size := int64(0)
		for _, run := range runs {
			size += run.Size
		}
		return usagef("%s: %s, %s, would be lost; add --yes to remove them", word, words.Counted(int64(len(runs)), "run"), words.Bytes(size))
	}
	var failed []string
	for _, run := range runs {
		if err := s.outputs.Remove(run); err != nil {
			failed = append(failed, err.Error())
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%s: %d of %s not removed: %s", word, len(failed), words.Counted(int64(len(runs)), "run"), strings.Join(failed, "; "))
	}
	return nil
}
