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
	for peer, want := range map[string]int{"": MaxRules + 2, "a:1": MaxRules + 2, "b:2": 301, "c:3": 1} {
		s := SaidIn(l, peer)
		if len(s.Records) != want || s.Peers != 2 || peer == "" && s.Peer != "a:1" || s.Records[0].Event.Framing == nil {
			t.Errorf("%q: %d records of %q, %d peers", peer, len(s.Records), s.Peer, s.Peers)
		}
	}
	rules, err := RulesOf(SaidIn(l, "b:2").Records, Recording{Peer: "b:2", Encode: asUTF8})
	if err != nil || len(rules) != 300 || rules[299].Body != "2990" {
		t.Errorf("%d rules: %v", len(rules), err)
	}
	add(KindReceived, "c:3", strings.Repeat("x", MaxBody+1), Event{})
	add(KindReceived, "c:3", "more", Event{})
	if s := SaidIn(l, "c:3"); len(s.Records) != 2 {
		t.Errorf("%d records after one that is too long", len(s.Records))
	}
}
