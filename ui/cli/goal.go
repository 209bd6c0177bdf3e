package cli

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"tcpdeck/model"
)

// tailSize is how much of what a peer sent before, in bytes, --until still
// sees where reads are not framed.
const tailSize = 4 << 10

// goal is what --count, --until and --wait wait for. The zero value waits for
// nothing.
type goal struct {
	count   int64 // received messages; 0: not counted
	until   *regexp.Regexp
	stream  bool              // reads are no messages: until sees them joined
	tails   map[string][]byte // of each peer, with stream
	seen    []byte            // a tail and what follows it, to be used again
	reached bool
}

func (g *goal) set() bool { return g.count > 0 || g.until != nil }

// within returns how many messages of b are wanted when got were received
// before: all, or those up to the one that reaches the goal.
func (g *goal) within(b *model.Batch, got int64) int {
	n := b.Len()
	if g.count > 0 && got+whole(b, n) >= g.count {
		n, g.reached = int(g.count-got), true
	}
	if g.until == nil {
		return n
	}
	for i := range n {
		if g.matches(b, i) {
			g.reached = true
			return i + 1
		}
	}
	return n
}

// whole is how many of the first n messages of b count as received. Only the
// last one can lack its end: whoever waited for it has not got it.
func whole(b *model.Batch, n int) int64 {
	if n > 0 && b.Parts[n-1].Incomplete {
		n--
	}
	return int64(n)
}

func (g *goal) matches(b *model.Batch, i int) bool {
	r := b.Record(i)
	if !g.stream {
		return g.until.MatchString(r.Text)
	}
	if g.tails == nil {
		g.tails = map[string][]byte{}
	}
	tail := g.tails[r.Peer]
	g.seen = append(append(g.seen[:0], tail...), r.Text...)
	found := g.until.Match(g.seen)
	if found && len(tail) == tailSize { // cut where it happens to be, which is no beginning
		found = slices.ContainsFunc(g.until.FindAllIndex(g.seen, 2), func(at []int) bool { return at[0] > 0 })
	}
	g.tails[r.Peer] = append(tail[:0], g.seen[max(0, len(g.seen)-tailSize):]...)
	return found
}

// gone forgets what a peer sent: another one may come from its address.
func (g *goal) gone(peer string) { delete(g.tails, peer) }

// missed says what was not reached when the connection ended after got
// messages.
func (g *goal) missed(got int64) string {
	switch {
	case g.reached: // by what a peer said before it was asked
		return "before all was sent"
	case g.until != nil && g.count > 0:
		return fmt.Sprintf("after %d of %d messages, and nothing matched %q", got, g.count, g.until)
	case g.until != nil:
		return fmt.Sprintf("and nothing matched %q", g.until)
	}
	return fmt.Sprintf("after %d of %d messages", got, g.count)
}

// late says what was not reached within d.
func (g *goal) late(d time.Duration) string {
	if g.until != nil {
		return fmt.Sprintf("nothing matched %q within %s", g.until, d)
	}
	return fmt.Sprintf("fewer than %d messages within %s", g.count, d)
}
