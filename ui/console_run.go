package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// consoleTest is one test under way: the session of the interaction, and with
// a mirror the one of its peer.
type consoleTest struct {
	c       *console
	drive   model.Drive
	p       model.Profile
	role    model.Role
	mirror  *model.Drive // nil: there is no mirror
	swapped bool         // its framings are the other way round

	lenient    bool // a replay of rules as they were recorded
	own, other model.SessionID
	stopped    bool
	reading    bool   // of a stored run, for its mirror
	cancel     func() // of a dry run
}

// begin checks what is to be run, asks what is to be asked, and runs it.
func (c *console) begin() (Action, tea.Cmd) {
	i, errs := c.owner.interaction()
	compiled, err := model.Compile(withName(i))
	if err != nil || len(errs)+len(c.owner.unread) > 0 {
		return c.owner.complain(errs)
	}
	p, known := c.profile()
	role, against := model.Role(c.form.Value(fieldRole)), c.form.Value(fieldAgainst)
	most, err := strconv.Atoi(strings.TrimSpace(c.form.Value(fieldMost)))
	if err != nil || most < 1 || most > maxMost {
		c.form.SetErrors(map[string]string{fieldMost: fmt.Sprintf("%q is not in 1–%d", c.form.Value(fieldMost), maxMost)})
		return nil, nil
	}
	c.form.SetErrors(nil)
	if against == againstNetwork {
		if !known {
			return Notify{Text: "choose a connection, or a mirror peer", Error: true}, nil
		}
		if _, err := dialOrListen(p, role); err != nil {
			return Notify{Text: err.Error(), Error: true}, nil
		}
	}
	t := &consoleTest{c: c, p: p, role: role, drive: model.Drive{Compiled: compiled, MaxIterations: most}}
	if t.lenient = c.replays(i.Rules); t.lenient {
		t.drive.Linger = model.ReplayLinger
	}
	return drive{d: c.d, owner: c.owner, compiled: compiled, stored: c.owner.saved(i), fires: role == model.Listener && !strings.HasPrefix(against, dryPrefix),
		then: func(values map[string]string, allowed bool) (Action, tea.Cmd) {
			t.drive.Values, t.drive.Allowed = values, allowed
			return t.start(against)
		}}.ask()
}

// withName lets an interaction be tried that has no name yet.
func withName(i model.Interaction) model.Interaction {
	i.Name = cmp.Or(strings.TrimSpace(i.Name), "Unnamed")
	return i
}

// start begins the test against what was chosen, unless one is under way.
func (t *consoleTest) start(against string) (Action, tea.Cmd) {
	c := t.c
	if !c.free() {
		return nil, nil
	}
	switch against {
	case againstNetwork:
		run := Run{reply(c.owner, func() tea.Msg { return deed(t.runAgainstNetwork) })}
		return askIf(t.p.Protected, "Test on a protected connection",
			fmt.Sprintf("%s is protected. The rules send to it by themselves.", t.p.Name), "Test", run)
	case againstDemo:
		i := model.NewInteraction()
		i.Name, i.Rules = "Mirror", model.DemoRules(otherRole(t.role))
		t.swapped = true
		return t.runAgainstMirror(i)
	}
	id := strings.TrimPrefix(strings.TrimPrefix(against, mirrorPrefix), dryPrefix)
	for _, r := range c.runs {
		if r.ID != id {
			continue
		}
		if strings.HasPrefix(against, dryPrefix) {
			return nil, t.dryRun(r)
		}
		return nil, t.readMirror(r)
	}
	return Notify{Text: "that run is no longer there", Error: true}, nil
}

func otherRole(r model.Role) model.Role {
	if r == model.Client {
		return model.Listener
	}
	return model.Client
}

// open makes the test the one of the console, with an empty log.
func (t *consoleTest) open() {
	c := t.c
	trace := model.NewTrace(model.DefaultTraceLimit)
	t.drive.Step = trace.Add
	c.test, c.heard = t, 0
	c.rows.trace, c.rows.compiled = trace, t.drive.Compiled
	c.counts, c.counted = make([]model.RuleCount, len(t.drive.Compiled.Nodes)), t.drive.Compiled.Interaction.Rules
	c.fits = true
	c.view.Reset()
	c.view.Refresh(&c.rows)
}

func (t *consoleTest) runAgainstNetwork() (Action, tea.Cmd) {
	if !t.c.free() {
		return nil, nil
	}
	t.open()
	t.own = t.run(t.p, t.role, t.drive)
	return nil, nil
}

// run starts a session that the deck does not list.
func (t *consoleTest) run(p model.Profile, role model.Role, d model.Drive) model.SessionID {
	o := model.StartOptions{AdHoc: true, Aside: true, Drive: &d}
	if role == model.Listener {
		o.Only = 1
	}
	return t.c.d.Sessions.Start(p, role, o)
}

// runAgainstMirror starts the listening side; the other one follows when the
// port is known.
func (t *consoleTest) runAgainstMirror(i model.Interaction) (Action, tea.Cmd) {
	mirror, err := model.Compile(i)
	if err != nil {
		return Notify{Text: "the mirror peer: " + err.Error(), Error: true}, nil
	}
	t.open()
	t.mirror = &model.Drive{Compiled: mirror, Allowed: false}
	t.p.Address, t.p.Port, t.p.MaxClients = "127.0.0.1", 0, 0
	if t.role == model.Listener {
		t.own = t.run(t.p, model.Listener, t.drive)
	} else {
		t.other = t.run(t.mirrored(t.p), model.Listener, *t.mirror)
	}
	return nil, nil
}

// mirrored is the profile of the other side: what one sends the other receives.
// Rules of a stored run see to that themselves.
func (t *consoleTest) mirrored(p model.Profile) model.Profile {
	p.Name = "mirror"
	if t.swapped {
		p.Framing = model.Framing{Receive: p.Framing.Send, Send: p.Framing.Receive}
	}
	return p
}

// advance goes on: with a mirror, when the listening side has its port.
func (t *consoleTest) advance() {
	if t.mirror == nil || t.reading || t.own != 0 && t.other != 0 {
		return
	}
	st, _ := t.c.d.Sessions.Status(t.own + t.other) // the one that listens; the other is 0
	_, _, at := model.SplitPeer(st.Local)
	if st.State != model.StateListening || !at.IsValid() {
		return
	}
	p := t.p
	p.Port = int(at.Port())
	if t.role == model.Client {
		t.own = t.run(p, model.Client, t.drive)
	} else {
		t.other = t.run(t.mirrored(p), model.Client, *t.mirror)
	}
}

// over says whether the test has ended. A mirror that cannot listen ends it too.
func (t *consoleTest) over() bool {
	if t.own == 0 && t.other == 0 {
		return false // a dry run, and one that still reads, say so themselves
	}
	id := t.own
	if id == 0 {
		id = t.other
	}
	st, ok := t.c.d.Sessions.Status(id)
	return ok && !st.Live()
}

// counts is how often each rule ran up to now.
func (t *consoleTest) counts() []model.RuleCount { return t.c.d.Sessions.RuleCounts(t.own) }

// stop asks the test to end.
func (t *consoleTest) stop() {
	t.stopped = true
	if t.cancel != nil {
		t.cancel()
	}
	for _, id := range []model.SessionID{t.own, t.other} {
		if id != 0 {
			t.c.d.Sessions.Stop(id)
		}
	}
}

// end stops the test and forgets its sessions.
func (t *consoleTest) end() {
	t.stop()
	for _, id := range []model.SessionID{t.own, t.other} {
		if id != 0 {
			t.c.d.Sessions.Forget(id)
		}
	}
}

// notBegun is the verdict of a test without any conversation.
const notBegun = "it did not begin"

// verdict says what came of the test, once it is over, and why.
func (t *consoleTest) verdict() (verdict, why string) {
	st, _ := t.c.d.Sessions.Status(t.own)
	switch i := st.Interaction; {
	case t.stopped:
		return string(model.StoppedHere), ""
	case i.Succeeded > 0:
		return string(model.Success), i.Last
	case i.Failed > 0:
		return string(model.Failure), i.Last
	}
	if st.Reason == model.InternalError {
		return string(st.Reason), st.Detail
	}
	return notBegun, words.Reason(st.Reason, st.Detail)
}

// dryRun runs the rules over a stored run.
func (t *consoleTest) dryRun(run model.Run) tea.Cmd {
	c := t.c
	t.open()
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	return reply(c.owner, func() tea.Msg {
		defer cancel()
		stored, err := c.d.Outputs.Read(run)
		if err != nil {
			return deed(func() (Action, tea.Cmd) { return c.dryDone(t, nil, nil, err) })
		}
		defer stored.Close()
		if err := stored.Whole(ctx); err != nil {
			return deed(func() (Action, tea.Cmd) { return c.dryDone(t, nil, nil, err) })
		}
		first, _ := stored.Bounds()
		p := asRecorded(t.p, stored.Forward(first, 1, model.Filter{}))
		talks, counts, err := c.d.Sessions.DryRun(ctx, t.drive, p, cmp.Or(run.Role, t.role), stored)
		return deed(func() (Action, tea.Cmd) { return c.dryDone(t, talks, counts, err) })
	})
}

// asRecorded is p with the code page and framing that a run was recorded with.
func asRecorded(p model.Profile, first []model.Record) model.Profile {
	for _, r := range first {
		p.CodePage = cmp.Or(r.Event.CodePage, p.CodePage)
		if r.Event.Framing != nil {
			p.Framing = *r.Event.Framing
		}
	}
	return p
}

// readMirror makes the mirror of the recorded side of a run.
func (t *consoleTest) readMirror(run model.Run) tea.Cmd {
	c := t.c
	t.open()
	t.reading = true
	return reply(c.owner, func() tea.Msg {
		// Our side is the recorded one, or the mirror's is.
		rules, err := readRules(c.d, run, model.Recording{Mirror: run.Role == t.role})
		return deed(func() (Action, tea.Cmd) {
			if c.test != t {
				return nil, nil // stopped or left meanwhile
			}
			if t.reading = false; err != nil {
				c.test = nil
				return Notify{Text: "no mirror peer: " + err.Error(), Error: true}, nil
			}
			i := model.NewInteraction()
			i.Name, i.Rules = "Mirror", rules
			return t.runAgainstMirror(i)
		})
	})
}

var errNothingSaid = errors.New("nothing was said in it")

// readRules makes rules of a stored run; it reads the disk.
func readRules(d Deps, run model.Run, o model.Recording) ([]model.Rule, error) {
	stored, err := d.Outputs.Read(run)
	if err != nil {
		return nil, err
	}
	defer stored.Close()
	said, err := saidIn(stored)
	if err != nil {
		return nil, err
	}
	return recordedRules(d, model.NewProfile(), said, o)
}

// saidIn is the conversation of a stored run from which rules are made, the
// longest of several; it reads the disk.
func saidIn(stored StoredRun) (model.Said, error) {
	if err := stored.Whole(context.Background()); err != nil {
		return model.Said{}, err
	}
	return model.SaidIn(stored, ""), nil
}

// recordedRules makes rules of a conversation; p has the framing and the code
// page where the records do not say.
func recordedRules(d Deps, p model.Profile, said model.Said, o model.Recording) ([]model.Rule, error) {
	p = asRecorded(p, said.Records[:min(1, len(said.Records))])
	o.Framing = p.Framing
	o.Encode = func(text string) ([]byte, error) { return d.CodePages.Encode(p.CodePage, text) }
	rules, err := model.RulesOf(said, o)
	if err == nil && len(rules) == 0 {
		err = errNothingSaid
	}
	return rules, err
}

// ofMany says which conversation was taken of several.
func ofMany(said model.Said) Action {
	if said.Peers < 2 {
		return nil
	}
	return Notify{Text: fmt.Sprintf("what was said with %s, of %s", said.Peer, words.Counted(int64(said.Peers), "client"))}
}
