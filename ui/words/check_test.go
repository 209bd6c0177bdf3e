package words

import (
	"slices"
	"testing"
	"time"

	"tcpdeck/model"
)

func TestStageWords(t *testing.T) {
	answers := func(all ...string) (out []model.Answer) {
		for _, a := range all {
			out = append(out, model.Answer{Address: a, Took: time.Millisecond})
		}
		return out
	}
	for _, c := range []struct {
		stage model.Stage
		want  []StageRow
	}{
		{model.Stage{Name: "resolve", Target: "pay"}, []StageRow{{"resolve", "", "pay under way"}}},
		{model.Stage{Name: "resolve", Target: "pay", Answers: answers("10.0.0.1")}, []StageRow{{"resolve", "", "pay under way"}, {"", "1 ms", "10.0.0.1"}}},
		{model.Stage{Name: "resolve", Target: "pay", Done: true, Took: 2 * time.Millisecond, Answers: answers("10.0.0.1", "::1")},
			[]StageRow{{"resolve", "2 ms", "pay has 2 addresses"}, {"", "1 ms", "10.0.0.1"}, {"", "1 ms", "::1"}}},
		{model.Stage{Name: "resolve", Target: "pay", Done: true, Detail: "no answer for IPv6", Answers: answers("10.0.0.1")},
			[]StageRow{{"resolve", "0 µs", "pay has 1 address: no answer for IPv6"}, {"", "1 ms", "10.0.0.1"}}},
		{model.Stage{Name: "resolve", Target: "::1", Done: true, Answers: answers("::1")}, []StageRow{{"resolve", "0 µs", "::1 is an address"}}},
		{model.Stage{Name: "resolve", Target: "p\x1b", Done: true, Reason: model.NotResolved, Detail: "the name p\x1b is not there"},
			[]StageRow{{"resolve", "0 µs", `not resolved: the name p\x1b is not there`}}},
		{model.Stage{Name: "connect", Target: "10.0.0.1:9"}, []StageRow{{"connect", "", "10.0.0.1:9 under way"}}},
		{model.Stage{Name: "connect", Target: "10.0.0.1:9", Done: true, Local: "10.0.0.2:5"}, []StageRow{{"connect", "0 µs", "10.0.0.1:9 connected from 10.0.0.2:5"}}},
		{model.Stage{Name: "connect", Target: "10.0.0.1:9", Done: true, Reason: model.StoppedHere, Detail: "stopped"},
			[]StageRow{{"connect", "0 µs", "10.0.0.1:9 stopped here: stopped"}}},
		{model.Stage{Name: "first bytes", Target: "10.0.0.1:9", Done: true, Took: time.Second, Detail: "2 bytes: \x1b["},
			[]StageRow{{"first bytes", "1 s", `2 bytes: \x1b[`}}},
		{model.Stage{Name: "first bytes", Target: "10.0.0.1:9"}, []StageRow{{"first bytes", "", "under way"}}},
	} {
		if got := Stage(c.stage); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestConclusion(t *testing.T) {
	stage := func(name, to string, r model.Reason, advice string) model.Stage {
		return model.Stage{Name: name, Target: to, Done: true, Reason: r, Advice: advice}
	}
	resolved := stage(model.StageResolve, "pay", "", "")
	up, silent := stage(model.StageConnect, "a", "", ""), stage(model.StageFirstBytes, "a", "", "they wait")
	for want, stages := range map[string][]model.Stage{
		"The test was not finished.":                                                     {resolved},
		"The test was stopped.":                                                          {stage(model.StageResolve, "pay", model.StoppedHere, "again")},
		"The connection works.":                                                          {resolved, up},
		"The connection works: they wait.":                                               {resolved, up, silent},
		"It does not connect (not resolved): misspelt.":                                  {stage(model.StageResolve, "pay", model.NotResolved, "misspelt")},
		"It does not connect (refused): nothing listens.":                                {resolved, stage(model.StageConnect, "a", model.Refused, "nothing listens")},
		"It connects, but does not last (closed by peer): no back end.":                  {resolved, up, stage(model.StageFirstBytes, "a", model.ClosedByPeer, "no back end")},
		`The connection works on 1 of 2 addresses; b\x1b fails (timed out): a firewall.`: {resolved, up, silent, stage(model.StageConnect, "b\x1b", model.TimedOut, "a firewall")},
	} {
		if got := Conclusion(model.Check{Stages: stages}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
