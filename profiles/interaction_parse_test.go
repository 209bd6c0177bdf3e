package profiles

import (
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// ruleFile is a file whose rules are given, below one that has a message.
func ruleFile(rules string) string { return "name: X\nrules:\n" + rules }

func below(rule string) string { return ruleFile("  - receive:\n    then:\n      " + rule + "\n") }

func TestInteractionRefuses(t *testing.T) {
	const fine = "rules: [{receive: }]\n"
	tests := []struct {
		name, text   string
		line, column int
		want         string // of the message, the beginning
	}{
		{"empty", "", 1, 1, "the file is empty"},
		{"no mapping", "- send: {body: a}\n", 1, 1, "expected settings"},
		{"no name", fine, 1, 1, "name: a name is needed"},
		{"blank name", "name: ' '\n" + fine, 1, 7, "name: a name is needed"},
		{"version 2", "version: 2\nname: X\n" + fine, 1, 10, "version: expected 1"},
		{"id", "id: 5\nname: X\n" + fine, 1, 5, `id: expected text, found the number 5; put it in quotes: "5"`},
		{"key of a profile", "name: X\nport: 5\n" + fine, 2, 1, `unknown key "port"; expected one of version, id, name, trigger, rules`},
		{"key twice", "name: X\nname: Y\n" + fine, 2, 1, "name stands twice, first on line 1"},
		{"no rules", "name: X\n", 1, 1, "rules: there is no rule"},
		{"empty rules", "name: X\nrules: []\n", 2, 8, "rules: there is no rule"},
		{"null rules", "name: X\nrules:\n", 2, 1, "rules: expected a list of rules, found nothing"},
		{"rules that are one", "name: X\nrules: {receive: }\n", 2, 8, "rules: expected a list of rules, found a mapping"},
		{"rule that is text", ruleFile("  - a\n"), 3, 5, `expected a rule such as send: {body: text}, found the text "a"`},
		{"empty rule", ruleFile("  - receive:\n  -\n"), 4, 5, "expected a rule such as send: {body: text}, found nothing"},
		{"rule without a kind", ruleFile("  - name: a\n"), 3, 5, "expected send, receive or check in a rule"},
		{"rule with a wrong kind", ruleFile("  - sned: {body: a}\n"), 3, 5, `unknown key "sned"; expected one of send, receive, check, name, key, key_format, fire, exit, then`},
		{"two kinds", ruleFile("  - send: {body: a}\n    receive: {}\n"), 4, 5, "send and receive stand in one rule; expected one of them"},
		{"a kind twice", ruleFile("  - receive: {}\n    receive: {}\n"), 4, 5, "receive stands twice, first on line 3"},
		{"anchor", ruleFile("  - &a receive:\n"), 3, 5, "an anchor (&) is not allowed"},
		{"then that is a mapping", ruleFile("  - receive:\n    then: {}\n"), 4, 11, "then: expected a list of rules, found a mapping"},
		{"null then", ruleFile("  - receive:\n    then:\n"), 4, 5, "then: expected a list of rules, found nothing"},
		{"exit", ruleFile("  - receive:\n    exit: maybe\n"), 4, 11, `exit: expected success or failure, found the text "maybe"`},
		{"exit that is none", ruleFile("  - receive:\n    exit: true\n"), 4, 11, "exit: expected success or failure, found true"},
		{"fire", ruleFile("  - receive:\n    fire: yes\n"), 4, 11, `fire: expected true or false, found the text "yes"`},
		{"number as key", ruleFile("  - receive:\n    key: 5\n"), 4, 10, `key: expected text, found the number 5; put it in quotes: "5"`},
		{"format without a key", ruleFile("  - receive:\n    key_format: true\n"), 3, 5, "key: "},
		{"format that is none", ruleFile("  - receive:\n    key: D\u00e9\n    key_format: true\n"), 4, 10, "key: "},
		{"name of two lines", ruleFile("  - receive:\n    name: \"a\\nb\"\n"), 4, 11, "name: a line break is not possible here"},

		{"send of nothing", ruleFile("  - send:\n"), 3, 5, "send: expected a mapping such as {body: text}, found nothing"},
		{"send without a body", ruleFile("  - send: {iterations: 2}\n"), 3, 11, "send: expected body: text or bytes: 0a 0b"},
		{"send that is text", ruleFile("  - send: a\n"), 3, 11, `send: expected a mapping such as {body: text}, found the text "a"`},
		{"body and bytes", ruleFile("  - send: {body: a, bytes: 0a}\n"), 3, 21, "body and bytes stand in one send; expected one of them"},
		{"key of receive in send", ruleFile("  - send: {body: a, timeout: 1}\n"), 3, 21, `unknown key "timeout"; expected one of body, bytes, iterations, delay_before, delay_after`},
		{"bytes", ruleFile("  - send: {bytes: xyz}\n"), 3, 19, "bytes: "},
		{"bytes that are a number", ruleFile("  - send: {bytes: 01}\n"), 3, 19, `bytes: expected text, found the number 01; put it in quotes: "01"`},
		{"template", ruleFile("  - send:\n      iterations: 2\n      body: '{{'\n"), 5, 13, "body: {{ begins a value"},
		{"iterations 0", ruleFile("  - send: {body: a, iterations: 0}\n"), 3, 33, "iterations: 0 is not in 1–1000000000 (-1: endless)"},
		{"iterations x", ruleFile("  - send: {body: a, iterations: x}\n"), 3, 33, `iterations: expected a whole number from 1, or -1 for endless, found the text "x"`},
		{"delay -1", ruleFile("  - send: {body: a, delay_before: -1}\n"), 3, 35, "delay_before: expected a whole number of milliseconds from 0 to 86400000, found the number -1"},
		{"delay of more than a day", ruleFile("  - send: {body: a, delay_after: 86400001}\n"), 3, 34, "delay_after: expected a whole number"},
		{"delay of a part", ruleFile("  - send: {body: a, delay_after: 1.5}\n"), 3, 34, "delay_after: expected a whole number"},

		{"timeout -2", ruleFile("  - receive: {timeout: -2}\n"), 3, 24, "timeout: -2 is not in 0–86400 seconds (-1: the profile's)"},
		{"timeout 86401", ruleFile("  - receive: {timeout: 86401}\n"), 3, 24, "timeout: 86401 is not in"},
		{"timeout 5s", ruleFile("  - receive: {timeout: 5s}\n"), 3, 24, `timeout: expected a number of seconds from 0 to 86400, or -1 for the profile's, found the text "5s"`},
		{"timeout inf", ruleFile("  - receive: {timeout: inf}\n"), 3, 24, "timeout: expected a number"},
		{"receive that is a list", ruleFile("  - receive: []\n"), 3, 14, "receive: expected a mapping such as {timeout: 5}, found a list"},

		{"check without a message", ruleFile("  - check: {equal: a}\n"), 3, 12, "check: a check needs a message"},
		{"check of nothing", below("- check:"), 5, 9, "check: expected a mapping such as {equal: text}, found nothing"},
		{"check without a condition", below("- check: {group: 1}"), 5, 16, "check: expected a condition such as equal: text"},
		{"two conditions", below("- check: {equal: a, contains: b}"), 5, 27, "equal and contains stand in one check; expected one of them"},
		{"always false", below("- check: {always: false}"), 5, 25, "always: expected true, found false"},
		{"always yes", below("- check: {always: yes}"), 5, 25, `always: expected true, found the text "yes"`},
		{"expression", below("- check: {matches: '('}"), 5, 26, "matches: missing closing )"},
		{"expression in a block", below("- check:\n          ignore_case: true\n          not_matches: '('"), 7, 24, "not_matches: missing closing )"},
		{"bytes of a check", below("- check: {bytes: xyz}"), 5, 24, "bytes: "},
		{"group", below("- check: {equal: a, group: 1000}"), 5, 34, "group: 1000 is not in 0–999 (0: none)"},
		{"number as value", below("- check: {equal: 5}"), 5, 24, "equal: expected text, found the number 5"},
		{"deep", ruleFile(strings.Repeat("[{receive: , then: ", 24) + "[{receive: }]" + strings.Repeat("}]", 24) + "\n"), 3, 459, "receive: it lies deeper than 24 levels"},

		{"null trigger", "name: X\ntrigger:\n" + fine, 2, 1, "trigger: expected a mapping such as {command: [sh, -c, …]}, found nothing"},
		{"key of a trigger", "name: X\ntrigger: {sound: 1}\n" + fine, 2, 11, `unknown key "sound"; expected one of command, append, post, bell, timeout, at_once`},
		{"command that is text", "name: X\ntrigger: {command: sh}\n" + fine, 2, 20, `command: expected a list of words such as [sh, -c, …], found the text "sh"`},
		{"command of numbers", "name: X\ntrigger: {command: [sleep, 5]}\n" + fine, 2, 20, "command: expected words in quotes, found the number 5"},
		{"command without a program", "name: X\ntrigger: {command: [' ']}\n" + fine, 2, 20, "command: the first word of a command is a program"},
		{"append", "name: X\ntrigger:\n  append: x\n" + fine, 3, 11, `append: "x" is no absolute path`},
		{"post", "name: X\ntrigger: {post: ftp://x}\n" + fine, 2, 17, `post: "ftp://x" is not a URL`},
		{"bell", "name: X\ntrigger: {bell: 1}\n" + fine, 2, 17, "bell: expected true or false, found the number 1"},
		{"trigger's timeout", "name: X\ntrigger: {timeout: 0}\n" + fine, 2, 20, "timeout: 0 is not in 0.001–3600 seconds"},
		{"at once", "name: X\ntrigger: {at_once: 65}\n" + fine, 2, 20, "at_once: 65 is not in 1–64"},
		{"the first of two", ruleFile("  - send: {body: 5}\n  - send: {body: 6}\n"), 3, 18, "body: expected text, found the number 5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseInteraction("x.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if err.File != "x.yaml" || err.Line != tt.line || err.Column != tt.column || !strings.HasPrefix(err.Message, tt.want) {
				t.Errorf("got %v, want %d:%d: %s", err, tt.line, tt.column, tt.want)
			}
		})
	}
}

func TestInteractionReads(t *testing.T) {
	rule := func(kind model.RuleKind, change func(*model.Rule)) model.Rule {
		r := model.NewRule(kind)
		change(&r)
		return r
	}
	receive := func(then ...model.Rule) []model.Rule {
		return []model.Rule{rule(model.ReceiveRule, func(r *model.Rule) { r.Then = then })}
	}
	plain := func(*model.Rule) {}
	tests := []struct {
		name, text string
		want       []model.Rule
	}{
		{"null receive", ruleFile("- receive:\n"), receive()},
		{"receive in braces", ruleFile("- receive: {}\n"), receive()},
		{"all in brackets", "{name: X, rules: [{receive: }, {send: {body: a}, key: K, then: [{receive: {}}]}]}\n", append(receive(), rule(model.SendRule, func(r *model.Rule) {
			r.Body, r.Key, r.Then = "a", "K", receive()
		}))},
		{"JSON", `{"name":"X","rules":[{"receive":{},"then":[{"check":{"always":true}}]}]}`, receive(rule(model.CheckRule, func(r *model.Rule) { r.Condition = model.Always }))},
		{"all of a rule", ruleFile("- name: Ask\n  key: D2\n  key_format: true\n  fire: true\n  exit: failure\n  send:\n    body: |\n      # two\n      lines\n    iterations: -1\n    delay_before: 5\n    delay_after: 10\n"),
			[]model.Rule{rule(model.SendRule, func(r *model.Rule) {
				r.Name, r.Key, r.KeyFormat, r.Fire, r.Exit = "Ask", "D2", true, true, model.Failure
				r.Body, r.Iterations, r.DelayBefore, r.DelayAfter = "# two\nlines\n", model.Endless, 5*time.Millisecond, 10*time.Millisecond
			})}},
		{"bytes", ruleFile("- send: {bytes: 0a 0B}\n"), []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.Hex = "0a 0B", true })}},
		{"timeouts", ruleFile("- receive: {timeout: 0, iterations: 3}\n- receive: {timeout: 0.29}\n- receive: {timeout: -1}\n"), []model.Rule{
			rule(model.ReceiveRule, func(r *model.Rule) { r.Timeout, r.Iterations = 0, 3 }), rule(model.ReceiveRule, func(r *model.Rule) { r.Timeout = 290 * time.Millisecond }), rule(model.ReceiveRule, plain),
		}},
		{"conditions", below("- check: {not_contains: a, ignore_case: true, group: 2}\n      - check: {bytes: '00'}\n      - check: {equal: ''}"), receive(
			rule(model.CheckRule, func(r *model.Rule) {
				r.Condition, r.Value, r.IgnoreCase, r.Group = model.NotContains, "a", true, 2
			}),
			rule(model.CheckRule, func(r *model.Rule) { r.Condition, r.Value = model.EqualBytes, "00" }), rule(model.CheckRule, plain),
		)},
		{"empty then", ruleFile("- receive:\n  then: []\n"), receive()},
		{"CRLF and a mark", "\uFEFF" + strings.ReplaceAll(ruleFile("# c\n- receive:\n"), "\n", "\r\n"), receive()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := parseInteraction("x.yaml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			want := model.Interaction{ID: "x", Name: "X", Trigger: model.NewTrigger(), Rules: tt.want}
			if !model.SameInteraction(d.interaction, want) {
				t.Errorf("got  %+v\nwant %+v", d.interaction, want)
			}
		})
	}
}

func TestInteractionReadsATrigger(t *testing.T) {
	tests := []struct {
		text string
		want model.Trigger
	}{
		{"{}", model.NewTrigger()},
		{"{command: [sh, -c, 'cat >> x']}", model.Trigger{Command: []string{"sh", "-c", "cat >> x"}, Timeout: 10 * time.Second, AtOnce: 4}},
		{"{append: ~/x, post: https://example.net/a?b=c, bell: true, timeout: 0.5, at_once: 1}", model.Trigger{Append: "~/x", Post: "https://example.net/a?b=c", Bell: true, Timeout: time.Second / 2, AtOnce: 1}},
		{"\n  command:\n    - a\n    - \"\"\n    - a b\n", model.Trigger{Command: []string{"a", "", "a b"}, Timeout: 10 * time.Second, AtOnce: 4}},
	}
	for _, tt := range tests {
		d, err := parseInteraction("x.yaml", []byte("name: X\ntrigger: "+tt.text+"\nrules: [{receive: }]\n"))
		if err != nil || !model.SameTrigger(d.interaction.Trigger, tt.want) {
			t.Errorf("%s: %+v, %v", tt.text, d.interaction.Trigger, err)
		}
	}
}
