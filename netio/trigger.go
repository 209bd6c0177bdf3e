package netio

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"tcpdeck/model"
)

// stopTime is how long stop waits for what it kills, and for the lines that
// are still to be written.
const stopTime = 250 * time.Millisecond

// What a trigger does outside of tcpdeck, as RuleEvent.Action has it.
const (
	actAppend  = "append"
	actCommand = "command"
	actPost    = "post"
)

// triggers does what the fired triggers of a session do outside of tcpdeck:
// each line of the file in the order of the fires, then the command and the
// POST of that fire. It has a goroutine for each thing it does, and none when
// there is nothing to do.
type triggers struct {
	trigger     model.Trigger
	interaction string
	actions     []string // of the trigger; a line comes before the rest
	allowed     bool
	report      func(peer string, e model.Event)
	guard       func(where string)
	client      *http.Client // nil without a POST

	ctx    context.Context // ends with stop
	cancel context.CancelFunc

	mu           sync.Mutex
	lines        triggerQueue // one at a time
	jobs         triggerQueue // commands and POSTs
	done, failed int64
	stopped      bool
	idle         chan struct{} // closed by the last goroutine; nil while there is none
}

// firing is one fire of a trigger: the batch of its event as it was emitted.
type firing struct {
	*model.Batch
	size      int  // of its messages, in bytes
	unwritten bool // the rest waits until its line is in the file
}

// deed is what came of something that a trigger did.
type deed struct {
	ok             bool
	detail, output string
}

// newTriggers prepares what t does. Outcomes go to report, from fire, from
// stop and from goroutines that defer guard. Without consent nothing is done.
func newTriggers(t model.Trigger, interaction string, allowed bool, report func(peer string, e model.Event), guard func(where string)) *triggers {
	ts := &triggers{trigger: t, interaction: interaction, allowed: allowed, report: report, guard: guard,
		lines: triggerQueue{atOnce: 1}, jobs: triggerQueue{atOnce: t.AtOnce}}
	if t.Append != "" {
		ts.actions = append(ts.actions, actAppend)
	}
	if len(t.Command) > 0 {
		ts.actions = append(ts.actions, actCommand)
	}
	if t.Post != "" {
		ts.actions, ts.client = append(ts.actions, actPost), newPoster(t)
	}
	ts.ctx, ts.cancel = context.WithCancel(context.Background())
	return ts
}

// fire does, or queues, all that the trigger does. The batch has the fired
// event as it was emitted. It does not wait, but for report.
func (t *triggers) fire(b *model.Batch) {
	if !t.allowed {
		if len(t.actions) > 0 {
			t.reportAll(b.Peer, fmt.Sprintf("not run: it was not allowed; see tcpdeck interaction allow %q", t.interaction))
		}
		return
	}
	f := &firing{Batch: b, size: messagesSize(b.Event.Rules)}
	why := make([]string, len(t.actions))
	t.mu.Lock()
	for i, a := range t.actions {
		if why[i] = t.pushLocked(triggerJob{f, a}); why[i] != "" {
			t.failed++
		}
	}
	t.startLocked()
	t.mu.Unlock()
	for i, a := range t.actions {
		if why[i] != "" {
			t.report(b.Peer, acted(a, deed{detail: why[i]}))
		}
	}
}

func messagesSize(e *model.RuleEvent) int {
	n := 0
	if e.Message != nil {
		n = len(e.Message.Data) + len(e.Message.Text)
	}
	for _, r := range e.Results {
		n += len(r.Message.Data) + len(r.Message.Text)
	}
	return n
}

// reportAll reports something that is about all that the trigger does.
func (t *triggers) reportAll(peer, detail string) {
	action := ""
	if len(t.actions) == 1 {
		action = t.actions[0]
	}
	t.report(peer, acted(action, deed{detail: detail}))
}

func acted(action string, d deed) model.Event {
	outcome := model.Failure
	if d.ok {
		outcome = model.Success
	}
	return model.Event{Name: model.Acted, Detail: d.detail, Rules: &model.RuleEvent{Outcome: outcome, Action: action, Output: d.output}}
}

// status counts what was done, and what is still to do. A line that is being
// written counts as waiting: only commands and POSTs run.
func (t *triggers) status() model.TriggerStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	return model.TriggerStatus{Running: t.jobs.running, Waiting: len(t.jobs.waiting) + len(t.lines.waiting) + t.lines.running,
		Done: t.done, Failed: t.failed}
}

// drain waits until all that was fired before is done, or ctx ends; then it
// stops t.
func (t *triggers) drain(ctx context.Context) {
	t.waitIdle(ctx)
	t.stop()
}

// stop kills what runs and drops what waits. Afterwards no goroutine is left,
// but one that the system holds up for longer than stopTime.
func (t *triggers) stop() {
	t.mu.Lock()
	t.stopped = true
	dropped := t.jobs.clear()
	t.mu.Unlock()
	t.cancel()
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	t.waitIdle(ctx)
	t.mu.Lock()
	dropped += t.lines.clear()
	t.failed += int64(dropped)
	t.mu.Unlock()
	if t.client != nil {
		t.client.CloseIdleConnections()
	}
	if dropped > 0 {
		t.reportAll("", fmt.Sprintf("not run: %d waited when the session stopped", dropped))
	}
}

func (t *triggers) waitIdle(ctx context.Context) {
	t.mu.Lock()
	idle := t.idle
	t.mu.Unlock()
	if idle == nil {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
}
