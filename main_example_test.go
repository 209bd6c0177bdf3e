package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

type replaced struct{ from, to string }

type standIns struct{} // the key of a script's stand-ins

// stand FROM TO: in the examples that follow TO stands for FROM.
func stand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: stand FROM TO")
	}
	all := ts.Value(standIns{}).(*[]replaced)
	*all = slices.DeleteFunc(*all, func(r replaced) bool { return r.from == args[0] })
	*all = append([]replaced{{args[0], args[1]}}, *all...)
}

// runnable is an example with all its stand-ins.
func runnable(ts *testscript.TestScript, line string) string {
	var pairs []string
	for _, r := range *ts.Value(standIns{}).(*[]replaced) {
		pairs = append(pairs, r.from, r.to)
	}
	return strings.NewReplacer(pairs...).Replace(line)
}

// example 'LINE': runs a line of the documents in a shell; it must succeed.
func example(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: example 'LINE'")
	}
	ts.Check(ts.Exec("sh", "-c", runnable(ts, args[0])))
}

// begin NAME PATTERN 'LINE': starts a line of the documents as start does, on
// an empty standard input.
func begin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: begin NAME PATTERN 'LINE'")
	}
	start(ts, false, []string{args[0], args[1], "<" + os.DevNull, "sh", "-c", "exec " + runnable(ts, args[2])})
}

// services FILE UP HASTY DOWN: writes lines of NAME HOST PORT: services that
// greet, services that hang up at once, and ports where nothing listens.
func services(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: services FILE UP HASTY DOWN")
	}
	var list strings.Builder
	for i, kind := range []struct {
		name  string
		ready func()
	}{
		{"up", func() { peer(ts, false, []string{"P", "send:hello", "hold"}) }},
		{"hasty", func() { peer(ts, false, []string{"P"}) }},
		{"down", func() { port(ts, false, []string{"P"}) }},
	} {
		n, err := strconv.Atoi(args[i+1])
		ts.Check(err)
		for k := range n {
			kind.ready()
			fmt.Fprintf(&list, "%s-%d 127.0.0.1 %s\n", kind.name, k+1, ts.Getenv("P"))
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(list.String()), 0o600))
}
