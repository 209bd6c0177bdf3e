package model

import (
	"sync"
	"time"
	"unicode/utf8"
)

// StepKind is what a step of a conversation came to.
type StepKind uint8

// The kinds of steps. A skipped check has a fellow of its group that held; a
// failed step ends the conversation.
const (
	StepSent StepKind = iota
	StepReceived
	StepHeld
	StepNotHeld
	StepSkipped
	StepFired
	StepLimited // iterations ended at the maximum of the run
	StepFailed
	StepLate  // a message came when the tree was done
	StepActed // what the trigger did; its message is the event that says so
	StepEnded
)

var stepNames = [...]string{"sent", "received", "matched", "not matched", "skipped", "fired", "stopped", "failed", "not expected", "trigger", "ended"}

func (k StepKind) String() string { return stepNames[k] }

// Step is one line of a trace: what a rule was tried on, and what came of it.
type Step struct {
	Seq     int64 // position in its trace
	Time    time.Time
	Peer    string
	Kind    StepKind
	Rule    int     // index of the rule in the interaction's nodes; -1: none
	Key     string  // under which the message went into the results
	Message Record  // the message in hand; its Data and Text may be cut
	Outcome Outcome // ended
	Why     string  // skipped, failed, ended: in plain words
}

// stepText is how much of a message a step keeps, in bytes.
const stepText = 1 << 10

// cut returns r with n bytes of data and text at most, no character torn, and
// with memory of its own.
func (r Record) cut(n int) Record {
	if len(r.Data) > n || len(r.Text) > n {
		r.Data, r.Text, r.Truncated = r.Data[:min(len(r.Data), n)], Head(r.Text, n), true
	}
	return r.Clone()
}

// Head is the beginning of text: n bytes at most, no character torn.
func Head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for back := range min(n+1, utf8.UTFMax) {
		if utf8.RuneStart(text[n-back]) {
			return text[:n-back]
		}
	}
	return text[:n]
}

// RuleCount says how often a rule was tried, and how often it ran: sent,
// received, or held.
type RuleCount struct{ Tried, Ran int64 }

// DefaultTraceLimit is how many steps a trace holds.
const DefaultTraceLimit = 10_000

// Trace is the steps of the conversations of a run, in order. When it is full
// the oldest go; their numbers are never given again. It may be used by
// several goroutines at once.
type Trace struct {
	mu    sync.Mutex
	limit int
	steps []Step // a ring
	end   int64
}

// NewTrace returns a trace that holds the last limit steps.
func NewTrace(limit int) *Trace { return &Trace{limit: limit} }

// Add adds a step.
func (t *Trace) Add(s Step) {
	s.Message = s.Message.cut(stepText)
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Seq = t.end
	if len(t.steps) < t.limit {
		t.steps = append(t.steps, s)
	} else {
		t.steps[t.end%int64(t.limit)] = s
	}
	t.end++
}

// Bounds returns the numbers of the first step held and of the one after the
// last.
func (t *Trace) Bounds() (first, end int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.end - int64(len(t.steps)), t.end
}

// Steps returns up to n steps from a number on.
func (t *Trace) Steps(from int64, n int) []Step {
	t.mu.Lock()
	defer t.mu.Unlock()
	from = max(from, t.end-int64(len(t.steps)))
	var out []Step
	for ; from < t.end && len(out) < n; from++ {
		out = append(out, t.steps[from%int64(t.limit)])
	}
	return out
}
