package netio

import (
	"fmt"

	"tcpdeck/model"
)

// The limits of what waits in a queue.
const (
	maxWaiting      = 10_000
	maxWaitingBytes = 64 << 20 // of memory, about
)

const whyStopped = "not run: it was stopped"

// triggerJob is one thing that a firing is to do.
type triggerJob struct {
	*firing
	action string
}

// triggerQueue has the jobs that wait, in order. Some run at once.
type triggerQueue struct {
	atOnce  int
	waiting []triggerJob
	bytes   int // of what waits
	running int // not done yet
	busy    int // goroutines: not reported yet
}

// full says why nothing more can wait; "": it can.
func (q *triggerQueue) full(size int) string {
	switch {
	case len(q.waiting) >= maxWaiting:
		return fmt.Sprintf("not run: %d are waiting", len(q.waiting))
	case len(q.waiting) > 0 && q.bytes+size > maxWaitingBytes:
		return fmt.Sprintf("not run: %d MiB of messages are waiting", maxWaitingBytes>>20)
	}
	return ""
}

// ready says whether the next job can run.
func (q *triggerQueue) ready() bool {
	return q.busy < q.atOnce && len(q.waiting) > 0 && (q.waiting[0].action == actAppend || !q.waiting[0].unwritten)
}

// take takes the next job for a goroutine.
func (q *triggerQueue) take() triggerJob {
	j := q.waiting[0]
	q.waiting[0] = triggerJob{} // what follows may wait for long
	q.waiting = q.waiting[1:]
	q.bytes -= j.size
	q.running++
	q.busy++
	return j
}

// clear drops what waits and says how many it were.
func (q *triggerQueue) clear() int {
	n := len(q.waiting)
	q.waiting, q.bytes = nil, 0
	return n
}

func (t *triggers) queueOf(action string) *triggerQueue {
	if action == actAppend {
		return &t.lines
	}
	return &t.jobs
}

// pushLocked queues a job, or says why not.
func (t *triggers) pushLocked(j triggerJob) (why string) {
	if t.stopped {
		return whyStopped
	}
	q := t.queueOf(j.action)
	if why := q.full(j.size); why != "" {
		return why
	}
	q.waiting = append(q.waiting, j)
	q.bytes += j.size
	if j.action == actAppend {
		j.unwritten = true
	}
	return ""
}

// startLocked starts a goroutine for each job that can run.
func (t *triggers) startLocked() {
	for _, q := range []*triggerQueue{&t.lines, &t.jobs} {
		for q.ready() {
			if t.idle == nil {
				t.idle = make(chan struct{})
			}
			go t.run(q, q.take())
		}
	}
}

// run does one job.
func (t *triggers) run(q *triggerQueue, j triggerJob) {
	defer t.leave(q)
	defer t.guard("trigger")
	d := deed{detail: "a fault of tcpdeck itself; its log has the details"}
	defer func() { t.settle(q, j, d) }()
	d = t.do(j)
}

func (t *triggers) do(j triggerJob) deed {
	switch j.action {
	case actAppend:
		return t.writeLine(j.firing)
	case actCommand:
		return t.command(j.firing)
	}
	return t.post(j.firing)
}

// settle counts and reports what came of a job. That a line was written is
// worth no event.
func (t *triggers) settle(q *triggerQueue, j triggerJob, d deed) {
	t.mu.Lock()
	q.running--
	if j.action == actAppend {
		j.unwritten = false
	}
	if d.ok {
		t.done++
	} else {
		t.failed++
	}
	t.mu.Unlock()
	if !d.ok || j.action != actAppend {
		t.report(j.Peer, acted(j.action, d))
	}
}

// leave is the end of a goroutine. Its place is free only now, so that a slow
// report slows the queue.
func (t *triggers) leave(q *triggerQueue) {
	t.mu.Lock()
	defer t.mu.Unlock()
	q.busy--
	t.startLocked()
	if t.lines.busy+t.jobs.busy == 0 {
		close(t.idle)
		t.idle = nil
	}
}

// line is the record of the fired event, as it is in the task output.
func (f *firing) line() []byte { return f.AppendJSON(nil) }

// rules is what the fired event has of its rule.
func (f *firing) rules() *model.RuleEvent { return f.Event.Rules }
