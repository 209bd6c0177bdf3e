package model

// StartOptions say how a session differs from a plain one of the deck.
type StartOptions struct {
	AdHoc  bool // no stored profile: nothing is recorded on disk
	Strict bool // headless: the strict timeout of a client
	Raw    bool // bytes pass unmodified: no framing, no decoding, no recording
	NoLog  bool // keep no log in memory
	Only   int  // listener: end when so many clients have closed; 0: never
	// FinishSending: a half-close by the peer does not end the connection
	// before HalfClose was called here.
	FinishSending bool
	// Aside keeps the session out of the list of sessions: who started it shows
	// it.
	Aside bool
	Drive *Drive // the interaction that drives the connections, if any
	// Sink, if set, gets every batch in order, logged by the profile or not,
	// on the session's own goroutines, one at a time. The batch and its bytes
	// are valid during the call only.
	Sink func(*Batch)
	// Quiet, if set with Sink, is called when no more input is at hand: time
	// to flush.
	Quiet func()
}

// Outgoing is one message to send.
type Outgoing struct {
	To     []string // peers of a listener; none: all
	Text   string
	Bytes  []byte // instead of Text: sent as they are, with no ending
	Ending Ending // "": as the profile says
}
