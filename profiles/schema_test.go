package profiles

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"tcpdeck/model"
)

func profileSchema(t *testing.T) *jsonschema.Schema { return schemaOf(t, "profile.schema.json") }

func schemaOf(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(file, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate says what the schema says of a YAML text.
func validate(s *jsonschema.Schema, text []byte) error {
	var value any
	if err := yaml.Unmarshal(text, &value); err != nil {
		return err
	}
	return s.Validate(value)
}

func TestSchemaTakesWhatIsWritten(t *testing.T) {
	s := profileSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		p, other := anyProfile(t), anyProfile(t)
		for _, text := range [][]byte{render(p), Bundle([]model.Profile{p, other}), Bundle(nil)} {
			if err := validate(s, text); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
		}
	})
}

// Every YAML example of the README is a file that both the schema and the
// parser take.
func TestSchemaTakesTheReadme(t *testing.T) {
	profile, interaction := profileSchema(t), schemaOf(t, "interaction.schema.json")
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for i, part := range strings.Split(string(readme), "```yaml\n") {
		text, _, ok := strings.Cut(part, "```")
		if i == 0 || !ok {
			continue
		}
		examples++
		s := profile
		_, err := ReadImport("README.md", []byte(text))
		if strings.Contains(text, "rules:") {
			s = interaction
			_, err = ReadInteractions("README.md", []byte(text))
		}
		if err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		if err := validate(s, []byte(text)); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	if examples == 0 {
		t.Error("the README has no example")
	}
}

// The schema and the parser agree, as far as a schema can say it.
func TestSchemaIsTheParser(t *testing.T) {
	s := profileSchema(t)
	const head = "name: Pay\n"
	for _, text := range []string{
		"hello\n", "- a\n", "version: 1\n", "name: ' '\n", "name: ''\n", "name: 5\n", "name:\n", "name: [a]\n", "name: {a: 1}\n", "name: true\n",
		"name: \"a\\nb\"\n", "name: \"a\\0b\"\n", "name: " + strings.Repeat("x", 201) + "\n", head + "version: 2\n", head + "version: '1'\n", head + "prot: 5\n",
		head + "id: 5\n", head + "id: ''\n", head + "id: \"a\\tb\"\n", head + "id: " + strings.Repeat("x", 101) + "\n",
		head + "group: 5\n", head + "group:\n", head + "group: \"a\\nb\"\n", head + "timeout: -1\n", head + "timeout: 86401\n", head + "timeout: abc\n", head + "timeout: '5'\n", head + "timeout:\n",
		head + "code_page: []\n", head + "code_page: true\n", head + "code_page: 1.5\n", head + "address: a b\n", head + "address: 5\n", head + "address: http://x\n", head + "address: '**'\n", head + "address: " + strings.Repeat("a.", 127) + "\n",
		head + "port: 0\n", head + "port: 65536\n", head + "port: '80'\n", head + "port: 80.5\n", head + "port:\n", head + "max_clients: -1\n", head + "max_clients: 1000001\n", head + "max_clients: x\n",
		head + "log_sent: yes\n", head + "log_sent: 1\n", head + "log_received:\n", head + "framing: xml\n", head + "framing: []\n", head + "framing: {receive: lf, sned: lf}\n", head + "framing: {send: 5}\n", head + "framing:\n",
		head + "protected: 'true'\n", head + "close_on_timeout: 0\n", head + "keep_half_open: x\n", head + "max_message: 0\n", head + "max_message: 1073741825\n",
		"profiles: 5\n", "profiles:\n", "profiles: [5]\n", "profiles: [{}]\n", "profiles: [{name: a, prot: 1}]\n", "profiles: []\nname: a\n", "profiles: []\nversion: 2\n",
	} {
		if validate(s, []byte(text)) == nil {
			t.Errorf("the schema takes %q", text)
		}
		if _, err := ReadImport("x", []byte(text)); err == nil {
			t.Errorf("the parser takes %q", text)
		}
	}
	for _, text := range []string{
		head, "{name: Pay}\n", head + "version: 1\n", head + "id: pay\n", head + "group: ''\n", head + "timeout: 0\n", head + "timeout: 2.5\n", head + "timeout: 86400\n",
		head + "code_page: 37\n", head + "code_page: UTF8\n", head + "address: ''\n", head + "address: '*'\n", head + "address: ::1\n", head + "address: fe80::1%eth0\n", head + "address: bücher.example\n",
		head + "port: 65535\n", head + "port: 0x10\n", head + "max_clients:\n", head + "log_sent: false\n", head + "framing: CRLF\n", head + "framing: {}\n", head + "framing: {send: lf}\n", head + "max_message: 1\n",
		"profiles: []\n", "version: 1\nprofiles:\n  - name: a\n  - {name: b, id: c}\n",
	} {
		if err := validate(s, []byte(text)); err != nil {
			t.Errorf("the schema refuses %q: %v", text, err)
		}
		if _, err := ReadImport("x", []byte(text)); err != nil {
			t.Errorf("the parser refuses %q: %v", text, err)
		}
	}
}
