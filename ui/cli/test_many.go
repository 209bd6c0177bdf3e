package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// The widths of columns. A name or an address that is longer moves its own
// line only.
const (
	verdictWidth = 14 // "closed by peer"
	nameWidth    = 32
	addressWidth = 32
	tookWidth    = 7 // "99.9 ms"
)

// namedFailures is how many of those that failed are named.
const namedFailures = 8

// report writes the outcomes of several tests, a line each, in the order of
// the subjects and each as soon as it and those before it are known.
type report struct {
	env           *Env
	subjects      []subject
	name, address int // widths
	asJSON        bool

	known  []bool
	checks []model.Check
	next   int // the first subject that is not written yet
	err    error
}

// testMany tests all that can be tested, side by side.
func (e *Env) testMany(ctx context.Context, sessions Sessions, all []subject, wait time.Duration, asJSON bool) error {
	r := &report{env: e, subjects: all, asJSON: asJSON, known: make([]bool, len(all)), checks: make([]model.Check, len(all))}
	var ps []model.Profile
	var at []int // the subject of each of ps
	for i, s := range all {
		r.name = max(r.name, min(nameWidth, ansi.StringWidth(model.Escape(s.name))))
		r.address = max(r.address, min(addressWidth, ansi.StringWidth(model.Escape(s.address()))))
		if r.known[i] = s.err != nil || s.passed; !r.known[i] {
			ps, at = append(ps, s.profile), append(at, i)
		}
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	r.write()
	if r.err == nil {
		sessions.TestAll(inner, ps, wait, func(i int, c model.Check) {
			r.known[at[i]], r.checks[at[i]] = true, c
			if ctx.Err() == nil {
				r.write()
			}
			if r.err != nil {
				cancel()
			}
		})
	}
	switch {
	case r.err != nil:
		return r.err
	case ctx.Err() != nil:
		return nil // a signal
	}
	return r.summary()
}

// write writes what can be written by now.
func (r *report) write() {
	for ; r.err == nil && r.next < len(r.subjects) && r.known[r.next]; r.next++ {
		s, c := r.subjects[r.next], r.checks[r.next]
		if r.asJSON {
			r.err = r.env.printJSON([]any{s.json(c)})
		} else {
			r.err = r.env.print([]byte(r.line(s, c)))
		}
	}
}

// line is the outcome of one test: verdict, name, address, time, text.
func (r *report) line(s subject, c model.Check) string {
	took, text := s.text(c)
	line := pad(s.verdict(c), verdictWidth) + "  " + pad(s.name, r.name)
	if r.address > 0 {
		line += "  " + pad(s.address(), r.address)
	}
	line += "  " + strings.Repeat(" ", max(0, tookWidth-ansi.StringWidth(took))) + took + "  " + model.Escape(text)
	return line + "\n"
}

// pad makes text safe and at least width cells wide.
func pad(text string, width int) string {
	text = model.Escape(text)
	return text + strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
}

// address is where s connects to, "" when its name says that, or when it
// could not be read.
func (s subject) address() string {
	at := model.JoinHostPort(s.profile.Address, strconv.Itoa(s.profile.Port))
	if s.err != nil || at == s.name {
		return ""
	}
	return at
}

func (s subject) verdict(c model.Check) string {
	switch {
	case s.err != nil:
		return "invalid"
	case s.passed:
		return "-"
	case c.Works():
		return "ok"
	case c.Decisive().Name == "":
		return string(model.InternalError)
	}
	return string(c.Reason())
}

// text says how long connecting took, and what came of it.
func (s subject) text(c model.Check) (took, text string) {
	switch d := c.Decisive(); {
	case s.err != nil:
		return "", strings.TrimPrefix(s.err.Error(), s.name+": ")
	case s.passed:
		return "", "listener only"
	default:
		took, text = words.Duration(c.Took()), d.Detail
		switch {
		case d.Bytes > 0:
			text = d.Text
		case d.Name == model.StageConnect && d.Reason == "":
			text = "connected"
		}
	}
	if work, tried := c.Addresses(); work > 0 && work < tried {
		text += fmt.Sprintf(" (works on %d of %d addresses)", work, tried)
	}
	return took, text
}

// summary is the error of all tests together: how many failed, and which.
func (r *report) summary() error {
	worst, tested := exitDone, 0
	var failed []string
	for i, s := range r.subjects {
		if s.passed {
			continue
		}
		tested++
		if err := s.failure(r.checks[i]); err != nil {
			worst = max(worst, codeOf(err))
			failed = append(failed, s.name)
		}
	}
	switch more := len(failed) - namedFailures; {
	case tested == 0:
		return usagef("nothing to test: these profiles have no address to connect to")
	case len(failed) == 0:
		return nil
	case more > 0:
		failed = append(failed[:namedFailures], fmt.Sprintf("and %d more", more))
		return failf(worst, "%d of %d failed: %s", more+namedFailures, tested, strings.Join(failed, ", "))
	}
	return failf(worst, "%d of %d failed: %s", len(failed), tested, strings.Join(failed, ", "))
}
