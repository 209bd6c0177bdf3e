package netio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tcpdeck/model"
)

// wire is what a conversation goes over: a connection, or a stored run. Its
// errors are *wireError, or that of the context.
type wire interface {
	// usable says why it is of no more use; nil while it is, also when the other
	// side sends no more.
	usable() error
	// gone is closed when it is no longer usable; nil if it always is.
	gone() <-chan struct{}
	// send writes a message and returns it when it was written.
	send(ctx context.Context, text string, data []byte) (model.Record, error)
	// receive waits for the next message; 0 waits for as long as it takes.
	receive(ctx context.Context, timeout time.Duration) (model.Record, error)
	pause(ctx context.Context, d time.Duration) error
}

// wireError says why a wire has no more to give.
type wireError struct {
	reason model.Reason
	detail string
	over   bool // as it should: the other side has sent all that it wanted, as detail says
}

func (e *wireError) Error() string {
	switch {
	case e.over:
		return e.detail
	case e.detail == "":
		return string(e.reason)
	}
	return string(e.reason) + ": " + e.detail
}

// err is e as an error, nil for none.
func (e *wireError) err() error {
	if e == nil {
		return nil
	}
	return e
}

// verdict is how a conversation ended.
type verdict struct {
	outcome model.Outcome
	rule    int // where it ended; -1: the tree was done
	exit    bool
	reason  model.Reason // "": nothing was wrong with the connection
	detail  string       // of the reason
	why     string
	message string // on which it was given up, quoted; ""
}

// words is why, and on which message unless those are not to be shown.
func (v verdict) words(shown bool) string {
	if v.message != "" && shown {
		return v.why + " on the message " + v.message
	}
	return v.why
}

var errTooLong = errors.New("the message is longer than the greatest one of the connection (max_message)")

// The pace of a conversation in which both sides answer at once: two programs
// that answer each other would else use all of the machine, and of the disk
// that the traffic is recorded on.
const (
	freeTurns = 10_000 // answers that may be given faster
	turnEvery = time.Millisecond
)

// maxLate is how much is noted that comes when the tree is done.
const maxLate = 1000

// talk runs a tree over one wire. It belongs to one goroutine.
type talk struct {
	c       *model.Compiled
	drive   model.Drive
	counts  []ruleCount
	w       wire
	peer    string
	timeout time.Duration // of the profile
	raw     bool          // messages have no framing
	// fired hands on what a rule fires; nil: there is no trigger, as on a
	// client.
	fired func(model.RuleEvent)
	noted func(string) // takes what is worth a line of the output

	ctx     context.Context
	results results
	heard   bool // a message came since the last send
	turned  time.Time
	ahead   time.Duration // how far the answers are before their pace
	slowed  bool          // it was said that they are slowed down
	limited string        // which rule was stopped first by the maximum of iterations; ""
}

// run runs the tree to its end.
func (t *talk) run(ctx context.Context) verdict {
	t.ctx = ctx
	v := t.siblings(t.c.Roots, scope{})
	if v == nil {
		v = &verdict{outcome: model.Success, rule: -1, why: t.limited}
		t.linger()
	}
	t.trace(model.Step{Kind: model.StepEnded, Rule: v.rule, Outcome: v.outcome, Why: v.words(true)})
	return *v
}

// linger notes what still comes when the tree is done.
func (t *talk) linger() {
	end := time.Now().Add(t.drive.Linger)
	for range maxLate {
		left := time.Until(end)
		if left <= 0 {
			return
		}
		m, err := t.w.receive(t.ctx, left)
		if err != nil {
			return
		}
		t.trace(model.Step{Kind: model.StepLate, Rule: -1, Message: m})
	}
}

// siblings runs rules in order; nil says that the conversation goes on.
func (t *talk) siblings(rules []int, s scope) *verdict {
	var groups []int // those of which a check held
	for _, rule := range rules {
		n := &t.c.Nodes[rule]
		if n.Kind == model.CheckRule && n.Group != 0 && slices.Contains(groups, n.Group) {
			t.trace(model.Step{Kind: model.StepSkipped, Rule: rule, Message: s.message.Record, Why: "group " + strconv.Itoa(n.Group)})
			continue
		}
		held, v := t.rule(rule, n, s)
		if v != nil {
			return v
		}
		if held && n.Group != 0 {
			groups = append(groups, n.Group)
		}
	}
	return nil
}

// rule runs a rule with its children; held is for checks.
func (t *talk) rule(rule int, n *model.Node, s scope) (held bool, v *verdict) {
	if err := t.ctx.Err(); err != nil {
		return false, t.failed(rule, err)
	}
	switch n.Kind {
	case model.SendRule:
		v = t.sending(rule, n, s)
	case model.ReceiveRule:
		v = t.receiving(rule, n, s)
	case model.CheckRule:
		if held, v = t.checking(rule, n, s); !held {
			return false, v
		}
	}
	if v == nil && n.Exit != "" {
		v = &verdict{outcome: n.Exit, rule: rule, exit: true}
		if n.Exit == model.Failure {
			t.forced(v, n, s.message)
		}
	}
	return held, v
}

// forced says why a rule gave the conversation up, and on which message.
func (t *talk) forced(v *verdict, n *model.Node, m *model.InHand) {
	v.why = "forced exit"
	if m == nil {
		return
	}
	head, text := m.Record, ""
	head.Text = model.Head(m.Text, 60)
	for _, s := range head.EscapeAll() {
		text += s.Text
	}
	if head.Text != m.Text {
		text += "…"
	}
	if v.message = `"` + text + `"`; t.raw && n.Kind == model.CheckRule {
		v.message += "; without framing a message is what one read returns"
	}
}

// more says whether a rule runs for the i-th time, counted from 1.
func (t *talk) more(rule int, n *model.Node, i int) bool {
	if n.Iterations != model.Endless && i > n.Iterations {
		return false
	}
	if most := t.drive.MaxIterations; most > 0 && i > most {
		why := fmt.Sprintf("the maximum of %d iterations", most)
		t.trace(model.Step{Kind: model.StepLimited, Rule: rule, Why: why})
		t.limited = cmp.Or(t.limited, why+" stopped "+n.Label)
		return false
	}
	return true
}

func (t *talk) sending(rule int, n *model.Node, s scope) *verdict {
	for i := 1; t.more(rule, n, i); i++ {
		t.counts[rule].tried.Add(1)
		if err := t.w.pause(t.ctx, n.DelayBefore); err != nil {
			return t.failed(rule, err)
		}
		if err := t.paced(); err != nil {
			return t.failed(rule, err)
		}
		text, data, err := n.Body(func(name string) (string, bool) { return t.value(name, s, i) })
		if err != nil {
			return t.failed(rule, err)
		}
		m, err := t.w.send(t.ctx, text, data)
		if err != nil {
			return t.failed(rule, err)
		}
		if v := t.ran(rule, n, m, model.StepSent); v != nil {
			return v
		}
		if err := t.w.pause(t.ctx, n.DelayAfter); err != nil {
			return t.failed(rule, err)
		}
		if v := t.siblings(n.Children, scope{&model.InHand{Record: m}, s.captures}); v != nil {
			return v
		}
	}
	return nil
}

func (t *talk) receiving(rule int, n *model.Node, s scope) *verdict {
	timeout := n.Timeout
	if timeout == model.ProfileTimeout {
		timeout = t.timeout
	}
	for i := 1; t.more(rule, n, i); i++ {
		t.counts[rule].tried.Add(1)
		m, err := t.w.receive(t.ctx, timeout)
		var end *wireError
		if errors.As(err, &end) && end.over {
			if n.Iterations == model.Endless {
				return nil
			}
			err = &wireError{reason: end.reason, detail: end.detail + missing(n, i), over: true}
		}
		if err == nil && m.Truncated {
			err = errTooLong
		}
		if err != nil {
			return t.failed(rule, err)
		}
		t.heard = true
		if v := t.ran(rule, n, m, model.StepReceived); v != nil {
			return v
		}
		if v := t.siblings(n.Children, scope{&model.InHand{Record: m}, s.captures}); v != nil {
			return v
		}
	}
	return nil
}

// missing is what is said when there is no i-th message.
func missing(n *model.Node, i int) string {
	if n.Iterations == 1 {
		return ", and a message was expected"
	}
	return fmt.Sprintf(" after %d of %d messages", i-1, n.Iterations)
}

// checking runs a check, and if it holds its children.
func (t *talk) checking(rule int, n *model.Node, s scope) (held bool, v *verdict) {
	t.counts[rule].tried.Add(1)
	held, values, err := t.match(n, s.message)
	switch {
	case err != nil:
		return false, t.failed(rule, err)
	case !held:
		t.trace(model.Step{Kind: model.StepNotHeld, Rule: rule, Message: s.message.Record})
		return false, nil
	}
	if v := t.ran(rule, n, s.message.Record, model.StepHeld); v != nil {
		return true, v
	}
	if values != nil {
		s.captures = &captures{n, values, s.captures}
	}
	return true, t.siblings(n.Children, s)
}

// ran counts a rule that has its message, keeps that under its key, and fires.
func (t *talk) ran(rule int, n *model.Node, m model.Record, kind model.StepKind) *verdict {
	t.counts[rule].ran.Add(1)
	key := n.ResultKey(len(t.results.all), t.results.has)
	t.trace(model.Step{Kind: kind, Rule: rule, Key: key, Message: m})
	if key != "" && !t.results.keep(key, m.Clone()) {
		return t.failed(rule, fmt.Errorf("the results hold more than %d messages or %d MiB", maxResults, maxResultBytes>>20))
	}
	if n.Fire {
		t.fire(rule, n, m)
	}
	return nil
}

// fire fires the trigger, and clears the results.
func (t *talk) fire(rule int, n *model.Node, m model.Record) {
	step := model.Step{Kind: model.StepFired, Rule: rule, Message: m}
	if t.fired == nil {
		step.Why = "not fired: only a listener has a trigger"
	} else {
		m = m.Clone() // it outlives the read that it came with
		t.fired(model.RuleEvent{Rule: n.Label, Message: &m, Received: m.Time, Results: append([]model.Result{}, t.results.all...)})
		t.results = results{}
	}
	t.trace(step)
}

// failed ends the conversation for an error.
func (t *talk) failed(rule int, err error) *verdict {
	v := &verdict{outcome: model.Failure, rule: rule, why: err.Error()}
	var b *wireError
	switch {
	case t.ctx.Err() != nil:
		v.outcome, v.reason, v.why = model.Cut, model.StoppedHere, string(model.StoppedHere)
	case errors.As(err, &b):
		v.reason, v.detail = b.reason, b.detail
	}
	t.trace(model.Step{Kind: model.StepFailed, Rule: rule, Why: v.why})
	return v
}

// paced slows a conversation down in which each side only answers the other: an
// answer each turnEvery, and freeTurns of them ahead of that.
func (t *talk) paced() error {
	if !t.heard || t.drive.Free {
		return nil
	}
	t.heard = false
	now := time.Now()
	if !t.turned.IsZero() {
		t.ahead = max(0, t.ahead-now.Sub(t.turned))
	}
	t.turned, t.ahead = now, t.ahead+turnEvery
	wait := t.ahead - freeTurns*turnEvery
	if wait > 0 && !t.slowed {
		t.slowed = true
		t.noted(fmt.Sprintf("%d answers in a row: no more than %d a second from here on", freeTurns, time.Second/turnEvery))
	}
	return t.w.pause(t.ctx, wait)
}

func (t *talk) trace(s model.Step) {
	if t.drive.Step != nil {
		s.Time, s.Peer = time.Now().Round(0), t.peer
		t.drive.Step(s)
	}
}
