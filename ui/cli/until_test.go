package cli

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"tcpdeck/model"
)

// TestUntilAcrossReads gives --until reads instead of messages.
func TestUntilAcrossReads(t *testing.T) {
	long := strings.Repeat("5", tailSize)
	for _, c := range []struct {
		until string
		reads []string
		want  bool
	}{
		{"lo wo", []string{"hel", "lo", " wo", "rld"}, true},
		{"^hel", []string{"hel", "lo"}, true},
		{"^5", []string{"0", long, "5", "5"}, false}, // the tail begins with a 5, what was sent does not
		{"^5|END", []string{"0", long, "5", "EN", "D"}, true},
		{`\b5`, []string{"0", long, "5", "5"}, false},
		{"05", []string{"0", long, "5", "05"}, true},
	} {
		var w bytes.Buffer
		o := newOutput(&w, formatText)
		o.goal = goal{until: regexp.MustCompile(c.until), stream: true}
		for _, r := range c.reads {
			b := received(r)
			b.Data = b.Data[:len(r)]
			o.sink(b)
		}
		if isClosed(o.full) != c.want {
			t.Errorf("%q in %.20q: reached %v", c.until, c.reads, !c.want)
		}
	}
}

// TestUntilForgetsThoseWhoLeft: a client may come from the address of one that
// has left, and many come and go.
func TestUntilForgetsThoseWhoLeft(t *testing.T) {
	var w bytes.Buffer
	o := newOutput(&w, formatText)
	o.goal = goal{until: regexp.MustCompile("ab"), stream: true}
	first, second := received("a"), received("b")
	first.Data, second.Data = first.Data[:1], second.Data[:1]
	o.sink(first)
	o.sink(&model.Batch{Kind: model.KindEvent, Peer: first.Peer, Event: model.Event{Name: model.Closed}})
	if len(o.goal.tails) != 0 {
		t.Errorf("%d tails are kept of nobody", len(o.goal.tails))
	}
	o.sink(second)
	if isClosed(o.full) {
		t.Error("what two clients sent was joined")
	}
}
