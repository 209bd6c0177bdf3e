package model

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The fields of a rule, by their keys in the file. A value stands under the
// key of its condition there.
const (
	FieldRules       Field = "rules"
	FieldKey         Field = "key"
	FieldKeyFormat   Field = "key_format"
	FieldFire        Field = "fire"
	FieldExit        Field = "exit"
	FieldIterations  Field = "iterations"
	FieldBody        Field = "body"
	FieldDelayBefore Field = "delay_before"
	FieldDelayAfter  Field = "delay_after"
	FieldCondition   Field = "condition"
	FieldValue       Field = "value"
	FieldIgnoreCase  Field = "ignore_case"
)

// Fault says in plain words what is wrong with one field of a rule, or with an
// empty Rule of the interaction itself or its trigger.
type Fault struct {
	Rule    Path
	Label   string // of the rule
	Field   Field
	Message string
}

func (f Fault) Error() string {
	if len(f.Rule) == 0 {
		return string(f.Field) + ": " + f.Message
	}
	return fmt.Sprintf("rule %s (%s): %s: %s", f.Rule, Escape(f.Label), f.Field, f.Message)
}

// String counts from 1: "1.2".
func (p Path) String() string {
	parts := make([]string, len(p))
	for i, n := range p {
		parts[i] = strconv.Itoa(n + 1)
	}
	return strings.Join(parts, ".")
}

// Faults are all that is wrong with an interaction, in its order.
type Faults []Fault

func (f Faults) Error() string {
	all := make([]string, len(f))
	for i, one := range f {
		all[i] = one.Error()
	}
	return strings.Join(all, "; ")
}

// On returns the message for a field of the rule at p, or "".
func (f Faults) On(p Path, field Field) string {
	for _, one := range f {
		if one.Field == field && slices.Equal(one.Rule, p) {
			return one.Message
		}
	}
	return ""
}

// Node is a rule that is ready to run.
type Node struct {
	Properties
	Label    string
	Depth    int
	Children []int // indices of its children

	body    Template
	bytes   []byte // of a body in hex
	matcher matcher
	format  keyFormat
}

// Compiled is an interaction that is ready to run: its rules in the order of
// the tree, each before its children. It never changes.
type Compiled struct {
	Interaction Interaction
	Nodes       []Node
	Roots       []int
	// Needs are the values that no rule can provide, and that have no
	// default: they must be set for a run.
	Needs []string
	names map[string]bool // every value that a body asks for
}

// Fires says whether a rule fires the trigger.
func (c *Compiled) Fires() bool {
	return slices.ContainsFunc(c.Nodes, func(n Node) bool { return n.Fire })
}

// Uses says whether a body asks for a value of that name.
func (c *Compiled) Uses(name string) bool { return c.names[name] }

// Body is the message that a send rule sends, with the values of lookup.
func (n *Node) Body(lookup func(string) (string, bool)) (text string, bytes []byte, err error) {
	if n.Hex {
		return "", n.bytes, nil
	}
	text, err = n.body.Render(lookup)
	return text, nil, err
}

// Costly says whether the expression of a check may take more than some 40 ms
// for r.
func (n *Node) Costly(r Record) bool { return n.matcher.costly(r.Text) }

// Holds says whether a check holds for h, and what its expression captured,
// the whole match first. A long message is given up soon after stop says so.
func (n *Node) Holds(h *InHand, stop func() bool) (ok bool, captured []Capture, err error) {
	return n.matcher.holds(h, stop)
}

// CaptureName is the name of the i-th capture of a check, "" if it has none.
func (n *Node) CaptureName(i int) string {
	if n.matcher.re == nil {
		return ""
	}
	return n.matcher.re.SubexpNames()[i]
}

// ResultKey is the key under which a rule's message goes into results, "" for
// none. A format gives the count of messages with this one, or the next one up
// that is free; count messages are there, and has says which keys.
func (n *Node) ResultKey(count int, has func(key string) bool) string {
	if !n.KeyFormat {
		return n.Key
	}
	for {
		count++
		if key := n.format.key(count); !has(key) {
			return key
		}
	}
}

// Compile checks an interaction and makes it ready to run. What is wrong with
// it comes as Faults.
func Compile(i Interaction) (*Compiled, error) {
	c := compiler{out: &Compiled{Interaction: i, names: map[string]bool{}}, keys: map[string]bool{}, needs: map[string]bool{}}
	if m := checkName(i.Name); m != "" {
		c.faults = append(c.faults, Fault{Field: FieldName, Message: m})
	}
	c.faults = append(c.faults, i.Trigger.validate()...)
	switch n := CountRules(i.Rules); {
	case n == 0:
		c.faults = append(c.faults, Fault{Field: FieldRules, Message: "there is no rule"})
	case n > MaxRules:
		c.faults = append(c.faults, Fault{Field: FieldRules, Message: fmt.Sprintf("there are %d rules; an interaction has at most %d", n, MaxRules)})
		return nil, c.faults
	}
	Walk(i.Rules, func(_ Path, r Rule) {
		if r.Key != "" && !r.KeyFormat {
			c.keys[r.Key] = true
		}
	})
	c.out.Roots = c.rules(nil, i.Rules, scope{})
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	return c.out, nil
}

// Validate is Compile for who wants to know what is wrong only.
func (i Interaction) Validate() Faults {
	_, err := Compile(i)
	faults, _ := err.(Faults) //nolint:errorlint // Compile wraps nothing
	return faults
}

type compiler struct {
	out    *Compiled
	faults Faults
	keys   map[string]bool // of the results
	needs  map[string]bool // those of out
	weight int             // of the expressions so far
}

// scope is what a rule finds above itself.
type scope struct {
	message  bool
	captures int             // of the nearest expression, the whole match too
	named    map[string]bool // of all of them
}

func (c *compiler) rules(above Path, rules []Rule, s scope) (indices []int) {
	for i, r := range rules {
		p := above.Child(i)
		if len(p) > MaxRuleDepth {
			c.fault(p, r, FieldRules, fmt.Sprintf("it lies deeper than %d levels", MaxRuleDepth))
			return indices
		}
		n := Node{Properties: r.Properties, Label: r.Label(), Depth: len(p) - 1}
		c.common(p, r, &n)
		below := s
		switch r.Kind {
		case SendRule:
			c.send(p, r, &n, s)
			below.message = true
		case ReceiveRule:
			c.receive(p, r)
			below.message = true
		case CheckRule:
			c.check(p, r, &n, &below)
		}
		index := len(c.out.Nodes)
		c.out.Nodes = append(c.out.Nodes, n)
		children := c.rules(p, r.Then, below)
		c.out.Nodes[index].Children = children
		indices = append(indices, index)
	}
	return indices
}

func (c *compiler) fault(p Path, r Rule, f Field, message string) {
	if message != "" {
		c.faults = append(c.faults, Fault{Rule: slices.Clone(p), Label: r.Label(), Field: f, Message: message})
	}
}

// common checks what every kind of rule has.
func (c *compiler) common(p Path, r Rule, n *Node) {
	c.fault(p, r, FieldName, checkShort(r.Name))
	c.fault(p, r, FieldKey, checkShort(r.Key))
	if r.KeyFormat {
		var err error
		if n.format, err = parseKeyFormat(r.Key); err != nil {
			c.fault(p, r, FieldKey, err.Error())
		}
	}
	switch r.Exit {
	case "", Success, Failure:
	default:
		c.fault(p, r, FieldExit, fmt.Sprintf("%q is not an exit: use success or failure", string(r.Exit)))
	}
}

// checkShort checks a name or a key; there may be none.
func checkShort(s string) string {
	if len(s) > MaxNameLength {
		return fmt.Sprintf("it is longer than %d bytes", MaxNameLength)
	}
	return checkLine(s)
}

func (c *compiler) send(p Path, r Rule, n *Node, s scope) {
	c.iterations(p, r)
	for _, d := range []struct {
		field Field
		is    int64
	}{{FieldDelayBefore, int64(r.DelayBefore)}, {FieldDelayAfter, int64(r.DelayAfter)}} {
		if d.is < 0 || d.is > int64(MaxDelay) {
			c.fault(p, r, d.field, fmt.Sprintf("%d is not in 0–%d ms", d.is/1e6, MaxDelay.Milliseconds()))
		}
	}
	var err error
	switch {
	case len(r.Body) > MaxBody:
		err = fmt.Errorf("the body is longer than %d KiB", MaxBody>>10)
	case r.Hex:
		if n.bytes, err = ParseHex(r.Body); err == nil && len(n.bytes) == 0 {
			err = errors.New("there are no bytes to send")
		}
	default:
		if n.body, err = ParseTemplate(r.Body); err == nil {
			n.body.names(func(name string, optional bool) { c.value(p, r, name, optional, s) })
		}
	}
	if err != nil {
		c.fault(p, r, FieldBody, err.Error())
	}
}

// builtIn are the values that every body can have: the message in hand (that
// of the rule above), the peer's address, the time in UTC (RFC 3339), the
// seconds since 1970, and how often the rule has sent, with this message.
var builtIn = []string{"message", "peer", "time", "unix", "iteration"}

// value checks that something can provide a value, and notes what cannot be
// known before a run.
func (c *compiler) value(p Path, r Rule, name string, optional bool, s scope) {
	c.out.names[name] = true
	if number, err := strconv.Atoi(name); err == nil {
		switch {
		case s.captures == 0:
			c.fault(p, r, FieldBody, fmt.Sprintf("{{%s}} is a capture, and no matches check is above this rule", name))
		case number < 0 || number >= s.captures:
			c.fault(p, r, FieldBody, fmt.Sprintf("{{%s}}: the expression above has the captures 0 to %d", name, s.captures-1))
		}
		return
	}
	if name == "message" && !s.message {
		c.fault(p, r, FieldBody, "{{message}}: there is no message above this rule")
	}
	known := s.named[name] || c.keys[name] || slices.Contains(builtIn, name)
	if !known && !optional && !c.needs[name] {
		c.needs[name] = true
		c.out.Needs = append(c.out.Needs, name)
	}
}

func (c *compiler) receive(p Path, r Rule) {
	c.iterations(p, r)
	if r.Timeout != ProfileTimeout && (r.Timeout < 0 || r.Timeout > MaxTimeout) {
		c.fault(p, r, FieldTimeout, fmt.Sprintf("%s is not in 0–86400 seconds (-1: the profile's)", seconds(r.Timeout)))
	}
}

func (c *compiler) iterations(p Path, r Rule) {
	if r.Iterations != Endless && (r.Iterations < 1 || r.Iterations > MaxIterations) {
		c.fault(p, r, FieldIterations, fmt.Sprintf("%d is not in 1–%d (-1: endless)", r.Iterations, MaxIterations))
	}
}

func (c *compiler) check(p Path, r Rule, n *Node, below *scope) {
	if !below.message {
		c.fault(p, r, FieldCondition, "a check needs a message: put it below a send or a receive")
	}
	if r.Group < 0 || r.Group > MaxGroup {
		c.fault(p, r, FieldGroup, fmt.Sprintf("%d is not in 0–%d (0: none)", r.Group, MaxGroup))
	}
	var err error
	if n.matcher, err = newMatcher(r.Properties, &c.weight); err != nil {
		c.fault(p, r, FieldValue, err.Error())
		return
	}
	if r.Condition != Matches {
		return
	}
	named := map[string]bool{}
	for name := range below.named {
		named[name] = true
	}
	for _, name := range n.matcher.re.SubexpNames() {
		named[name] = true
	}
	below.captures, below.named = n.matcher.re.NumSubexp()+1, named
}
