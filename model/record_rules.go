package model

import (
	"bytes"
	"encoding/json"
	"time"
)

// appendJSON adds what an event of an interaction has besides other events.
func (e *RuleEvent) appendJSON(dst []byte) []byte {
	for _, f := range []struct{ key, value string }{
		{"interaction", e.Interaction}, {"rule", e.Rule}, {"outcome", string(e.Outcome)}, {"action", e.Action}, {"output", e.Output},
	} {
		if f.value != "" {
			dst = append(append(append(dst, `,"`...), f.key...), `":`...)
			dst = appendString(dst, f.value, false)
		}
	}
	if m := e.Message; m != nil {
		dst = append(dst, `,"text":`...)
		var ok bool
		if dst, ok = appendQuoted(dst, m.Text, m.Decoded); !ok || m.Inexact {
			dst = append(dst, `,"raw":"`...)
			dst = spillBase64(dst, m.Data, nil)
			dst = append(dst, '"')
		}
		if m.Truncated {
			dst = append(dst, `,"truncated":true`...)
		}
	}
	if !e.Received.IsZero() {
		dst = append(dst, `,"received":"`...)
		dst = e.Received.UTC().AppendFormat(dst, TimeLayout)
		dst = append(dst, '"')
	}
	if e.Results != nil {
		dst = append(dst, `,"messages":`...)
		dst = AppendResults(dst, e.Results)
	}
	return dst
}

// AppendResults adds results as one JSON object: key to text.
func AppendResults(dst []byte, results []Result) []byte {
	dst = append(dst, '{')
	for i, r := range results {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, r.Key, false), ':')
		dst = appendString(dst, r.Message.Text, r.Message.Decoded)
	}
	return append(dst, '}')
}

// rules is what an event has besides others, nil for any that has nothing of
// an interaction. encode is that of ParseRecord.
func (j jsonRecord) rules(encode func(string) []byte) *RuleEvent {
	e := RuleEvent{Interaction: j.Interaction, Rule: j.Rule, Outcome: j.Outcome, Action: j.Action, Output: j.Output}
	e.Received, _ = time.Parse(time.RFC3339Nano, j.Received) // a time or none
	if j.Event == Fired {
		e.Message = &Record{Kind: KindReceived, Time: e.Received, Peer: j.Peer, Text: j.Text, Data: []byte(j.Text), Decoded: true, Truncated: j.Truncated}
		switch {
		case j.Raw != nil:
			e.Message.Data, e.Message.Inexact = *j.Raw, true
		case encode != nil:
			e.Message.Data = encode(j.Text)
		}
	}
	e.Results = parseResults(j.Messages)
	if j.Event == Began || j.Event == Fired || j.Event == Acted || j.Event == Finished {
		return &e
	}
	return nil
}

// parseResults reads what AppendResults wrote, in its order.
func parseResults(object []byte) []Result {
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		return nil
	}
	results := []Result{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			break
		}
		var text string
		if d.Decode(&text) != nil {
			break
		}
		name, _ := key.(string)
		results = append(results, Result{name, Record{Text: text, Data: []byte(text), Decoded: true}})
	}
	return results
}
