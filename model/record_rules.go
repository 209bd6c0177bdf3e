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
			dst = appendString(dst, f.value, f.key == "output")
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
		dst = appendRaw(dst, e.Results)
	}
	return dst
}

// appendRaw adds the bytes of the results whose text does not give them back: key
// to base64.
func appendRaw(dst []byte, results []Result) []byte {
	before := `,"messages_raw":{`
	for _, r := range results {
		if _, ok := appendQuoted(nil, r.Message.Text, r.Message.Decoded); ok && !r.Message.Inexact {
			continue
		}
		dst = append(appendString(append(dst, before...), r.Key, false), `:"`...)
		dst = append(spillBase64(dst, r.Message.Data, nil), '"')
		before = ","
	}
	if before == "," {
		dst = append(dst, '}')
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
	e.Results = parseResults(j.Messages, j.MessagesRaw, encode)
	if j.Event == Began || j.Event == Fired || j.Event == Acted || j.Event == Finished {
		return &e
	}
	return nil
}

// parseResults reads what AppendResults and appendRaw wrote, in the order of the
// former.
func parseResults(object []byte, raw map[string][]byte, encode func(string) []byte) []Result {
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
		m := Record{Text: text, Data: []byte(text), Decoded: true}
		if data, ok := raw[name]; ok {
			m.Data, m.Inexact = data, true
		} else if encode != nil {
			m.Data = encode(text)
		}
		results = append(results, Result{name, m})
	}
	return results
}
