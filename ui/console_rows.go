package ui

import (
	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// stepRows makes the rows of the log window from the steps of a trace.
type stepRows struct {
	theme    *theme.Theme
	trace    *model.Trace // nil before the first test
	compiled *model.Compiled
}

func (r *stepRows) Bounds() (first, end int64) {
	if r.trace == nil {
		return 0, 0
	}
	return r.trace.Bounds()
}

func (r *stepRows) Forward(from int64, n int) []widget.Row {
	if r.trace == nil {
		return nil
	}
	return r.rows(r.trace.Steps(from, n))
}

func (r *stepRows) Backward(to int64, n int) []widget.Row {
	first, _ := r.Bounds()
	from := max(first, to-int64(n))
	return r.Forward(from, int(to-from))
}

// all are the steps that are still held.
func (r *stepRows) all() []model.Step {
	first, end := r.Bounds()
	if first == end {
		return nil
	}
	return r.trace.Steps(first, int(end-first))
}

func (r *stepRows) rows(steps []model.Step) []widget.Row {
	out := make([]widget.Row, len(steps))
	for i, s := range steps {
		out[i] = r.row(s)
	}
	return out
}

// row is one step: its sign, and what is said of it. A blank line parts the
// messages.
func (r *stepRows) row(s model.Step) widget.Row {
	signs := r.theme.Signs
	sign, style := signs.Event, inkEvent
	switch s.Kind {
	case model.StepSent:
		sign, style = signs.Sent, inkSent
	case model.StepReceived, model.StepHeld:
		sign, style = signs.Received, inkReceived
	case model.StepFired:
		sign, style = signs.Connected, inkReceived
	case model.StepActed:
		if r := s.Message.Event.Rules; r != nil && r.Outcome == model.Failure {
			sign, style = signs.Bad, inkBad
		}
	case model.StepFailed:
		sign, style = signs.Bad, inkBad
	case model.StepEnded:
		sign, style = signs.Ended, inkMessage
		if s.Outcome == model.Failure {
			sign, style = signs.Bad, inkBad
		}
	}
	row := widget.Row{Seq: s.Seq, Rail: []widget.Cell{{Text: sign, Style: style}}}
	for _, line := range words.Step(r.compiled, s) {
		row.Lines = append(row.Lines, []widget.Span{{Text: line}})
	}
	if len(row.Lines) == 1 {
		row.Style = style
	} else {
		row.Lines = append(row.Lines, nil)
	}
	return row
}
