package cli

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// read is a batch of one message from peer, as reads without framing give it.
func read(peer, text string) *model.Batch {
	return &model.Batch{Time: time.Unix(1, 0), Kind: model.KindReceived, Peer: peer, Data: []byte(text),
		Parts: []model.Part{{End: uint32(len(text))}}}
}

// TestUntilAcrossReads has what reads return, "peer text", and tells with
// which of them the goal is reached; none is 0.
func TestUntilAcrossReads(t *testing.T) {
	long := strings.Repeat("-", tailSize)
	for _, c := range []struct {
		name, until string
		reads       []string
		want        int
	}{
		{"in one", "login:", []string{"a login:"}, 1},
		{"in two", "login:", []string{"a log", "a in:"}, 2},
		{"byte by byte", "login:", strings.Split("a l,a o,a g,a i,a n,a :", ","), 6},
		{"of two peers", "login:", []string{"a log", "b in:", "a -"}, 0},
		{"of two peers, each its own", "login:", []string{"a log", "b log", "a in:"}, 3},
		{"behind much", "login:", []string{"a " + long + "log", "a in:"}, 2},
		{"longer than what is kept", "x-+x", []string{"a x" + long + long, "a x"}, 0},
		{"longer, in one read", "x-+x", []string{"a x" + long + long + "x"}, 1},
		{"the beginning", "^-a", []string{"a -", "a a"}, 2},
		{"the beginning of what is kept is none", "^-a", []string{"a x-a" + long[2:], "a a"}, 0},
		{"what is behind it counts", "^-|END", []string{"a x", "a " + long, "a -", "a EN", "a D"}, 5},
		{"nor is it the beginning of a word", `\b5`, []string{"a 0" + strings.Repeat("5", 2*tailSize), "a 5"}, 0},
		{"nor is it the beginning of a line", "(?m)^-+a", []string{"a x" + long + long, "a a"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := goal{until: regexp.MustCompile(c.until), stream: true}
			got := 0
			for i, r := range c.reads {
				peer, text, _ := strings.Cut(r, " ")
				if g.within(read(peer, text), int64(i)); g.reached {
					got = i + 1
					break
				}
			}
			if got != c.want {
				t.Errorf("reached with read %d, want %d", got, c.want)
			}
		})
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
