package netio

import (
	"context"
	"runtime"

	"tcpdeck/model"
)

// matching has room for as many costly matches as leave the other sessions half
// of the machine.
var matching = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// match is Holds, ended with ctx. A long message against a large expression
// takes minutes; it neither holds up its session's end nor takes all cores.
func match(ctx context.Context, n *model.Node, m model.Record) (held bool, captured []string, err error) {
	if n.Costly(m) {
		select {
		case matching <- struct{}{}:
			defer func() { <-matching }()
		case <-ctx.Done():
			return false, nil, ctx.Err()
		}
	}
	return n.Holds(m, func() bool { return ctx.Err() != nil })
}
