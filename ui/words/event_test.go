package words

import (
	"testing"

	"tcpdeck/model"
)

func TestEventWords(t *testing.T) {
	for want, r := range map[string]model.Record{
		"connected to 10.2.3.4:7001 in 1.2 ms":     {Event: model.Event{Name: model.Connected, Address: "10.2.3.4:7001", ConnectMS: 1.234}},
		"connected":                                {Peer: "127.0.0.1:5", Event: model.Event{Name: model.Connected, Local: "127.0.0.1:9"}},
		"listening on 127.0.0.1:9090":              {Event: model.Event{Name: model.Listening, Local: "127.0.0.1:9090"}},
		"resolved to 10.2.3.4":                     {Event: model.Event{Name: model.Resolved, Address: "10.2.3.4"}},
		"connecting to 10.2.3.4:7001":              {Event: model.Event{Name: model.Connecting, Address: "10.2.3.4:7001"}},
		"refused: limit of 10 clients reached":     {Event: model.Event{Name: model.RefusedOne, Reason: model.LimitReached}},
		"reset by peer":                            {Event: model.Event{Name: model.Closed, Reason: model.ResetByPeer, Detail: "read: connection reset by peer"}},
		"closed by peer":                           {Event: model.Event{Name: model.Closed, Reason: model.ClosedByPeer}},
		"ended inside a message":                   {Event: model.Event{Name: model.Closed, Reason: model.EndedInside}},
		"timed out: no data for 60 s":              {Event: model.Event{Name: model.Closed, Reason: model.TimedOut, Detail: "no data for 60 s"}},
		"refused: nothing listens on x:1":          {Event: model.Event{Name: model.Failed, Reason: model.Refused, Detail: "nothing listens on x:1"}},
		"not resolved: no such host":               {Event: model.Event{Name: model.Failed, Reason: model.NotResolved, Detail: "no such host"}},
		":9 is in use by nginx (812)":              {Event: model.Event{Name: model.Failed, Reason: model.PortInUse, Detail: ":9 is in use by nginx (812)"}},
		"stopped here":                             {Event: model.Event{Name: model.Stopped}},
		"no reply for 60 s":                        {Event: model.Event{Name: model.Note, Detail: "no reply for 60 s"}},
		"the peer has ended sending (half-closed)": {Event: model.Event{Name: model.HalfClosed, Reason: model.ClosedByPeer, Detail: "the peer sends no more"}},
		"we have ended sending (half-closed)":      {Event: model.Event{Name: model.HalfClosed, Reason: model.ClosedHere}},
		"started P as listener, utf-8, receive lf, send crlf": {Event: model.Event{Name: model.Started, Profile: "P", Role: model.Listener,
			CodePage: "utf-8", Framing: &model.Framing{Receive: model.LF, Send: model.CRLF}}},
	} {
		if got := Event(r, 10); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	r := model.Record{Event: model.Event{Name: model.RefusedOne, Reason: model.LimitReached}}
	if got := Event(r, 0); got != "refused: limit of clients reached" {
		t.Errorf("%q", got)
	}
}
