package profiles

import (
	"strings"
	"testing"
	"time"
)

// What takes the tokenizer minutes does not reach it, and what is like it but
// shorter is a file like any other.
func TestHostileToTheTokenizer(t *testing.T) {
	rep := func(unit string) string { return strings.Repeat(unit, (250<<10)/len(unit)) }
	for name, text := range map[string]string{
		"empty lines": "name: |\n  a\n" + rep("\n"), "CRLF": "name: >\n  a\n" + rep(" \r\n"), "tabs": "name: \"" + rep("\ta") + "\"\n", "tabs without an end": "name: \"" + rep("\t"),
		"less": "name: " + rep("<") + "\n", "much before few": "name: |\n  " + strings.Repeat("x", 240<<10) + strings.Repeat("\n", 5000),
	} {
		began := time.Now()
		_, err := parse("x.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Message, "this is too much to read") {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
	for name, text := range map[string]string{
		"empty lines": "name: a\n" + strings.Repeat("\n", 500) + "port: 1\n", "tabs": "name: a\ngroup: \"" + strings.Repeat("\ta", 2000) + "\"\n",
		"less": "name: a\ngroup: " + strings.Repeat("<", 2000) + "\n", "table": "name: a\n" + strings.Repeat("# a\tb\tc\td\te\n", 5000), "paragraphs": "name: a\n" + strings.Repeat("# a\n\n\n", 9000),
	} {
		if _, err := parse("x.yaml", []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
