package netio

import (
	"testing"
	"time"

	"tcpdeck/model"
)

// logged is how many messages of a kind are in the log of a session.
func (b *bed) logged(id model.SessionID, kind model.Kind) (n int) {
	for _, r := range b.Log(id).Forward(0, 1000, model.Filter{}) {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

// TestRecordAndReplay: a conversation becomes rules for both of its sides; run
// against each other they say the same again, byte for byte, and what differs
// is found.
func TestRecordAndReplay(t *testing.T) {
	for _, page := range []string{"utf-8", "shift_jis", "utf-16le", "iso-8859-1"} {
		t.Run(page, func(t *testing.T) {
			b := newBed(t, Options{})
			p := lf(0)
			p.CodePage, p.Timeout = page, 10*time.Second
			listener, address := b.listener(p, model.StartOptions{})
			p.Port = portOf(address)
			client := b.Start(p, model.Client, model.StartOptions{})
			b.untilState(client, model.StateConnected)
			b.until("the client is in", func() bool { return len(b.Peers(listener)) == 1 })
			say := func(id model.SessionID, m model.Outgoing, other model.SessionID, n int) {
				b.is(b.Send(id, m), nil)
				b.until("it is in both logs", func() bool { return b.logged(id, model.KindSent) == n && b.logged(other, model.KindReceived) == n })
			}
			say(client, model.Outgoing{Text: "{{hello}} \\ \"you\""}, listener, 1)
			say(listener, model.Outgoing{Text: "tab\tand \x02control"}, client, 1)
			delimiter, _ := CodePages{}.Encode(page, "\n")
			say(client, model.Outgoing{Bytes: append([]byte{0xff, 0xfe, 0, 0x80}, delimiter...)}, listener, 2)
			say(listener, model.Outgoing{Text: "bye", Ending: model.CRLF}, client, 2)
			said := model.SaidIn(b.Log(client), "")

			run := func(o model.Recording) (outcome model.Outcome, why string, steps []model.Step, c *model.Compiled) {
				o.Encode = func(text string) ([]byte, error) { return CodePages{}.Encode(page, text) }
				rules, err := model.RulesOf(said, o)
				if err != nil {
					t.Fatal(err)
				}
				mirror := o
				mirror.Mirror = !o.Mirror
				mirror.Lenient = false
				others, err := model.RulesOf(said, mirror)
				if err != nil {
					t.Fatal(err)
				}
				if o.Lenient {
					others[1].Body = "something else"
				}
				trace := model.NewTrace(1000)
				d := &model.Drive{Compiled: compiled(t, rules), Step: trace.Add}
				server, address := b.listener(p, model.StartOptions{Drive: &model.Drive{Compiled: compiled(t, others)}})
				q := p
				q.Port = portOf(address)
				id := b.Start(q, model.Client, model.StartOptions{Drive: d})
				b.ended(id)
				outcome, why, _ = b.outcome(id)
				b.until("the other side is through", func() bool { st, _ := b.Status(server); return st.Interaction.Running == 0 })
				if st, _ := b.Status(server); st.Interaction.Succeeded != 1 {
					t.Errorf("the other side: %s", st.Interaction.Last)
				}
				return outcome, why, trace.Steps(0, 1000), d.Compiled
			}
			if outcome, why, _, _ := run(model.Recording{}); outcome != model.Success {
				t.Errorf("%s: %s", outcome, why)
			}
			outcome, why, steps, c := run(model.Recording{Lenient: true})
			differences := model.ReplayDifferences(c, steps)
			if outcome != model.Success || len(differences) != 1 || differences[0].Number != 2 || differences[0].Got == nil || differences[0].Got.Text != "something else" {
				t.Errorf("%s: %s, %+v", outcome, why, differences)
			}
		})
	}
}
