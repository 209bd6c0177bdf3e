package ui

import (
	"fmt"
	"strings"

	"tcpdeck/model"
)

// eventWords says in plain words what happened, safe to draw. limit is the
// greatest number of clients of the session, 0 when it is not known.
func eventWords(r model.Record, limit int) string {
	e := r.Event
	detail := model.Escape(e.Detail)
	switch e.Name {
	case model.Started:
		return startedWords(e)
	case model.Resolved:
		return "resolved to " + model.Escape(or(e.Address, e.Detail))
	case model.Connecting:
		return "connecting to " + model.Escape(e.Address)
	case model.Connected:
		return connectedWords(r)
	case model.Listening:
		return join("listening on "+model.Escape(e.Local), detail)
	case model.HalfClosed:
		return halfClosedWords(e)
	case model.RefusedOne:
		if limit > 0 {
			return fmt.Sprintf("refused: limit of %s reached", counted(int64(limit), "client"))
		}
		return "refused: " + or(detail, "limit of clients reached")
	case model.Failed:
		return reasonWords(e.Reason, e.Detail)
	case model.Closed:
		return reasonWords(e.Reason, e.Detail)
	case model.Fired:
		return join("trigger fired", detail)
	case model.Stopped:
		return reasonWords(or(e.Reason, model.StoppedHere), e.Detail)
	case model.Note:
		return detail
	}
	return join(model.Escape(string(e.Name)), detail)
}

func startedWords(e model.Event) string {
	s := fmt.Sprintf("started %s as %s", model.Escape(e.Profile), model.Escape(string(e.Role)))
	if e.CodePage != "" {
		s += ", " + model.Escape(e.CodePage)
	}
	if e.Framing != nil {
		s += ", " + framingWords(*e.Framing)
	}
	return s
}

// connectedWords: a listener was connected to, and its peer stands beside.
func connectedWords(r model.Record) string {
	if r.Event.ConnectMS <= 0 {
		return "connected"
	}
	return fmt.Sprintf("connected to %s in %s ms", model.Escape(or(r.Event.Address, r.Peer)), humanFloat(r.Event.ConnectMS))
}

func halfClosedWords(e model.Event) string {
	if e.Reason == model.ClosedHere || e.Reason == model.StoppedHere {
		return "we have ended sending (half-closed)"
	}
	return "the peer has ended sending (half-closed)"
}

// reasonWords is a close reason with what is known besides, where that adds
// something.
func reasonWords(r model.Reason, detail string) string {
	words := model.Escape(string(r))
	switch {
	case r == "":
		return model.Escape(or(detail, "ended"))
	case r == model.PortInUse && detail != "":
		return model.Escape(detail) // it says so itself
	case strings.HasSuffix(detail, string(r)): // "connection reset by peer"
		return words
	}
	return join(words, model.Escape(detail))
}

// framingWords writes a framing: "raw", or "receive lf, send crlf".
func framingWords(f model.Framing) string {
	if f.Receive == f.Send {
		return model.Escape(string(f.Receive))
	}
	return fmt.Sprintf("receive %s, send %s", model.Escape(string(f.Receive)), model.Escape(string(f.Send)))
}

// endedWords says what can be done with an ended session; composing: plain
// letters are text, so that esc comes first.
func endedWords(s model.Status, composing bool) string {
	again := "r connects again"
	if s.Role == model.Listener {
		again = "r listens again"
	}
	if composing {
		again = "esc, then " + again
	}
	return again + ", c closes the tab"
}

// storageWords says since when, how much and why task output is not stored;
// "" while it is.
func storageWords(d Deps, s model.Storage) string {
	if s.Since.IsZero() {
		if s.Lost > 0 { // the disk is well again
			return counted(s.Lost, "message") + " missing in the stored task output"
		}
		return ""
	}
	words := "task output not stored since " + clock(s.Since, d.Now())
	if s.Lost > 0 {
		words += ", " + counted(s.Lost, "message")
	}
	return join(words, model.Escape(s.Err))
}

func or[T comparable](a, b T) T {
	var none T
	if a == none {
		return b
	}
	return a
}

// join adds what is known besides: "refused: no such host".
func join(words, detail string) string {
	if detail == "" {
		return words
	}
	return words + ": " + detail
}
