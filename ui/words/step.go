package words

import (
	"cmp"
	"fmt"
	"strings"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
)

// logTime is the time in the log of a test console.
const logTime = "02.01.2006 15:04:05"

// Step is what the log of a test console says of a step, line by line, safe to
// draw: a block for each message that a rule was run on, one line for all else.
func Step(c *model.Compiled, s model.Step) []string {
	rule := ""
	if s.Rule >= 0 {
		rule = model.Escape(c.Nodes[s.Rule].Label)
	}
	way := "Incoming <- "
	if s.Message.Kind == model.KindSent {
		way = "Outgoing -> "
	}
	switch s.Kind {
	case model.StepNotHeld:
		return []string{rule + ": not matched by '" + Short(s.Message) + "'"}
	case model.StepSkipped, model.StepLimited, model.StepFailed:
		return []string{fmt.Sprintf("%s: %s (%s)", rule, s.Kind, model.Escape(s.Why))}
	case model.StepActed:
		return []string{Event(s.Message, 0)}
	case model.StepLate:
		return []string{s.Kind.String() + ": '" + Short(s.Message) + "'"}
	case model.StepFired:
		return []string{fmt.Sprintf("%s: %s", rule, model.Escape(cmp.Or(s.Why, "trigger fired")))}
	case model.StepEnded:
		if s.Outcome == model.Cut {
			return []string{"Outcome: " + s.Why}
		}
		return []string{Join("Outcome: "+string(s.Outcome), model.Escape(s.Why))}
	}
	return []string{
		way + model.Escape(s.Peer),
		"Time: " + s.Time.Local().Format(logTime),
		"Key: " + model.Escape(s.Key),
		"Rule: " + rule,
		"Body: " + whole(s.Message),
	}
}

// Ran is how often a rule ran: "ran 1×", "never".
func Ran(n model.RuleCount) string {
	switch {
	case n.Ran > 0:
		return fmt.Sprintf("ran %s×", widget.Count(n.Ran))
	case n.Tried > 0:
		return fmt.Sprintf("never (tried %s×)", widget.Count(n.Tried))
	}
	return "never"
}

// Difference is a message of a replay that is not as it was recorded, safe to
// draw.
func Difference(d model.Difference) []string {
	message, expected, got := fmt.Sprintf("message %d: ", d.Number), "no more", "nothing"
	if e := d.Expected; e != nil && e.Condition == model.EqualBytes {
		expected = cutHex(e.Value)
	} else if e != nil {
		expected = "'" + Short(model.Record{Text: e.Value}) + "'"
	}
	if hex := d.GotHex(); hex != "" {
		got = cutHex(hex)
	} else if d.Got != nil {
		got = "'" + Short(*d.Got) + "'"
	}
	return []string{message + "expected " + expected, strings.Repeat(" ", len(message)) + "     got " + got}
}

// cutHex is bytes in hex, as many as Short shows of a text.
func cutHex(hex string) string {
	if len(hex) > 3*shortText {
		hex = hex[:3*shortText] + "…"
	}
	return "bytes " + hex
}
