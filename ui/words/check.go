package words

import (
	"fmt"
	"strings"

	"tcpdeck/model"
)

// StageRow is one line about a stage of a test, or about one of its answers,
// which has no name. All of it is safe to draw.
type StageRow struct{ Name, Took, Text string }

// Stage says what is known of s: itself, then each address of a name.
func Stage(s model.Stage) []StageRow {
	row := StageRow{Name: s.Name, Text: stageText(s)}
	if s.Done {
		row.Took = Duration(s.Took)
	}
	rows := []StageRow{row}
	for _, a := range s.Answers {
		if a.Address != s.Target {
			rows = append(rows, StageRow{Took: Duration(a.Took), Text: model.Escape(a.Address)})
		}
	}
	return rows
}

func stageText(s model.Stage) string {
	outcome := s.Detail
	switch {
	case !s.Done:
		outcome = "under way"
	case s.Reason != "":
		outcome = Reason(s.Reason, s.Detail)
	case s.Name == model.StageConnect:
		outcome = "connected from " + s.Local
	case s.Name == model.StageResolve && len(s.Answers) == 1 && s.Answers[0].Address == s.Target:
		outcome = "is an address"
	case s.Name == model.StageResolve:
		outcome = Join("has "+addresses(len(s.Answers)), s.Detail)
	}
	if s.Name != model.StageFirstBytes && !strings.Contains(s.Detail, s.Target) {
		outcome = s.Target + " " + outcome
	}
	return model.Escape(outcome)
}

func addresses(n int) string {
	if n == 1 {
		return "1 address"
	}
	return fmt.Sprintf("%d addresses", n)
}

// Conclusion says in one sentence how a test ended and what that usually
// means, safe to draw.
func Conclusion(c model.Check) string {
	decisive := c.Decisive()
	work, tried := c.Addresses()
	failed, some := c.Failure()
	var verdict string
	switch {
	case c.Stopped():
		return "The test was stopped."
	case decisive.Name == "":
		return "The test was not finished."
	case c.Works() && some:
		verdict = fmt.Sprintf("The connection works on %d of %s; %s fails (%s)", work, addresses(tried), failed.Target, failed.Reason)
		decisive = failed
	case c.Works():
		verdict = "The connection works"
	case decisive.HungUp():
		verdict = fmt.Sprintf("It connects, but does not last (%s)", decisive.Reason)
	default:
		verdict = fmt.Sprintf("It does not connect (%s)", decisive.Reason)
	}
	return model.Escape(Join(verdict, decisive.Advice)) + "."
}
