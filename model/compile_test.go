package model

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTemplates(t *testing.T) {
	values := func(name string) (string, bool) {
		v, ok := map[string]string{"a": "1", "b-c.d_2": "2", "0": "whole"}[name]
		return v, ok
	}
	for in, want := range map[string]string{
		"": "", "plain": "plain", "{{a}}": "1", "x{{ a }}y": "x1y", "{{a}}{{b-c.d_2}}": "12", "{{0}}": "whole",
		"{{a:9}}": "1", "{{z:9}}": "9", "{{z:}}": "", "{{z: {x} }}": " {x} ",
		"{{{{a}}": "{{a}}", `{"a":{{a}}}`: `{"a":1}`, "{{{a}}}": "{1}", "}}": "}}", "{": "{", "{ {": "{ {", "{{{{{{{{": "{{{{",
	} {
		tmpl, err := ParseTemplate(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got, err := tmpl.Render(values); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"{{": "}} must end it", "{{a": "}} must end it", "{{}}": "not a value", "{{a b}}": "not a value", `{{"a":1}}`: "not a value", "{{{": "}} must end it", "{{ü}}": "not a value",
	} {
		if _, err := ParseTemplate(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	tmpl, _ := ParseTemplate("x{{z}}")
	if _, err := tmpl.Render(values); err == nil || err.Error() != "{{z}} has no value yet" {
		t.Error(err)
	}
	long, _ := ParseTemplate("{{v}}{{v}}")
	if _, err := long.Render(func(string) (string, bool) { return strings.Repeat("x", MaxRendered/2+1), true }); err == nil {
		t.Error("a message of any length is rendered")
	}
}

// TestEscapeTemplate: any text can be written as a template.
func TestEscapeTemplate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("{}a:ü"))).Draw(t, "text")
		tmpl, err := ParseTemplate(EscapeTemplate(s))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := tmpl.Render(func(string) (string, bool) { return "", false }); got != s || err != nil {
			t.Fatalf("%q comes back as %q, %v", s, got, err)
		}
	})
}

func TestKeyFormats(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"D2", 1, "01"}, {"D2", 123, "123"}, {"D", 7, "7"}, {"d3", 7, "007"}, {"N0", 1234567, "1,234,567"}, {"N", 1234, "1,234.00"}, {"N1", 5, "5.0"},
		{"X4", 1234, "04D2"}, {"x4", 1234, "04d2"}, {"X", 255, "FF"}, {"000", 1, "001"}, {"0", 12, "12"}, {"N0", 999, "999"}, {"N0", 1000, "1,000"},
	} {
		f, err := parseKeyFormat(c.format)
		if got := f.key(c.n); err != nil || got != c.want {
			t.Errorf("%s of %d is %q (%v), want %q", c.format, c.n, got, err, c.want)
		}
	}
	for _, s := range []string{"", "E2", "D-1", "D2x", "D100", "0x", "X999999999999999999999", "#", strings.Repeat("0", 100)} {
		if _, err := parseKeyFormat(s); err == nil {
			t.Errorf("%q is a format", s)
		}
	}
}

func TestConditions(t *testing.T) {
	for _, c := range []struct {
		condition Condition
		value     string
		ignore    bool
		yes, no   []string
	}{
		{Equal, "Wait", false, []string{"Wait"}, []string{"wait", "Wait ", ""}},
		{Equal, "Straße", true, []string{"STRAßE", "straße"}, []string{"strasse"}},
		{NotEqual, "Wait", true, []string{"W"}, []string{"WAIT"}},
		{Contains, "a", false, []string{"bab"}, []string{"bAb", ""}},
		{Contains, "", false, []string{"", "x"}, nil},
		{NotContains, "a", true, []string{"b"}, []string{"bAb"}},
		{StartsWith, "ab", false, []string{"abc"}, []string{"ABC", "a"}},
		{StartsWith, "Ü", true, []string{"ü!"}, []string{"u"}},
		{EndsWith, "bc", true, []string{"aBC"}, []string{"bcd"}},
		{Matches, `^a\d+$`, false, []string{"a12"}, []string{"A12", "a", "xa1"}},
		{Matches, `^a$`, true, []string{"A"}, []string{"ab"}},
		{Matches, `\Qa.b`, true, []string{"xA.B"}, []string{"axb"}},
		{Contains, "ÿ", true, []string{"Ÿ"}, []string{"\xff"}},
		{NotMatches, `\d`, false, []string{"", "x"}, []string{"x1"}},
		{EqualBytes, "ff 00", false, []string{"\xff\x00"}, []string{"\xff", "ff 00"}},
		{Always, "", false, []string{"", "x"}, nil},
	} {
		m, err := newMatcher(Properties{Condition: c.condition, Value: c.value, IgnoreCase: c.ignore}, new(int))
		if err != nil {
			t.Error(err)
			continue
		}
		for want, texts := range map[bool][]string{true: c.yes, false: c.no} {
			for _, s := range texts {
				got, _, err := m.holds(&InHand{Record: Record{Text: s, Data: []byte(s)}}, func() bool { return false })
				if got != want || err != nil {
					t.Errorf("%s %q of %q: %v, %v", c.condition, c.value, s, got, err)
				}
			}
		}
	}
}

func TestCaptures(t *testing.T) {
	m, err := newMatcher(Properties{Condition: Matches, Value: `(\w+)=(?P<v>\d*)(x)?`}, new(int))
	if err != nil {
		t.Fatal(err)
	}
	ok, got, err := m.holds(&InHand{Record: Record{Text: "; ab=12;"}}, nil)
	if !ok || err != nil || !slices.Equal(got, []Capture{{"ab=12", true}, {"ab", true}, {"12", true}, {"", false}}) {
		t.Errorf("%v %v %v", ok, got, err)
	}
}

// TestLongMatch: a long message is matched as a short one is, and can be
// stopped.
func TestLongMatch(t *testing.T) {
	m, _ := newMatcher(Properties{Condition: Matches, Value: `é+(b.*)$`}, new(int))
	text := strings.Repeat("aé", 500_000) + "bcd"
	h := &InHand{Record: Record{Text: text}}
	ok, got, err := m.holds(h, func() bool { return false })
	if !ok || err != nil || !slices.Equal(got, []Capture{{"ébcd", true}, {"bcd", true}}) {
		t.Errorf("%v %d captures %v", ok, len(got), err)
	}
	looks := 0
	ok, _, err = m.holds(h, func() bool { looks++; return looks == 3 })
	if ok || !errors.Is(err, errStopped) || looks != 3 {
		t.Errorf("%v %v after %d looks", ok, err, looks)
	}
}

// TestLongFold: a long message is folded once, and that can be stopped.
func TestLongFold(t *testing.T) {
	m, err := newMatcher(Properties{Condition: EndsWith, Value: "ÉB", IgnoreCase: true}, new(int))
	if err != nil {
		t.Fatal(err)
	}
	h := &InHand{Record: Record{Text: strings.Repeat("é", 1<<20) + "b"}}
	if _, _, err := m.holds(h, func() bool { return true }); !errors.Is(err, errStopped) {
		t.Error(err)
	}
	looks := 0
	for range 3 {
		if ok, _, err := m.holds(h, func() bool { looks++; return false }); !ok || err != nil {
			t.Error(ok, err)
		}
	}
	if looks != 8 {
		t.Errorf("%d looks", looks)
	}
}

// TestFreeKeys: a format passes over keys that are taken.
func TestFreeKeys(t *testing.T) {
	f, _ := parseKeyFormat("D2")
	n := Node{Properties: Properties{Key: "D2", KeyFormat: true}, format: f}
	if got := n.ResultKey(1, func(key string) bool { return key == "02" }); got != "03" {
		t.Error(got)
	}
}

// TestCompileRefuses: what is wrong is said at its field.
func TestCompileRefuses(t *testing.T) {
	send := func(change func(*Properties)) []Rule {
		r := NewRule(SendRule)
		r.Body = "x"
		change(&r.Properties)
		return []Rule{r}
	}
	below := func(change func(*Properties)) []Rule {
		r := NewRule(CheckRule)
		change(&r.Properties)
		return []Rule{{Properties: NewRule(ReceiveRule).Properties, Then: []Rule{r}}}
	}
	nested := []Rule{NewRule(SendRule)}
	for range MaxRuleDepth {
		nested = []Rule{{Properties: NewRule(SendRule).Properties, Then: nested}}
	}
	many := make([]Rule, MaxRules+1)
	for i := range many {
		many[i] = NewRule(SendRule)
	}
	captured := below(func(p *Properties) { p.Condition, p.Value = Matches, `(a)(?P<n>b)` })
	captured[0].Then[0].Then = send(func(p *Properties) { p.Body = "{{3}}" })
	for _, c := range []struct {
		rules []Rule
		at    Path
		field Field
		want  string
	}{
		{nil, nil, FieldRules, "there is no rule"},
		{many, nil, FieldRules, "2001 rules"},
		{nested, make(Path, MaxRuleDepth+1), FieldRules, "deeper than 24"},
		{send(func(p *Properties) { p.Iterations = 0 }), Path{0}, FieldIterations, "0 is not in 1–1000000000 (-1: endless)"},
		{send(func(p *Properties) { p.Iterations = -2 }), Path{0}, FieldIterations, "-2"},
		{send(func(p *Properties) { p.DelayBefore = -time.Millisecond }), Path{0}, FieldDelayBefore, "-1 is not in 0–86400000 ms"},
		{send(func(p *Properties) { p.DelayAfter = MaxDelay + 1 }), Path{0}, FieldDelayAfter, "is not in"},
		{send(func(p *Properties) { p.Body = "{{" }), Path{0}, FieldBody, "}} must end it"},
		{send(func(p *Properties) { p.Body = "{{1}}" }), Path{0}, FieldBody, "no matches check is above"},
		{send(func(p *Properties) { p.Body = "{{message}}" }), Path{0}, FieldBody, "no message above"},
		{send(func(p *Properties) { p.Body, p.Hex = "0", true }), Path{0}, FieldBody, "half a byte"},
		{send(func(p *Properties) { p.Body, p.Hex = " ", true }), Path{0}, FieldBody, "no bytes to send"},
		{send(func(p *Properties) { p.Body = strings.Repeat("x", MaxBody+1) }), Path{0}, FieldBody, "longer than 128 KiB"},
		{send(func(p *Properties) { p.Name = "a\nb" }), Path{0}, FieldName, "line break"},
		{send(func(p *Properties) { p.Key = strings.Repeat("k", 201) }), Path{0}, FieldKey, "longer than 200"},
		{send(func(p *Properties) { p.Key, p.KeyFormat = "Q", true }), Path{0}, FieldKey, "not a number format"},
		{send(func(p *Properties) { p.Exit = "maybe" }), Path{0}, FieldExit, "use success or failure"},
		{[]Rule{NewRule(CheckRule)}, Path{0}, FieldCondition, "a check needs a message"},
		{below(func(p *Properties) { p.Group = 1000 }), Path{0, 0}, FieldGroup, "is not in 0–999"},
		{below(func(p *Properties) { p.Condition = "like" }), Path{0, 0}, FieldValue, "not a condition"},
		{below(func(p *Properties) { p.Condition, p.Value = Matches, "(" }), Path{0, 0}, FieldValue, `missing closing ): "(" (RE2)`},
		{below(func(p *Properties) { p.Condition, p.Value = Matches, `(?=x)` }), Path{0, 0}, FieldValue, "(RE2)"},
		{below(func(p *Properties) { p.Condition, p.Value = Matches, strings.Repeat("a", MaxPattern+1) }), Path{0, 0}, FieldValue, "longer than 1000"},
		{below(func(p *Properties) { p.Condition, p.Value = NotMatches, `\w{900}\w{900}` }), Path{0, 0}, FieldValue, "too large"},
		{below(func(p *Properties) { p.Condition, p.Value = EqualBytes, "xx" }), Path{0, 0}, FieldValue, "not bytes in hex"},
		{captured, Path{0, 0, 0}, FieldBody, "captures 0 to 2"},
	} {
		faults := Interaction{Name: "x", Trigger: NewTrigger(), Rules: c.rules}.Validate()
		if got := faults.On(c.at, c.field); !strings.Contains(got, c.want) {
			t.Errorf("%v %s: %q in %v, want %q", c.at, c.field, got, faults, c.want)
		}
	}
}

func TestTriggerRefuses(t *testing.T) {
	for field, trigger := range map[Field]Trigger{
		FieldCommand: {Command: []string{" ", "x"}}, FieldAppend: {Append: "x"}, FieldPost: {Post: "ftp://x"},
		FieldTimeout: {}, FieldAtOnce: {AtOnce: 65},
	} {
		if field != FieldTimeout {
			trigger.Timeout = time.Second
		}
		if trigger.AtOnce == 0 {
			trigger.AtOnce = 1
		}
		faults := Interaction{Name: "x", Trigger: trigger, Rules: DemoRules(Client)}.Validate()
		if len(faults) != 1 || faults[0].Field != field {
			t.Errorf("%s: %v", field, faults)
		}
	}
	fine := Trigger{Command: []string{"sh", "-c", "cat"}, Append: "~/x", Post: "https://a/b?c=d", Bell: true, Timeout: time.Minute, AtOnce: 1}
	if faults := (Interaction{Name: "x", Trigger: fine, Rules: DemoRules(Client)}).Validate(); faults != nil {
		t.Error(faults)
	}
}

func TestNeeds(t *testing.T) {
	keyed := NewRule(ReceiveRule)
	keyed.Key = "ORDER"
	send := NewRule(SendRule)
	send.Body = "{{amount}} {{who:you}} {{ORDER}} {{time}} {{amount}} {{name}}"
	c, err := Compile(Interaction{Name: "x", Trigger: NewTrigger(), Rules: []Rule{keyed, send}})
	if err != nil || !slices.Equal(c.Needs, []string{"amount", "name"}) || !c.Uses("who") || c.Uses("other") {
		t.Errorf("%q %v", c.Needs, err)
	}
}

// TestCompileAnything: no tree makes it panic, and what it takes has a node a
// rule, in order.
func TestCompileAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"{{a}}", "(a)", "D2", "02"}))
		rules := anyTree(t)
		for _, p := range paths(rules) {
			r, _ := RuleAt(rules, p)
			r.Body, r.Value, r.Key = text.Draw(t, "body"), text.Draw(t, "value"), text.Draw(t, "key")
			r.Hex, r.KeyFormat = rapid.Bool().Draw(t, "hex"), rapid.Bool().Draw(t, "format")
			r.Condition = rapid.SampledFrom(Conditions).Draw(t, "condition")
			rules = ChangeRule(rules, p, r.Properties)
		}
		c, err := Compile(Interaction{Name: "x", Trigger: NewTrigger(), Rules: rules})
		if err != nil {
			var faults Faults
			if !errors.As(err, &faults) || len(faults) == 0 || !utf8.ValidString(err.Error()) {
				t.Fatal(err)
			}
			return
		}
		i := 0
		Walk(rules, func(p Path, r Rule) {
			if n := c.Nodes[i]; n.Properties != r.Properties || len(n.Children) != len(r.Then) || n.Depth != len(p)-1 {
				t.Fatalf("node %d is %+v, want %+v", i, n, r)
			}
			i++
		})
		if i != len(c.Nodes) {
			t.Fatalf("%d nodes of %d rules", len(c.Nodes), i)
		}
	})
}
