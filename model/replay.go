package model

import "time"

// ReplayLinger is how long a replay waits for messages that were not recorded.
const ReplayLinger = 500 * time.Millisecond

// Difference is a message of a replay that is not as it was recorded.
type Difference struct {
	Peer     string
	Number   int         // of the message in the conversation, from 1
	Expected *Properties // the check that did not hold; nil: no more was expected
	Got      *Record     // what came instead; nil: nothing
}

// GotHex is the bytes that came instead, "02 41 03", where their text would not
// tell what differs; "" where it does.
func (d Difference) GotHex() string {
	if d.Got != nil && (!d.Got.isText() || d.Expected != nil && d.Expected.Condition == EqualBytes) {
		return HexText(d.Got.Data)
	}
	return ""
}

// Replay finds what differs in the steps of conversations whose rules were made
// of a lenient recording, each receive rule with its check that it is equal and,
// behind that, the one named Differs.
type Replay struct {
	compiled *Compiled
	numbers  []int // of each rule: that of its message
	messages int
	at       map[string]int // the last receive rule that had its message, by peer
	late     map[string]int // messages that came after the last one, by peer
}

// NewReplay is a Replay of the rules that c was compiled from.
func NewReplay(c *Compiled) *Replay {
	r := &Replay{compiled: c, at: map[string]int{}, late: map[string]int{}}
	for i := range c.Nodes {
		if c.Nodes[i].Kind != CheckRule {
			r.messages++
		}
		r.numbers = append(r.numbers, r.messages)
	}
	return r
}

// Add takes the next step; it returns what it shows to differ.
func (r *Replay) Add(s Step) []Difference {
	nodes := r.compiled.Nodes
	switch s.Kind {
	case StepReceived:
		r.at[s.Peer] = s.Rule
	case StepHeld:
		if nodes[s.Rule].Name == Differs && s.Rule > 0 && nodes[s.Rule-1].Kind == CheckRule {
			return []Difference{{s.Peer, r.numbers[s.Rule], &nodes[s.Rule-1].Properties, &s.Message}}
		}
	case StepLate:
		r.late[s.Peer]++
		return []Difference{{Peer: s.Peer, Number: r.messages + r.late[s.Peer], Got: &s.Message}}
	case StepEnded:
		return r.missing(s)
	}
	return nil
}

// missing is what did not come in a conversation that failed.
func (r *Replay) missing(s Step) []Difference {
	last, any := r.at[s.Peer]
	delete(r.at, s.Peer)
	delete(r.late, s.Peer)
	if s.Outcome != Failure {
		return nil
	}
	var all []Difference
	for i := range r.compiled.Nodes {
		if n := &r.compiled.Nodes[i]; n.Kind == ReceiveRule && (!any || i > last) && i+1 < len(r.compiled.Nodes) && r.compiled.Nodes[i+1].Kind == CheckRule {
			all = append(all, Difference{Peer: s.Peer, Number: r.numbers[i], Expected: &r.compiled.Nodes[i+1].Properties})
		}
	}
	return all
}

// ReplayDifferences are those of all steps.
func ReplayDifferences(c *Compiled, steps []Step) []Difference {
	r := NewReplay(c)
	var all []Difference
	for _, s := range steps {
		all = append(all, r.Add(s)...)
	}
	return all
}
