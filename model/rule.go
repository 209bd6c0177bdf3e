package model

import "time"

// RuleKind is what a rule does.
type RuleKind uint8

// The kinds of rules.
const (
	SendRule RuleKind = iota
	ReceiveRule
	CheckRule
)

// RuleKinds lists every kind in the order in which the interface offers them.
var RuleKinds = []RuleKind{SendRule, ReceiveRule, CheckRule}

var ruleKindNames = [...]string{"send", "receive", "check"}

// String is the key of the kind in the file.
func (k RuleKind) String() string { return ruleKindNames[k] }

// Outcome is how a conversation ended; "" while it runs. A rule's exit is one
// too: "" does not end the conversation.
type Outcome string

// The outcomes. A rule's exit is one of the first two.
const (
	Success Outcome = "success"
	Failure Outcome = "failure"
	Cut     Outcome = "stopped" // here, before its end
)

// Condition is what a check asks of a message.
type Condition string

// The conditions, by their keys in the file. Bytes compares the exact bytes,
// Always holds for every message; all others compare text.
const (
	Equal       Condition = "equal"
	NotEqual    Condition = "not_equal"
	Contains    Condition = "contains"
	NotContains Condition = "not_contains"
	StartsWith  Condition = "starts_with"
	EndsWith    Condition = "ends_with"
	Matches     Condition = "matches"
	NotMatches  Condition = "not_matches"
	EqualBytes  Condition = "bytes"
	Always      Condition = "always"
)

// Conditions lists every Condition in the order in which the interface offers
// them.
var Conditions = []Condition{Equal, NotEqual, Contains, NotContains, StartsWith, EndsWith, Matches, NotMatches, EqualBytes, Always}

// The special values of a rule's numbers, and their limits.
const (
	Endless        = -1 // iterations
	MaxIterations  = 1_000_000_000
	ProfileTimeout = -1 * time.Second // receive: the timeout of the profile
	MaxDelay       = 86400 * time.Second
	MaxGroup       = 999
)

// Rule is one step of a conversation with what follows from it.
type Rule struct {
	Properties
	Then []Rule // run once for each message of this rule
}

// Properties are what a rule does. Only the fields that its kind calls for
// count.
type Properties struct {
	Kind RuleKind

	Name      string  // shown instead of the automatic one
	Key       string  // the message goes into the results under it
	KeyFormat bool    // Key is a number format for the count of result messages
	Fire      bool    // listener: fires the trigger with the message
	Exit      Outcome // ends the conversation after this rule and its children

	Iterations int // send, receive: from 1; Endless

	Body        string // send: a template; with Hex the bytes in hex, sent as they are
	Hex         bool   // send
	DelayBefore time.Duration
	DelayAfter  time.Duration // send: before its children run

	Timeout time.Duration // receive: ProfileTimeout; 0: until the connection closes

	Condition  Condition // check
	Value      string    // check: what the message is compared with
	IgnoreCase bool      // check
	Group      int       // check: of mutually exclusive checks among siblings; 0: none
}

// NewRule returns a rule with every default of the editor.
func NewRule(kind RuleKind) Rule {
	r := Rule{Properties: Properties{Kind: kind}}
	switch kind {
	case SendRule:
		r.Iterations = 1
	case ReceiveRule:
		r.Iterations, r.Timeout = 1, ProfileTimeout
	case CheckRule:
		r.Condition = Equal
	}
	return r
}

// InteractionID names an interaction for good. A ULID, or the file's slug for
// a hand-written file until its first save.
type InteractionID string

// Interaction is a named tree of rules that drives a conversation. It has no
// fixed role, and runs on any profile.
type Interaction struct {
	ID      InteractionID
	Name    string
	Trigger Trigger
	Rules   []Rule
}

// NewInteraction returns an interaction without rules, with every default.
func NewInteraction() Interaction { return Interaction{Trigger: NewTrigger()} }

// The limits of an interaction.
const (
	MaxRules     = 2000
	MaxRuleDepth = 24
	MaxBody      = 128 << 10 // bytes of a body or a value
)

// DemoRules are the rules of the demo for a role. The two demos talk to each
// other.
func DemoRules(role Role) []Rule {
	send := func(body string, then ...Rule) Rule {
		r := NewRule(SendRule)
		r.Body, r.Then = body, then
		return r
	}
	receive := func(then ...Rule) Rule {
		r := NewRule(ReceiveRule)
		r.Then = then
		return r
	}
	check := func(value string, then ...Rule) Rule {
		r := NewRule(CheckRule)
		r.Value, r.Group, r.Then = value, 1, then
		return r
	}
	other := NewRule(CheckRule)
	other.Condition, other.Group, other.Exit = Always, 1, Failure
	if role == Listener {
		instruction := receive()
		instruction.Key, instruction.Fire = "INSTRUCTION", true
		first := receive(check("Handshake", send("Heartbeat", instruction)), other)
		first.Iterations = Endless
		return []Rule{first}
	}
	instruction := send("Some instruction")
	instruction.Key, instruction.Exit = "INSTRUCTION", Success
	first := send("Handshake", receive(check("Wait"), check("Heartbeat", instruction), other))
	first.Iterations = Endless
	return []Rule{first}
}
