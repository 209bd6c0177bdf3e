package model

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Recording says how rules are made of a recorded conversation.
type Recording struct {
	Mirror  bool    // the other side of it, on the same profile: what was received is sent
	Delays  bool    // each message waits as long as it did
	Lenient bool    // what comes otherwise than recorded is noted, and no failure
	Framing Framing // where the records do not say
	// Encode turns text into the bytes of the code page that it was recorded
	// in, for line endings.
	Encode func(text string) ([]byte, error)
}

// Differs is the name of the rule that runs where a lenient recording gets
// another message than the recorded one.
const Differs = "differs"

// RulesOf makes a tree of a conversation: a send rule of each message that was
// sent, and of each that came a receive rule with a check that it is equal.
func RulesOf(s Said, o Recording) ([]Rule, error) {
	if s.more {
		return nil, s.tooMuch()
	}
	framing := o.Framing
	var rules []Rule
	var last time.Time
	for _, r := range s.Records {
		if r.Event.Framing != nil {
			framing = *r.Event.Framing
		}
		if r.Kind == KindEvent || r.Peer != s.Peer || r.Incomplete {
			continue
		}
		var some []Rule
		var err error
		switch sends := (r.Kind == KindSent) != o.Mirror; {
		case r.Truncated:
			err = errors.New("it was longer than the greatest message (max_message), and is not whole")
		case sends:
			var rule Rule
			rule, err = o.send(r, framing)
			if o.Delays && !last.IsZero() {
				rule.DelayBefore = min(max(0, r.Time.Sub(last)), MaxDelay).Round(time.Millisecond)
			}
			some = []Rule{rule}
		default:
			some, err = o.receive(r, framing)
		}
		if err != nil {
			return nil, fmt.Errorf("the message of %s: %w", r.Time.Local().Format("15:04:05.000"), err)
		}
		last = r.Time
		rules = append(rules, some...)
	}
	if CountRules(rules) > MaxRules {
		return nil, s.tooMuch()
	}
	return rules, nil
}

func (s Said) tooMuch() error {
	return fmt.Errorf("the conversation with %s comes to more than %d MiB or the %d rules of an interaction; a message received takes three",
		s.Peer, maxSaid>>20, MaxRules)
}

// isText says whether the text of r gives its bytes back, and can stand in a
// file.
func (r Record) isText() bool {
	return !r.Inexact && utf8.ValidString(r.Text) && !(r.Decoded && strings.ContainsFunc(r.Text, func(c rune) bool {
		_, bad := ByteOf(c)
		return bad
	}))
}

// send makes a rule that sends r. Bytes, and text with another ending than the
// profile adds, are sent as they are.
func (o Recording) send(r Record, framing Framing) (Rule, error) {
	rule := NewRule(SendRule)
	ending := framing.Send
	if r.Kind == KindReceived {
		ending = framing.Receive
	}
	ending = cmp.Or(r.Ending, ending)
	if r.isText() && ending == framing.Send {
		rule.Body = EscapeTemplate(r.Text)
		return rule, tooLong(len(rule.Body))
	}
	delimiter, err := o.Encode(ending.Delimiter())
	rule.Hex, rule.Body = true, HexText(append(bytes.Clone(r.Data), delimiter...))
	return rule, cmp.Or(err, tooLong(len(rule.Body)))
}

// asReceived is r as its profile cuts it from the stream. What was sent may be
// several messages there, and have another ending.
func (o Recording) asReceived(r Record, framing Framing) ([]Record, error) {
	if r.Kind == KindReceived {
		return []Record{r}, nil
	}
	ending, delimiter := cmp.Or(r.Ending, framing.Send).Delimiter(), framing.Receive.Delimiter()
	added, err := o.Encode(ending)
	usual, err2 := o.Encode(delimiter)
	if err = cmp.Or(err, err2); err != nil {
		return nil, err
	}
	r.Text, r.Data = r.Text+ending, append(bytes.Clone(r.Data), added...)
	if delimiter == "" {
		return []Record{r}, nil
	}
	messages, rest := cutAt(r.Data, usual, len(usual)/len(delimiter))
	if len(rest) > 0 {
		return nil, fmt.Errorf("it was sent without the %s that ends a message, and the other side could not tell where it ends", framing.Receive)
	}
	var all []Record
	if r.isText() {
		for text := range strings.SplitSeq(strings.TrimSuffix(r.Text, delimiter), delimiter) {
			all = append(all, Record{Kind: r.Kind, Text: text, Decoded: r.Decoded})
		}
		return all, nil
	}
	for _, data := range messages {
		all = append(all, Record{Kind: r.Kind, Data: data, Inexact: true})
	}
	return all, nil
}

// cutAt cuts data at each delimiter that stands at a multiple of unit, the bytes
// of a code unit. rest is what no delimiter ends.
func cutAt(data, delimiter []byte, unit int) (messages [][]byte, rest []byte) {
	for at := 0; at+len(delimiter) <= len(data); {
		if !bytes.HasPrefix(data[at:], delimiter) {
			at += unit
			continue
		}
		messages, data, at = append(messages, data[:at]), data[at+len(delimiter):], 0
	}
	return messages, data
}

// receive makes the rules that want r.
func (o Recording) receive(r Record, framing Framing) ([]Rule, error) {
	parts, err := o.asReceived(r, framing)
	var rules []Rule
	for _, part := range parts {
		equal, other := NewRule(CheckRule), NewRule(CheckRule)
		if equal.Value = part.Text; !part.isText() {
			equal.Condition, equal.Value = EqualBytes, HexText(part.Data)
		}
		other.Condition = Always
		equal.Group, other.Group = 1, 1
		if o.Lenient {
			other.Name = Differs
		} else {
			other.Exit = Failure
		}
		rule := NewRule(ReceiveRule)
		rule.Then = []Rule{equal, other}
		rules = append(rules, rule)
		err = cmp.Or(err, tooLong(len(equal.Value)))
	}
	return rules, err
}

func tooLong(n int) error {
	if n > MaxBody {
		return fmt.Errorf("it is longer than %d KiB, and too long for a rule", MaxBody>>10)
	}
	return nil
}

// HexText writes bytes as people read them: "02 41 03".
func HexText(b []byte) string {
	s := hex.EncodeToString(b)
	var out strings.Builder
	for i := 0; i < len(s); i += 2 {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(s[i : i+2])
	}
	return out.String()
}
