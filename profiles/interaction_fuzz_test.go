package profiles

import (
	"testing"

	"tcpdeck/model"
)

// FuzzInteraction: the parser takes any input, and what it takes as an
// interaction is written and read back, by a save that changes nothing too.
func FuzzInteraction(f *testing.F) {
	for _, text := range []string{
		demoFile, "{name: X, rules: [{receive: }, {send: {body: a}, key: K, then: [{receive: {}}]}]}", "\uFEFFname: X\r\nrules:\r\n- receive:\r\n",
		"name: X\ntrigger: {command: [sh, -c, 'cat >> x'], post: http://a/, timeout: 0.5, bell: true}\nrules:\n- send: {bytes: 0a 0b, delay_before: 5}\n  # c\n  then:\n  - check: {matches: '(a)', ignore_case: true}\n    then:\n    - send:\n        body: |\n          {{1}}\n          # two\n",
		"name: >-\n  X\n  Y\nrules:\n  - receive: {timeout: -1}\n    exit: success # end\n    fire: true\n", "? name\n: X\nrules: []\n", "a: [b: c, - d]\n", "name: X\nrules:\n  - receive:\n    then: [{check: {always: true}}]\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, trouble := parseInteraction("x.yaml", data)
		if trouble != nil {
			return
		}
		i, err := prepareInteraction(d.interaction)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if !model.SameInteraction(i, d.interaction) {
			t.Fatalf("got  %+v\nread %+v\n%s", i, d.interaction, data)
		}
		text := renderInteraction(i)
		again, trouble := parseInteraction("x.yaml", text)
		if trouble != nil || !model.SameInteraction(again.interaction, i) {
			t.Fatalf("%v\n%s\nwritten\n%s", trouble, data, text)
		}
	})
}
