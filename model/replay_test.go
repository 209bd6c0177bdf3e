package model

import (
	"fmt"
	"testing"
)

// TestReplay: what came otherwise, did not come, and came besides, for each
// peer apart.
func TestReplay(t *testing.T) {
	records := []Record{said(KindSent, "a:1", "ask", 0), said(KindReceived, "a:1", "one", 1), said(KindReceived, "a:1", "\xff", 2)}
	rules, err := RulesOf(Said{Peer: "a:1", Records: records}, Recording{Lenient: true, Encode: asUTF8})
	if err != nil {
		t.Fatal(err)
	}
	i := NewInteraction()
	i.Name, i.Rules = "replay", rules
	c, err := Compile(i)
	if err != nil {
		t.Fatal(err)
	}
	// Nodes: 0 send, 1 receive, 2 equal, 3 differs, 4 receive, 5 bytes, 6 differs.
	at := func(kind StepKind, peer string, rule int, text string) Step {
		return Step{Kind: kind, Peer: peer, Rule: rule, Message: said(KindReceived, peer, text, 0), Outcome: Failure}
	}
	r := NewReplay(c)
	for _, tt := range []struct {
		step Step
		want string
	}{
		{at(StepSent, "p", 0, "ask"), ""},
		{at(StepReceived, "p", 1, "eins"), ""},
		{at(StepReceived, "q", 1, "one"), ""},
		{at(StepHeld, "q", 2, "one"), ""},
		{at(StepHeld, "p", 3, "eins"), "p 2 'one' 'eins' "},
		{at(StepReceived, "q", 4, "zwei"), ""},
		{at(StepHeld, "q", 6, "zwei"), "q 3 'ff' 'zwei' 7a 77 65 69"},
		{at(StepLate, "q", -1, "more"), "q 4 - 'more' "},
		{at(StepLate, "q", -1, "\xfe"), "q 5 - '\xfe' fe"},
		{Step{Kind: StepEnded, Peer: "q", Rule: -1, Outcome: Success}, ""},
		{at(StepEnded, "p", 4, ""), "p 3 'ff' - "},
		{Step{Kind: StepEnded, Peer: "s", Rule: 0, Outcome: Cut}, ""},
		{at(StepEnded, "r", 0, ""), "r 2 'one' - r 3 'ff' - "},
	} {
		got := ""
		for _, d := range r.Add(tt.step) {
			expected, came := "-", "-"
			if d.Expected != nil {
				expected = "'" + d.Expected.Value + "'"
			}
			if d.Got != nil {
				came = "'" + d.Got.Text + "'"
			}
			got += fmt.Sprintf("%s %d %s %s %s", d.Peer, d.Number, expected, came, d.GotHex())
		}
		if got != tt.want {
			t.Errorf("%v of %s: %q, want %q", tt.step.Kind, tt.step.Peer, got, tt.want)
		}
	}
}
