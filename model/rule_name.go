package model

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// conditionLabels are the conditions as automatic names write them. Always is
// the reference product's NotCheck.
var conditionLabels = map[Condition]string{
	Equal: "Equal", NotEqual: "NotEqual", Contains: "Contains", NotContains: "NotContains", StartsWith: "StartsWith",
	EndsWith: "EndsWith", Matches: "Matches", NotMatches: "NotMatches", EqualBytes: "Bytes", Always: "NotCheck",
}

// labelText is how many characters of a body or a value an automatic name has.
const labelText = 60

// Label is the name of a rule: its own, else the automatic one.
func (r Properties) Label() string {
	if r.Name != "" {
		return r.Name
	}
	return r.AutoName()
}

// AutoName says what r does: "Send (*) : Handshake", "Receive (x10)",
// "Check (/1) : Equal 'Wait'".
func (r Properties) AutoName() string {
	var b strings.Builder
	switch r.Kind {
	case SendRule:
		b.WriteString("Send" + iterationLabel(r.Iterations) + " : " + labelCut(r.Body))
	case ReceiveRule:
		b.WriteString("Receive" + iterationLabel(r.Iterations))
	case CheckRule:
		b.WriteString("Check")
		if r.Group != 0 {
			fmt.Fprintf(&b, " (/%d)", r.Group)
		}
		b.WriteString(" : " + conditionLabels[r.Condition])
		if r.Condition != Always {
			b.WriteString(" '" + labelCut(r.Value) + "'")
		}
	}
	if r.Exit != "" {
		b.WriteString(" (exit:" + string(r.Exit) + ")")
	}
	return b.String()
}

func iterationLabel(n int) string {
	switch n {
	case 1:
		return ""
	case Endless:
		return " (*)"
	}
	return fmt.Sprintf(" (x%d)", n)
}

func labelCut(s string) string {
	at, n := 0, 0
	for at < len(s) && n < labelText {
		_, size := utf8.DecodeRuneInString(s[at:])
		at, n = at+size, n+1
	}
	if at == len(s) {
		return s
	}
	return s[:at] + "…"
}
