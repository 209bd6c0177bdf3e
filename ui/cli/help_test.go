package cli

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
)

func helpOf(t *testing.T, width int, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	env := &Env{Args: append(args, "--help"), Stdout: &out, Stderr: &errs, Width: width}
	if code := Run(t.Context(), env); code != 0 || errs.Len() > 0 {
		t.Fatalf("%q: exit code %d, %s", args, code, errs.String())
	}
	return out.String()
}

// TestHelpFits: no line but an example is wider than the terminal, and words
// are whole.
func TestHelpFits(t *testing.T) {
	everyCommand(func(c *cobra.Command) {
		path := strings.Fields(c.CommandPath())[1:]
		for _, width := range []int{80, 100} {
			example := false
			for line := range strings.Lines(helpOf(t, width, path...)) {
				line = strings.TrimSuffix(line, "\n")
				if !strings.HasPrefix(line, " ") {
					example = line == "Examples"
				}
				if !example && ansi.StringWidth(line) > width {
					t.Errorf("%q at %d: %q", path, width, line)
				}
			}
		}
		words := strings.Join(strings.Fields(helpOf(t, 40, path...)), " ")
		if about := strings.Join(strings.Fields(c.Long), " "); !strings.Contains(words, about) {
			t.Errorf("%q: words of its description are broken", path)
		}
	})
}

func TestHelpNamesValuesAndCommands(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"connect"}, []string{"  tcpdeck connect TARGET | HOST PORT\n", "--count N ", "--json  ", "(default \"half-close\")"}},
		{[]string{"output"}, []string{"  tcpdeck output COMMAND\n", "  search  Search all"}},
		{nil, []string{"  tcpdeck COMMAND\n", "  connect      Run a profile", "--config-dir FOLDER "}},
	} {
		text := helpOf(t, 80, c.args...)
		for _, w := range c.want {
			if !strings.Contains(text, w) {
				t.Errorf("%q: no %q in\n%s", c.args, w, text)
			}
		}
	}
}
