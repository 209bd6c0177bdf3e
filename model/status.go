package model

import "time"

// SessionID names a session within one running tcpdeck; 0 is no session.
type SessionID int

// Role is how a profile is run.
type Role string

// The two roles.
const (
	Client   Role = "client"
	Listener Role = "listener"
)

// State is where a session stands.
type State uint8

// A session goes from connecting to connected or listening, and ends once.
const (
	StateConnecting State = iota
	StateConnected
	StateListening
	StateEnded
)

var stateNames = [...]string{"connecting", "connected", "listening", "ended"}

func (s State) String() string { return stateNames[s] }

// Traffic counts one direction. Messages that the profile does not log are
// counted too.
type Traffic struct {
	Messages int64
	Bytes    int64 // with delimiters
}

// Storage says how the stored task output of a session fares.
type Storage struct {
	Recording bool      // false: this session is not recorded on disk
	Path      string    // the file of this run
	Lost      int64     // messages and events not stored
	Since     time.Time // when storing began to fail; zero while it works
	Err       string    // why
}

// Status is a copy of what is known of a session at one moment.
type Status struct {
	ID      SessionID
	Profile Profile
	Role    Role
	AdHoc   bool // started without a stored profile
	State   State
	Reason  Reason // set once ended
	Detail  string

	Since      time.Time     // of the present state
	Local      string        // local address of the connection or the listener
	Remote     string        // client: resolved remote address
	ConnectFor time.Duration // client: how long connecting took
	Clients    int           // listener: connected now
	Sent       Traffic
	Received   Traffic
	Rate       [16]uint32 // messages in each of the last 16 seconds with traffic, newest last
	RateAt     time.Time  // the second of Rate's newest element
	Records    int64      // messages and events that the log has taken
	Storage    Storage

	Interaction InteractionStatus
}

// Live says whether the session still runs.
func (s Status) Live() bool { return s.State != StateEnded }

// Bad says whether the session ended as it should not have.
func (s Status) Bad() bool { return s.State == StateEnded && !s.Reason.Clean() }

// ClientStatus is one connected client of a listener.
type ClientStatus struct {
	Peer     string
	Since    time.Time
	Sent     Traffic
	Received Traffic
	Last     Record // the last message received; its Data is cut at 256 bytes
	Queued   int    // bytes waiting to be written
}
