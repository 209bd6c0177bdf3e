package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyCommand calls do with each command that a person can give.
func everyCommand(do func(c *cobra.Command)) {
	r := &runner{env: &Env{}}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		do(c)
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(r.root())
}

func TestManualHasEveryCommandAndFlag(t *testing.T) {
	page := string(manualPage((&runner{env: &Env{}}).root(), "1.2.3"))
	everyCommand(func(c *cobra.Command) {
		if !c.HasSubCommands() && !strings.Contains(page, `.SS "`+roffText(useOf(c))+`"`+"\n") {
			t.Errorf("no heading for %s", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(page, roffText("--"+f.Name)+`\fR`) {
				t.Errorf("%s: no --%s", c.CommandPath(), f.Name)
			}
			if f.NoOptDefVal == "" && valueName(f) == "" {
				t.Errorf("%s --%s: its description has no word in capitals for the value", c.CommandPath(), f.Name)
			}
		})
	})
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "'") || strings.TrimSpace(line) == "" {
			t.Errorf("roff would not take this line as text: %q", line)
		}
	}
}

func TestRoffTextStandsForItself(t *testing.T) {
	for s, want := range map[string]string{
		`--a \n`: `\-\-a \en`, "it's `x` ^~": `it\(aqs \(gax\(ga \(ha\(ti`, "a…b": `a\[u2026]b`,
	} {
		if got := roffText(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	var p roff
	p.text(".dot")
	p.request("SS", `say "x"`)
	if got := p.b.String(); got != "\\&.dot\n.SS \"say \\(dqx\\(dq\"\n" {
		t.Errorf("%q", got)
	}
}

func TestReadmeHasTheExitCodes(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table := "| exit code | meaning |\n| --- | --- |\n"
	for _, m := range exitMeanings {
		table += "| " + m.codes + " | " + m.meaning + " |\n"
	}
	if !strings.Contains(string(readme), table) {
		t.Errorf("the README lacks this table:\n%s", table)
	}
}
