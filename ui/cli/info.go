package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// codePages lists what --code-page and the editor take.
func (r *runner) codePages() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "codepages",
		Short: "List the code pages",
		Args:  cobra.ArbitraryArgs,
		Run: r.do(func(_ context.Context, args []string) error {
			if err := noArgs("codepages", args); err != nil {
				return err
			}
			if asJSON {
				return r.env.printJSON(codePagesJSON())
			}
			return r.env.print(codePagesTable())
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per code page")
	return c
}

func codePagesTable() []byte {
	var t table
	t.row("NUMBER", "NAME", "ALIASES", "TITLE")
	for _, c := range model.CodePages() {
		number := ""
		if c.Number != 0 {
			number = strconv.Itoa(c.Number)
		}
		t.row(number, c.Name, strings.Join(c.Aliases, " "), c.Title)
	}
	return t.bytes()
}

func codePagesJSON() []any {
	var all []any
	for _, c := range model.CodePages() {
		aliases := c.Aliases
		if aliases == nil {
			aliases = []string{}
		}
		all = append(all, struct {
			Number  int      `json:"number,omitempty"`
			Name    string   `json:"name"`
			Aliases []string `json:"aliases"`
			Title   string   `json:"title"`
		}{c.Number, c.Name, aliases, c.Title})
	}
	return all
}

// printJSON writes each value as a line of its own, which is safe to look at.
func (e *Env) printJSON(values []any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, v := range values {
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	return e.print(model.EscapeJSON(b.Bytes()))
}

// paths says where tcpdeck keeps its files.
func (r *runner) paths() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "paths",
		Short: "Print the folders that tcpdeck uses",
		Args:  cobra.ArbitraryArgs,
		Run: r.do(func(_ context.Context, args []string) error {
			if err := noArgs("paths", args); err != nil {
				return err
			}
			f, err := r.folders()
			if err != nil {
				return err
			}
			if asJSON {
				return r.env.printJSON([]any{struct {
					Config       string `json:"config"`
					State        string `json:"state"`
					Profiles     string `json:"profiles"`
					Interactions string `json:"interactions"`
					Output       string `json:"output"`
					Log          string `json:"log"`
				}{f.Config, f.State, f.Profiles, f.Interactions, f.Output, f.Log}})
			}
			return r.env.print([]byte("config        " + f.Config + "\nstate         " + f.State + "\nprofiles      " + f.Profiles +
				"\ninteractions  " + f.Interactions + "\noutput        " + f.Output + "\nlog           " + f.Log + "\n"))
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
