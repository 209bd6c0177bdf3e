package cli

import (
	"context"
	"slices"
	"testing"

	"tcpdeck/model"
)

func (c *crowd) tell(name model.EventName, peer string, reason model.Reason) {
	c.heard(&model.Batch{Kind: model.KindEvent, Peer: peer, Event: model.Event{Name: name, Reason: reason}})
}

func TestCrowdWaitsForSomeone(t *testing.T) {
	c := newCrowd()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if c.wait(ended) {
		t.Error("someone is there before anyone came")
	}
	got := make(chan bool)
	go func() { got <- c.wait(t.Context()) }()
	c.tell(model.Connected, "a", "")
	if !<-got || !c.everStood() {
		t.Error("nobody is there after a came")
	}
	c.tell(model.Closed, "a", model.ResetByPeer)
	if c.wait(ended) {
		t.Error("someone is there after a left")
	}
	c.tell(model.Connected, "b", "")
	if !c.wait(t.Context()) {
		t.Error("nobody is there after b came")
	}
}

func TestCrowdDrains(t *testing.T) {
	c := newCrowd()
	c.tell(model.Connected, "a", "")
	c.tell(model.Connected, "b", "")
	c.tell(model.Connected, "c", "")
	c.tell(model.HalfClosed, "a", model.ClosedByPeer)
	if got := c.finished(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("finished: %q", got)
	}
	drained := c.drain()
	over := func() bool {
		select {
		case <-drained:
			return true
		default:
			return false
		}
	}
	c.tell(model.HalfClosed, "a", model.ClosedHere)
	c.tell(model.Closed, "b", model.ClosedByPeer)
	if over() || len(c.finished()) > 0 {
		t.Error("drained while c is there, or a is to be closed again")
	}
	c.tell(model.HalfClosed, "c", model.ClosedHere)
	if !over() {
		t.Error("not drained with every side closed")
	}
	if none := newCrowd().drain(); none != nil {
		<-none // nobody to wait for
	}
}
