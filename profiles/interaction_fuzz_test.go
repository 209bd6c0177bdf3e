package profiles

import (
	"bytes"
	"slices"
	"testing"

	"tcpdeck/model"
)

// FuzzInteraction: the parser takes any input, and what it takes as an
// interaction is written and read back, in a new file and over its own. A save
// that changes nothing changes no byte.
func FuzzInteraction(f *testing.F) {
	for _, text := range []string{
		demoFile, "{name: X, rules: [{receive: }, {send: {body: a}, key: K, then: [{receive: {}}]}]}", "\uFEFFname: X\r\nrules:\r\n- receive:\r\n",
		"name: X\ntrigger: {command: [sh, -c, 'cat >> x'], post: http://a/, timeout: 0.5, bell: true}\nrules:\n- send: {bytes: 0a 0b, delay_before: 5}\n  # c\n  then:\n  - check: {matches: '(a)', ignore_case: true}\n    then:\n    - send:\n        body: |\n          {{1}}\n          # two\n",
		"name: >-\n  X\n  Y\nrules:\n  - receive: {timeout: -1}\n    exit: success # end\n    fire: true\n", "? name\n: X\nrules: []\n", "a: [b: c, - d]\n", "name: X\nrules:\n  - receive:\n    then: [{check: {always: true}}]\n", talk,
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
		if out, err := editInteraction("x.yaml", data, i); err != nil || !bytes.Equal(out, data) {
			t.Fatalf("%v\n%q\nbecame\n%q", err, data, out)
		}
		for _, to := range variants(i) {
			if to, err := prepareInteraction(to); err == nil {
				if _, err := editInteraction("x.yaml", data, to); err != nil { // which reads it back
					t.Fatalf("%v\n%s\nto be %+v", err, data, to)
				}
			}
		}
	})
}

// variants are what may become of an interaction: with another name and id, and
// with each rule changed, moved, deleted, or with another before or below it.
func variants(i model.Interaction) []model.Interaction {
	renamed := i
	renamed.Name, renamed.ID, renamed.Trigger.Bell = "other", "01X", !i.Trigger.Bell
	all := []model.Interaction{renamed}
	send := model.NewRule(model.SendRule)
	send.Body = "a\nb"
	n := 0
	model.Walk(i.Rules, func(p model.Path, r model.Rule) {
		if n++; n > 5 { // those of a long file take too long
			return
		}
		p = slices.Clone(p)
		changed := r.Properties
		changed.Fire, changed.Name, changed.Iterations, changed.Value, changed.Body = !r.Fire, "", 7, "v", "b"
		out, _ := model.MoveRule(i.Rules, p, model.MoveOut)
		down, _ := model.MoveRule(i.Rules, p, model.MoveDown)
		for _, rules := range [][]model.Rule{
			model.ChangeRule(i.Rules, p, changed), out, down, model.DeleteRule(i.Rules, p), model.InsertRule(i.Rules, p, send), model.InsertRule(i.Rules, p.Child(len(r.Then)), send),
		} {
			other := i
			other.Rules = rules
			all = append(all, other)
		}
	})
	return all
}
