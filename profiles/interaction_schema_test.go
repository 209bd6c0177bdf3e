package profiles

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

func TestInteractionSchemaTakesWhatIsWritten(t *testing.T) {
	s := schemaOf(t, "interaction.schema.json")
	if err := validate(s, []byte(demoFile)); err != nil {
		t.Error(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		i, other := anyInteraction(t), anyInteraction(t)
		for _, text := range [][]byte{renderInteraction(i), BundleInteractions([]model.Interaction{i, other}), BundleInteractions(nil)} {
			if err := validate(s, text); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
		}
	})
}

// The schema and the parser agree, as far as a schema can say it.
func TestInteractionSchemaIsTheParser(t *testing.T) {
	s := schemaOf(t, "interaction.schema.json")
	const fine = "rules: [{receive: {}}]\n"
	top := func(text string) string { return "name: X\n" + text + "\n" + fine }
	rule := func(text string) string { return "name: X\nrules: [" + text + "]\n" }
	check := func(text string) string { return rule("{receive: {}, then: [{check: " + text + "}]}") }
	trigger := func(text string) string { return top("trigger: " + text) }
	long := strings.Repeat("x", 201)
	for _, text := range []string{
		"hello\n", "- a\n", fine, "name: X\n", "name: ' '\n" + fine, "name: 5\n" + fine, "name: \"a\\nb\"\n" + fine, "name: " + long + "\n" + fine, top("version: 2"), top("id: 5"), top("id: ''"), top("id: \"a\\tb\""), top("port: 1"), top("profiles: []"),
		"name: X\nrules: []\n", "name: X\nrules:\n", "name: X\nrules: 5\n", "name: X\nrules: {receive: {}}\n", rule("a"), rule("{}"), rule("[]"), rule("{name: a}"), rule("{sned: {body: a}}"), rule("{send: {body: a}, receive: {}}"), rule("{check: {equal: a}}"), rule("{check: {always: true}}"),
		rule("{receive: {}, name: 5}"), rule("{receive: {}, name: \"a\\nb\"}"), rule("{receive: {}, key: " + long + "}"), rule("{receive: {}, key_format: true}"), rule("{receive: {}, key_format: true, key: Z2}"), rule("{receive: {}, key_format: true, key: D100}"), rule("{receive: {}, key_format: 1}"), rule("{receive: {}, fire: 'true'}"),
		rule("{receive: {}, exit: maybe}"), rule("{receive: {}, exit: true}"), rule("{receive: {}, exit: ''}"), rule("{receive: {}, then: {}}"), rule("{receive: {}, then: null}"), rule("{receive: {}, then: [a]}"), rule("{receive: {}, then: [{}]}"),
		rule("{send: null}"), rule("{send: {}}"), rule("{send: a}"), rule("{send: {body: 5}}"), rule("{send: {body: a, bytes: 0a}}"), rule("{send: {bytes: xyz}}"), rule("{send: {bytes: ''}}"), rule("{send: {bytes: ' 0x '}}"), rule("{send: {bytes: '0a0'}}"), rule("{send: {bytes: 5}}"), rule("{send: {body: a, timeout: 1}}"),
		rule("{send: {body: a, iterations: 0}}"), rule("{send: {body: a, iterations: -2}}"), rule("{send: {body: a, iterations: 1000000001}}"), rule("{send: {body: a, iterations: 1.5}}"), rule("{send: {body: a, iterations: '2'}}"), rule("{send: {body: a, delay_before: -1}}"), rule("{send: {body: a, delay_after: 86400001}}"), rule("{send: {body: a, delay_after: 0.5}}"),
		rule("{receive: []}"), rule("{receive: 5}"), rule("{receive: {body: a}}"), rule("{receive: {timeout: -2}}"), rule("{receive: {timeout: -0.5}}"), rule("{receive: {timeout: 86401}}"), rule("{receive: {timeout: '5'}}"), rule("{receive: {timeout: null}}"),
		check("{}"), check("null"), check("a"), check("{group: 1}"), check("{equal: a, contains: b}"), check("{equal: a, always: true}"), check("{always: false}"), check("{always: 1}"), check("{equal: 5}"), check("{equal: null}"), check("{bytes: 0}"), check("{bytes: 'abc'}"), check("{equals: a}"), check("{equal: a, group: 1000}"), check("{equal: a, group: -1}"), check("{equal: a, group: x}"), check("{equal: a, ignore_case: 1}"), check("{matches: " + strings.Repeat("a", 1001) + "}"),
		trigger("null"), trigger("5"), trigger("{sound: 1}"), trigger("{command: sh}"), trigger("{command: [5]}"), trigger("{command: [' ']}"), trigger("{command: [\"a\\0\"]}"), trigger("{append: x}"), trigger("{append: 5}"), trigger("{append: \"/a\\nb\"}"), trigger("{post: ftp://x}"), trigger("{post: 'http://'}"), trigger("{post: x}"), trigger("{bell: 1}"), trigger("{timeout: 0}"), trigger("{timeout: 3601}"), trigger("{timeout: x}"), trigger("{at_once: 0}"), trigger("{at_once: 65}"), trigger("{at_once: 1.5}"),
		"interactions: 5\n", "interactions:\n", "interactions: [5]\n", "interactions: [{}]\n", "interactions: [{name: a}]\n", "interactions: []\nname: a\n", "interactions: []\nversion: 2\n",
	} {
		if validate(s, []byte(text)) == nil {
			t.Errorf("the schema takes %q", text)
		}
		if _, err := ReadInteractions("x", []byte(text)); err == nil {
			t.Errorf("the parser takes %q", text)
		}
	}
	for _, text := range []string{
		demoFile, "{name: X, rules: [{receive: {}}]}\n", top("version: 1"), top("id: x"), rule("{receive: null}"), rule("{receive: {timeout: -1}}"), rule("{receive: {timeout: 0}}"), rule("{receive: {timeout: 86400}}"), rule("{receive: {timeout: 2.5, iterations: -1}}"),
		rule("{receive: {}, then: []}"), rule("{receive: {}, name: '', key: ''}"), rule("{receive: {}, key: D2, key_format: true, fire: true, exit: success}"), rule("{receive: {}, key: '000', key_format: true}"), rule("{receive: {}, key: N, key_format: true}"), rule("{receive: {}, key: Z2, key_format: false}"),
		rule("{send: {body: ''}}"), rule("{send: {bytes: '0a 0B,0x0c:0D-0e'}}"), rule("{send: {bytes: '0a0b'}, then: [{check: {always: true}}]}"), rule("{send: {body: a, iterations: 1000000000, delay_before: 86400000, delay_after: 0}}"),
		check("{equal: ''}"), check("{not_equal: a, ignore_case: true, group: 999}"), check("{contains: a, group: 0}"), check("{not_contains: a}"), check("{starts_with: a}"), check("{ends_with: a}"), check("{matches: 'a+'}"), check("{not_matches: 'a+'}"), check("{bytes: '00'}"), check("{always: true}"),
		trigger("{}"), trigger("{command: []}"), trigger("{command: [sh, -c, '']}"), trigger("{append: ''}"), trigger("{append: ~/x}"), trigger("{append: /a b, post: HTTPS://a}"), trigger("{post: ''}"), trigger("{bell: true, timeout: 3600, at_once: 64}"), trigger("{timeout: 0.001}"),
		"interactions: []\n", "version: 1\ninteractions:\n  - name: a\n    rules: [{receive: {}}]\n",
	} {
		if err := validate(s, []byte(text)); err != nil {
			t.Errorf("the schema refuses %q: %v", text, err)
		}
		if _, err := ReadInteractions("x", []byte(text)); err != nil {
			t.Errorf("the parser refuses %q: %v", text, err)
		}
	}
}
