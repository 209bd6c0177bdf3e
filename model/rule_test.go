package model

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// outlined draws a tree as the interface does.
func outlined(rules []Rule) string {
	var b strings.Builder
	Walk(rules, func(p Path, r Rule) { fmt.Fprintf(&b, "%s%s\n", strings.Repeat("  ", len(p)-1), r.Label()) })
	return b.String()
}

// TestDemoRules: the trees of the reference product's pictures.
func TestDemoRules(t *testing.T) {
	for role, want := range map[Role]string{
		Client: `Send (*) : Handshake
  Receive
    Check (/1) : Equal 'Wait'
    Check (/1) : Equal 'Heartbeat'
      Send : Some instruction (exit:success)
    Check (/1) : NotCheck (exit:failure)
`,
		Listener: `Receive (*)
  Check (/1) : Equal 'Handshake'
    Send : Heartbeat
      Receive
  Check (/1) : NotCheck (exit:failure)
`,
	} {
		if got := outlined(DemoRules(role)); got != want {
			t.Errorf("%s:\n%s", role, got)
		}
		i := Interaction{Name: "Demo", Trigger: NewTrigger(), Rules: DemoRules(role)}
		if faults := i.Validate(); len(faults) > 0 {
			t.Error(faults)
		}
	}
}

func TestAutoNames(t *testing.T) {
	for want, p := range map[string]Properties{
		"Send : ":                                 {Kind: SendRule, Iterations: 1},
		"Send (x3) : a\nb":                        {Kind: SendRule, Iterations: 3, Body: "a\nb"},
		"Receive (x10)":                           {Kind: ReceiveRule, Iterations: 10},
		"Check : NotEqual ''":                     {Kind: CheckRule, Condition: NotEqual},
		"Check (/2) : Bytes '02 03'":              {Kind: CheckRule, Condition: EqualBytes, Value: "02 03", Group: 2},
		"Check : NotMatches '^a'":                 {Kind: CheckRule, Condition: NotMatches, Value: "^a"},
		"Check : NotCheck":                        {Kind: CheckRule, Condition: Always, Value: "x"},
		"Receive (*) (exit:failure)":              {Kind: ReceiveRule, Iterations: Endless, Exit: Failure},
		"Check : Contains 'x'":                    {Kind: CheckRule, Condition: Contains, Value: "x"},
		"Check : NotContains 'x'":                 {Kind: CheckRule, Condition: NotContains, Value: "x"},
		"Check : StartsWith 'x'":                  {Kind: CheckRule, Condition: StartsWith, Value: "x"},
		"Check : EndsWith 'x'":                    {Kind: CheckRule, Condition: EndsWith, Value: "x"},
		"Check : Matches 'x'":                     {Kind: CheckRule, Condition: Matches, Value: "x"},
		"Mine":                                    {Kind: CheckRule, Name: "Mine", Exit: Success},
		"Send : " + strings.Repeat("ü", 60) + "…": {Kind: SendRule, Iterations: 1, Body: strings.Repeat("ü", 61)},
	} {
		if got := p.Label(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// anyTree draws a small tree whose rules tell each other apart by their names.
func anyTree(t *rapid.T) []Rule {
	n := 0
	var draw func(depth int) []Rule
	draw = func(depth int) []Rule {
		var rules []Rule
		for range rapid.IntRange(0, 3).Draw(t, "siblings") {
			n++
			r := NewRule(rapid.SampledFrom(RuleKinds).Draw(t, "kind"))
			r.Name = fmt.Sprint(n)
			if depth > 0 {
				r.Then = draw(depth - 1)
			}
			rules = append(rules, r)
		}
		return rules
	}
	return draw(3)
}

func paths(rules []Rule) []Path {
	var all []Path
	Walk(rules, func(p Path, _ Rule) { all = append(all, append(Path{}, p...)) })
	return all
}

func deep(rules []Rule) []Rule {
	out := append([]Rule{}, rules...)
	for i := range out {
		out[i].Then = deep(out[i].Then)
	}
	return out
}

// TestTreeEdits: an edit does what it says, and leaves the old tree alone.
func TestTreeEdits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := anyTree(t)
		before, all := deep(rules), paths(rules)
		unchanged := func(what string) {
			if !SameRules(rules, before) {
				t.Fatalf("%s changed the old tree:\n%s\n%s", what, outlined(before), outlined(rules))
			}
		}
		where := append([]Path{{}}, all...)
		above := rapid.SampledFrom(where).Draw(t, "above")
		at := above.Child(rapid.IntRange(0, len(ChildrenAt(rules, above))).Draw(t, "place"))
		with := InsertRule(rules, at, Rule{Properties: Properties{Name: "new"}, Then: []Rule{NewRule(SendRule)}})
		unchanged("insert")
		if r, _ := RuleAt(with, at); r.Name != "new" || CountRules(with) != len(all)+2 {
			t.Fatalf("after insert at %v:\n%s", at, outlined(with))
		}
		if back := DeleteRule(with, at); !SameRules(back, rules) {
			t.Fatalf("insert and delete at %v:\n%s", at, outlined(back))
		}
		if len(all) == 0 {
			return
		}
		p := rapid.SampledFrom(all).Draw(t, "path")
		r, _ := RuleAt(rules, p)
		changed := ChangeRule(rules, p, Properties{Name: "changed"})
		unchanged("change")
		if got, _ := RuleAt(changed, p); got.Name != "changed" || !SameRules(got.Then, r.Then) {
			t.Fatalf("after change of %v:\n%s", p, outlined(changed))
		}
		checkMove(t, rules, p, r)
		unchanged("move")
	})
}

// checkMove moves a rule each way, and back.
func checkMove(t *rapid.T, rules []Rule, p Path, r Rule) {
	back := map[Move]Move{MoveUp: MoveDown, MoveDown: MoveUp, MoveOut: MoveIn}
	for _, m := range []Move{MoveUp, MoveDown, MoveIn, MoveOut} {
		moved, to := MoveRule(rules, p, m)
		if got, ok := RuleAt(moved, to); !ok || got.Properties != r.Properties || !SameRules(got.Then, r.Then) {
			t.Fatalf("move %d of %v leads to %v:\n%s", m, p, to, outlined(moved))
		}
		if CountRules(moved) != CountRules(rules) {
			t.Fatalf("move %d of %v loses rules:\n%s", m, p, outlined(moved))
		}
		possible := map[Move]bool{MoveUp: p[len(p)-1] > 0, MoveIn: p[len(p)-1] > 0, MoveOut: len(p) > 1,
			MoveDown: p[len(p)-1] < len(ChildrenAt(rules, p[:len(p)-1]))-1}[m]
		if same := SameRules(moved, rules); same == possible {
			t.Fatalf("move %d of %v: possible %v, same %v", m, p, possible, same)
		}
		if way, ok := back[m]; ok && possible && (m != MoveOut || p[len(p)-1] == len(ChildrenAt(rules, p[:len(p)-1]))-1) {
			if again, _ := MoveRule(moved, to, way); !SameRules(again, rules) {
				t.Fatalf("move %d of %v and back:\n%s", m, p, outlined(again))
			}
		}
	}
}

func TestImpossibleEdits(t *testing.T) {
	rules := DemoRules(Client)
	for _, p := range []Path{{}, {1}, {-1}, {0, 1}, {0, 0, 9}, {5, 0}} {
		if !SameRules(DeleteRule(rules, p), rules) || !SameRules(ChangeRule(rules, p, Properties{}), rules) {
			t.Errorf("%v is a rule", p)
		}
		if moved, to := MoveRule(rules, p, MoveUp); !SameRules(moved, rules) || to.String() != p.String() {
			t.Errorf("%v moves to %v", p, to)
		}
	}
	for _, p := range []Path{{}, {2}, {0, 2}, {5, 0}, {0, -1}} {
		if !SameRules(InsertRule(rules, p, Rule{}), rules) {
			t.Errorf("a rule goes to %v", p)
		}
	}
}
