package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"
)

var (
	remark  = regexp.MustCompile(`\s{2,}#.*$`)
	command = regexp.MustCompile(`^(.*\| )?tcpdeck `)
	quoted  = regexp.MustCompile(`(?m)^(?:example|begin \S+ \S+) '(.*)'$`)
	shell   = regexp.MustCompile("(?s)```sh\n(.*?)```")
)

// TestExamplesAreRun: a script runs each example of the README and of the
// manual, word for word, and none that is no longer there.
func TestExamplesAreRun(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for line := range strings.Lines(string(readme)) {
		code, isCode := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		if code = remark.ReplaceAllString(code, ""); isCode && command.MatchString(code) {
			documented = append(documented, code)
		}
	}
	everyCommand(func(c *cobra.Command) {
		if c.Example != "" {
			documented = append(documented, strings.Split(c.Example, "\n")...)
		}
	})
	var run []string
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	files := map[string]bool{}
	for _, path := range scripts {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(archive.Comment), -1) {
			run = append(run, strings.ReplaceAll(m[1], "''", "'"))
		}
		for _, f := range archive.Files {
			files[string(f.Data)] = true
		}
	}
	if len(documented) < 40 {
		t.Fatalf("only %d examples found: %q", len(documented), documented)
	}
	for _, line := range documented {
		if !slices.Contains(run, line) {
			t.Errorf("documented, but not run: %s", line)
		}
	}
	for _, line := range run {
		if !slices.Contains(documented, line) {
			t.Errorf("run, but not documented: %s", line)
		}
	}
	for _, m := range shell.FindAllStringSubmatch(string(readme), -1) {
		if !files[m[1]] {
			t.Errorf("no script has this file of the README:\n%s", m[1])
		}
	}
}
