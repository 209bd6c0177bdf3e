package netio

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

const firedFrom = "127.0.0.1:50123"

var firedAt = time.Date(2026, 11, 22, 16, 28, 33, 123456789, time.UTC)

// firedWith is a fired event with a message in hand.
func firedWith(text string) *model.Batch {
	m := model.Record{Kind: model.KindReceived, Time: firedAt, Peer: firedFrom, Text: text, Data: []byte(text)}
	return &model.Batch{Time: firedAt.Add(time.Millisecond), Kind: model.KindEvent, Peer: firedFrom, Event: model.Event{Name: model.Fired,
		Rules: &model.RuleEvent{Rule: "Receive", Message: &m, Received: firedAt, Results: []model.Result{{Key: "IN", Message: m}}}}}
}

// variablesOf are the variables of a fired event by name.
func variablesOf(e *model.RuleEvent) map[string]string {
	all := map[string]string{}
	for _, v := range triggerEnv([]string{"PATH=/bin", varTruncated + "=from outside"}, firedFrom, e) {
		name, value, _ := strings.Cut(v, "=")
		all[name] = value
	}
	return all
}

func TestTriggerEnv(t *testing.T) {
	e := firedWith(`C:\temp $(touch pwned) ü`).Event.Rules
	want := map[string]string{"PATH": "/bin", varText: `C:\temp $(touch pwned) ü`, varReceived: "2026-11-22T16:28:33.123456789Z",
		varFrom: "127.0.0.1:50123", varMessages: `{"IN":"C:\\temp $(touch pwned) ü"}`}
	if got := variablesOf(e); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q", got)
	}
}

// TestTriggerEnvEscapes: what is not drawn as itself is escaped.
func TestTriggerEnvEscapes(t *testing.T) {
	for _, c := range []struct {
		text           string
		decoded        bool
		body, messages string
	}{
		{"a\x00b", false, `a\x00b`, `a\u0000b`},
		{"one\ntwo\t\x1b[31m", false, `one\x0atwo\x09\x1b[31m`, `one\ntwo\t\u001b[31m`},
		{"\u202egpj", false, `\u202egpj`, `\u202egpj`},
		{"\U000e0001", false, `\U000e0001`, `\udb40\udc01`},
		{"\xff\xfe", false, `\xff\xfe`, "\ufffd\ufffd"},
		{"x" + string(model.BadByte(0x81)), true, `x\x81`, "x\ufffd"},
	} {
		m := model.Record{Text: c.text, Data: []byte(c.text), Decoded: c.decoded}
		got := variablesOf(&model.RuleEvent{Message: &m, Results: []model.Result{{Key: "K", Message: m}}})
		if got[varText] != c.body || got[varMessages] != `{"K":"`+c.messages+`"}` || got[varTruncated] != "" {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}

func TestTriggerEnvHasNothing(t *testing.T) {
	got := variablesOf(&model.RuleEvent{})
	if got[varText] != "" || got[varMessages] != "{}" || got[varTruncated] != "" {
		t.Errorf("%q", got)
	}
}

// TestTriggerEnvCuts: at 32 KiB, between characters and between escapes.
func TestTriggerEnvCuts(t *testing.T) {
	for _, c := range []struct {
		name, text string
		size       int  // of the body
		cut        bool // body or messages
	}{
		{"no body is cut, the messages are", strings.Repeat("a", maxVariable), maxVariable, true},
		{"nothing is cut", strings.Repeat("a", maxVariable-9), maxVariable - 9, false},
		{"one more", strings.Repeat("a", maxVariable+1), maxVariable, true},
		{"10 MB", strings.Repeat("a", 10_000_000), maxVariable, true},
		{"characters", strings.Repeat("€", 20_000), maxVariable / 3 * 3, true},
		{"a character that begins late", strings.Repeat("a", maxVariable-1) + "€", maxVariable - 1, true},
		{"NUL", strings.Repeat("\x00", 10_000_000), maxVariable, true},
		{"escapes", "a" + strings.Repeat("\x00", 140_000), maxVariable - 3, true},
		{"broken", strings.Repeat("\x80", 140_000), maxVariable, true},
	} {
		got := variablesOf(firedWith(c.text).Event.Rules)
		if len(got[varText]) != c.size || (got[varTruncated] == "1") != c.cut {
			t.Errorf("%s: %d bytes, want %d; truncated %q", c.name, len(got[varText]), c.size, got[varTruncated])
		}
		if !strings.HasPrefix(model.Escape(start(c.text, min(len(c.text), 2*maxVariable))), got[varText]) {
			t.Errorf("%s: not the beginning of the text: …%s", c.name, tail(got[varText]))
		}
		var object map[string]string
		if err := json.Unmarshal([]byte(got[varMessages]), &object); err != nil || len(got[varMessages]) > maxVariable {
			t.Errorf("%s: %d bytes of JSON: %v", c.name, len(got[varMessages]), err)
		}
		if !strings.HasPrefix(strings.ToValidUTF8(c.text, "\ufffd"), object["IN"]) && c.name != "broken" {
			t.Errorf("%s: not the beginning of the message: …%q", c.name, tail(object["IN"]))
		}
		if len(got[varMessages]) < maxVariable-6-len(`{"IN":""}`) && c.cut {
			t.Errorf("%s: the messages have %d bytes only", c.name, len(got[varMessages]))
		}
	}
}

// TestTriggerEnvHasManyResults: those that have room are whole, the others
// left out; the object is JSON at all times.
func TestTriggerEnvHasManyResults(t *testing.T) {
	var results []model.Result
	for i := range 10_000 {
		text := strings.Repeat("x", i%100)
		results = append(results, model.Result{Key: fmt.Sprintf("%05d", i), Message: model.Record{Text: text}})
	}
	object, whole := messagesVariable(results)
	var got map[string]string
	if err := json.Unmarshal([]byte(object), &got); err != nil || whole || len(object) > maxVariable || len(got) < 400 {
		t.Fatalf("%d results in %d bytes, whole %v: %v", len(got), len(object), whole, err)
	}
	for i := range len(got) {
		if text, ok := got[results[i].Key]; !ok || i < len(got)-1 && text != results[i].Message.Text {
			t.Errorf("result %d is %q", i, text)
		}
	}
	long := []model.Result{{Key: strings.Repeat("k", maxVariable)}}
	if object, whole := messagesVariable(long); object != "{}" || whole {
		t.Errorf("a key that has no room: %.20q, whole %v", object, whole)
	}
}

// TestTriggerEnvOfAnything: always valid, safe to look at, within its limit;
// and the whole thing when it is not cut.
func TestTriggerEnvOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(rapid.StringN(1, 20, -1), rapid.Map(rapid.SliceOfN(rapid.Byte(), 1, 20), func(b []byte) string { return string(b) }),
			rapid.Just(string(model.BadByte(0x9b))))
		text := strings.Repeat(piece.Draw(t, "piece"), rapid.SampledFrom([]int{1, 100, 3000}).Draw(t, "times"))
		m := model.Record{Text: text, Decoded: rapid.Bool().Draw(t, "decoded")}
		results := []model.Result{{Key: piece.Draw(t, "key"), Message: m}, {Key: "b", Message: m}}
		got := variablesOf(&model.RuleEvent{Message: &m, Results: results})
		body, object := got[varText], got[varMessages]
		if len(body) > maxVariable || model.Escape(body) != body {
			t.Fatalf("%d bytes: %.100q", len(body), body)
		}
		if len(object) > maxVariable || string(model.EscapeJSON([]byte(object))) != object {
			t.Fatalf("%d bytes: %.100q", len(object), object)
		}
		if !json.Valid([]byte(object)) {
			t.Fatalf("no JSON: …%s", tail(object))
		}
		full := model.Escape(string(m.AppendText(nil)))
		all := string(model.EscapeJSON(model.AppendResults(nil, results)))
		if whole := body == full && object == all; whole != (got[varTruncated] == "") || !strings.HasPrefix(full, body) {
			t.Fatalf("truncated %q: %d of %d and %d of %d bytes", got[varTruncated], len(body), len(full), len(object), len(all))
		}
	})
}
