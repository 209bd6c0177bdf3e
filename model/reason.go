package model

// Reason is why a connection, or a session, ended. The zero value means that
// it has not ended.
type Reason string

// Every connection ends with exactly one of these.
const (
	ClosedByPeer  Reason = "closed by peer"
	ClosedHere    Reason = "closed here"
	StoppedHere   Reason = "stopped here"
	ResetByPeer   Reason = "reset by peer"
	TimedOut      Reason = "timed out"
	Refused       Reason = "refused"
	NotResolved   Reason = "not resolved"
	Unreachable   Reason = "unreachable"
	Permission    Reason = "permission"
	PortInUse     Reason = "port in use"
	LimitReached  Reason = "limit reached"
	WriteFailed   Reason = "write failed"
	EndedInside   Reason = "ended inside a message"
	InternalError Reason = "internal error"
)

// Clean says whether a connection that ended so ended as it should.
func (r Reason) Clean() bool {
	switch r {
	case "", ClosedByPeer, ClosedHere, StoppedHere:
		return true
	}
	return false
}

// EventName names what happened to a session.
type EventName string

// The events of a task output.
const (
	Started    EventName = "started"
	Resolved   EventName = "resolved"
	Connecting EventName = "connecting"
	Connected  EventName = "connected"
	Listening  EventName = "listening"
	HalfClosed EventName = "half-closed"
	RefusedOne EventName = "refused" // a client past the limit
	Failed     EventName = "failed"  // the session could not start or go on
	Closed     EventName = "closed"
	Began      EventName = "began"    // an interaction drives the session from here on
	Fired      EventName = "fired"    // a rule fired the trigger
	Acted      EventName = "acted"    // the trigger ran its command, wrote its file or posted
	Finished   EventName = "finished" // a conversation is over
	Stopped    EventName = "stopped"
	Note       EventName = "note" // something worth a line that ended nothing
)

// Event is one thing that happened to a session. Only the fields that its
// name calls for are set.
type Event struct {
	Name   EventName
	Reason Reason
	Detail string // plain words or the system's error; may come from outside

	Profile  string   // started
	Role     Role     // started
	Framing  *Framing // started
	CodePage string   // started

	Local     string  // connected, listening: the local address
	Address   string  // resolved, connecting, connected: the remote address
	ConnectMS float64 // connected: milliseconds from the first dial to the connection

	Rules *RuleEvent // began, fired, acted, finished
}
