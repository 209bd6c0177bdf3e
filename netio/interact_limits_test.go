package netio

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// TestInteractionStops: at any point it ends soon after it is told to.
func TestInteractionStops(t *testing.T) {
	long := strings.Repeat("x", 64<<10)
	slow := checks(model.Matches, "(x+x+)+y")
	for _, c := range []struct {
		name  string
		rules []model.Rule
		feed  string
	}{
		{"receive", []model.Rule{receives()}, ""},
		{"delay before", []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.DelayBefore = "x", time.Hour })}, ""},
		{"delay after", []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.DelayAfter = "x", time.Hour })}, ""},
		{"endless send", []model.Rule{endlessly(sends(long))}, ""},
		{"many values", []model.Rule{
			rule(model.SendRule, func(r *model.Rule) { r.Body, r.Iterations, r.Key, r.KeyFormat = "x", 9990, "D4", true }),
			endlessly(sends(strings.Repeat("{{unix}}", 4_000))),
		}, ""},
		{"long match", []model.Rule{receives(slow)}, strings.Repeat("x", 16<<20)},
		{"inbox full", []model.Rule{rule(model.SendRule, func(r *model.Rule) { r.Body, r.DelayBefore = "x", time.Hour })}, strings.Repeat(long[:1023]+"\n", 4<<10)},
	} {
		for _, how := range []string{"stop", "detach"} {
			t.Run(c.name+" "+how, func(t *testing.T) {
				b := newBed(t, Options{})
				p := lf(0)
				d := &model.Drive{Compiled: compiled(t, c.rules)}
				id, peer := b.client(p, model.StartOptions{Drive: d})
				if c.feed != "" {
					go func() { peer.Write([]byte(c.feed + "\n")) }()
				}
				b.until("the rule is at work", func() bool {
					st, _ := b.Status(id)
					tried := b.RuleCounts(id)
					return tried[len(tried)-1].Tried > 0 && int(st.Received.Bytes) >= min(len(c.feed), 1<<20)
				})
				if c.name == "endless send" {
					b.untilFull(id)
				}
				began := time.Now()
				if how == "stop" {
					b.Stop(id)
					b.ended(id)
				} else {
					b.is(b.Detach(id), nil)
					b.untilRunning(id, 0)
				}
				if took := time.Since(began); took > 300*time.Millisecond {
					t.Errorf("it took %v", took)
				}
				b.until("it is over", func() bool { return len(b.finished(id)) == 1 })
				st, _ := b.Status(id)
				if i := st.Interaction; i.Failed != 0 || i.Succeeded != 0 || len(b.finished(id)) != 1 || b.finished(id)[0].Event.Reason != model.StoppedHere {
					t.Errorf("%+v", st.Interaction)
				}
				if how == "detach" && (st.State != model.StateConnected || st.Interaction.Attached) {
					t.Errorf("%v %+v", st.State, st.Interaction)
				}
			})
		}
	}
}

// untilFull waits until a session that sends endlessly sends no more: the socket
// has no room.
func (b *bed) untilFull(id model.SessionID) {
	b.t.Helper()
	sent, since := int64(0), time.Now()
	b.until("the socket is full", func() bool {
		st, _ := b.Status(id)
		if st.Sent.Bytes != sent {
			sent, since = st.Sent.Bytes, time.Now()
		}
		return sent > 0 && time.Since(since) > 100*time.Millisecond
	})
}

// TestThousandClients: 1,000 clients at once with the demo, no result mixed up,
// in little memory, though that of the clients is counted too.
func TestThousandClients(t *testing.T) {
	const clients = 1000
	runtime.GC() // what earlier tests left is not counted
	b := newBed(t, Options{})
	p := lf(0)
	p.Timeout = 30 * time.Second
	listener, address := b.listener(p, model.StartOptions{Drive: demo(t, model.Listener)})
	var calls []*net.TCPConn
	for range clients {
		calls = append(calls, b.call(address))
	}
	for _, c := range calls {
		b.write(c, "Handshake\n")
	}
	b.until("all have their answer", func() bool { st, _ := b.Status(listener); return st.Sent.Messages == clients })
	var used runtime.MemStats
	runtime.ReadMemStats(&used)
	if mb := (used.HeapInuse + used.StackInuse) >> 20; mb >= 100 {
		t.Errorf("%d MB in use", mb)
	}
	for i, c := range calls {
		b.hears(c, "Heartbeat\n")
		b.write(c, fmt.Sprintf("instruction %d of %s\n", i, c.LocalAddr()))
	}
	for _, c := range calls {
		c.Close()
	}
	b.until("all are over", func() bool { st, _ := b.Status(listener); return st.Interaction.Succeeded == clients })
	events := fired(b, listener)
	if len(events) != clients {
		t.Fatalf("%d triggers", len(events))
	}
	for _, r := range events {
		if want := " of " + r.Peer; !strings.HasSuffix(r.Event.Rules.Message.Text, want) || len(r.Event.Rules.Results) != 1 ||
			!strings.HasSuffix(r.Event.Rules.Results[0].Message.Text, want) {
			t.Errorf("%s fired %q", r.Peer, r.Event.Rules.Message.Text)
		}
	}
}

// TestAnsweringEachOther: two programs that only answer each other can be
// stopped at once.
func TestAnsweringEachOther(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.LogReceived, p.LogSent = false, false
	answer := endlessly(receives(sends("pong")))
	listener, address := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{answer})}})
	p.Port = portOf(address)
	client := b.Start(p, model.Client, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, []model.Rule{sends("ping"), answer})}})
	b.until("they talk", func() bool { st, _ := b.Status(client); return st.Sent.Messages > 500 })
	began := time.Now()
	b.Stop(listener)
	b.ended(listener)
	b.ended(client)
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// answeringWire always has a message, and time passes only in pauses.
type answeringWire struct {
	scriptWire
	left, sends int
}

func (w *answeringWire) receive(context.Context, time.Duration) (model.Record, error) {
	if w.left--; w.left < 0 {
		return model.Record{}, &wireError{reason: model.ClosedByPeer, over: true}
	}
	return model.Record{Kind: model.KindReceived, Text: "ping"}, nil
}

func (w *answeringWire) send(context.Context, string, []byte) (model.Record, error) {
	w.sends++
	return model.Record{Kind: model.KindSent}, nil
}

func (w *answeringWire) pause(_ context.Context, d time.Duration) error {
	time.Sleep(d) // of the bubble
	return nil
}

// TestPace: answers come as fast as they can up to a number, then a thousand a
// second; a sender that does not answer is not slowed down.
func TestPace(t *testing.T) {
	for _, c := range []struct {
		rules []model.Rule
		free  bool
		takes time.Duration
		notes int
	}{
		{[]model.Rule{endlessly(receives(sends("pong")))}, false, 5 * time.Second, 1},
		{[]model.Rule{endlessly(receives(sends("pong")))}, true, 0, 0},
		{[]model.Rule{endlessly(receives()), rule(model.SendRule, func(r *model.Rule) { r.Iterations = 15_000 })}, false, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, notes := &answeringWire{left: freeTurns + 5000}, 0
			k := talk{c: compiled(t, c.rules), drive: model.Drive{Free: c.free}, w: w, noted: func(string) { notes++ }}
			k.counts = make([]ruleCount, len(k.c.Nodes))
			began := time.Now()
			k.run(context.Background())
			took := time.Since(began)
			if w.sends != freeTurns+5000 || took < c.takes || took > c.takes+time.Millisecond || notes != c.notes {
				t.Errorf("%d sends in %v, %d notes", w.sends, took, notes)
			}
		})
	}
}

// TestCostlyMatchStallsNobody: while a message of 10 MB is matched against an
// expression as large as any, another session is answered, and the first one
// can be stopped.
func TestCostlyMatchStallsNobody(t *testing.T) {
	b := newBed(t, Options{})
	costly := compiled(t, []model.Rule{endlessly(receives(checks(model.Matches, `\w{900}y`)))})
	p := lf(0)
	slow, slowAddress := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: costly}})
	for range 3 {
		c := b.call(slowAddress)
		go c.Write([]byte(strings.Repeat("x", 10<<20) + "\n"))
	}
	echo := compiled(t, []model.Rule{endlessly(receives(checks(model.Matches, "^(.*)$", sends("{{1}}"))))})
	_, address := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: echo}})
	b.until("matching is under way", func() bool {
		counts := b.RuleCounts(slow)
		return counts[1].Tried == 3
	})
	c := b.call(address)
	worst := time.Duration(0)
	for i := range 100 {
		began := time.Now()
		b.write(c, fmt.Sprintf("ping %d\n", i))
		b.hears(c, fmt.Sprintf("ping %d\n", i))
		worst = max(worst, time.Since(began))
	}
	if counts := b.RuleCounts(slow); counts[1].Ran != 0 || counts[0].Ran != 3 {
		t.Fatalf("matching is over already: %v", counts)
	}
	if worst > 200*time.Millisecond {
		t.Errorf("an answer took %v", worst)
	}
	began := time.Now()
	b.Stop(slow)
	b.ended(slow)
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("stopping took %v", took)
	}
	t.Logf("the slowest of 100 answers took %v", worst)
}

// Costly matches take turns, those of a listener's many clients with that of
// another session; and one whose peer is gone gives its place back.
func TestCostlyMatchesTakeTurns(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.LogReceived = false
	slow, address := b.listener(p, runs(t, endlessly(receives(checks(model.Matches, `\w{140}y`)))))
	message := strings.Repeat("x", 10<<20) + "\n"
	var peers []*net.TCPConn
	for range 3 {
		c := b.call(address)
		b.write(c, message)
		peers = append(peers, c)
	}
	b.until("all are tried", func() bool { return b.RuleCounts(slow)[1].Tried == 3 })

	other, peer := b.client(p, runs(t, receives(checks(model.Matches, `\w{140}y`), sends("done"))))
	b.write(peer, strings.Repeat("x", 32<<10)+"\n")
	b.hears(peer, "done\n")
	if held := b.RuleCounts(slow)[1]; held.Ran != 0 {
		t.Errorf("ran %+v", held)
	}
	b.ended(other)

	for _, c := range peers {
		c.SetLinger(0)
		c.Close()
	}
	b.until("the clients are gone", func() bool { st, _ := b.Status(slow); return st.Clients == 0 })
	b.Stop(slow)
	b.ended(slow)
}

// A connection that waits for its turn to match is gone as soon as another.
func TestDisconnectWhileMatchesWait(t *testing.T) {
	b := newBed(t, Options{})
	p := lf(0)
	p.LogReceived = false
	id, address := b.listener(p, runs(t, endlessly(receives(checks(model.Matches, `\w{140}y`)))))
	const clients = 60
	for range clients {
		b.write(b.call(address), strings.Repeat("x", 1<<20)+"\n")
	}
	b.until("all are tried", func() bool { return b.RuleCounts(id)[1].Tried == clients })
	peers := b.Peers(id)
	began := time.Now()
	b.is(b.Disconnect(id, peers[clients-1]), nil)
	b.until("it is gone", func() bool { return len(b.Peers(id)) == clients-1 })
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// endingWire ends its conversation while it receives.
type endingWire struct {
	scriptWire
	cancel func()
}

func (w *endingWire) receive(context.Context, time.Duration) (model.Record, error) {
	w.cancel()
	return model.Record{}, &wireError{reason: model.StoppedHere}
}

// A conversation that is stopped is stopped, whatever its connection says of it
// first.
func TestStoppedInReceive(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	k := talk{c: compiled(t, []model.Rule{receives()}), w: &endingWire{cancel: cancel}, counts: make([]ruleCount, 1)}
	if v := k.run(ctx); v.outcome != model.Cut || v.reason != model.StoppedHere {
		t.Errorf("%s: %s", v.outcome, v.reason)
	}
}

// talkingWire has a message every 200 ms.
type talkingWire struct{ scriptWire }

func (*talkingWire) receive(ctx context.Context, timeout time.Duration) (model.Record, error) {
	time.Sleep(min(timeout, 200*time.Millisecond))
	if timeout < 200*time.Millisecond {
		return model.Record{}, &wireError{reason: model.TimedOut}
	}
	return model.Record{Text: "more"}, ctx.Err()
}

// TestLinger: what comes when the tree is done is noted, for as long as the run
// says and no longer.
func TestLinger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := 0
		d := model.Drive{Linger: 500 * time.Millisecond, Step: func(s model.Step) {
			if s.Kind == model.StepLate && s.Message.Text == "more" {
				late++
			}
		}}
		k := talk{c: compiled(t, []model.Rule{receives()}), w: &talkingWire{}, drive: d, counts: make([]ruleCount, 1), timeout: time.Second}
		began := time.Now()
		if v := k.run(t.Context()); v.outcome != model.Success || late != 2 || time.Since(began) != 700*time.Millisecond {
			t.Errorf("%s with %d late after %v", v.outcome, late, time.Since(began))
		}
	})
}
