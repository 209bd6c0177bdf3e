package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// stored makes the commands about past task output.
func (r *runner) stored() *cobra.Command {
	return r.group(&cobra.Command{
		Use:   "output",
		Short: "List, show, search, export and remove past task output",
		Long:  "What the profiles log is stored, one file a run. PROFILE is a profile's name or its id; the output of a deleted profile is found by the name or id that it had. --run takes a run's id or the beginning of it; without it the newest run is meant.",
	}, r.storedList(), r.storedShow(), r.storedSearch(), r.storedExport(), r.storedRemove())
}

// shelf is the stored task output that there is.
type shelf struct {
	outputs  Outputs
	profiles Profiles
	sessions Sessions
	pages    CodePages
	runs     []model.Run // the newest first
	names    map[model.ProfileID]string
}

func (r *runner) shelf() (*shelf, error) {
	services, err := r.open()
	if err == nil {
		err = services.Profiles.Load()
	}
	if err != nil {
		return nil, err
	}
	s := &shelf{outputs: services.Outputs, profiles: services.Profiles, sessions: services.Sessions, pages: services.CodePages,
		names: map[model.ProfileID]string{}}
	var known []model.ProfileID
	for _, e := range services.Profiles.Entries() {
		if id := e.Profile.ID; id != "" {
			known = append(known, id)
			s.names[id] = cmp.Or(e.Profile.Name, string(id))
		}
	}
	s.runs, err = s.outputs.All(known)
	return s, err
}

// name is the name of a run's profile: the present one, else the one that it
// was recorded under, else the id.
func (s *shelf) name(run model.Run) string {
	return cmp.Or(s.names[run.Profile], run.Name, string(run.Profile))
}

// of returns the runs of the profile that word names, the newest first. A
// profile that there is may have none.
func (s *shelf) of(word string) ([]model.Run, error) {
	if e, ok := s.profiles.Lookup(word); ok && e.Profile.ID != "" {
		return s.where(func(run model.Run) bool { return run.Profile == e.Profile.ID }), nil
	}
	runs := s.where(func(run model.Run) bool { return string(run.Profile) == word })
	if len(runs) > 0 {
		return runs, nil
	}
	runs = s.where(func(run model.Run) bool { return s.names[run.Profile] == "" && strings.EqualFold(run.Name, word) })
	var ids []string
	for _, run := range runs {
		if id := string(run.Profile); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch len(ids) {
	case 0:
		return nil, usagef("%s: there is neither such a profile nor task output of one; see tcpdeck output list", word)
	case 1:
		return runs, nil
	}
	return nil, usagef("%s was the name of several profiles: use one of the ids %s", word, strings.Join(ids, ", "))
}

func (s *shelf) where(takes func(model.Run) bool) []model.Run {
	var out []model.Run
	for _, run := range s.runs {
		if takes(run) {
			out = append(out, run)
		}
	}
	return out
}

// run returns the run of a profile whose id begins with id, the newest for "".
func (s *shelf) run(word, id string) (model.Run, error) {
	runs, err := s.of(word)
	if err != nil {
		return model.Run{}, err
	}
	if len(runs) == 0 {
		return model.Run{}, usagef("%s: no task output of it is stored", word)
	}
	if id == "" {
		return runs[0], nil
	}
	return runOf(runs, word, id)
}

func runOf(runs []model.Run, word, id string) (model.Run, error) {
	var found []model.Run
	for _, run := range runs {
		if strings.HasPrefix(run.ID, strings.ToUpper(id)) && id != "" {
			found = append(found, run)
		}
	}
	switch len(found) {
	case 0:
		return model.Run{}, usagef("%s: no run begins with %q; see tcpdeck output list", word, id)
	case 1:
		return found[0], nil
	}
	return model.Run{}, usagef("%s: %d runs begin with %q; give more of it", word, len(found), id)
}

// storedList lists the runs.
func (r *runner) storedList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list [PROFILE]",
		Short:   "List the stored runs, the newest first",
		Example: "tcpdeck output list\ntcpdeck output list \"Payments gateway\" --json",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per run")
	c.Run = r.do(func(_ context.Context, args []string) error {
		if len(args) > 1 {
			return usagef("output list takes one PROFILE at most: %q", args[1])
		}
		s, err := r.shelf()
		if err != nil {
			return err
		}
		runs := s.runs
		if len(args) > 0 {
			if runs, err = s.of(args[0]); err != nil {
				return err
			}
		}
		if asJSON {
			return r.env.printJSON(s.listJSON(runs))
		}
		return r.env.print(s.list(runs))
	})
	return c
}

// dayLayout is a moment for people, in local time.
const dayLayout = "2006-01-02 15:04:05"

func (s *shelf) list(runs []model.Run) []byte {
	var t table
	t.row("RUN", "PROFILE", "ROLE", "STARTED", "SIZE")
	for _, run := range runs {
		t.row(run.ID, s.name(run), string(run.Role), run.Started.Local().Format(dayLayout), words.Bytes(run.Size))
	}
	return t.bytes()
}

func (s *shelf) listJSON(runs []model.Run) []any {
	var all []any
	for _, run := range runs {
		all = append(all, struct {
			Run       string          `json:"run"`
			Profile   string          `json:"profile"`
			ProfileID model.ProfileID `json:"profile_id"`
			Role      model.Role      `json:"role,omitempty"`
			Started   string          `json:"started"`
			Bytes     int64           `json:"bytes"`
			Path      string          `json:"path"`
		}{run.ID, s.name(run), run.Profile, run.Role, run.Started.UTC().Format(model.TimeLayout), run.Size, run.Path})
	}
	return all
}
