package cli

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The width of the help, in cells: that of the terminal within these bounds.
const (
	narrowHelp = 40
	usualHelp  = 80
	wideHelp   = 100
)

// showHelp prints what --help and help do.
func (r *runner) showHelp(c *cobra.Command, _ []string) {
	width := usualHelp
	if r.env.Width > 0 {
		width = min(max(r.env.Width, narrowHelp), wideHelp)
	}
	h := helpText{width: width, bold: r.env.StdoutTerminal && !r.env.NoColor}
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	h.paragraph("", about)
	h.heading("Usage")
	use := "tcpdeck COMMAND"
	if c.HasParent() {
		use = useOf(c)
		if c.HasSubCommands() {
			use += " COMMAND"
		}
	}
	h.paragraph("  ", use)
	if c.HasSubCommands() {
		h.heading("Commands")
		h.commands(c)
	}
	if c.Example != "" {
		h.heading("Examples")
		for _, e := range strings.Split(c.Example, "\n") { // to be copied: never broken
			h.b.WriteString("  " + e + "\n")
		}
	}
	h.flags("Flags", c.LocalNonPersistentFlags())
	h.flags("Flags of every command", c.Root().PersistentFlags())
	r.err = r.env.print([]byte(h.b.String()))
}

// helpText is a help being written.
type helpText struct {
	b     strings.Builder
	width int
	bold  bool
}

func (h *helpText) heading(s string) {
	if h.bold {
		s = "\x1b[1m" + s + "\x1b[22m"
	}
	h.b.WriteString("\n" + s + "\n")
}

// paragraph writes text, broken between words only.
func (h *helpText) paragraph(indent, text string) {
	for _, p := range strings.Split(text, "\n") {
		line := indent
		for _, word := range strings.Fields(p) {
			if line != indent && ansi.StringWidth(line)+1+ansi.StringWidth(word) > h.width {
				h.b.WriteString(line + "\n")
				line = indent
			}
			if line != indent {
				line += " "
			}
			line += word
		}
		h.b.WriteString(line + "\n")
	}
}

// commands lists the commands below c.
func (h *helpText) commands(c *cobra.Command) {
	longest := 0
	for _, sub := range c.Commands() {
		longest = max(longest, len(sub.Name()))
	}
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			fmt.Fprintf(&h.b, "  %-*s  %s\n", longest, sub.Name(), sub.Short)
		}
	}
}

// flags lists flags, each with the word that stands for its value.
func (h *helpText) flags(heading string, set *pflag.FlagSet) {
	var named pflag.FlagSet
	named.SortFlags = false
	set.VisitAll(func(f *pflag.Flag) {
		shown := *f
		if name := valueName(f); name != "" {
			shown.Usage = strings.Replace(f.Usage, name, "`"+name+"`", 1)
		}
		named.AddFlag(&shown)
	})
	if named.HasAvailableFlags() {
		h.heading(heading)
		h.b.WriteString(named.FlagUsagesWrapped(h.width))
	}
}
