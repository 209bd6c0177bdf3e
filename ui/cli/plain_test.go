package cli

import (
	"testing"
	"time"

	"tcpdeck/model"
)

func TestPlainHasFiveColumns(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 14, 773550, time.UTC)
	for want, r := range map[string]model.Record{
		"received\t[::1]:5\t9\tHand\\tshake": {Kind: model.KindReceived, Peer: "[::1]:5", Data: []byte("Hand\tshake"[:9]), Text: "Hand\tshake"},
		"sent\tp\t5\ta\\nb\\x1b\\xff":        {Kind: model.KindSent, Peer: "p", Data: []byte("a\nb\x1b\xff"), Text: "a\nb\x1b\xff"},
		"closed\tp\t\treset by peer":         {Peer: "p", Event: model.Event{Name: model.Closed, Reason: model.ResetByPeer}},
		"listening\t\t\tlistening on :9":     {Event: model.Event{Name: model.Listening, Local: ":9"}},
	} {
		r.Time = at
		want = "2026-11-22T08:00:14.000773550Z\t" + want + "\n"
		if got := string(appendPlain(nil, &r)); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
