package words

import (
	"cmp"
	"fmt"
	"strings"

	"tcpdeck/model"
)

// Event says in plain words what happened, safe to draw. limit is the
// greatest number of clients of the session, 0 when it is not known.
func Event(r model.Record, limit int) string {
	e := r.Event
	detail := model.Escape(e.Detail)
	switch e.Name {
	case model.Started:
		return startedWords(e)
	case model.Resolved:
		return "resolved to " + model.Escape(cmp.Or(e.Address, e.Detail))
	case model.Connecting:
		return "connecting to " + model.Escape(e.Address)
	case model.Connected:
		return connectedWords(r)
	case model.Listening:
		return Join("listening on "+model.Escape(e.Local), detail)
	case model.HalfClosed:
		return halfClosedWords(e)
	case model.RefusedOne:
		if limit > 0 {
			return fmt.Sprintf("refused: limit of %s reached", Counted(int64(limit), "client"))
		}
		return "refused: " + cmp.Or(detail, "limit of clients reached")
	case model.Failed:
		return Reason(e.Reason, e.Detail)
	case model.Closed:
		return Reason(e.Reason, e.Detail)
	case model.Began:
		return Join("interaction "+model.Escape(rules(e).Interaction)+" drives it from here on", detail)
	case model.Fired:
		return firedWords(r)
	case model.Acted:
		return actedWords(e)
	case model.Finished:
		return finishedWords(e)
	case model.Stopped:
		return Reason(cmp.Or(e.Reason, model.StoppedHere), e.Detail)
	case model.Note:
		return detail
	}
	return Join(model.Escape(string(e.Name)), detail)
}

func startedWords(e model.Event) string {
	s := fmt.Sprintf("started %s as %s", model.Escape(e.Profile), model.Escape(string(e.Role)))
	if e.CodePage != "" {
		s += ", " + model.Escape(e.CodePage)
	}
	if e.Framing != nil {
		s += ", " + Framing(*e.Framing)
	}
	return s
}

// connectedWords: a listener was connected to, and its peer stands beside.
func connectedWords(r model.Record) string {
	if r.Event.ConnectMS <= 0 {
		return "connected"
	}
	return fmt.Sprintf("connected to %s in %s ms", model.Escape(cmp.Or(r.Event.Address, r.Peer)), Float(r.Event.ConnectMS))
}

func halfClosedWords(e model.Event) string {
	if e.Reason == model.ClosedHere || e.Reason == model.StoppedHere {
		return "we have ended sending (half-closed)"
	}
	return "the peer has ended sending (half-closed)"
}

// Reason is a close reason with what is known besides, where that adds
// something.
func Reason(r model.Reason, detail string) string {
	words := model.Escape(string(r))
	switch {
	case r == "":
		return model.Escape(cmp.Or(detail, "ended"))
	case r == model.PortInUse && detail != "":
		return model.Escape(detail) // it says so itself
	case strings.HasSuffix(detail, string(r)): // "connection reset by peer"
		return words
	}
	return Join(words, model.Escape(detail))
}

// Framing writes a framing: "raw", or "receive lf, send crlf".
func Framing(f model.Framing) string {
	if f.Receive == f.Send {
		return model.Escape(string(f.Receive))
	}
	return fmt.Sprintf("receive %s, send %s", model.Escape(string(f.Receive)), model.Escape(string(f.Send)))
}

// Join adds what is known besides: "refused: no such host".
func Join(words, detail string) string {
	if detail == "" {
		return words
	}
	return words + ": " + detail
}
