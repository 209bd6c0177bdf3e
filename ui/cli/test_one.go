package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// testOne tests s and shows each stage when it is through.
func (e *Env) testOne(ctx context.Context, sessions Sessions, s subject, wait time.Duration, asJSON bool) error {
	if s.err != nil && !asJSON {
		return s.err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var c model.Check
	var broken error
	show := func(b []byte) {
		if broken == nil {
			if broken = e.print(b); broken != nil {
				cancel()
			}
		}
	}
	if s.err == nil {
		sessions.Test(ctx, s.profile, wait, func(st model.Stage) {
			if c.Take(st); st.Done && !asJSON {
				show(stageLines(st))
			}
		})
	}
	switch {
	case broken != nil:
		return broken
	case ctx.Err() != nil:
		return nil // a signal
	case asJSON:
		broken = e.printJSON([]any{s.json(c)})
	case c.Works():
		show([]byte(words.Conclusion(c) + "\n"))
	}
	if broken != nil {
		return broken
	}
	return s.failure(c)
}

// stageLines is a line for st and one for each of its answers.
func stageLines(st model.Stage) []byte {
	var b strings.Builder
	for _, r := range words.Stage(st) {
		fmt.Fprintf(&b, "%-11s  %7s  %s\n", r.Name, r.Took, r.Text)
	}
	return []byte(b.String())
}

// failure is what the test of s failed with; nil when it works.
func (s subject) failure(c model.Check) error {
	code := testCode(c)
	switch d := c.Decisive(); {
	case s.err != nil:
		return s.err
	case code == exitDone:
		return nil
	case d.Name == "":
		return failf(code, "%s: the test did not end; the log has the details", s.name)
	default:
		return failf(code, "%s: %s; %s", s.name, words.Reason(d.Reason, d.Detail), d.Advice)
	}
}
