package model

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestSaidIn: the conversation of a peer among others, whole, and no more of it
// than rules can be made of.
func TestSaidIn(t *testing.T) {
	l := NewLog(64 << 20)
	add := func(kind Kind, peer, text string, e Event) {
		b := &Batch{Time: time.Unix(l.end, 0), Kind: kind, Peer: peer, Event: e, Data: []byte(text), Parts: []Part{{End: uint32(len(text))}}}
		if kind == KindEvent {
			b.Parts = nil
		}
		l.Append(b)
	}
	framing := Framing{Receive: LF, Send: LF}
	add(KindEvent, "", "", Event{Name: Started, Framing: &framing})
	for i := range 3000 {
		add(KindReceived, "a:1", fmt.Sprint(i), Event{})
		if i%10 == 0 {
			add(KindSent, "b:2", fmt.Sprint(i), Event{})
			add(KindEvent, "b:2", "", Event{Name: Note, Detail: "x"})
		}
	}
	for peer, want := range map[string]int{"": MaxRules + 1, "a:1": MaxRules + 1, "b:2": 301, "c:3": 1} {
		s := SaidIn(l, peer)
		if len(s.Records) != want || s.Peers != 2 || peer == "" && s.Peer != "a:1" || s.Records[0].Event.Framing == nil {
			t.Errorf("%q: %d records of %q, %d peers", peer, len(s.Records), s.Peer, s.Peers)
		}
	}
	rules, err := RulesOf(SaidIn(l, "b:2"), Recording{Encode: asUTF8})
	if err != nil || len(rules) != 300 || rules[299].Body != "2990" {
		t.Errorf("%d rules: %v", len(rules), err)
	}
	for _, peer := range []string{"", "a:1"} {
		if _, err := RulesOf(SaidIn(l, peer), Recording{Encode: asUTF8}); err == nil || !strings.Contains(err.Error(), "comes to more than") {
			t.Errorf("%q: %v", peer, err)
		}
	}
	for range 3 {
		add(KindReceived, "c:3", strings.Repeat("x", 2<<20), Event{})
	}
	if s := SaidIn(l, "c:3"); len(s.Records) != 3 || !s.more {
		t.Errorf("%d records of what is too long", len(s.Records))
	}
}
