package netio

import (
	"context"
	"slices"
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
	i.status = model.InteractionStatus{ID: of.ID, Name: of.Name, Attached: true}
	i.triggers = newTriggers(of.Trigger, of.Name, d.Allowed, s.event, s.guard)
	context.AfterFunc(i.ctx, i.triggers.halt) // at once, whatever its connections still do
	return i
}

// attach makes an interaction drive the connections of a session, those that
// stand already too. One that was detached before is forgotten. It does not
// wait: what it begins is done on a goroutine of the session.
func (s *session) attach(d model.Drive) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.interaction
	i, err := s.adoptLocked(d)
	if err == nil {
		s.later("attach", func() {
			if before != nil {
				before.triggers.stop()
			}
			i.announce()
			i.spread()
		})
	}
	return err
}

// adoptLocked makes an interaction that of the session.
func (s *session) adoptLocked(d model.Drive) (*interaction, error) {
	switch {
	case s.o.Raw:
		return nil, model.ErrNoMessages
	case s.state == model.StateEnded || s.stopping:
		return nil, model.ErrEnded
	case s.interaction != nil && s.interaction.attached():
		return nil, model.ErrAttached
	}
	s.interaction = newInteraction(s, d)
	return s.interaction, nil
}

// driven makes the interaction that a session is started with drive it. There
// are no connections yet.
func (s *session) driven(d model.Drive) error {
	s.mu.Lock()
	i, err := s.adoptLocked(d)
	s.mu.Unlock()
	if err == nil {
		i.announce()
	}
	return err
}

// later does work of a caller that must not wait. The caller holds s.mu, and the
// session is not stopping.
func (s *session) later(what string, work func()) {
	s.loops.Go(func() {
		defer s.guard(what)
		work()
	})
}

func (i *interaction) announce() {
	i.s.event("", model.Event{Name: model.Began, Rules: &model.RuleEvent{Interaction: i.status.Name}})
}

// spread begins the conversations of the connections that stand.
func (i *interaction) spread() {
	s := i.s
	s.mu.Lock()
	conns := slices.Clone(s.conns)
	s.mu.Unlock()
	for _, c := range conns {
		c.startTalk(i)
	}
}

// detach ends the conversations of an interaction, and what its trigger does;
// their connections stay.
func (s *session) detach() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.interaction
	if i == nil || s.stopping || !i.attached() {
		return model.ErrNotAttached
	}
	i.mu.Lock()
	i.status.Attached = false
	i.mu.Unlock()
	i.cancel()
	s.later("detach", func() {
		s.event("", model.Event{Name: model.Note, Detail: "the interaction " + i.status.Name + " was detached"})
		i.triggers.stop()
	})
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
	i.cancel()
}

// begin and end count the conversations.
func (i *interaction) begin() {
	i.mu.Lock()
	i.status.Running++
	i.mu.Unlock()
}

func (i *interaction) end(peer string, v verdict, results []model.Result) {
	rules := model.RuleEvent{Interaction: i.drive.Compiled.Interaction.Name, Outcome: v.outcome, Results: results}
	if v.rule >= 0 {
		rules.Rule = i.drive.Compiled.Nodes[v.rule].Label
	}
	e := model.Event{Name: model.Finished, Reason: v.reason, Detail: v.words(i.s.showsMessages()), Rules: rules.ForEvents()}
	i.mu.Lock()
	i.status.Running--
	switch v.outcome {
	case model.Success:
		i.status.Succeeded++
	case model.Failure:
		i.status.Failed++
	}
	i.status.Last = e.Detail
	i.mu.Unlock()
	i.s.event(peer, e)
}

// fire is what a rule's fire does on a listener.
func (i *interaction) fire(peer string, e model.RuleEvent) {
	b := &model.Batch{Time: time.Now().Round(0), Peer: peer, Event: model.Event{Name: model.Fired, Rules: e.ForEvents()}}
	i.mu.Lock()
	i.status.Fired++
	if i.drive.Compiled.Interaction.Trigger.Bell {
		i.s.hub.bells.Add(1)
	}
	i.mu.Unlock()
	i.s.emit(b)
	i.triggers.fire(b, e.Message)
}
