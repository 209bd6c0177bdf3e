package cli

import (
	"bytes"
	"context"
	"regexp"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manual makes the command that prints the manual page.
func (r *runner) manual(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:               "man",
		Short:             "Show the manual page",
		Long:              "Shows the manual page in a terminal. To a pipe or a file it is the page's source, to be read with man -l or installed as tcpdeck.1.",
		Example:           "tcpdeck man > tcpdeck.1",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: noCompletion,
		Run: r.do(func(ctx context.Context, args []string) error {
			if err := noArgs("man", args); err != nil {
				return err
			}
			page := manualPage(root, r.env.Version)
			if r.env.StdoutTerminal && r.env.ShowManual(ctx, page) == nil {
				return nil
			}
			return r.env.print(page)
		}),
	}
}

// manualPage is the manual of every command, as groff and mandoc read it.
func manualPage(root *cobra.Command, version string) []byte {
	var p roff
	p.request("TH", "TCPDECK", "1", "", "tcpdeck "+version, "User Commands")
	p.request("SH", "NAME")
	p.text("tcpdeck - " + root.Short)
	p.request("SH", "SYNOPSIS")
	p.request("nf")
	p.text("tcpdeck [--ascii] [--no-mouse]")
	for _, c := range leaves(root) {
		p.text(useOf(c))
	}
	p.request("fi")
	p.request("SH", "DESCRIPTION")
	p.paragraphs(manualIntroduction)
	p.request("SH", "COMMANDS")
	for _, c := range leaves(root) {
		p.command(c)
	}
	p.request("SH", "OPTIONS OF EVERY COMMAND")
	p.flags(root.PersistentFlags())
	p.request("SH", "OPTIONS OF THE DECK")
	p.text("Taken by tcpdeck without a command, and by tcpdeck demo.")
	p.flags(lookFlags(root))
	p.request("SH", "EXIT STATUS")
	for _, m := range exitMeanings {
		p.item(m.codes, "", m.meaning)
	}
	p.request("SH", "JSON LINES")
	p.paragraphs(manualJSON)
	p.request("SH", "FILES")
	for _, f := range manualFiles {
		p.item(f[0], "", f[1])
	}
	p.request("SH", "ENVIRONMENT")
	for _, e := range manualEnvironment {
		p.item(e[0], "", e[1])
	}
	p.request("SH", "SEE ALSO")
	p.text("nc(1), ncat(1), socat(1)")
	return []byte(p.b.String())
}

// leaves are the commands that do something, in the order of their names;
// the deck itself is not among them.
func leaves(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range c.Commands() {
		switch {
		case sub.Hidden:
		case sub.HasSubCommands():
			all = append(all, leaves(sub)...)
		default:
			all = append(all, sub)
		}
	}
	return all
}

// useOf is how a command is called.
func useOf(c *cobra.Command) string {
	if c.HasParent() && c.Parent().HasParent() {
		return "tcpdeck " + c.Parent().Name() + " " + c.Use
	}
	return "tcpdeck " + c.Use
}

// command describes one command.
func (p *roff) command(c *cobra.Command) {
	p.request("SS", useOf(c))
	if p.text(c.Short + "."); c.Long != "" {
		p.request("PP")
		p.paragraphs(c.Long)
	}
	own := c.LocalNonPersistentFlags()
	if c.Name() == "demo" { // they stand under their own heading
		own = &pflag.FlagSet{}
	}
	p.flags(own)
	if c.Example != "" {
		p.example(c.Example)
	}
}

// flags describes flags, in the order of their names.
func (p *roff) flags(set *pflag.FlagSet) {
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" || f.Name == "version" {
			return
		}
		term := "--" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", " + term
		}
		description := f.Usage
		if f.Value.Type() == "string" && f.DefValue != "" {
			description += " (default " + f.DefValue + ")"
		}
		p.item(term, valueName(f), sentence(description))
	})
}

// lookFlags are the flags of the deck.
func lookFlags(root *cobra.Command) *pflag.FlagSet {
	var set pflag.FlagSet
	root.LocalNonPersistentFlags().VisitAll(set.AddFlag)
	return &set
}

var capitals = regexp.MustCompile(`\b[A-Z]+\b`)

// valueName is the word in capitals that stands for a flag's value in its
// description.
func valueName(f *pflag.Flag) string {
	if f.NoOptDefVal != "" {
		return ""
	}
	for _, w := range capitals.FindAllString(f.Usage, -1) {
		if !slices.Contains([]string{"JSON", "YAML", "CSV", "TCP", "RFC", "NO"}, w) {
			return w
		}
	}
	return ""
}

// sentence writes a description as a sentence.
func sentence(s string) string {
	b := []byte(s)
	if b = bytes.TrimRight(b, "."); len(b) == 0 {
		return ""
	}
	return string(bytes.ToUpper(b[:1])) + string(b[1:]) + "."
}
