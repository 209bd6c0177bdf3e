package model

import "time"

// DefaultWait is how long a test waits for the first bytes of a peer.
const DefaultWait = time.Second

// The stages of a test, in order. There is one to connect for each address,
// and one for the first bytes after each connection that stood.
const (
	StageResolve    = "resolve"
	StageConnect    = "connect"
	StageFirstBytes = "first bytes"
)

// Stage is one step of a connection test.
type Stage struct {
	Name   string
	Target string        // what was tried: a name, or an address with its port
	Took   time.Duration // zero while it is under way
	Done   bool
	Reason Reason // empty: it worked
	Detail string // what came of it in plain words, with the system's error
	// Advice is what a failure usually means, and silence too: a clause in
	// lower case without a full stop.
	Advice string

	Answers []Answer // resolve: those that are there so far
	Local   string   // connect: the source address used
	Bytes   int      // first bytes: how many came
	Text    string   // and how they begin, decoded and made safe for one line
}

// Answer is one address of a name, and how long the name server took for it.
type Answer struct {
	Address string
	Took    time.Duration
}

func (s Stage) failed() bool { return s.Done && s.Reason != "" }

// HungUp says that the peer took the connection and ended it before it said
// anything. A reset can come so early that the system calls it a failure to
// connect; what turns a connection down from the start is another error.
func (s Stage) HungUp() bool {
	return s.failed() && (s.Name == StageFirstBytes || s.Name == StageConnect && s.Reason == ResetByPeer)
}

// Check is a test of one connection, as far as it has come.
type Check struct{ Stages []Stage }

// Take adds a stage, or what became of one that had begun.
func (c *Check) Take(s Stage) {
	for i, old := range c.Stages {
		if !old.Done && old.Name == s.Name && old.Target == s.Target {
			c.Stages[i] = s
			return
		}
	}
	c.Stages = append(c.Stages, s)
}

// Stopped says that the test was stopped before its end.
func (c Check) Stopped() bool {
	for _, s := range c.Stages {
		if s.Reason == StoppedHere {
			return true
		}
	}
	return false
}

// ends are the stages that decide on one address each: the connecting that
// failed, or the last one that is through.
func (c Check) ends() []Stage {
	var all []Stage
	for _, s := range c.Stages {
		switch {
		case !s.Done || s.Name == StageResolve:
		case s.Name == StageConnect:
			all = append(all, s)
		case len(all) > 0:
			all[len(all)-1] = s
		}
	}
	return all
}

// Addresses counts the addresses that were tried, and those of them that
// connect and do not hang up at once.
func (c Check) Addresses() (work, tried int) {
	ends := c.ends()
	for _, s := range ends {
		if s.Reason == "" {
			work++
		}
	}
	return work, len(ends)
}

// Decisive is the stage that the outcome rests on. A client takes the first
// address that connects, so it is the last stage of the first address that
// works; else of the first that hangs up at once; else the first failure. It
// is the zero Stage when the test has decided nothing.
func (c Check) Decisive() Stage {
	var hungUp, failed Stage
	for _, s := range c.ends() {
		switch {
		case s.Reason == "":
			return s
		case s.HungUp() && hungUp.Name == "":
			hungUp = s
		case !s.HungUp() && failed.Name == "":
			failed = s
		}
	}
	switch {
	case hungUp.Name != "":
		return hungUp
	case failed.Name != "":
		return failed
	case len(c.Stages) > 0 && c.Stages[0].failed():
		return c.Stages[0]
	}
	return Stage{}
}

// Works says whether a client would get a connection.
func (c Check) Works() bool {
	s := c.Decisive()
	return s.Name != "" && s.Reason == "" && !c.Stopped()
}

// Reason is why a client would get no connection; it is empty when Works, and
// when nothing is decided yet.
func (c Check) Reason() Reason {
	if c.Stopped() {
		return StoppedHere
	}
	return c.Decisive().Reason
}

// Failure is the first address that failed, whatever became of the others.
func (c Check) Failure() (Stage, bool) {
	for _, s := range c.ends() {
		if s.Reason != "" {
			return s, true
		}
	}
	return Stage{}, false
}

// Took is how long a client would wait until the address that decides is
// connected, or has failed: resolving and connecting, without what came
// after.
func (c Check) Took() time.Duration {
	var took time.Duration
	decisive := c.Decisive()
	for _, s := range c.Stages {
		if s.Done && (s.Name == StageResolve || s.Name == StageConnect && s.Target == decisive.Target) {
			took += s.Took
		}
	}
	return took
}
