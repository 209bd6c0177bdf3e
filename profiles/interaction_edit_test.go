package profiles

import (
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// talk is a file as a person may write it.
const talk = `# Talks to the till.
version: 1
name: Talk  # in the list

trigger:
  command: [logger, -t, till]   # argv
  timeout: 2

# What is said.
rules:
  # greet first
  - send: {body: Handshake,   iterations: -1}  # endless
    # who it is
    name: Greet
    then:   # answers
      # wait for it
      - receive: {}   # any

      # then look
      - receive:
          # how long
          timeout: 2.5   # seconds
        then:
          - check: {equal: 'Wait', group: 1}   # busy
          # the good one
          - check: {equal: Heartbeat, group: 1}
            key: A   # kept
            then:
              - send:
                  body: |
                    # Some
                    instruction
                  delay_after: 5
                exit: success   # done
              # nothing follows

          - check: {always: true, group: 1} # else
            exit: failure
      # end of the answers
  # say goodbye
  - send: {body: bye}
# the end
`

func TestEditInteraction(t *testing.T) {
	rule := func(i *model.Interaction, p ...int) *model.Rule {
		rules := i.Rules
		for _, n := range p[:len(p)-1] {
			rules = rules[n].Then
		}
		return &rules[p[len(p)-1]]
	}
	move := func(i *model.Interaction, m model.Move, p ...int) { i.Rules, _ = model.MoveRule(i.Rules, p, m) }
	send := model.NewRule(model.SendRule)
	send.Body = "new"
	tests := []struct {
		name   string
		change func(i *model.Interaction)
		// of the file, old text and new
		replaced []string
	}{
		{"nothing", func(*model.Interaction) {}, nil},
		{"name", func(i *model.Interaction) { i.Name = "Till" }, []string{"name: Talk  #", "name: Till  #"}},
		{"id", func(i *model.Interaction) { i.ID = "01X" }, []string{"version: 1\n", "version: 1\nid: 01X\n"}},
		{"a value in braces", func(i *model.Interaction) { rule(i, 0).Body = "Hello" }, []string{"body: Handshake, ", "body: Hello, "}},
		{"a value that is the default", func(i *model.Interaction) { rule(i, 0).Iterations = 1 }, []string{"{body: Handshake,   iterations: -1}", "{body: Handshake}"}},
		{"a value more", func(i *model.Interaction) { rule(i, 0).DelayBefore = time.Second }, []string{"{body: Handshake,   iterations: -1}", "{body: Handshake, iterations: -1, delay_before: 1000}"}},
		{"bytes instead", func(i *model.Interaction) { rule(i, 0).Hex, rule(i, 0).Body = true, "0a 0b" }, []string{"body: Handshake,", "bytes: 0a 0b,"}},
		{"a value in lines", func(i *model.Interaction) { rule(i, 0, 1).Timeout = 3 * time.Second }, []string{"timeout: 2.5 ", "timeout: 3 "}},
		{"a default in lines", func(i *model.Interaction) { rule(i, 0, 1).Timeout = model.ProfileTimeout }, []string{"          timeout: 2.5   # seconds\n", "          # seconds\n"}},
		{"a value more in lines", func(i *model.Interaction) { rule(i, 0, 1).Iterations = 2 }, []string{"          timeout: 2.5 ", "          iterations: 2\n          timeout: 2.5 "}},
		{"a value more of nothing", func(i *model.Interaction) { rule(i, 0, 0).Iterations = 2 }, []string{"receive: {}  ", "receive: {iterations: 2}  "}},
		{"a block of text", func(i *model.Interaction) { rule(i, 0, 1, 1, 0).Body = "a\nb" }, []string{"body: |\n                    # Some\n                    instruction\n", "body: \"a\\nb\"\n"}},
		{"beside a block of text", func(i *model.Interaction) { rule(i, 0, 1, 1, 0).DelayAfter = 0 }, []string{"                  delay_after: 5\n", ""}},
		{"another condition", func(i *model.Interaction) {
			rule(i, 0, 1, 0).Condition, rule(i, 0, 1, 0).Value = model.Matches, "^a: b$"
		}, []string{"equal: 'Wait',", "matches: \"^a: b$\","}},
		{"a key gone", func(i *model.Interaction) { rule(i, 0, 1, 1).Key = "" }, []string{"            key: A   # kept\n", "            # kept\n"}},
		{"a key more", func(i *model.Interaction) { rule(i, 0, 1, 1).Fire = true }, []string{"            key: A   # kept\n", "            key: A   # kept\n            fire: true\n"}},
		{"keys more", func(i *model.Interaction) {
			r := rule(i, 0, 0)
			r.Name, r.Key, r.Exit = "Any", "K", model.Failure
		}, []string{"- receive: {}   # any\n", "- receive: {}   # any\n        name: Any\n        key: K\n        exit: failure\n"}},
		{"trigger", func(i *model.Interaction) { i.Trigger.Timeout = 3 * time.Second }, []string{"timeout: 2\n", "timeout: 3\n"}},
		{"trigger more", func(i *model.Interaction) { i.Trigger.Post = "http://a/b" }, []string{"   # argv\n", "   # argv\n  post: http://a/b\n"}},
		{"trigger less", func(i *model.Interaction) { i.Trigger.Command = nil }, []string{"  command: [logger, -t, till]   # argv\n", "  # argv\n"}},
		{"no trigger", func(i *model.Interaction) { i.Trigger = model.NewTrigger() }, []string{"trigger:\n  command: [logger, -t, till]   # argv\n  timeout: 2\n", "# argv\n"}},
		{"rule at the end", func(i *model.Interaction) { i.Rules = model.InsertRule(i.Rules, model.Path{2}, send) }, []string{"bye}\n", "bye}\n  - send: {body: new}\n"}},
		{"rule at the begin", func(i *model.Interaction) { i.Rules = model.InsertRule(i.Rules, model.Path{0}, send) }, []string{"rules:\n", "rules:\n  - send: {body: new}\n"}},
		{"rule between", func(i *model.Interaction) { i.Rules = model.InsertRule(i.Rules, model.Path{0, 1, 1}, send) }, []string{"# busy\n", "# busy\n          - send: {body: new}\n"}},
		{"first rule below", func(i *model.Interaction) {
			i.Rules = model.InsertRule(i.Rules, model.Path{0, 1, 1, 0, 0}, model.NewRule(model.ReceiveRule))
		},
			[]string{"# done\n", "# done\n                then:\n                  - receive: {}\n"}},
		{"first rule below a last one", func(i *model.Interaction) { i.Rules = model.InsertRule(i.Rules, model.Path{1, 0}, send) }, []string{"bye}\n", "bye}\n    then:\n      - send: {body: new}\n"}},
		{"rule deleted", func(i *model.Interaction) { i.Rules = model.DeleteRule(i.Rules, model.Path{0, 0}) }, []string{"      # wait for it\n      - receive: {}   # any\n", ""}},
		{"last rule deleted", func(i *model.Interaction) { i.Rules = model.DeleteRule(i.Rules, model.Path{1}) }, []string{"  # say goodbye\n  - send: {body: bye}\n", ""}},
		{"only rule deleted", func(i *model.Interaction) { i.Rules = model.DeleteRule(i.Rules, model.Path{0, 1, 1, 0}) },
			[]string{"            then:\n              - send:\n                  body: |\n                    # Some\n                    instruction\n                  delay_after: 5\n                exit: success   # done\n", ""}},
		{"rules deleted", func(i *model.Interaction) { rule(i, 0).Then = nil }, []string{talk[strings.Index(talk, "    then:   # answers"):strings.Index(talk, "      # end of the answers")], "    # answers\n"}},
		{"moved down", func(i *model.Interaction) { move(i, model.MoveDown, 0, 1, 0) }, []string{
			"          - check: {equal: 'Wait', group: 1}   # busy\n", "", "              # nothing follows\n", "              # nothing follows\n          - check: {equal: 'Wait', group: 1}   # busy\n"}},
		{"moved in", func(i *model.Interaction) { move(i, model.MoveIn, 1) }, []string{"  # say goodbye\n  - send: {body: bye}\n", "",
			"      # end of the answers\n", "      # say goodbye\n      - send: {body: bye}\n      # end of the answers\n"}},
		{"moved out", func(i *model.Interaction) { move(i, model.MoveOut, 0, 0) }, []string{"      # wait for it\n      - receive: {}   # any\n", "",
			"  # say goodbye\n", "  # wait for it\n  - receive: {}   # any\n  # say goodbye\n"}},
		{"changed and moved beside", func(i *model.Interaction) {
			rule(i, 0, 1, 0).Value = "Busy"
			move(i, model.MoveDown, 0, 0)
		}, []string{"      # wait for it\n      - receive: {}   # any\n", "", "equal: 'Wait'", "equal: Busy", "      # end of the answers\n", "      # wait for it\n      - receive: {}   # any\n      # end of the answers\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := strings.NewReplacer(tt.replaced...).Replace(talk)
			for _, style := range []func(string) string{func(s string) string { return s }, func(s string) string { return "\uFEFF" + strings.ReplaceAll(s, "\n", "\r\n") }} {
				d, trouble := parseInteraction("talk.yaml", []byte(style(talk)))
				if trouble != nil {
					t.Fatal(trouble)
				}
				to := d.interaction
				to.Rules = tidyRules(to.Rules) // a copy
				tt.change(&to)
				got, err := editInteraction("talk.yaml", []byte(style(talk)), to)
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != style(want) {
					t.Errorf("got\n%s\nwant\n%s", got, style(want))
				}
			}
		})
	}
}

func TestEditInteractionOfOtherStyles(t *testing.T) {
	send := model.NewRule(model.SendRule)
	send.Body = "new"
	rename := func(i *model.Interaction) { i.Name = "Z" }
	insert := func(p ...int) func(*model.Interaction) {
		return func(i *model.Interaction) { i.Rules = model.InsertRule(i.Rules, p, send) }
	}
	fire := func(p ...int) func(*model.Interaction) {
		return func(i *model.Interaction) {
			r, _ := model.RuleAt(i.Rules, p)
			r.Fire = true
			i.Rules = model.ChangeRule(i.Rules, p, r.Properties)
		}
	}
	tests := []struct {
		name, text string
		change     func(*model.Interaction)
		want       string
	}{
		{"renamed in brackets", "{name: X, rules: [{receive: }]} # c\n", rename, "{name: Z, rules: [{receive: }]} # c\n"},
		{"all in brackets: written anew", "{name: X, # c\n rules: [{receive: }]}\n", fire(0), "# c\nversion: 1\nid: x\nname: X\nrules:\n  - receive: {}\n    fire: true\n"},
		{"an id in brackets: written anew", "{name: X, rules: [{receive: }]}\n", func(i *model.Interaction) { i.ID = "01X" }, "version: 1\nid: 01X\nname: X\nrules:\n  - receive: {}\n"},
		{"list in brackets", "name: X # n\nrules: [{receive: }, # first\n  {receive: {}}] # r\n# end\n", insert(1), "name: X # n\n# first\nrules:\n  - receive: {}\n  - send: {body: new}\n  - receive: {} # r\n# end\n"},
		{"rule in brackets", "name: X\nrules:\n  # a\n  - {receive: {timeout: 5}, key: K} # b\n  # c\n  - {receive: } # d\n", fire(0), "name: X\nrules:\n  # a\n  # b\n  - receive: {timeout: 5}\n    key: K\n    fire: true\n  # c\n  - {receive: } # d\n"},
		{"list in brackets below", "name: X\nrules:\n- receive: # a\n  then: [] # b\n  exit: failure # c\n", insert(0, 0), "name: X\nrules:\n- receive: # a\n  then:\n    - send: {body: new} # b\n  exit: failure # c\n"},
		{"no end of the last line", "name: X\nrules:\n- receive: # a", insert(1), "name: X\nrules:\n- receive: # a\n- send: {body: new}\n"},
		{"no end of the last line, keys", "name: X\nrules:\n- receive: # a", fire(0), "name: X\nrules:\n- receive: # a\n  fire: true\n"},
		{"id before the name", "# head\n\n# my\nname: X\nrules: [{receive: }]\n", func(i *model.Interaction) { i.ID = "01X" }, "# head\n\n# my\nid: 01X\nname: X\nrules: [{receive: }]\n"},
		{"trigger", "name: X # n\nrules: [{receive: }]\n", func(i *model.Interaction) { i.Trigger.Bell = true }, "name: X # n\ntrigger: {bell: true}\nrules: [{receive: }]\n"},
		{"trigger in brackets of lines", "name: X\ntrigger: {bell: true, # b\n  at_once: 2}\nrules: [{receive: }]\n", func(i *model.Interaction) { i.Trigger.AtOnce = 4 }, "name: X\n# b\ntrigger: {bell: true}\nrules: [{receive: }]\n"},
		{"key beside the dash goes", "name: X\nrules:\n  # a\n  - name: N # b\n    # c\n    receive: {} # d\n", func(i *model.Interaction) {
			i.Rules = model.ChangeRule(i.Rules, model.Path{0}, model.NewRule(model.ReceiveRule).Properties)
		},
			"name: X\nrules:\n  # a\n  # b\n  # c\n  - receive: {} # d\n"},
		{"text of lines beside", "name: X\nrules:\n  - send:\n      body: \"a\n        # b\n\n        c\" # d\n", fire(0), "name: X\nrules:\n  - send:\n      body: \"a\n        # b\n\n        c\" # d\n    fire: true\n"},
		{"of equal rules the right one", "name: X\nrules:\n- receive: # 1\n- receive: # 2\n- receive: # 3\n", func(i *model.Interaction) { i.Rules = model.DeleteRule(i.Rules, model.Path{2}) }, "name: X\nrules:\n- receive: # 1\n- receive: # 2\n"},
		{"an equal one behind", "name: X\nrules:\n- receive: # 1\n- send: {body: a} # 2\n", func(i *model.Interaction) {
			i.Rules = model.InsertRule(i.Rules, model.Path{2}, model.NewRule(model.ReceiveRule))
		}, "name: X\nrules:\n- receive: # 1\n- send: {body: a} # 2\n- receive: {}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, trouble := parseInteraction("x.yaml", []byte(tt.text))
			if trouble != nil {
				t.Fatal(trouble)
			}
			to := d.interaction
			tt.change(&to)
			got, err := editInteraction("x.yaml", []byte(tt.text), to)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	if _, err := editInteraction("x.yaml", []byte("name: X\nrules: 5\n"), model.Interaction{}); err == nil {
		t.Error("edited a broken file")
	}
}
