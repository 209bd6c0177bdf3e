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

// refusalEvery is how often it is said that something was not run.
const refusalEvery = time.Second

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

	ctx    context.Context // ends with halt
	cancel context.CancelFunc

	mu           sync.Mutex
	lines        triggerQueue // one at a time
	jobs         triggerQueue // commands and POSTs
	done, failed int64
	refused      time.Time // when that was reported last
	unsaid       int       // refusals since
	stopped      bool
	dropped      int           // when it was stopped, and not reported yet
	idle         chan struct{} // closed by the last goroutine; nil while there is none
}

// firing is one fire of a trigger: the batch of its event as it was emitted.
type firing struct {
	*model.Batch
	message   *model.Record // all of it
	size      int           // the memory that it holds, in bytes, about
	unwritten bool          // the rest waits until its line is in the file
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
// event as it was emitted, m is the whole message. It does not wait, but for
// report.
func (t *triggers) fire(b *model.Batch, m *model.Record) {
	if !t.allowed {
		if len(t.actions) > 0 {
			t.refuse(b.Peer, t.onlyAction(), fmt.Sprintf("not run: it was not allowed; see tcpdeck interaction allow %q", t.interaction))
		}
		return
	}
	f := &firing{Batch: b, message: m, size: b.Size()}
	if m != nil && m != b.Event.Rules.Message { // the event has a part of it
		f.size += len(m.Data) + len(m.Text)
	}
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
			t.refuse(b.Peer, a, why[i])
		}
	}
}

// onlyAction is what the trigger does, "" where that is several things.
func (t *triggers) onlyAction() string {
	if len(t.actions) == 1 {
		return t.actions[0]
	}
	return ""
}

// refuse reports what is not done, once in refusalEvery: a peer that makes rules
// fire must not fill the disk with it. The others are counted.
func (t *triggers) refuse(peer, action, why string) {
	now := time.Now()
	t.mu.Lock()
	if now.Sub(t.refused) < refusalEvery {
		t.unsaid++
		t.mu.Unlock()
		return
	}
	n := t.unsaid
	t.refused, t.unsaid = now, 0
	t.mu.Unlock()
	if n > 0 {
		why += fmt.Sprintf(" (and %d times before)", n)
	}
	t.report(peer, acted(action, deed{detail: why}))
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

// halt kills what runs and drops what waits but lines. It does not wait.
func (t *triggers) halt() {
	t.mu.Lock()
	t.stopped = true
	t.dropLocked(&t.jobs)
	t.mu.Unlock()
	t.cancel()
}

// dropLocked drops what waits in a queue.
func (t *triggers) dropLocked(q *triggerQueue) {
	n := q.clear()
	t.dropped += n
	t.failed += int64(n)
}

// stop is halt, and says what was dropped. Afterwards no goroutine is left,
// but one that the system holds up for longer than stopTime.
func (t *triggers) stop() {
	t.halt()
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	t.waitIdle(ctx)
	t.mu.Lock()
	t.dropLocked(&t.lines)
	dropped, unsaid := t.dropped, t.unsaid
	t.dropped, t.unsaid = 0, 0
	t.mu.Unlock()
	if t.client != nil {
		t.client.CloseIdleConnections()
	}
	if dropped > 0 {
		t.report("", acted(t.onlyAction(), deed{detail: fmt.Sprintf("not run: %d waited when it was stopped", dropped)}))
	}
	if unsaid > 0 {
		t.report("", acted(t.onlyAction(), deed{detail: fmt.Sprintf("not run %d times more", unsaid)}))
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
