package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// stopTime bounds how long a stopped session is waited for.
const stopTime = 1800 * time.Millisecond

// traffic is one connect or listen command at work.
type traffic struct {
	env      *Env
	sessions Sessions
	target   target
	role     model.Role
	plan     plan
	given    []model.Outgoing // sent instead of stdin, if not nil

	id      model.SessionID
	out     *output
	crowd   *crowd
	fed     chan error      // the feeder's last word
	over    atomic.Bool     // stdin is at its end
	refusal error           // what stdin had that cannot be sent
	drained <-chan struct{} // nil until the command only waits to be rid of its queue
}

// run passes traffic until there is a reason to end, and returns that.
func (t *traffic) run(ctx context.Context) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	to, closeTo, err := destination(t.env, t.plan)
	if err != nil {
		return err
	}
	t.start(inner, to)
	err = t.wait(inner)
	t.sessions.Stop(t.id)
	select {
	case <-t.sessions.Done(t.id):
	case <-time.After(stopTime):
	}
	complainOfStorage(t.env, t.name(), t.sessions, t.id)
	select {
	case <-t.out.broken: // what was gathered did not get out
		if err == nil {
			err = t.writeError()
		}
	default:
	}
	if e := closeTo(); e != nil && err == nil {
		err = failf(exitInternal, "%s: %w", sinkName(t.plan), e)
	}
	return err
}

// destination is where a command writes what it has.
func destination(env *Env, p plan) (w io.Writer, end func() error, err error) {
	if p.file == "" {
		return env.Stdout, func() error { return nil }, nil
	}
	f, err := env.Create(p.file)
	if err != nil {
		return nil, nil, failf(exitInternal, "--output: %w", err)
	}
	return f, f.Close, nil
}

// sinkName is what an error calls the destination.
func sinkName(p plan) string {
	if p.file == "" {
		return "stdout"
	}
	return p.file
}

func (t *traffic) start(ctx context.Context, to io.Writer) {
	p, env := t.target.profile, t.env
	raw := t.plan.format == formatRaw
	t.crowd = newCrowd()
	visible, framed := env.StdoutTerminal && t.plan.file == "", p.Framing.Receive != model.Raw
	t.out = &output{
		w: to, format: t.plan.format, escape: visible, dim: visible && !env.NoColor,
		framed: framed, ended: t.given != nil, label: t.role == model.Listener,
		mute: t.given != nil && t.plan.onEOF == eofClose, first: int64(len(t.given)),
		goal:  goal{count: t.plan.count, until: t.plan.until, stream: raw || !framed},
		heard: t.heard, full: make(chan struct{}), broken: make(chan struct{}),
	}
	only := 0
	if t.plan.once {
		only = 1
	}
	t.id = t.sessions.Start(p, t.role, model.StartOptions{
		AdHoc: t.target.adHoc, Strict: true, Raw: raw, NoLog: true, Only: only,
		FinishSending: raw && !env.StdinTerminal || env.StdinRegular || t.given != nil, Sink: t.out.sink, Quiet: t.out.quiet,
	})
	t.fed = make(chan error, 1)
	f := &feeder{in: env.Stdin, given: t.given, sessions: t.sessions, id: t.id, profile: p, format: t.plan.format,
		client: t.role == model.Client, warn: env.warn, someone: t.crowd.wait, done: t.fed}
	go f.run(ctx)
}

// heard acts on an event; netio's goroutines call it.
func (t *traffic) heard(b *model.Batch) {
	t.crowd.heard(b)
	switch e := b.Event; e.Name {
	case model.Listening:
		fmt.Fprintf(t.env.Stderr, "listening on %s\n", model.Escape(e.Local))
	case model.Note:
		if b.Peer != "" {
			t.env.warn(b.Peer + ": " + e.Detail)
		} else {
			t.env.warn(e.Detail)
		}
	case model.Connected, model.HalfClosed:
		if t.over.Load() {
			t.closeSending()
		}
	}
}

// wait returns when the command is over.
func (t *traffic) wait(ctx context.Context) error {
	var elapsed <-chan time.Time
	if t.plan.lasting > 0 {
		timer := time.NewTimer(t.plan.lasting)
		defer timer.Stop()
		elapsed = timer.C
	}
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-t.out.full:
			return nil
		case <-t.out.broken:
			return t.writeError()
		case <-elapsed:
			return t.elapsed()
		case <-t.sessions.Done(t.id):
			return t.ended()
		case err := <-t.fed:
			if err = t.endOfInput(err); err != nil {
				return err
			}
		case <-t.drained:
			return t.refusal
		}
	}
}

// writeError names what could not be written to.
func (t *traffic) writeError() error {
	return failf(exitInternal, "%s: %w", sinkName(t.plan), t.out.err)
}

// elapsed is the outcome when --for is over.
func (t *traffic) elapsed() error {
	s, _ := t.sessions.Status(t.id)
	switch {
	case s.State == model.StateConnecting:
		return failf(exitConnect, "%s: %s: not connected within %s", t.name(), model.TimedOut, t.plan.lasting)
	case t.out.goal.set():
		return failf(exitTimedOut, "%s: %s: %s", t.name(), model.TimedOut, t.out.goal.late(t.plan.lasting))
	}
	return nil
}

// ended is the outcome of a session that ended by itself.
func (t *traffic) ended() error {
	select {
	case <-t.out.broken: // the session's last flush
		return t.writeError()
	case <-t.out.full:
		return nil
	default:
	}
	if t.refusal != nil {
		return t.refusal
	}
	s, _ := t.sessions.Status(t.id)
	e := ending{target: t.name(), stood: t.crowd.everStood(), reason: s.Reason, detail: s.Detail}
	if t.role == model.Client {
		e.next = "; see tcpdeck test " + t.target.word()
	}
	if t.out.goal.set() {
		e.missed = t.out.goal.missed(t.out.got)
	}
	return e.err()
}

// endOfInput acts on the end of stdin, or on what ended it.
func (t *traffic) endOfInput(err error) error {
	var e *exitError
	switch {
	case errors.Is(err, errGone):
		return nil // Done will say how it ended
	case errors.As(err, &e):
		t.refusal, t.plan.onEOF = err, eofClose // what came before it is sent
	case err != nil:
		return err
	}
	t.over.Store(true)
	t.closeSending()
	if t.plan.onEOF == eofClose {
		t.drained = t.crowd.drain()
	}
	return nil
}

// closeSending closes our side as --on-eof says. It is called when stdin has
// ended, and again for every client that comes later or is done itself.
func (t *traffic) closeSending() {
	if t.plan.onEOF != eofIgnore || t.role == model.Client || t.plan.once {
		if t.plan.onEOF != eofIgnore || len(t.crowd.finished()) > 0 {
			_ = t.sessions.HalfClose(t.id) // refused only when it has ended
		}
		return
	}
	for _, peer := range t.crowd.finished() {
		_ = t.sessions.Disconnect(t.id, peer) // it may have gone by itself
	}
}

// complainOfStorage says when the task output of a session is not complete.
func complainOfStorage(env *Env, name string, sessions Sessions, id model.SessionID) {
	s, _ := sessions.Status(id)
	switch st := s.Storage; {
	case !st.Since.IsZero():
		env.warn(fmt.Sprintf("%s: task output not stored since %s, %d messages and events: %s", name,
			st.Since.Format(time.TimeOnly), st.Lost, st.Err))
	case st.Lost > 0: // the disk came round
		env.warn(fmt.Sprintf("%s: %d messages and events are missing in the stored task output; it says where", name, st.Lost))
	}
}

func (t *traffic) name() string {
	p := t.target.profile
	if t.target.adHoc {
		return t.plan.verb + " " + p.Name
	}
	return p.Name
}
