package profiles

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// Whatever the model allows and a file has room for is written and read back.
func TestInteractionAtItsLimits(t *testing.T) {
	full := model.NewRule(model.SendRule)
	full.Properties = model.Properties{Kind: model.SendRule, Name: "n", Key: "D2", KeyFormat: true, Fire: true, Exit: model.Success, Body: "x", Iterations: 2, DelayBefore: time.Millisecond, DelayAfter: time.Millisecond}
	deep := full
	for range model.MaxRuleDepth - 1 {
		above := full
		above.Then = []model.Rule{deep, full}
		deep = above
	}
	body := func(s string) model.Rule {
		r := model.NewRule(model.SendRule)
		r.Body = s
		return r
	}
	words := func(w string, n int) model.Trigger {
		tr := model.NewTrigger()
		for range n {
			tr.Command = append(tr.Command, w)
		}
		return tr
	}
	argv := words("a", 32_768)
	empty := words("", 65_000)
	empty.Command[0] = "a"
	receive := model.NewRule(model.ReceiveRule)
	rules := func(r model.Rule, n int) (all []model.Rule) {
		for range n {
			all = append(all, r)
		}
		return all
	}
	for name, i := range map[string]model.Interaction{
		"depth":            {Trigger: model.NewTrigger(), Rules: []model.Rule{deep}},
		"rules":            {Trigger: model.NewTrigger(), Rules: rules(receive, model.MaxRules)},
		"rules with all":   {Trigger: model.NewTrigger(), Rules: rules(full, 1700)},
		"words":            {Trigger: argv, Rules: rules(receive, 1)},
		"empty words":      {Trigger: empty, Rules: rules(receive, 1)},
		"words and rules":  {Trigger: argv, Rules: rules(full, 1000)},
		"body":             {Trigger: model.NewTrigger(), Rules: rules(body(strings.Repeat("é ", model.MaxBody/3)), 1)},
		"quoted body":      {Trigger: model.NewTrigger(), Rules: rules(body(strings.Repeat("\n", model.MaxBody-100)), 1)},
		"body of <":        {Trigger: model.NewTrigger(), Rules: rules(body(strings.Repeat("<", model.MaxBody)), 1)},
		"body of brackets": {Trigger: model.NewTrigger(), Rules: rules(body(strings.Repeat("[", 70<<10)), 1)},
	} {
		i.Name, i.ID = "x", "x"
		i, err := prepareInteraction(i)
		if err != nil {
			t.Errorf("%s: %.200s", name, err.Error())
			continue
		}
		text := renderInteraction(i)
		if len(text) > maxFileSize {
			t.Errorf("%s: %d bytes", name, len(text))
		}
		d, trouble := parseInteraction("x.yaml", text)
		if trouble != nil || !model.SameInteraction(d.interaction, i) {
			t.Errorf("%s: %v", name, trouble)
		}
	}
	var flows strings.Builder // as another program writes it
	flows.WriteString("name: x\nrules: " + strings.Repeat("[{receive: {}, then: ", model.MaxRuleDepth-1) + "[{receive: {}}]" + strings.Repeat("}]", model.MaxRuleDepth-1))
	if _, trouble := parseInteraction("x.yaml", []byte(flows.String())); trouble != nil {
		t.Error(trouble)
	}
}

// The worst files that pass the guards take less than 0.2 s and 100 MB on a
// plain machine; without them many take minutes.
func TestHostileInteractions(t *testing.T) {
	n := strings.Repeat
	fill := func(head, unit, tail string) string {
		return head + n(unit, (maxFileSize-len(head)-len(tail))/len(unit)) + tail
	}
	deep, deepEnd := n("{"+n("k", maxKeyLength)+": ", interactionLimits.depth-2), n("}", interactionLimits.depth-2)
	check := "name: x\nrules:\n- receive:\n  then:\n"
	columns := ""
	for i := range interactionLimits.depth - 3 {
		columns += n(" ", i) + n("k", maxKeyLength) + ":\n"
	}
	for name, text := range map[string]string{
		"items": n("- a\n", 65_000), "items of nothing": n("-\n", 65_000), "keys": n("a: b\n", 40_000), "keys of nothing": "x:\n" + n("- a:\n", 45_000), "rules": fill("name: x\nrules:\n", "- receive:\n", ""),
		"words": "a: [" + n("a,", 68_000) + "]", "set": "a: {" + n("a,", 68_000) + "}", "sets": "a: [" + n("{a},", 24_000) + "]", "maps": "a: [" + n("{a: b},", 22_000) + "]", "maps of nothing": "a: [" + n("{a: },", 24_000) + "]",
		"deep words": deep + "[" + n("a,", 66_000) + "]" + deepEnd, "deep sets": deep + "[" + n("{a},", 22_000) + "]" + deepEnd, "deep lines": columns + n(n(" ", interactionLimits.depth-2)+"- a\n", 4000),
		"brackets": n("[", 70_000), "braces": n("{a: ", 60_000), "dashes in brackets": "a: [" + n("- ", 60_000), "questions in braces": "a: {" + n("? a\n", 40_000), "keys in brackets": "a: [" + n("\na: ", 40_000), "comments in brackets": "a: {" + n("'a':  #a\n", 25_000),
		"long key": n("k", 200<<10) + ":\n" + n("- a\n", 10_000), "documents": fill("name: x\n", "---\n", ""), "comments": fill("", "#\n", "name: x\n"),
		"empty lines": fill("name: |\n  a\n", "\n", ""), "tabs": fill("name: \"", "\t", "\"\n"), "less": fill("name: ", "<", "\n"), "lines": fill("name: \"\n", "  a\n", "\"\n"), "quotes": fill("name: '", "''", "'\n"),
		"names":       "name: x\nrules:\n- send: {body: '" + numberedNames(10_000) + "'}\n- send: {body: '" + numberedNames(10_000) + "'}\n",
		"expressions": check + n("  - check: {matches: 'a{990}'}\n", 1990), "classes": check + n("  - check: {matches: '"+n(`\pL`, 333)+"'}\n", 240), "folded classes": check + n("  - check: {ignore_case: true, matches: '"+n(`[^a-\x{10000}]`, 70)+"'}\n", 240),
	} {
		if len(text) > maxFileSize {
			t.Errorf("%s: %d bytes", name, len(text))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		if _, err := parseInteraction("x", []byte(text)); err == nil && name != "names" {
			t.Errorf("%s: accepted", name)
		}
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 200 || took > 5*time.Second {
			t.Errorf("%s: %d MB, %v", name, used, took)
		}
	}
}

func numberedNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{{v%d}}", i)
	}
	return b.String()
}
