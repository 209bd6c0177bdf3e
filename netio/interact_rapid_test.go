package netio

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// scriptWire is a peer that has a few messages to say, and then ends.
type scriptWire struct {
	messages []string
	sent     []string
	refuse   string // what it does not take
}

func (w *scriptWire) send(_ context.Context, text string, data []byte) (model.Record, error) {
	if data != nil {
		text = string(data)
	}
	if w.refuse != "" && text == w.refuse {
		return model.Record{}, &wireError{reason: model.WriteFailed, detail: "refused"}
	}
	w.sent = append(w.sent, text)
	return model.Record{Kind: model.KindSent, Text: text, Data: []byte(text)}, nil
}

func (w *scriptWire) receive(context.Context, time.Duration) (model.Record, error) {
	if len(w.messages) == 0 {
		return model.Record{}, &wireError{reason: model.ClosedByPeer, detail: "over", over: true}
	}
	m := w.messages[0]
	w.messages = w.messages[1:]
	return model.Record{Kind: model.KindReceived, Text: m, Data: []byte(m)}, nil
}

func (w *scriptWire) usable() error { return nil }

func (w *scriptWire) gone() <-chan struct{} { return nil }

func (w *scriptWire) pause(context.Context, time.Duration) error { return nil }

// reference is a second, plain interpreter, after PRODUCT's words.
type reference struct {
	w       *scriptWire
	most    int
	ran     map[string]int
	tried   map[string]int
	results map[string]string
	fires   []string
}

// over is thrown when the conversation ends.
type over struct{ outcome model.Outcome }

func (x *reference) run(rules []model.Rule) (outcome model.Outcome) {
	defer func() {
		if v := recover(); v != nil {
			outcome = v.(over).outcome
		}
	}()
	x.siblings("", rules, "")
	return model.Success
}

func (x *reference) siblings(above string, rules []model.Rule, message string) {
	held := map[int]bool{}
	for i, r := range rules {
		at := above + "." + strconv.Itoa(i)
		if r.Kind == model.CheckRule && r.Group > 0 && held[r.Group] {
			continue
		}
		if r.Kind == model.CheckRule {
			x.tried[at]++
			if !plainly(r, message) {
				continue
			}
			held[r.Group] = true
			x.did(at, r, message)
			x.siblings(at, r.Then, message)
		} else {
			x.loop(at, r)
		}
		if r.Exit != "" {
			panic(over{r.Exit})
		}
	}
}

func (x *reference) loop(at string, r model.Rule) {
	for n := 0; (r.Iterations < 0 || n < r.Iterations) && n < x.most; n++ {
		x.tried[at]++
		message := r.Body
		if r.Kind == model.SendRule {
			if _, err := x.w.send(context.Background(), message, nil); err != nil {
				panic(over{model.Failure})
			}
		} else {
			m, err := x.w.receive(context.Background(), 0)
			if err != nil && r.Iterations < 0 {
				return
			}
			if err != nil {
				panic(over{model.Failure})
			}
			message = m.Text
		}
		x.did(at, r, message)
		x.siblings(at, r.Then, message)
	}
}

func (x *reference) did(at string, r model.Rule, message string) {
	x.ran[at]++
	if r.Key != "" && r.KeyFormat {
		x.results[fmt.Sprintf("%02d", len(x.results)+1)] = message
	} else if r.Key != "" {
		x.results[r.Key] = message
	}
	if r.Fire {
		x.fires = append(x.fires, message+" "+sortedResults(x.results))
		clear(x.results)
	}
}

func sortedResults(m map[string]string) string {
	var keys []string
	for k := range m {
		keys = append(keys, k+"="+m[k])
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}

func plainly(r model.Rule, m string) bool {
	v := r.Value
	if r.IgnoreCase && r.Condition != model.EqualBytes {
		m, v = strings.ToLower(m), strings.ToLower(v)
	}
	switch r.Condition {
	case model.Equal:
		return m == v
	case model.NotEqual:
		return m != v
	case model.Contains:
		return strings.Contains(m, v)
	case model.NotContains:
		return !strings.Contains(m, v)
	case model.StartsWith:
		return strings.HasPrefix(m, v)
	case model.EndsWith:
		return strings.HasSuffix(m, v)
	case model.Matches:
		return regexp.MustCompile(v).MatchString(m)
	case model.NotMatches:
		return !regexp.MustCompile(v).MatchString(m)
	case model.EqualBytes:
		return fmt.Sprintf("%x", m) == r.Value
	}
	return true
}

// anyRules draws a tree of plain bodies and values.
func anyRules(t *rapid.T, depth int, message bool) []model.Rule {
	var rules []model.Rule
	words := rapid.SampledFrom([]string{"", "a", "b", "ab", "ba", "A"})
	for range rapid.IntRange(1, 4).Draw(t, "siblings") {
		kind := rapid.SampledFrom(model.RuleKinds).Draw(t, "kind")
		if kind == model.CheckRule && !message {
			kind = model.ReceiveRule
		}
		r := model.NewRule(kind)
		switch kind {
		case model.CheckRule:
			r.Condition, r.Value = rapid.SampledFrom(model.Conditions).Draw(t, "condition"), words.Draw(t, "value")
			if r.Condition == model.EqualBytes {
				r.Value = fmt.Sprintf("%x", r.Value)
			}
			r.Group, r.IgnoreCase = rapid.SampledFrom([]int{0, 1, 1, 2}).Draw(t, "group"), rapid.Bool().Draw(t, "ignore case")
		default:
			r.Iterations = rapid.SampledFrom([]int{1, 1, 2, 3, model.Endless}).Draw(t, "iterations")
			if kind == model.SendRule {
				r.Body = words.Draw(t, "body")
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "keyed") == 0 {
			r.Key, r.KeyFormat = "D2", rapid.Bool().Draw(t, "format")
		}
		r.Fire = rapid.IntRange(0, 4).Draw(t, "fire") == 0
		r.Exit = rapid.SampledFrom([]model.Outcome{"", "", "", "", "", "", model.Success, model.Failure}).Draw(t, "exit")
		if depth > 0 {
			r.Then = anyRules(t, depth-1, true)
		}
		rules = append(rules, r)
	}
	return rules
}

// bound is how many messages a tree can need at the most.
func bound(rules []model.Rule, most int) int {
	n := 0
	for _, r := range rules {
		times := 1
		if r.Kind != model.CheckRule {
			times = most
		}
		n += times * (1 + bound(r.Then, most))
	}
	return n
}

// checkTalk runs a random tree in both interpreters.
func checkTalk(t *rapid.T) {
	rules := anyRules(t, rapid.IntRange(0, 3).Draw(t, "depth"), false)
	i := model.NewInteraction()
	i.Name, i.Rules = "random", rules
	c, err := model.Compile(i)
	if err != nil {
		t.Fatal(err)
	}
	messages := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "ab", "ba", "B"}), 0, 12).Draw(t, "messages")
	refuse := rapid.SampledFrom([]string{"", "", "ba"}).Draw(t, "refuse")
	most := rapid.IntRange(1, 4).Draw(t, "most")

	x := &reference{w: &scriptWire{messages: messages, refuse: refuse}, most: most, ran: map[string]int{}, tried: map[string]int{}, results: map[string]string{}}
	wanted := x.run(rules)

	w := &scriptWire{messages: messages, refuse: refuse}
	var fires []string
	counts, trace := make([]ruleCount, len(c.Nodes)), model.NewTrace(100)
	k := talk{c: c, drive: model.Drive{Compiled: c, MaxIterations: most, Step: trace.Add, Free: true}, counts: counts, w: w,
		noted: func(string) {}, fired: func(e model.RuleEvent) { fires = append(fires, e.Message.Text+" "+resultsSorted(e.Results)) }}
	v := k.run(context.Background())

	if v.outcome != wanted || !slices.Equal(w.sent, x.w.sent) || len(w.messages) != len(x.w.messages) {
		t.Fatalf("%s (%s), sent %q, left %q; want %s, %q, %q", v.outcome, v.why, w.sent, w.messages, wanted, x.w.sent, x.w.messages)
	}
	if !slices.Equal(fires, x.fires) || resultsSorted(k.results.all) != sortedResults(x.results) {
		t.Fatalf("fired %q with %q left; want %q with %q", fires, resultsSorted(k.results.all), x.fires, sortedResults(x.results))
	}
	node := 0
	model.Walk(rules, func(p model.Path, _ model.Rule) {
		at := ""
		for _, n := range p {
			at += "." + strconv.Itoa(n)
		}
		if ran, tried := counts[node].ran.Load(), counts[node].tried.Load(); int(ran) != x.ran[at] || int(tried) != x.tried[at] {
			t.Fatalf("rule %s ran %d of %d times; want %d of %d", at, ran, tried, x.ran[at], x.tried[at])
		}
		node++
	})
	if n := len(w.sent); n > bound(rules, most) {
		t.Fatalf("%d messages sent", n)
	}
	if first, end := trace.Bounds(); end == 0 || end-first > 100 {
		t.Fatalf("a trace from %d to %d", first, end)
	}
}

func resultsSorted(results []model.Result) string {
	m := map[string]string{}
	for _, r := range results {
		m[r.Key] = r.Message.Text
	}
	return sortedResults(m)
}

// TestTalkIsTheReference: the engine does what a simple second interpreter
// does: groups exclude, counts match, it ends within the bound.
func TestTalkIsTheReference(t *testing.T) {
	for range 30 { // of 100 trees each
		rapid.Check(t, checkTalk)
	}
}

func FuzzTalk(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkTalk)) }
