package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// driven is one run command at work.
type driven struct {
	env      *Env
	sessions Sessions
	target   target
	role     model.Role
	plan     plan
	all      bool // print every message and event
	silent   bool // print none
	drive    model.Drive

	id  model.SessionID
	out *output

	mu       sync.Mutex
	stood    bool
	finished int
	failure  string // of the first conversation that failed
	faulty   bool   // which was a fault of tcpdeck itself
}

// run runs the interaction to its end, and returns why it failed.
func (w *driven) run(ctx context.Context, trace bool) error {
	to, closeTo, err := destination(w.env, w.plan)
	if err != nil {
		return err
	}
	if trace {
		w.drive.Step = w.tracer()
	}
	w.start(to)
	err = w.wait(ctx)
	w.sessions.Stop(w.id)
	select {
	case <-w.sessions.Done(w.id):
	case <-time.After(stopTime):
	}
	if trace {
		w.sayCounts()
	}
	w.complain()
	select {
	case <-w.out.broken:
		if enough(w.out.err) != nil || err == nil {
			err = failf(exitInternal, "%s: %w", sinkName(w.plan), w.out.err)
		}
	default:
	}
	if e := closeTo(); e != nil && err == nil {
		err = failf(exitInternal, "%s: %w", sinkName(w.plan), e)
	}
	return err
}

func (w *driven) start(to io.Writer) {
	visible := w.env.StdoutTerminal && w.plan.file == ""
	w.out = &output{w: to, format: formatJSON, escape: visible, heard: w.heard, full: make(chan struct{}), broken: make(chan struct{})}
	w.id = w.sessions.Start(w.target.profile, w.role, model.StartOptions{
		AdHoc: w.target.adHoc, NoLog: true, Only: int(w.plan.count), Drive: &w.drive, Sink: w.sink, Quiet: w.out.quiet,
	})
}

// sink takes a batch of the session: all of them are printed, or only what came
// of the conversations.
func (w *driven) sink(b *model.Batch) {
	result := b.Kind == model.KindEvent && (b.Event.Name == model.Fired || b.Event.Name == model.Finished)
	switch {
	case !w.silent && (w.all || result):
		w.out.sink(b)
	case b.Kind == model.KindEvent:
		w.heard(b)
	}
}

// heard acts on an event; netio's goroutines call it.
func (w *driven) heard(b *model.Batch) {
	e := b.Event
	switch e.Name {
	case model.Listening:
		fmt.Fprintf(w.env.Stderr, "listening on %s\n", model.Escape(e.Local))
	case model.Connected:
		w.mu.Lock()
		w.stood = true
		w.mu.Unlock()
	case model.Note, model.Acted:
		if e.Rules == nil || e.Rules.Outcome == model.Failure {
			w.env.warn(strings.TrimPrefix(b.Peer+": ", ": ") + words.Event(b.Record(0), 0))
		}
	case model.Fired:
		if w.drive.Compiled.Interaction.Trigger.Bell && w.env.StderrTerminal {
			fmt.Fprint(w.env.Stderr, "\a")
		}
	case model.Finished:
		w.conversation(b.Peer, e)
	}
}

// conversation takes up how one ended.
func (w *driven) conversation(peer string, e model.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.finished++
	switch {
	case e.Rules.Outcome == model.Success && e.Detail != "":
		w.env.warn(strings.TrimPrefix(peer+": ", ": ") + e.Rules.Interaction + ": " + e.Detail)
		return
	case e.Rules.Outcome != model.Failure || w.failure != "":
		return
	}
	w.failure, w.faulty = e.Detail, e.Reason == model.InternalError
	if e.Rules.Rule != "" {
		w.failure = "at " + e.Rules.Rule + ": " + e.Detail
	}
	if w.role == model.Listener {
		w.failure = peer + ": " + w.failure
	}
}

// wait returns when the run is over.
func (w *driven) wait(ctx context.Context) error {
	var elapsed <-chan time.Time
	if w.plan.lasting > 0 {
		timer := time.NewTimer(w.plan.lasting)
		defer timer.Stop()
		elapsed = timer.C
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-w.out.broken:
		return w.unheard()
	case <-elapsed:
		return w.elapsed()
	case <-w.sessions.Done(w.id):
		return w.ended()
	}
}

// unheard is the outcome when nobody reads stdout any more: that of the
// conversations that were over.
func (w *driven) unheard() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	const why = "nobody reads stdout any more"
	switch {
	case w.role == model.Client && !w.stood:
		return failf(exitConnect, "%s: stopped before it was connected: %s", w.name(), why)
	case w.role == model.Client && w.finished == 0:
		return failf(exitFailed, "%s: stopped before the conversation was over: %s", w.name(), why)
	}
	return w.failedLocked()
}

// elapsed is the outcome when --for is over: a client has not come to its end.
func (w *driven) elapsed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !w.stood && w.role == model.Client:
		return failf(exitConnect, "%s: %s: not connected within %s", w.name(), model.TimedOut, w.plan.lasting)
	case w.role == model.Client:
		return failf(exitFailed, "%s: %s: the conversation was not over within %s", w.name(), model.TimedOut, w.plan.lasting)
	}
	return w.failedLocked()
}

// ended is the outcome of a session that ended by itself.
func (w *driven) ended() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, _ := w.sessions.Status(w.id)
	if err := w.failedLocked(); err != nil || w.finished > 0 && s.Reason != model.InternalError {
		return err
	}
	e := ending{target: w.name(), stood: w.stood, reason: s.Reason, detail: s.Detail, missed: "before a conversation was over"}
	if w.role == model.Client {
		e.next = "; see tcpdeck test " + w.target.word()
	}
	return e.err()
}

func (w *driven) failedLocked() error {
	if w.failure == "" {
		return nil
	}
	if w.faulty {
		return failf(exitInternal, "%s: failed %s; its log has the details", w.name(), w.failure)
	}
	return failf(exitFailed, "%s: failed %s", w.name(), w.failure)
}

func (w *driven) name() string {
	return w.drive.Compiled.Interaction.Name + " on " + w.target.profile.Name
}

// complain says when the task output of the run is not complete.
func (w *driven) complain() { complainOfStorage(w.env, w.name(), w.sessions, w.id) }

// tracer writes each step to stderr as the log of a test console has it.
func (w *driven) tracer() func(model.Step) {
	var mu sync.Mutex
	return func(s model.Step) {
		lines := words.Step(w.drive.Compiled, s)
		if len(lines) == 1 && w.role == model.Listener {
			lines[0] = model.Escape(s.Peer) + " " + lines[0]
		}
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(w.env.Stderr, "%s\n\n", strings.Join(lines, "\n"))
	}
}

// sayCounts writes how often each rule ran.
func (w *driven) sayCounts() {
	counts := w.sessions.RuleCounts(w.id)
	for i, n := range w.drive.Compiled.Nodes {
		if i < len(counts) {
			fmt.Fprintf(w.env.Stderr, "%s%s: %s\n", strings.Repeat("  ", n.Depth), model.Escape(n.Label), words.Ran(counts[i]))
		}
	}
}
