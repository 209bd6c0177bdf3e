package model

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func said(kind Kind, peer, text string, at int) Record {
	return Record{Kind: kind, Peer: peer, Text: text, Data: []byte(text), Time: time.Unix(0, 0).Add(time.Duration(at) * time.Millisecond)}
}

func asUTF8(text string) ([]byte, error) { return []byte(text), nil }

func TestRulesOf(t *testing.T) {
	framing := Framing{Receive: LF, Send: CRLF}
	other := said(KindSent, "a:1", "odd", 40)
	other.Ending = LF
	records := []Record{
		{Event: Event{Name: Started, Framing: &framing}},
		said(KindSent, "a:1", "{{hello}}", 10),
		said(KindReceived, "a:1", "hi \xff", 30),
		said(KindReceived, "b:2", "another peer", 31),
		other,
		{Kind: KindReceived, Peer: "a:1", Text: "tail", Data: []byte("tail"), Incomplete: true},
	}
	for _, c := range []struct {
		peer string
		o    Recording
		want string
	}{
		{"a:1", Recording{}, "Send : {{{{hello}}|Receive|  Check (/1) : Bytes '68 69 20 ff'|  Check (/1) : NotCheck (exit:failure)|Send : 6f 64 64 0a"},
		{"a:1", Recording{Mirror: true}, "Receive|  Check (/1) : Equal '{{hello}}\r'|  Check (/1) : NotCheck (exit:failure)|Send : 68 69 20 ff 0a|" +
			"Receive|  Check (/1) : Equal 'odd'|  Check (/1) : NotCheck (exit:failure)"},
		{"b:2", Recording{Lenient: true}, "Receive|  Check (/1) : Equal 'another peer'|  differs"},
		{"c:3", Recording{}, ""},
	} {
		c.o.Encode = asUTF8
		rules, err := RulesOf(Said{Peer: c.peer, Records: records}, c.o)
		if got := strings.ReplaceAll(strings.TrimSuffix(outlined(rules), "\n"), "\n", "|"); got != c.want || err != nil {
			t.Errorf("%+v: %v\n%s\nwant\n%s", c.o, err, got, c.want)
		}
	}
	rules, _ := RulesOf(Said{Peer: "a:1", Records: records}, Recording{Delays: true, Encode: asUTF8})
	if rules[0].DelayBefore != 0 || rules[2].DelayBefore != 10*time.Millisecond {
		t.Errorf("delays %v and %v", rules[0].DelayBefore, rules[2].DelayBefore)
	}
}

func TestRulesOfTooMuch(t *testing.T) {
	var records []Record
	for i := range MaxRules {
		records = append(records, said(KindReceived, "a:1", fmt.Sprint(i), i))
	}
	if _, err := RulesOf(Said{Peer: "a:1", Records: records}, Recording{}); err == nil || !strings.Contains(err.Error(), "comes to more than 8 MiB or the 2000 rules of an interaction") {
		t.Error(err)
	}
	if _, err := RulesOf(Said{Peer: "a:1", Records: []Record{said(KindSent, "a:1", strings.Repeat("x", MaxBody+1), 0)}}, Recording{}); err == nil || !strings.Contains(err.Error(), "too long for a rule") {
		t.Error(err)
	}
}

// A message that was cut is no message of the conversation.
func TestRulesOfCut(t *testing.T) {
	cut := said(KindReceived, "a:1", "aaaa", 0)
	cut.Truncated = true
	for _, mirror := range []bool{false, true} {
		if _, err := RulesOf(Said{Peer: "a:1", Records: []Record{cut}}, Recording{Mirror: mirror, Encode: asUTF8}); err == nil || !strings.Contains(err.Error(), "is not whole") {
			t.Error(err)
		}
	}
}

// What was sent with a delimiter inside is several messages for the other side.
func TestMirrorOfLines(t *testing.T) {
	framing := Record{Kind: KindEvent, Event: Event{Name: Started, Framing: &Framing{Receive: LF, Send: LF}}}
	bytes := said(KindSent, "a:1", "\xff\n\xfe", 0)
	records := []Record{framing, said(KindSent, "a:1", "one\ntwo\n", 0), bytes}
	rules, err := RulesOf(Said{Peer: "a:1", Records: records}, Recording{Mirror: true, Encode: asUTF8})
	if err != nil || len(rules) != 5 {
		t.Fatal(outlined(rules), err)
	}
	for i, want := range []string{"one", "two", "", "ff", "fe"} {
		if got := rules[i].Then[0].Value; got != want {
			t.Errorf("message %d: %q, want %q", i, got, want)
		}
	}
	if rules, err := RulesOf(Said{Peer: "a:1", Records: records}, Recording{Encode: asUTF8}); err != nil || len(rules) != 2 {
		t.Error(outlined(rules), err)
	}
}

// Where the other side could not tell messages apart there are no rules of it.
func TestMirrorOfUnended(t *testing.T) {
	framing := Record{Kind: KindEvent, Event: Event{Name: Started, Framing: &Framing{Receive: LF, Send: LF}}}
	typed, hex, other := said(KindSent, "a:1", "q", 0), said(KindSent, "a:1", "q", 0), said(KindSent, "a:1", "q", 0)
	hex.Ending, other.Ending = Raw, NUL
	ended := hex
	ended.Text, ended.Data = "q\n", []byte("q\n")
	o := Recording{Mirror: true, Encode: func(s string) ([]byte, error) { return []byte(s), nil }}
	for _, r := range []Record{typed, ended} {
		if rules, err := RulesOf(Said{Peer: "a:1", Records: []Record{framing, r}}, o); err != nil || rules[0].Then[0].Value != "q" {
			t.Error(rules, err)
		}
	}
	for _, r := range []Record{hex, other} {
		if _, err := RulesOf(Said{Peer: "a:1", Records: []Record{framing, r}}, o); err == nil || !strings.Contains(err.Error(), "without the lf that ends a message") {
			t.Error(err)
		}
	}
	o.Mirror = false
	if _, err := RulesOf(Said{Peer: "a:1", Records: []Record{framing, hex}}, o); err != nil {
		t.Error(err)
	}
}

func TestReplayDifferences(t *testing.T) {
	rules, err := RulesOf(Said{Peer: "a:1", Records: []Record{said(KindSent, "a:1", "q", 0), said(KindReceived, "a:1", "one", 1), said(KindReceived, "a:1", "two", 2)}}, Recording{Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compile(Interaction{Name: "x", Trigger: NewTrigger(), Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	got := ReplayDifferences(c, []Step{{Rule: 2, Kind: StepHeld}, {Rule: 5, Kind: StepNotHeld}, {Rule: 6, Kind: StepHeld, Message: Record{Text: "three"}}})
	if len(got) != 1 || got[0].Number != 3 || got[0].Expected.Value != "two" || got[0].Got.Text != "three" {
		t.Errorf("%+v", got)
	}
}

func TestTrace(t *testing.T) {
	tr := NewTrace(3)
	if first, end := tr.Bounds(); first != 0 || end != 0 || tr.Steps(0, 5) != nil {
		t.Error("an empty trace holds something")
	}
	long := strings.Repeat("x", 100_000)
	for i := range 5 {
		tr.Add(Step{Rule: i, Message: Record{Text: long, Data: []byte(long)}})
	}
	first, end := tr.Bounds()
	steps := tr.Steps(0, 10)
	if first != 2 || end != 5 || len(steps) != 3 || steps[0].Seq != 2 || steps[0].Rule != 2 || steps[2].Rule != 4 {
		t.Errorf("%d–%d, %d steps", first, end, len(steps))
	}
	if m := steps[0].Message; len(m.Text) != stepText || cap(m.Data) > 2*stepText || !m.Truncated {
		t.Errorf("a step keeps %d bytes", len(m.Text))
	}
	if got := tr.Steps(4, 1); len(got) != 1 || got[0].Rule != 4 {
		t.Errorf("%+v", got)
	}
}

// Bytes are cut where the other side cuts them: at whole code units.
func TestMirrorOfUnits(t *testing.T) {
	framing := Record{Kind: KindEvent, Event: Event{Name: Started, Framing: &Framing{Receive: NUL, Send: NUL}}}
	r := said(KindSent, "a:1", "\xd8\x00a\x00\x00\x00b\x00\x00\x00", 0)
	r.Ending, r.Inexact = Raw, true
	wide := func(text string) (out []byte, err error) {
		for _, c := range []byte(text) {
			out = append(out, c, 0)
		}
		return out, nil
	}
	rules, err := RulesOf(Said{Peer: "a:1", Records: []Record{framing, r}}, Recording{Mirror: true, Encode: wide})
	if err != nil || len(rules) != 2 || rules[0].Then[0].Value != "d8 00 61 00" || rules[1].Then[0].Value != "62 00" {
		t.Error(outlined(rules), err)
	}
}
