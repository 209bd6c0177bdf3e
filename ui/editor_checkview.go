package ui

import (
	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// stageLines draws one step of a test: its sign, what was tried, how it went
// and, if it failed, what that usually means.
func (t *connTest) stageLines(s model.Stage, width int) []string {
	th := t.d.Theme
	sign, style, outcome := th.Signs.Connecting, th.Warning, "under way"
	switch {
	case s.Done && s.Reason == "":
		sign, style, outcome = th.Signs.Connected, th.Good, "ok, "+words.Duration(s.Took)
	case s.Done:
		sign, style, outcome = th.Signs.Bad, th.Error, "failed: "+string(s.Reason)
	}
	head := style.Render(sign) + " " + th.Text.Render(th.Fit(s.Name, 8, th.Signs.Ellipsis)+" "+
		th.Fit(model.Escape(s.Target), max(0, min(30, width-36)), th.Signs.Ellipsis)) + "  " + style.Render(outcome)
	lines := []string{head}
	under := func(text string, style lipgloss.Style) {
		if text == "" {
			return
		}
		for _, l := range wrapWords(model.Escape(text), max(1, width-11)) {
			lines = append(lines, "           "+style.Render(l))
		}
	}
	under(s.Detail, th.Dim)
	under(s.Advice, th.Text)
	return lines
}

// verdict is the sentence under the steps, in the style of its meaning.
func (t *connTest) verdict() (string, lipgloss.Style) {
	th := t.d.Theme
	text := t.summary()
	_, bad := t.failed()
	switch {
	case bad && t.over && t.connected() == 0:
		return text, th.Error
	case !t.over:
		return text, th.Dim
	case bad, t.connected() == 0:
		return text, th.Warning
	}
	return text, th.Good
}
