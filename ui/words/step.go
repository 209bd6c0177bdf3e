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
	case model.StepFired:
		return []string{fmt.Sprintf("%s: %s", rule, model.Escape(cmp.Or(s.Why, "trigger fired")))}
	case model.StepEnded:
		if s.Why == string(model.StoppedHere) {
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

// Difference is what a replay got instead of a recorded message.
func Difference(d model.Difference) []string {
	message := fmt.Sprintf("message %d: ", d.Number)
	return []string{
		message + "expected '" + Short(model.Record{Text: d.Expected.Value}) + "'",
		strings.Repeat(" ", len(message)) + "     got '" + Short(d.Got) + "'",
	}
}
