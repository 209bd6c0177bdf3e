package cli

import (
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
