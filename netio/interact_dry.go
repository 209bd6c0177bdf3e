package netio

import (
	"context"
	"errors"
	"slices"
	"time"

	"tcpdeck/model"
)

const (
	// dryPeers bounds how many conversations a dry run has.
	dryPeers = 1000
	dryChunk = 256 // records read at a time
)

// DryRun runs a tree over a task output instead of a socket: what was received
// from each peer is received again, what rules send goes nowhere, and no time
// passes. Nothing is fired, only counted. It takes its time, and ends early with
// ctx.
func (*Hub) DryRun(ctx context.Context, d model.Drive, p model.Profile, role model.Role, output model.Source) ([]model.Conversation, []model.RuleCount, error) {
	s, err := newSender(p.CodePage)
	if err != nil {
		return nil, nil, err
	}
	counts := make([]ruleCount, len(d.Compiled.Nodes))
	var all []model.Conversation
	for _, peer := range peersOf(ctx, output) {
		w := &storedWire{sender: s, ending: p.Framing.Send, output: output, peer: peer}
		w.at, w.end = output.Bounds()
		c := model.Conversation{Peer: peer}
		t := talk{c: d.Compiled, drive: d, counts: counts, w: w, peer: peer, timeout: p.Timeout,
			raw: p.Framing.Receive == model.Raw, noted: func(string) {}}
		t.drive.Free = true
		if role == model.Listener {
			t.fired = func(model.RuleEvent) { c.Fired++ }
		}
		v := t.run(ctx)
		c.Outcome, c.Why, c.Results = v.outcome, v.words(true), t.results.all
		if v.rule >= 0 {
			c.Rule = d.Compiled.Nodes[v.rule].Label
		}
		all = append(all, c)
	}
	return all, ruleCounts(counts), ctx.Err()
}

// peersOf names the peers of a task output in the order in which they come.
func peersOf(ctx context.Context, output model.Source) []string {
	var peers []string
	seen := map[string]bool{"": true}
	at, end := output.Bounds()
	for at < end && len(peers) < dryPeers && ctx.Err() == nil {
		records := output.Forward(at, dryChunk, model.Filter{})
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			if at = r.Seq + 1; !seen[r.Peer] && r.Event.Name != model.RefusedOne {
				seen[r.Peer] = true
				peers = append(peers, r.Peer)
			}
		}
	}
	return peers[:min(len(peers), dryPeers)]
}

// storedWire is one connection of a task output.
type storedWire struct {
	sender  *sender
	ending  model.Ending
	output  model.Source
	peer    string
	at, end int64
	records []model.Record // read, and not yet received
}

func (w *storedWire) send(ctx context.Context, text string, data []byte) (model.Record, error) {
	if data == nil {
		var err error
		if data, _, _, err = w.sender.encode(text, model.Raw); err != nil {
			return model.Record{}, err
		}
	}
	if len(data) == 0 && w.ending == model.Raw {
		return model.Record{}, errNothing
	}
	part, texts := w.sender.describe(data)
	b := model.Batch{Time: time.Now().Round(0), Kind: model.KindSent, Peer: w.peer, Data: data, Parts: []model.Part{part}, Texts: texts}
	return b.Shared(0), ctx.Err()
}

func (w *storedWire) receive(ctx context.Context, _ time.Duration) (model.Record, error) {
	for len(w.records) == 0 {
		if ctx.Err() != nil {
			return model.Record{}, ctx.Err()
		}
		read := w.output.Forward(w.at, dryChunk, model.Filter{Peer: w.peer})
		if len(read) == 0 || read[0].Seq >= w.end {
			return model.Record{}, &wireError{reason: model.ClosedByPeer, detail: "the stored task output ends", over: true}
		}
		w.at = read[len(read)-1].Seq + 1
		w.records = slices.DeleteFunc(read, func(r model.Record) bool {
			return r.Kind != model.KindReceived || r.Incomplete || r.Seq >= w.end
		})
	}
	r := w.records[0]
	w.records = w.records[1:]
	return r, nil
}

func (w *storedWire) usable() error { return nil }

func (w *storedWire) gone() <-chan struct{} { return nil }

func (w *storedWire) pause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

var errNothing = errors.New("the message is empty and has no line ending: there is nothing to send")
