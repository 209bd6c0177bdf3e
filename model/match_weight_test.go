package model

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// matching is an interaction with n checks of an expression.
func matching(n int, pattern string, ignoreCase bool) Interaction {
	i := NewInteraction()
	i.Name = "x"
	top := NewRule(ReceiveRule)
	for range n {
		c := NewRule(CheckRule)
		c.Condition, c.Value, c.IgnoreCase = Matches, pattern, ignoreCase
		top.Then = append(top.Then, c)
	}
	i.Rules = []Rule{top}
	return i
}

func TestExpressionsTogetherAreBounded(t *testing.T) {
	for _, pattern := range []string{`^ACK [0-9]{6} (?P<id>\w+)$`, "[а-яё]+ [A-Z]{2}", `\d{3}-\d{4}`, `(?i)temp(erature)?: -?\d+(\.\d+)?`} {
		for _, ignoreCase := range []bool{true, false} {
			if _, err := Compile(matching(MaxRules-1, pattern, ignoreCase)); err != nil {
				t.Errorf("%q: %v", pattern, err)
			}
		}
	}
	// Each of them is allowed, and so many would take seconds and a gigabyte.
	for _, tt := range []struct {
		part       string
		times      int
		ignoreCase bool
	}{{"a{990}", 1, false}, {`\pL`, 300, true}, {"[^a-\U00010000]", 70, true}, {`[a-\x{10000}]`, 70, true}, {`(?i)[\0-𐀀]`, 70, false}} {
		if _, err := Compile(matching(1, tt.part, tt.ignoreCase)); err != nil {
			t.Errorf("%q: %v", tt.part, err)
		}
		began := time.Now()
		_, err := Compile(matching(MaxRules-1, strings.Repeat(tt.part, tt.times), tt.ignoreCase))
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%q takes %v", tt.part, took)
		}
		var faults Faults
		if !errors.As(err, &faults) || faults[len(faults)-1].Field != FieldValue || faults[len(faults)-1].Message != errTooHeavy.Error() {
			t.Errorf("%q: %v", tt.part, faults)
		}
	}
}
