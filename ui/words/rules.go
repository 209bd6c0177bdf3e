package words

import (
	"cmp"
	"strings"

	"tcpdeck/model"
)

// shortText is how much of a message, in bytes, an event of an interaction
// shows; the message itself stands beside it.
const shortText = 120

func rules(e model.Event) model.RuleEvent {
	if e.Rules == nil {
		return model.RuleEvent{}
	}
	return *e.Rules
}

// Short is the text of a message on one line, cut, safe to draw.
func Short(r model.Record) string {
	if text := model.Head(r.Text, shortText); text != r.Text {
		r.Text, r.Truncated = text, true
	}
	return whole(r)
}

// whole is the text of a message on one line, safe to draw.
func whole(r model.Record) string {
	var b strings.Builder
	for _, s := range r.EscapeAll() {
		b.WriteString(s.Text)
	}
	if r.Truncated {
		b.WriteString("…")
	}
	return b.String()
}

// firedWords: "trigger fired: Some instruction (INSTRUCTION)".
func firedWords(r model.Record) string {
	e := rules(r.Event)
	s := "trigger fired"
	if e.Message != nil {
		s = Join(s, Short(*e.Message))
	}
	return s + keyWords(e.Results)
}

// keyWords lists the first keys of results.
func keyWords(results []model.Result) string {
	const most = 5
	var keys []string
	for _, r := range results[:min(len(results), most)] {
		keys = append(keys, model.Escape(r.Key))
	}
	if len(results) > most {
		keys = append(keys, Counted(int64(len(results)-most), "more key"))
	}
	if len(keys) == 0 {
		return ""
	}
	return " (" + strings.Join(keys, ", ") + ")"
}

// actedWords: "command: exit 0 in 12 ms: what it printed".
func actedWords(e model.Event) string {
	a := rules(e)
	s := Join(cmp.Or(model.Escape(a.Action), "trigger"), model.Escape(e.Detail))
	if a.Output == "" {
		return s
	}
	return s + ": " + Short(model.Record{Text: strings.TrimSpace(a.Output), Decoded: true})
}

// finishedWords: "Demo client: failure: timed out … (at Receive)".
func finishedWords(e model.Event) string {
	f := rules(e)
	if f.Outcome == model.Cut {
		return Join(model.Escape(f.Interaction), model.Escape(e.Detail))
	}
	s := Join(model.Escape(f.Interaction)+": "+string(f.Outcome), model.Escape(e.Detail))
	if f.Outcome == model.Success {
		return s + keyWords(f.Results)
	}
	if f.Rule != "" {
		s += " (at " + model.Escape(f.Rule) + ")"
	}
	return s
}
