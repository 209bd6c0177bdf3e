package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// profile makes the commands that manage stored profiles.
func (r *runner) profile() *cobra.Command {
	return r.group(&cobra.Command{
		Use:   "profile",
		Short: "List, change, import and export profiles",
		Long:  "Profiles are files below the profiles folder (tcpdeck paths); these commands manage them from scripts. NAME is a profile's name or its id.",
	}, r.profileList(), r.profileShow(), r.profileAdd(), r.profileSet(), r.profileClone(), r.profileRemove(), r.profileImport(), r.profileExport())
}

// store opens the stored profiles.
func (r *runner) store() (Profiles, error) {
	services, err := r.open()
	return services.Profiles, err
}

// loaded is the store with all of its files read.
func (r *runner) loaded() (Profiles, error) {
	store, err := r.store()
	if err == nil {
		err = store.Load()
	}
	return store, err
}

// findProfile finds the one valid profile of a name or an id.
func findProfile(store Profiles, word string) (model.Entry, error) {
	e, ok, err := store.Find(word)
	switch {
	case err != nil:
		return e, err
	case !ok:
		return e, usagef("there is no profile %q; see tcpdeck profile list", word)
	case e.Err != nil:
		return e, usagef("%s: %w", word, e.Err)
	}
	return e, nil
}

// storedProfile opens the stored profiles and finds one of them.
func (r *runner) storedProfile(word string) (store Profiles, e model.Entry, err error) {
	if store, err = r.store(); err == nil {
		e, err = findProfile(store, word)
	}
	return store, e, err
}

// addressOf is where a profile connects to or listens, as one word.
func addressOf(p model.Profile) string {
	return model.JoinHostPort(p.Address, strconv.Itoa(p.Port))
}

func (r *runner) profileList() *cobra.Command {
	var asJSON bool
	var group string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the profiles",
		Long:    "The profiles by group and name. A broken file stands below them with a ! and what is wrong with it.",
		Example: "tcpdeck profile list --group Payments\ntcpdeck profile list --json",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: noCompletion,
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per profile")
	c.Flags().StringVar(&group, "group", "", "only the profiles of the group NAME")
	r.completeGroups(c)
	c.Run = r.do(func(_ context.Context, args []string) error {
		if err := noArgs("profile list", args); err != nil {
			return err
		}
		store, err := r.loaded()
		if err != nil {
			return err
		}
		entries := byGroup(store.Entries())
		if c.Flags().Changed("group") {
			entries = slices.DeleteFunc(entries, func(e model.Entry) bool { return !inGroup(e, group) })
		}
		if asJSON {
			return r.env.printJSON(entriesJSON(entries))
		}
		return r.env.print(entriesTable(entries))
	})
	return c
}

func inGroup(e model.Entry, group string) bool {
	return model.FoldName(e.Profile.Group) == model.FoldName(group)
}

// byGroup sorts by group and name, the broken files last.
func byGroup(entries []model.Entry) []model.Entry {
	key := func(e model.Entry) []string {
		if e.Err != nil {
			return []string{"1", e.File}
		}
		return []string{"0", model.FoldName(e.Profile.Group), model.FoldName(e.Profile.Name)}
	}
	slices.SortStableFunc(entries, func(a, b model.Entry) int { return slices.Compare(key(a), key(b)) })
	return entries
}

func entriesTable(entries []model.Entry) []byte {
	var t table
	var broken []byte
	t.row("NAME", "ADDRESS", "PORT", "GROUP", "CODE PAGE", "ID")
	for _, e := range entries {
		if e.Err != nil {
			broken = append(broken, "! "+model.Escape(e.Err.Error())+"\n"...)
			continue
		}
		p := e.Profile
		t.row(p.Name, p.Address, strconv.Itoa(p.Port), p.Group, p.CodePage, string(p.ID))
	}
	return append(t.bytes(), broken...)
}

// profileJSON has the keys of a profile's file.
type profileJSON struct {
	ID           model.ProfileID `json:"id"`
	Name         string          `json:"name"`
	Group        string          `json:"group"`
	Timeout      float64         `json:"timeout"` // seconds
	CodePage     string          `json:"code_page"`
	Address      string          `json:"address"`
	Port         int             `json:"port"`
	MaxClients   int             `json:"max_clients"`
	LogSent      bool            `json:"log_sent"`
	LogReceived  bool            `json:"log_received"`
	Framing      framingJSON     `json:"framing"`
	Protected    bool            `json:"protected"`
	CloseTimeout bool            `json:"close_on_timeout"`
	KeepHalfOpen bool            `json:"keep_half_open"`
	MaxMessage   int             `json:"max_message"` // bytes
	File         string          `json:"file"`
}

type framingJSON struct {
	Receive model.Ending `json:"receive"`
	Send    model.Ending `json:"send"`
}

// brokenJSON is a file whose settings cannot be relied on.
type brokenJSON struct {
	ID    model.ProfileID `json:"id"`
	Name  string          `json:"name,omitempty"`
	File  string          `json:"file"`
	Error string          `json:"error"`
}

func entryJSON(e model.Entry) any {
	p := e.Profile
	if e.Err != nil {
		return brokenJSON{p.ID, p.Name, e.File, e.Err.Error()}
	}
	return profileJSON{
		p.ID, p.Name, p.Group, p.Timeout.Seconds(), p.CodePage, p.Address, p.Port, p.MaxClients, p.LogSent, p.LogReceived,
		framingJSON(p.Framing), p.Protected, p.CloseTimeout, p.KeepHalfOpen, p.MaxMessage, e.File,
	}
}

func entriesJSON(entries []model.Entry) []any {
	var all []any
	for _, e := range entries {
		all = append(all, entryJSON(e))
	}
	return all
}

func (r *runner) profileShow() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show NAME",
		Short:   "Print a profile's file",
		Example: "tcpdeck profile show \"Payments gateway\"\ntcpdeck profile show \"Payments gateway\" --json",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Run = r.do(func(_ context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("profile show needs one NAME: a profile's name or its id")
		}
		store, e, err := r.storedProfile(args[0])
		if err != nil {
			return err
		}
		if asJSON {
			return r.env.printJSON([]any{entryJSON(e)})
		}
		data, err := store.Source(e)
		if err != nil {
			return failf(exitInternal, "%s: %w", args[0], err)
		}
		return r.env.printFile(data)
	})
	return c
}

// printFile writes the content of a text file: as it is, but to a terminal
// safely.
func (e *Env) printFile(data []byte) error {
	if e.StdoutTerminal {
		data = safeLines(data)
	}
	return e.print(data)
}
