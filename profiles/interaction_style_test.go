package profiles

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// stylist writes rules as people do, each in a style of its own, with comments.
type stylist struct {
	t        *rapid.T
	out      strings.Builder
	comments map[string][]string // by the name of the rule that they belong to
	flow     bool                // rules in brackets are among them
}

func (s *stylist) often(label string) bool { return rapid.IntRange(0, 2).Draw(s.t, label) == 0 }

// comment is one of a rule, or nothing.
func (s *stylist) comment(rule, before string) string {
	if !s.often("comment") {
		return ""
	}
	n := 0
	for _, all := range s.comments {
		n += len(all)
	}
	c := fmt.Sprintf("# <%d> it's %s: {x", n, rule)
	s.comments[rule] = append(s.comments[rule], c)
	return before + c
}

// line is a comment of a rule on a line of its own, or nothing.
func (s *stylist) line(rule, indent string) {
	if c := s.comment(rule, indent); c != "" {
		s.out.WriteString(c + "\n")
	}
	if s.often("empty line") {
		s.out.WriteString("\n")
	}
}

func (s *stylist) file(i model.Interaction) {
	s.line("", "")
	s.out.WriteString("name: " + quote(i.Name) + s.comment("", " ") + "\n")
	if t := braces(triggerSettings(i.Trigger)); t != "{}" {
		s.out.WriteString("trigger: " + t + s.comment("", "  ") + "\n")
	}
	s.line("", "")
	s.out.WriteString("rules:" + s.comment("", " ") + "\n")
	s.rules(i.Rules, strings.Repeat(" ", rapid.IntRange(0, 2).Draw(s.t, "indent")))
	s.line("", "")
}

func (s *stylist) rules(rules []model.Rule, indent string) {
	for _, r := range rules {
		s.line(r.Name, indent)
		if rapid.IntRange(0, 9).Draw(s.t, "in brackets") == 0 {
			s.flow = true
			s.out.WriteString(indent + "- " + inBrackets(r) + s.comment(r.Name, " ") + "\n")
			continue
		}
		s.rule(r, indent)
	}
}

func inBrackets(r model.Rule) string {
	all := append([]string{r.Kind.String() + ": " + braces(kindSettings(r.Properties))}, written(ruleSettings(r.Properties))...)
	var below []string
	for _, c := range r.Then {
		below = append(below, inBrackets(c))
	}
	if below != nil {
		all = append(all, "then: ["+strings.Join(below, ", ")+"]")
	}
	return "{" + strings.Join(all, ", ") + "}"
}

func (s *stylist) rule(r model.Rule, indent string) {
	inner := indent + "  "
	entries := []func(){func() { s.kind(r, inner) }}
	for _, line := range written(ruleSettings(r.Properties)) {
		entries = append(entries, func() { s.out.WriteString(line + s.comment(r.Name, " ") + "\n") })
	}
	if s.often("kind last") {
		entries = append(entries[1:], entries[0])
	}
	if len(r.Then) > 0 {
		then := func() {
			s.out.WriteString("then:" + s.comment(r.Name, "   ") + "\n")
			below := inner + strings.Repeat(" ", rapid.IntRange(0, 3).Draw(s.t, "step"))
			s.rules(r.Then, below)
			if below != inner {
				s.line(r.Name, below)
			}
		}
		at := len(entries)
		if s.often("then in between") {
			at = rapid.IntRange(1, at).Draw(s.t, "at")
		}
		entries = append(entries[:at], append([]func(){then}, entries[at:]...)...)
	}
	lead := indent + "- "
	if rapid.IntRange(0, 9).Draw(s.t, "dash alone") == 0 {
		s.out.WriteString(indent + "-" + s.comment(r.Name, " ") + "\n")
		lead = inner
	}
	for _, write := range entries {
		s.out.WriteString(lead)
		write()
		s.line(r.Name, inner)
		lead = inner
	}
}

func (s *stylist) kind(r model.Rule, inner string) {
	settings := kindSettings(r.Properties)
	if len(written(settings)) == 0 || !s.often("in lines") {
		s.out.WriteString(r.Kind.String() + ": " + braces(settings) + s.comment(r.Name, "  ") + "\n")
		return
	}
	s.out.WriteString(r.Kind.String() + ":" + s.comment(r.Name, " ") + "\n")
	for _, one := range settings {
		switch {
		case one.text == "":
			continue
		case one.key == "body" && r.Body == "# one\ntwo\n":
			s.out.WriteString(inner + "  body: |" + s.comment(r.Name, " ") + "\n" + inner + "     # one\n" + inner + "     two\n")
		default:
			s.out.WriteString(inner + "  " + one.key + ": " + one.text + s.comment(r.Name, " ") + "\n")
		}
		s.line(r.Name, inner+"  ")
	}
}

// named gives every rule a name of its own.
func namedRules(rules []model.Rule, next *int) []model.Rule {
	out := make([]model.Rule, len(rules))
	for i, r := range rules {
		r.Name = fmt.Sprintf("rule %d", *next)
		*next++
		if r.Kind == model.SendRule && *next%3 == 0 {
			r.Body, r.Hex = "# one\ntwo\n", false
		}
		r.Then = namedRules(r.Then, next)
		out[i] = r
	}
	return out
}

func anyPath(t *rapid.T, rules []model.Rule) model.Path {
	var all []model.Path
	model.Walk(rules, func(p model.Path, _ model.Rule) { all = append(all, append(model.Path(nil), p...)) })
	return rapid.SampledFrom(all).Draw(t, "path")
}

// anyEdit does to a tree what the deck can do to it.
func anyEdit(t *rapid.T, i model.Interaction, next *int) model.Interaction {
	p := anyPath(t, i.Rules)
	r, _ := model.RuleAt(i.Rules, p)
	switch rapid.IntRange(0, 4).Draw(t, "edit") {
	case 0:
		i.Rules = model.InsertRule(i.Rules, p, namedRules([]model.Rule{anyRule(t, 1)}, next)[0])
	case 1:
		i.Rules = model.InsertRule(i.Rules, append(p, len(r.Then)), namedRules([]model.Rule{anyRule(t, 0)}, next)[0])
	case 2:
		i.Rules = model.DeleteRule(i.Rules, p)
	case 3:
		i.Rules, _ = model.MoveRule(i.Rules, p, rapid.SampledFrom([]model.Move{model.MoveUp, model.MoveDown, model.MoveIn, model.MoveOut}).Draw(t, "move"))
	case 4:
		other := anyRule(t, 0).Properties
		if other.Name = r.Name; rapid.Bool().Draw(t, "one thing only") {
			key := other.Key
			other = r.Properties
			other.Key, other.KeyFormat = key, false
		}
		i.Rules = model.ChangeRule(i.Rules, p, other)
	}
	if rapid.IntRange(0, 5).Draw(t, "rename") == 0 {
		i.Name = anyText.Draw(t, "name")
	}
	if rapid.IntRange(0, 5).Draw(t, "trigger") == 0 {
		i.Trigger = anyTrigger(t)
	}
	return i
}

func propertiesByName(rules []model.Rule) map[string]model.Properties {
	all := map[string]model.Properties{}
	model.Walk(rules, func(_ model.Path, r model.Rule) { all[r.Name] = r.Properties })
	return all
}

// Whatever is edited, in a file of any style: what is saved is read back, every
// comment of a rule that stays as it is is still there, and those of rules that
// are gone are gone.
func TestEditInteractionKeepsComments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		next := 0
		from := anyInteraction(t)
		from.ID, from.Rules = "x", namedRules(from.Rules, &next)
		s := &stylist{t: t, comments: map[string][]string{}}
		s.file(from)
		text := s.out.String()
		if rapid.Bool().Draw(t, "CRLF") && !strings.Contains(text, "|") {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		if rapid.IntRange(0, 4).Draw(t, "mark") == 0 {
			text = "\uFEFF" + text
		}
		if d, trouble := parseInteraction("x.yaml", []byte(text)); trouble != nil || !model.SameInteraction(d.interaction, from) {
			t.Fatalf("%v\n%s", trouble, text)
		}
		if got, err := editInteraction("x.yaml", []byte(text), from); err != nil || string(got) != text {
			t.Fatalf("without a change: %v\n%s", err, got)
		}
		to := from
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			if one, err := prepareInteraction(anyEdit(t, to, &next)); err == nil {
				to = one
			}
		}
		got, err := editInteraction("x.yaml", []byte(text), to)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		checkEdited(t, s, text, string(got), from, to)
	})
}

func checkEdited(t *rapid.T, s *stylist, text, got string, from, to model.Interaction) {
	if d, trouble := parseInteraction("x.yaml", []byte(got)); trouble != nil || !model.SameInteraction(d.interaction, to) {
		t.Fatalf("%v\n%s\nwritten as\n%s", trouble, text, got)
	}
	if strings.Contains(got, "version: 1") {
		t.Fatalf("written anew\n%s\nbecame\n%s", text, got)
	}
	was, is := propertiesByName(from.Rules), propertiesByName(to.Rules)
	other := s.flow // rules may have taken the place of those that are gone
	for name, p := range is {
		other = other || p != was[name]
	}
	for rule, comments := range s.comments {
		_, there := is[rule]
		for _, c := range comments {
			n := strings.Count(got, c)
			switch {
			case (rule == "" || there && was[rule] == is[rule]) && n != 1:
				t.Fatalf("%q is there %d times\n%s\nbecame\n%s", c, n, text, got)
			case rule != "" && !there && n != 0 && !other:
				t.Fatalf("%q is still there\n%s\nbecame\n%s", c, text, got)
			}
		}
	}
}
