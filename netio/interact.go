package netio

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

// interaction is an interaction at work on a session. Each of its connections
// is driven by a talk of its own; they share nothing but what is counted.
type interaction struct {
	s        *session
	drive    model.Drive
	counts   []ruleCount // of each node
	triggers *triggers

	ctx    context.Context // ends with the session, and when it is detached
	cancel context.CancelFunc

	mu     sync.Mutex
	status model.InteractionStatus
}

// ruleCount is a model.RuleCount that every talk adds to.
type ruleCount struct{ tried, ran atomic.Int64 }

func ruleCounts(counts []ruleCount) []model.RuleCount {
	out := make([]model.RuleCount, len(counts))
	for i := range counts {
		out[i] = model.RuleCount{Tried: counts[i].tried.Load(), Ran: counts[i].ran.Load()}
	}
	return out
}

func newInteraction(s *session, d model.Drive) *interaction {
	i := &interaction{s: s, drive: d, counts: make([]ruleCount, len(d.Compiled.Nodes))}
	i.ctx, i.cancel = context.WithCancel(s.ctx)
	of := d.Compiled.Interaction
	i.status = model.InteractionStatus{Name: of.Name, Attached: true}
	i.triggers = newTriggers(of.Trigger, of.Name, d.Allowed, s.event, s.guard)
	return i
}

// attach makes an interaction drive the connections of a session, those that
// stand already too. One that was detached before is forgotten.
func (s *session) attach(d model.Drive) error {
	s.mu.Lock()
	switch {
	case s.state == model.StateEnded || s.stopping:
		s.mu.Unlock()
		return model.ErrEnded
	case s.interaction != nil && s.interaction.attached():
		s.mu.Unlock()
		return model.ErrAttached
	}
	before := s.interaction
	i := newInteraction(s, d)
	s.interaction = i
	s.mu.Unlock()
	if before != nil {
		before.triggers.stop()
	}
	s.event("", model.Event{Name: model.Began, Rules: &model.RuleEvent{Interaction: i.status.Name}})
	s.mu.Lock()
	conns := append([]*conn(nil), s.conns...)
	s.mu.Unlock()
	for _, c := range conns {
		c.startTalk(i)
	}
	return nil
}

// detach ends the conversations of an interaction; their connections stay.
func (s *session) detach() error {
	i := s.driver()
	if i == nil || !i.attached() {
		return model.ErrNotAttached
	}
	i.mu.Lock()
	i.status.Attached = false
	i.mu.Unlock()
	i.cancel()
	s.event("", model.Event{Name: model.Note, Detail: "the interaction " + i.status.Name + " was detached"})
	return nil
}

// driver is the interaction that was attached last, nil for none.
func (s *session) driver() *interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.interaction
}

func (i *interaction) attached() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.status.Attached
}

// snapshot is what is known of it now; a nil one has no name.
func (i *interaction) snapshot() model.InteractionStatus {
	if i == nil {
		return model.InteractionStatus{}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	st := i.status
	st.Trigger = i.triggers.status()
	return st
}

// finish sees the trigger's commands through, or kills them when the session
// was stopped.
func (i *interaction) finish() {
	if i == nil {
		return
	}
	i.triggers.drain(i.s.ctx)
	i.triggers.stop()
	i.cancel()
}

// begin and end count the conversations.
func (i *interaction) begin() {
	i.mu.Lock()
	i.status.Running++
	i.mu.Unlock()
}

func (i *interaction) end(peer string, v verdict, results []model.Result) {
	e := model.Event{Name: model.Finished, Reason: v.reason, Detail: v.why,
		Rules: &model.RuleEvent{Interaction: i.drive.Compiled.Interaction.Name, Outcome: v.outcome, Results: results}}
	if v.rule >= 0 {
		e.Rules.Rule = i.drive.Compiled.Nodes[v.rule].Label
	}
	i.mu.Lock()
	i.status.Running--
	if v.outcome == model.Success {
		i.status.Succeeded++
	} else {
		i.status.Failed++
		i.status.Last = v.why
	}
	i.mu.Unlock()
	i.s.event(peer, e)
}

// fire is what a rule's fire does on a listener.
func (i *interaction) fire(peer string, e model.RuleEvent) {
	b := &model.Batch{Time: time.Now().Round(0), Peer: peer, Event: model.Event{Name: model.Fired, Rules: &e}}
	i.mu.Lock()
	i.status.Fired++
	if i.drive.Compiled.Interaction.Trigger.Bell {
		i.s.hub.bells.Add(1)
	}
	i.mu.Unlock()
	i.s.emit(b)
	i.triggers.fire(b)
}
