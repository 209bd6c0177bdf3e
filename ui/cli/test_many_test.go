package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcpdeck/model"
)

// tests plays the outcomes of TestAll in an order of its own.
type tests struct {
	Sessions
	order  []int
	checks []model.Check
	before func(i int) // called before an outcome is reported
}

func (s *tests) TestAll(ctx context.Context, ps []model.Profile, _ time.Duration, report func(int, model.Check)) {
	for _, i := range s.order {
		if ctx.Err() != nil {
			return
		}
		s.before(i)
		report(i, s.checks[i])
	}
}

func outcome(name string, r model.Reason, detail string) model.Check {
	c := model.Check{Stages: []model.Stage{{Name: model.StageResolve, Done: true, Took: time.Millisecond}}}
	if name == model.StageFirstBytes {
		c.Take(model.Stage{Name: model.StageConnect, Done: true, Took: 11 * time.Millisecond})
	}
	c.Take(model.Stage{Name: name, Done: true, Took: 11 * time.Millisecond, Reason: r, Detail: detail, Advice: "look"})
	return c
}

func some(n int) (all []subject) {
	for i := range n {
		p := model.NewProfile()
		p.Name, p.Address = fmt.Sprintf("P%d", i), fmt.Sprintf("10.0.0.%d", i)
		all = append(all, subject{name: p.Name, profile: p})
	}
	return all
}

// TestManyInOrder has outcomes come out of order, between subjects that are
// not tested: each line is written as soon as those before it are.
func TestManyInOrder(t *testing.T) {
	var out bytes.Buffer
	all := some(5)
	all[0].passed, all[0].profile.Address = true, "*"
	all[3].err = usagef("P3: 日本.yaml:1:1: broken\n\x1b[2J")
	all[4].name = "日本\u202e" + strings.Repeat("x", 40) // longer than its column
	var seen []string
	s := &tests{order: []int{1, 2, 0}, before: func(int) { seen = append(seen, fmt.Sprint(strings.Count(out.String(), "\n"))) },
		checks: []model.Check{outcome(model.StageConnect, "", ""), outcome(model.StageConnect, model.Refused, "nothing there"),
			outcome(model.StageFirstBytes, model.ResetByPeer, "at once")}}
	err := (&Env{Stdout: &out}).testMany(t.Context(), s, all, 0, false)
	if got := strings.Join(seen, " "); got != "1 1 1" { // the passed one; then P1 holds all up
		t.Errorf("lines before each outcome: %s", got)
	}
	name := `日本\u202e` + strings.Repeat("x", 40)
	want := "-               P0                                *:9090                  listener only\n" +
		"ok              P1                                10.0.0.1:9090    12 ms  connected\n" +
		"refused         P2                                10.0.0.2:9090    12 ms  nothing there\n" +
		"invalid         P3                                                        日本.yaml:1:1: broken\\x0a\\x1b[2J\n" +
		"reset by peer   " + name + "  10.0.0.4:9090    12 ms  at once\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if codeOf(err) != exitBroken || err.Error() != "3 of 4 failed: P2, P3, "+all[4].name {
		t.Errorf("exit code %d: %v", codeOf(err), err)
	}
}

func TestManyWorstCode(t *testing.T) {
	ok, refused := outcome(model.StageConnect, "", ""), outcome(model.StageConnect, model.Refused, "")
	reset, fault := outcome(model.StageFirstBytes, model.ResetByPeer, ""), outcome(model.StageConnect, model.InternalError, "")
	for _, c := range []struct {
		checks []model.Check
		broken bool // and a profile that is invalid
		want   int
		says   string
	}{
		{[]model.Check{ok, ok}, false, exitDone, ""},
		{[]model.Check{ok, fault}, false, exitInternal, "1 of 2 failed: P1"},
		{[]model.Check{ok, {}}, false, exitInternal, "1 of 2 failed: P1"}, // it was never tested to its end
		{[]model.Check{ok, fault}, true, exitUsage, "2 of 3 failed: P1, P2"},
		{[]model.Check{refused, ok}, true, exitConnect, "2 of 3 failed: P0, P2"},
		{[]model.Check{reset, refused}, true, exitBroken, "3 of 3 failed: P0, P1, P2"},
		{[]model.Check{refused, refused, refused, refused, refused, refused, refused, refused, refused, refused, ok}, false, exitConnect,
			"10 of 11 failed: P0, P1, P2, P3, P4, P5, P6, P7, and 2 more"},
	} {
		all := some(len(c.checks))
		order := make([]int, len(all))
		for i := range order {
			order[i] = i
		}
		if c.broken {
			all = append(all, subject{name: fmt.Sprintf("P%d", len(all)), err: usagef("broken")})
		}
		err := (&Env{Stdout: &bytes.Buffer{}}).testMany(t.Context(), &tests{order: order, checks: c.checks, before: func(int) {}}, all, 0, false)
		if says := fmt.Sprint(err); codeOf(err) != c.want || c.says != "" && says != c.says {
			t.Errorf("exit code %d: %s; want %d: %s", codeOf(err), says, c.want, c.says)
		}
	}
}

type brokenPipe struct{ err error }

func (b brokenPipe) Write([]byte) (int, error) { return 0, b.err }

// TestManyWithoutStdout: a stdout that fails ends all tests.
func TestManyWithoutStdout(t *testing.T) {
	for err, want := range map[error]int{syscall.EPIPE: exitDone, errors.New("no space left"): exitInternal} {
		n := 0
		s := &tests{order: []int{0, 1, 2}, checks: make([]model.Check, 3), before: func(int) { n++ }}
		if got := (&Env{Stdout: brokenPipe{err}}).testMany(t.Context(), s, some(3), 0, false); codeOf(enough(got)) != want || n != 1 {
			t.Errorf("%v: %v after %d tests", err, got, n)
		}
	}
}

func TestTestJSON(t *testing.T) {
	s := some(1)[0]
	s.name = "a\u009b\u202e𝄞\U000e0001"
	c := outcome(model.StageFirstBytes, "", "2 bytes: hi")
	c.Stages[0].Answers = []model.Answer{{Address: "10.0.0.0", Took: 1500 * time.Microsecond}}
	line, err := json.Marshal(s.json(c))
	if err != nil {
		t.Fatal(err)
	}
	safe := model.EscapeJSON(line)
	if text := string(safe); model.Escape(text) != text || !strings.Contains(text, `"a\u009b\u202e𝄞\udb40\udc01"`) {
		t.Errorf("not safe: %s", text)
	}
	var back testJSON
	if err := json.Unmarshal(safe, &back); err != nil || back.Target != s.name || !*back.OK || back.TookMS != 12 ||
		len(back.Stages) != 3 || back.Stages[0].Answers[0].TookMS != 1.5 {
		t.Errorf("%v: %+v", err, back)
	}
}
