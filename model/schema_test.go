package model

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

func recordSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("record.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(schema *jsonschema.Schema, line string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}

var reasons = []Reason{ClosedByPeer, ClosedHere, StoppedHere, ResetByPeer, TimedOut, Refused, NotResolved, Unreachable,
	Permission, PortInUse, LimitReached, WriteFailed, EndedInside, InternalError}

var eventNames = []EventName{Started, Resolved, Connecting, Connected, Listening, HalfClosed, RefusedOne, Failed, Closed, Began, Fired, Acted, Finished, Stopped, Note}

// anyBatch draws a batch as netio makes them, with any bytes.
func anyBatch(t *rapid.T) *Batch {
	text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	b := &Batch{
		Time: time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")),
		Kind: Kind(rapid.IntRange(0, 2).Draw(t, "kind")), Peer: rapid.SampledFrom([]string{"", "127.0.0.1:5", "[fe80::1%\x1b]:1"}).Draw(t, "peer"),
	}
	if b.Kind == KindEvent {
		b.Event = Event{Name: rapid.SampledFrom(eventNames).Draw(t, "event"), Detail: text.Draw(t, "detail"), Profile: text.Draw(t, "profile"),
			Reason: rapid.SampledFrom(append(reasons, "")).Draw(t, "reason"), Role: rapid.SampledFrom([]Role{"", Client, Listener}).Draw(t, "role"),
			CodePage: "utf-8", Local: text.Draw(t, "local"), Address: text.Draw(t, "address"), ConnectMS: rapid.Float64Range(0, 1e6).Draw(t, "ms")}
		if ending := rapid.SampledFrom(Endings); rapid.Bool().Draw(t, "framed") {
			b.Event.Framing = &Framing{ending.Draw(t, "receive"), ending.Draw(t, "send")}
		}
		b.Event.Rules = anyRuleEvent(t, b.Event.Name)
		return b
	}
	decoded := rapid.Bool().Draw(t, "decoded")
	b.Ending = rapid.SampledFrom(append([]Ending{""}, Endings...)).Draw(t, "ending")
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		start := len(b.Data)
		b.Data = append(b.Data, text.Draw(t, "text")...)
		p := Part{Start: uint32(start), End: uint32(len(b.Data)), Incomplete: rapid.Bool().Draw(t, "incomplete"), Truncated: rapid.Bool().Draw(t, "truncated")}
		if decoded {
			b.Texts = append(b.Texts, fakeDecode(b.Data[start:]))
			p.Inexact = rapid.Bool().Draw(t, "inexact")
		}
		b.Parts = append(b.Parts, p)
	}
	return b
}

// anyRuleEvent draws what an event of an interaction has.
func anyRuleEvent(t *rapid.T, name EventName) *RuleEvent {
	text := rapid.String()
	e := &RuleEvent{Interaction: text.Draw(t, "interaction"), Rule: text.Draw(t, "rule")}
	switch name {
	case Began:
	case Acted:
		e.Outcome = Failure
		e.Action, e.Output = rapid.SampledFrom([]string{"command", "append", "post"}).Draw(t, "action"), text.Draw(t, "output")
	case Fired, Finished:
		e.Results = []Result{}
		for range rapid.IntRange(0, 3).Draw(t, "results") {
			m := Record{Text: text.Draw(t, "result"), Decoded: true}
			if m.Data = []byte(m.Text); rapid.Bool().Draw(t, "inexact") {
				m.Data, m.Inexact = rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"), true
			}
			e.Results = append(e.Results, Result{fmt.Sprint(len(e.Results)) + text.Draw(t, "key"), m})
		}
		if name == Finished {
			e.Outcome = rapid.SampledFrom([]Outcome{Success, Failure, Cut}).Draw(t, "outcome")
			break
		}
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		e.Received = time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "received"), 5).UTC()
		e.Message = &Record{Text: string(data), Data: data}
	default:
		return nil
	}
	return e
}

// TestRuleEventsAreLossless: what is written of an interaction's event is read
// again.
func TestRuleEventsAreLossless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]EventName{Began, Fired, Acted, Finished}).Draw(t, "event")
		e := anyRuleEvent(t, name)
		b := &Batch{Time: time.Unix(5, 0), Peer: "a:1", Event: Event{Name: name, Detail: "d", Rules: e}}
		r, err := ParseRecord(b.AppendJSON(nil), nil, nil)
		if err != nil || r.Event.Rules == nil {
			t.Fatal(r, err)
		}
		got := *r.Event.Rules
		if e.Message != nil {
			if !bytes.Equal(got.Message.Data, e.Message.Data) {
				t.Fatalf("%q for %q", got.Message.Data, e.Message.Data)
			}
			got.Message = e.Message
		}
		if !reflect.DeepEqual(got, *e) {
			t.Fatalf("%+v for %+v", got, *e)
		}
	})
}

// TestSchemaTakesRecords: whatever is written follows the schema.
func TestSchemaTakesRecords(t *testing.T) {
	schema := recordSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		for line := range bytes.Lines(anyBatch(t).AppendJSON(nil)) {
			if err := validate(schema, string(line)); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	})
}

// TestSchemaRefuses: it is not one that takes anything.
func TestSchemaRefuses(t *testing.T) {
	schema := recordSchema(t)
	message := `{"time":"2026-11-22T08:00:14.000773550Z","kind":"received","peer":"a:1","bytes":1,"text":"x"}`
	event := `{"time":"2026-11-22T08:00:14.000773550Z","kind":"event","event":"closed","reason":"reset by peer"}`
	for _, good := range []string{message, event} {
		if err := validate(schema, good); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ of, old, new string }{
		{message, `"received"`, `"other"`}, {message, `"received"`, `"event"`}, {message, `"kind":"received",`, ``},
		{message, `50Z"`, `50+01:00"`}, {message, `.000773550Z`, `Z`}, {message, `2026-11`, `2026-13`}, {message, `"bytes":1`, `"bytes":-1`}, {message, `"bytes":1`, `"bytes":"1"`},
		{message, `,"bytes":1`, ``}, {message, `,"text":"x"`, ``}, {message, `"a:1"`, `""`}, {message, `"x"`, `null`}, {message, `"x"`, `"x","raw":"*"`},
		{message, `"x"`, `"x","ending":"tab"`}, {message, `"x"`, `"x","incomplete":false`}, {message, `"x"`, `"x","note":"y"`}, {message, `"x"`, `"x","reason":"refused"`},
		{event, `"closed"`, `"opened"`}, {event, `"reset by peer"`, `"EOF"`}, {event, `"event":"closed",`, ``}, {event, `"event","event"`, `"sent","event"`},
		{event, `"reset by peer"`, `"refused","framing":{"receive":"lf"}`}, {event, `"reset by peer"`, `"refused","framing":{"receive":"lf","send":"x"}`},
		{event, `"reset by peer"`, `"refused","bytes":1`}, {event, `"reset by peer"`, `"refused","role":"server"`}, {event, `"reset by peer"`, `"refused","detail":""`},
	} {
		broken := strings.Replace(c.of, c.old, c.new, 1)
		if broken == c.of {
			t.Fatalf("%s is not in %s", c.old, c.of)
		}
		if validate(schema, broken) == nil {
			t.Errorf("taken: %s", broken)
		}
	}
}
