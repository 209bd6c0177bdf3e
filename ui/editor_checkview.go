package ui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// The columns of a step, before its text: a sign, its name and how long it
// took.
const (
	stepName = 11
	stepTook = 7
	stepText = 2 + stepName + 1 + stepTook + 2
)

// View implements Screen. The steps scroll where they are too many; what they
// come to always stands below them.
func (t *connTest) View() string {
	th := t.d.Theme
	steps, verdict := t.steps(), t.verdict()
	if room := t.room(); len(steps) > room {
		end := len(steps) - min(t.up, t.most())
		above, below := end-room, len(steps)-end
		steps = steps[above:end]
		var more []string
		if above > 0 {
			more = append(more, fmt.Sprintf("%s %d more", th.Signs.Up, above))
		}
		if below > 0 {
			more = append(more, fmt.Sprintf("%s %d more", th.Signs.Down, below))
		}
		steps = append(steps[:room:room], th.Dim.Render(strings.Join(more, "  ")))
	} else if len(steps) > 0 {
		steps = append(steps, "")
	}
	lines := append(steps, verdict...)
	return dialogBox(th, t.Title(), lines[:max(0, min(len(lines), t.height-2))], t.inner())
}

// inner is the width of what stands in the frame.
func (t *connTest) inner() int { return max(10, min(72, t.width-6)) }

// room is how many rows of steps are shown.
func (t *connTest) room() int { return max(0, t.height-3-len(t.verdict())) }

// most is how far the steps can be scrolled up.
func (t *connTest) most() int { return max(0, len(t.steps())-t.room()) }

func (t *connTest) scroll(rows int) { t.up = max(0, min(t.most(), min(t.up, t.most())+rows)) }

// steps draws what is known of every stage.
func (t *connTest) steps() []string {
	var lines []string
	for _, s := range t.check.Stages {
		lines = append(lines, t.stageLines(s)...)
	}
	return lines
}

// stageLines draws one stage: its sign, its name, how long it took and how it
// went.
func (t *connTest) stageLines(s model.Stage) []string {
	th := t.d.Theme
	sign, style := th.Signs.Connecting, th.Warning
	text := th.Dim
	switch {
	case s.Done && s.Reason == "":
		sign, style, text = th.Signs.Connected, th.Good, th.Text
	case s.Done:
		sign, style, text = th.Signs.Bad, th.Error, th.Error
	}
	var lines []string
	for i, r := range words.Stage(s) {
		if i > 0 {
			sign, text = " ", th.Text
		}
		head := style.Render(sign) + " " + th.Text.Render(th.Fit(r.Name, stepName, "")) + " " +
			th.Dim.Render(fitLeft(th, r.Took, stepTook, "")) + "  "
		for _, l := range wrapWords(r.Text, t.inner()-stepText) {
			lines = append(lines, head+text.Render(l))
			head = strings.Repeat(" ", stepText)
		}
	}
	return lines
}

// verdict is the sentence under the steps, in the style of its meaning.
func (t *connTest) verdict() []string {
	th := t.d.Theme
	text, style := words.Conclusion(t.check), th.Error
	_, failed := t.check.Failure()
	switch {
	case !t.over:
		text, style = "Testing. esc cancels.", th.Dim
	case t.check.Works() && !failed:
		style = th.Good
	case t.check.Works(), t.check.Stopped(), t.check.Reason() == "":
		style = th.Warning
	}
	return styled(style, wrapWords(text, t.inner()))
}

func styled(s lipgloss.Style, lines []string) []string {
	for i, l := range lines {
		lines[i] = s.Render(l)
	}
	return lines
}
