package words

import (
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// TestSteps: the log window as PRODUCT has it, and a line for all else.
func TestSteps(t *testing.T) {
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
	c, err := model.Compile(i)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 16, 28, 33, 5, time.Local)
	message := model.Record{Kind: model.KindSent, Text: "Some instruction\x1b[2J"}
	for _, s := range []struct {
		step model.Step
		want string
	}{
		{model.Step{Kind: model.StepSent, Rule: 4, Peer: "127.0.0.1:9090", Time: at, Key: "INSTRUCTION", Message: message},
			"Outgoing -> 127.0.0.1:9090\nTime: 22.11.2026 16:28:33\nKey: INSTRUCTION\nRule: Send : Some instruction (exit:success)\nBody: Some instruction\\x1b[2J"},
		{model.Step{Kind: model.StepHeld, Rule: 3, Peer: "p:1", Time: at, Message: model.Record{Kind: model.KindReceived, Text: "Heart\nbeat"}},
			"Incoming <- p:1\nTime: 22.11.2026 16:28:33\nKey: \nRule: Check (/1) : Equal 'Heartbeat'\nBody: Heart\\nbeat"},
		{model.Step{Kind: model.StepNotHeld, Rule: 2, Message: message}, "Check (/1) : Equal 'Wait': not matched by 'Some instruction\\x1b[2J'"},
		{model.Step{Kind: model.StepSkipped, Rule: 5, Why: "group 1"}, "Check (/1) : NotCheck (exit:failure): skipped (group 1)"},
		{model.Step{Kind: model.StepLimited, Rule: 0, Why: "the maximum of 10 iterations"}, "Send (*) : Handshake: stopped (the maximum of 10 iterations)"},
		{model.Step{Kind: model.StepFailed, Rule: 1, Why: "timed out"}, "Receive: failed (timed out)"},
		{model.Step{Kind: model.StepFired, Rule: 1}, "Receive: trigger fired"},
		{model.Step{Kind: model.StepEnded, Rule: -1, Outcome: model.Success}, "Outcome: success"},
		{model.Step{Kind: model.StepEnded, Rule: 1, Outcome: model.Failure, Why: "timed out"}, "Outcome: failure: timed out"},
	} {
		if got := strings.Join(Step(c, s.step), "\n"); got != s.want {
			t.Errorf("%q, want %q", got, s.want)
		}
	}
}

func TestRan(t *testing.T) {
	for want, n := range map[string]model.RuleCount{"never": {}, "never (tried 3×)": {Tried: 3}, "ran 1×": {Tried: 2, Ran: 1}} {
		if got := Ran(n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRuleEvents(t *testing.T) {
	message := model.Record{Text: "Some instruction"}
	results := []model.Result{{Key: "INSTRUCTION", Message: message}}
	for want, e := range map[string]model.Event{
		"interaction Demo drives it from here on":       {Name: model.Began, Rules: &model.RuleEvent{Interaction: "Demo"}},
		"trigger fired: Some instruction (INSTRUCTION)": {Name: model.Fired, Rules: &model.RuleEvent{Message: &message, Results: results}},
		`command: exit 1 in 3 ms: \x1b[31m\xff\\xff`: {Name: model.Acted, Detail: "exit 1 in 3 ms",
			Rules: &model.RuleEvent{Action: "command", Output: "\x1b[31m" + string(model.BadByte(0xff)) + `\xff`}},
		"trigger: not run": {Name: model.Acted, Detail: "not run", Rules: &model.RuleEvent{}},
		"Demo client: stopped here": {Name: model.Finished, Reason: model.StoppedHere, Detail: "stopped here",
			Rules: &model.RuleEvent{Interaction: "Demo client", Outcome: model.Cut, Rule: "Receive"}},
		"command: exit 0 in 3 ms: done":         {Name: model.Acted, Detail: "exit 0 in 3 ms", Rules: &model.RuleEvent{Action: "command", Output: "done\n"}},
		"Demo: success (INSTRUCTION)":           {Name: model.Finished, Rules: &model.RuleEvent{Interaction: "Demo", Outcome: model.Success, Results: results}},
		"Demo: failure: timed out (at Receive)": {Name: model.Finished, Detail: "timed out", Rules: &model.RuleEvent{Interaction: "Demo", Outcome: model.Failure, Rule: "Receive"}},
		"trigger fired":                         {Name: model.Fired},
	} {
		if got := Event(model.Record{Event: e}, 0); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
