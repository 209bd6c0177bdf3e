package model

import (
	"testing"
	"time"
)

func TestCheckTake(t *testing.T) {
	var c Check
	c.Take(Stage{Name: StageResolve, Target: "pay"})
	c.Take(Stage{Name: StageResolve, Target: "pay", Answers: []Answer{{"10.0.0.1", 1}}})
	c.Take(Stage{Name: StageResolve, Target: "pay", Done: true})
	c.Take(Stage{Name: StageConnect, Target: "10.0.0.1:1"})
	c.Take(Stage{Name: StageConnect, Target: "10.0.0.2:1"}) // another one, not the outcome of the first
	c.Take(Stage{Name: StageConnect, Target: "10.0.0.1:1", Done: true, Reason: Refused})
	if len(c.Stages) != 3 || !c.Stages[0].Done || c.Stages[1].Reason != Refused || c.Stages[2].Done {
		t.Errorf("stages %+v", c.Stages)
	}
}

// TestCheckConcludes writes a test in short: what each stage came to, and
// what is concluded from them.
func TestCheckConcludes(t *testing.T) {
	const ms = time.Millisecond
	resolve := func(r Reason) Stage { return Stage{Name: StageResolve, Done: true, Took: ms, Reason: r} }
	connect := func(to string, r Reason) Stage {
		return Stage{Name: StageConnect, Target: to, Done: true, Took: 10 * ms, Reason: r}
	}
	first := func(to string, r Reason) Stage {
		return Stage{Name: StageFirstBytes, Target: to, Done: true, Took: 100 * ms, Reason: r}
	}
	for name, c := range map[string]struct {
		stages      []Stage
		works       bool
		reason      Reason
		decides     string // name and target of the decisive stage
		work, tried int
		fails       string // target of the first address that fails
		took        time.Duration
	}{
		"nothing yet":    {},
		"only begun":     {stages: []Stage{{Name: StageResolve}}},
		"under way":      {stages: []Stage{resolve(""), {Name: StageConnect, Target: "a"}}, took: ms},
		"not resolved":   {stages: []Stage{resolve(NotResolved)}, reason: NotResolved, decides: "resolve ", took: ms},
		"without bytes":  {stages: []Stage{resolve(""), connect("a", "")}, works: true, decides: "connect a", work: 1, tried: 1, took: 11 * ms},
		"with bytes":     {stages: []Stage{resolve(""), connect("a", ""), first("a", "")}, works: true, decides: "first bytes a", work: 1, tried: 1, took: 11 * ms},
		"refused":        {stages: []Stage{resolve(""), connect("a", Refused)}, reason: Refused, decides: "connect a", tried: 1, fails: "a", took: 11 * ms},
		"the first one":  {stages: []Stage{resolve(""), connect("a", TimedOut), connect("b", Refused)}, reason: TimedOut, decides: "connect a", tried: 2, fails: "a", took: 11 * ms},
		"hung up":        {stages: []Stage{resolve(""), connect("a", ""), first("a", ClosedByPeer)}, reason: ClosedByPeer, decides: "first bytes a", tried: 1, fails: "a", took: 11 * ms},
		"rather hung up": {stages: []Stage{resolve(""), connect("a", Refused), connect("b", ""), first("b", ResetByPeer)}, reason: ResetByPeer, decides: "first bytes b", tried: 2, fails: "a", took: 11 * ms},
		"reset early":    {stages: []Stage{resolve(""), connect("a", TimedOut), connect("b", ResetByPeer)}, reason: ResetByPeer, decides: "connect b", tried: 2, fails: "a", took: 11 * ms},
		"rather works": {stages: []Stage{resolve(""), connect("a", Refused), connect("b", ""), first("b", ResetByPeer), connect("c", ""), first("c", "")},
			works: true, decides: "first bytes c", work: 1, tried: 3, fails: "a", took: 11 * ms},
		"stopped in resolve": {stages: []Stage{resolve(StoppedHere)}, reason: StoppedHere, decides: "resolve ", took: ms},
		"stopped later": {stages: []Stage{resolve(""), connect("a", ""), first("a", ""), connect("b", StoppedHere)}, reason: StoppedHere,
			decides: "first bytes a", work: 1, tried: 2, fails: "b", took: 11 * ms},
	} {
		check := Check{c.stages}
		d := check.Decisive()
		decides := ""
		if d.Name != "" {
			decides = d.Name + " " + d.Target
		}
		work, tried := check.Addresses()
		fails, some := check.Failure()
		if check.Works() != c.works || check.Reason() != c.reason || decides != c.decides || work != c.work || tried != c.tried ||
			fails.Target != c.fails || some != (c.fails != "") || check.Took() != c.took {
			t.Errorf("%s: works %v, reason %q, decides %q, %d of %d, fails %q, took %v", name,
				check.Works(), check.Reason(), decides, work, tried, fails.Target, check.Took())
		}
	}
}
