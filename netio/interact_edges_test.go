package netio

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tcpdeck/model"
)

// drives is what attaching rules takes; the connection stays.
func drives(t testing.TB, rules ...model.Rule) model.Drive {
	return model.Drive{Compiled: compiled(t, rules), Stay: true}
}

// runs is a session's own interaction; the connection ends with it.
func runs(t testing.TB, rules ...model.Rule) model.StartOptions {
	return model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, rules)}, NoLog: true}
}

// flood writes data until the connection is of no more use.
func flood(t *testing.T, peer *net.TCPConn, data string) {
	peer.SetDeadline(time.Time{})
	var done sync.WaitGroup
	done.Go(func() {
		for {
			if _, err := io.WriteString(peer, data); err != nil {
				return
			}
		}
	})
	t.Cleanup(func() {
		peer.Close()
		done.Wait()
	})
}

// A flood that fills the inbox, and more checks than it takes to fall behind,
// hold up neither detaching nor stopping.
func TestFloodDoesNotHoldUpDetachAndStop(t *testing.T) {
	var misses []model.Rule
	for range 60 {
		misses = append(misses, checks(model.Contains, "zzz"))
	}
	for _, c := range []struct{ name, data string }{
		{"empty messages", strings.Repeat("\n", 256<<10)},
		{"short messages", strings.Repeat("abcdefgh\n", 30_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, Options{})
			o := runs(t, endlessly(receives(misses...)))
			id, peer := b.client(lf(0), o)
			flood(t, peer, c.data)
			b.until("rules run", func() bool { return b.RuleCounts(id)[0].Ran > 10_000 })
			began := time.Now()
			b.is(b.Detach(id), nil)
			b.untilRunning(id, 0)
			b.within("detaching", began)

			b.is(b.Attach(id, *o.Drive), nil)
			b.until("rules run again", func() bool { return b.RuleCounts(id)[0].Ran > 10_000 })
			began = time.Now()
			b.Stop(id)
			b.ended(id)
			b.within("stopping", began)
		})
	}
}

// within fails unless what began lately is over within 0.3 s.
func (b *bed) within(what string, began time.Time) {
	b.t.Helper()
	if took := time.Since(began); took > 300*time.Millisecond {
		b.t.Errorf("%s took %v", what, took)
	}
}

func TestAttachRightAfterDetach(t *testing.T) {
	for range 20 {
		b := newBed(t, Options{})
		id, peer := b.client(lf(0), model.StartOptions{})
		d := drives(t, endlessly(receives(sends("hi"))))
		b.is(b.Attach(id, d), nil)
		b.until("it runs", func() bool { return b.RuleCounts(id)[0].Tried == 1 })
		b.is(b.Detach(id), nil)
		b.is(b.Attach(id, d), nil)
		b.untilRunning(id, 1)
		b.write(peer, "a\n")
		b.hears(peer, "hi\n")
	}
}

// How a connection ended is said of it as it would be without rules.
func TestReasonsOfDrivenConnections(t *testing.T) {
	for _, c := range []struct {
		feed    string
		reason  model.Reason
		outcome model.Outcome
		answers string
	}{
		{"a\n", model.ClosedByPeer, model.Success, "answer\n"},
		{"a\nb\nhalf", model.EndedInside, model.Failure, "answer\nanswer\n"},
	} {
		b := newBed(t, Options{})
		o := runs(t, endlessly(receives(sends("answer"))))
		o.NoLog = false
		id, peer := b.client(lf(0), o)
		b.write(peer, c.feed)
		peer.CloseWrite()
		got, err := io.ReadAll(peer)
		b.is(err, nil)
		st := b.ended(id)
		outcome, why, _ := b.outcome(id)
		if reason, _ := b.closing(id); string(got) != c.answers || outcome != c.outcome || reason != c.reason || st.Reason != c.reason {
			t.Errorf("%q: answered %q, %s %q, closed %q, session %q", c.feed, got, outcome, why, reason, st.Reason)
		}
	}
	b := newBed(t, Options{})
	p := lf(0)
	p.Timeout = 50 * time.Millisecond
	o := runs(t, receives())
	o.NoLog = false
	id, _ := b.client(p, o)
	b.ended(id)
	if reason, detail := b.closing(id); reason != model.TimedOut || detail != "no message for 0.05 s" {
		t.Errorf("closed %q %q", reason, detail)
	}
}

// closing is the closed event of a session's connection.
func (b *bed) closing(id model.SessionID) (model.Reason, string) {
	for _, r := range b.Log(id).Forward(0, 1<<20, model.Filter{}) {
		if r.Event.Name == model.Closed {
			return r.Event.Reason, r.Event.Detail
		}
	}
	return "", ""
}

// While rules wait they have waits of their own; after them the profile's
// strict wait counts again.
func TestRulesAndTheStrictWait(t *testing.T) {
	p := lf(0)
	p.Timeout, p.CloseTimeout = 100*time.Millisecond, true
	b := newBed(t, Options{})
	patient := rule(model.ReceiveRule, func(r *model.Rule) { r.Timeout = 0 }, sends("here"))
	id, peer := b.client(p, model.StartOptions{})
	b.is(b.Attach(id, drives(t, patient)), nil)
	b.until("it runs", func() bool { return b.RuleCounts(id)[0].Tried == 1 })
	select {
	case <-b.Done(id):
		t.Fatal("the profile's wait ended a connection whose rule waits without end")
	case <-time.After(300 * time.Millisecond):
	}
	b.write(peer, "now\n")
	b.hears(peer, "here\n")
	if st := b.ended(id); st.Reason != model.TimedOut {
		t.Errorf("after its rules the connection ended for %q", st.Reason)
	}
}

// stuckRecorder holds up who hands it a batch.
type stuckRecorder struct {
	stuck atomic.Bool
	hold  chan struct{}
}

func (r *stuckRecorder) Record(*model.Batch) {
	if r.stuck.Load() {
		<-r.hold
	}
}
func (r *stuckRecorder) Quiet()                 {}
func (r *stuckRecorder) Close()                 {}
func (r *stuckRecorder) Storage() model.Storage { return model.Storage{} }
func (r *stuckRecorder) Open(model.Profile, model.Role, time.Time) (Recorder, error) {
	return r, nil
}

func TestAttachDoesNotWait(t *testing.T) {
	r := &stuckRecorder{hold: make(chan struct{})}
	b := newBed(t, Options{Recorders: r})
	id, peer := b.client(lf(0), model.StartOptions{})
	r.stuck.Store(true)
	b.write(peer, "x\n")
	did := make(chan struct{})
	go func() {
		defer close(did)
		b.is(b.Attach(id, drives(t, receives())), nil)
		b.is(b.Detach(id), nil)
		b.Status(id)
	}()
	select {
	case <-did:
	case <-time.After(5 * time.Second):
		t.Error("a recorder that hangs holds up attaching")
	}
	close(r.hold)
	<-did
}

func TestAttachFromASink(t *testing.T) {
	b := newBed(t, Options{})
	var id atomic.Int64
	did := make(chan error, 1)
	d := drives(t, receives(sends("rules")))
	started, peer := b.client(lf(0), model.StartOptions{Sink: func(x *model.Batch) {
		if x.Kind == model.KindReceived && id.Load() > 0 {
			did <- b.Attach(model.SessionID(id.Swap(0)), d)
		}
	}})
	id.Store(int64(started))
	b.write(peer, "x\n")
	b.is(<-did, nil)
	b.until("it runs", func() bool { return b.RuleCounts(started)[0].Tried == 1 })
	b.write(peer, "y\n")
	b.hears(peer, "rules\n")
}

// Raw bytes are no messages: rules are refused, also those of the start.
func TestRawHasNoRules(t *testing.T) {
	b := newBed(t, Options{})
	o := runs(t, sends("x"))
	o.Raw = true
	p := lf(0)
	p.Port = 9 // nothing is connected
	id := b.Start(p, model.Client, o)
	if st := b.ended(id); st.Detail != model.ErrNoMessages.Error() || st.Interaction.Name != "" {
		t.Errorf("ended %q %q with %+v", st.Reason, st.Detail, st.Interaction)
	}
	o.Drive = nil
	id, _ = b.client(lf(0), o)
	b.is(b.Attach(id, drives(t, sends("x"))), model.ErrNoMessages)
}

// A group that took no part hides nothing of its name.
func TestCaptureThatTookNoPart(t *testing.T) {
	b := newBed(t, Options{})
	_, peer := b.client(lf(0), runs(t, rule(model.ReceiveRule, func(r *model.Rule) { r.Key = "a" }),
		receives(checks(model.Matches, "(?P<a>x)|y", sends("{{a}}")))))
	b.write(peer, "first\ny\n")
	b.hears(peer, "first\n")
}

// That an interaction drives a session is said before anything else of it.
func TestBeganComesFirst(t *testing.T) {
	b := newBed(t, Options{})
	id, peer := b.client(lf(0), model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{sends("x")})}})
	b.hears(peer, "x\n")
	b.ended(id)
	if lines := b.lines(id); len(lines) < 2 || lines[1] != "began" {
		t.Error(lines)
	}
}

// What a profile does not log is not in the events of its conversations either.
func TestEventsHideWhatIsNotLogged(t *testing.T) {
	for _, logged := range []bool{true, false} {
		b := newBed(t, Options{})
		p := lf(0)
		p.LogReceived = logged
		out := checks(model.Always, "")
		out.Exit = model.Failure
		o := runs(t, rule(model.ReceiveRule, func(r *model.Rule) { r.Key, r.Fire = "K", true }), receives(out))
		o.NoLog = false
		id, address := b.listener(p, o)
		b.write(b.call(address), "card 4111\ncard 4222\n")
		b.until("it is over", func() bool { return len(b.finished(id)) == 1 })
		var events strings.Builder
		for _, r := range b.Log(id).Forward(0, 100, model.Filter{}) {
			if r.Kind == model.KindEvent {
				batch := model.Batch{Time: r.Time, Kind: r.Kind, Peer: r.Peer, Event: r.Event}
				events.Write(batch.AppendJSON(nil))
			}
		}
		for _, secret := range []string{"card 4111", "card 4222"} {
			if strings.Contains(events.String(), secret) != logged {
				t.Errorf("log_received %v: events hold %q: %v in\n%s", logged, secret, !logged, events.String())
			}
		}
	}
}

// What was sent arrives though the peer sends more than is received.
func TestLastRepliesArrive(t *testing.T) {
	b := newBed(t, Options{})
	big := strings.Repeat("z", 100<<10)
	out := rule(model.SendRule, func(r *model.Rule) { r.Body, r.Iterations, r.Exit = big, 20, model.Success })
	id, address := b.listener(lf(0), runs(t, receives(out)))
	peer := b.call(address)
	flood(t, peer, strings.Repeat("more\n", 1000))
	got, err := io.ReadAll(peer)
	if want := 20 * (len(big) + 1); len(got) != want {
		t.Errorf("got %d of %d: %v", len(got), want, err)
	}
	b.Stop(id)
}

// An outbox that others filled is waited for as long as a message may take.
func TestRulesWaitForAFullOutbox(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.Timeout = 200 * time.Millisecond
	id, peer := b.client(p, model.StartOptions{})
	big := model.Outgoing{Text: strings.Repeat("x", 1<<20)}
	b.until("the outbox is full", func() bool { return b.Send(id, big) != nil })
	b.is(b.Attach(id, drives(t, sends("late"))), nil)
	outcome, why, _ := b.outcome(id)
	if outcome != model.Failure || !strings.HasPrefix(why, "timed out: the peer did not read for 0.2 s") {
		t.Errorf("%s %q", outcome, why)
	}
	peer.Close()
}

// A message that was cut is not matched as if it were whole.
func TestCutMessageFails(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.MaxMessage = 10
	o := runs(t, receives(checks(model.Contains, "a", sends("seen"))))
	o.NoLog = false
	id, peer := b.client(p, o)
	b.write(peer, strings.Repeat("a", 20)+"\n")
	outcome, why, _ := b.outcome(id)
	if outcome != model.Failure || why != errTooLong.Error() {
		t.Errorf("%s %q", outcome, why)
	}
	if got, _ := io.ReadAll(peer); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
}

// A recorded run is played by both sides, also where they frame differently.
func TestMirrorOfUnlikeFramings(t *testing.T) {
	f := model.Framing{Receive: model.Raw, Send: model.LF}
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	records := []model.Record{
		{Kind: model.KindEvent, Event: model.Event{Name: model.Started, Framing: &f}},
		{Kind: model.KindSent, Peer: "p", Text: "Handshake", Data: []byte("Handshake"), Time: at(1)},
		{Kind: model.KindReceived, Peer: "p", Text: "Heartbeat\n", Data: []byte("Heartbeat\n"), Time: at(2)},
	}
	encode := func(s string) ([]byte, error) { return []byte(s), nil }
	rules := func(mirror bool) *model.Drive {
		r, err := model.RulesOf(model.Said{Peer: "p", Records: records}, model.Recording{Encode: encode, Mirror: mirror})
		if err != nil {
			t.Fatal(err)
		}
		return &model.Drive{Compiled: compiled(t, r)}
	}
	b := newBed(t, Options{})
	p := lf(0)
	p.Framing = f
	l, address := b.listener(p, model.StartOptions{Drive: rules(true)})
	p.Port = portOf(address)
	c := b.Start(p, model.Client, model.StartOptions{Drive: rules(false)})
	b.ended(c)
	for _, id := range []model.SessionID{c, l} {
		if outcome, why, _ := b.outcome(id); outcome != model.Success {
			t.Errorf("session %d: %s", id, why)
		}
	}
}

// A fault of the engine ends the conversation in the count, too.
func TestPanicOfAConversation(t *testing.T) {
	b := newBed(t, Options{})
	o := runs(t, sends("x"))
	o.NoLog = false
	o.Drive.Step = func(model.Step) { panic("a fault") }
	id := b.Start(lf(newServer(t).port()), model.Client, o)
	st := b.ended(id)
	if i := st.Interaction; st.Reason != model.InternalError || i.Running != 0 || i.Failed != 1 {
		t.Errorf("%s %+v", st.Reason, i)
	}
	b.is(len(b.finished(id)), 1)
}

// The message on which a conversation was given up is shown as everywhere, also
// what its code page cannot read.
func TestGivenUpOn(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.CodePage = "shift_jis"
	out := checks(model.Always, "")
	out.Exit = model.Failure
	id, peer := b.client(p, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{receives(out)})}})
	b.write(peer, "a\xff\a\x1b[2J\n")
	if _, why, _ := b.outcome(id); why != `forced exit on the message "a\xff\x07\x1b[2J"` {
		t.Error(why)
	}
}
