package model

import "errors"

// Errors of sending. What is wrapped around them says more.
var (
	ErrNoSession    = errors.New("there is no such session")
	ErrNotConnected = errors.New("not connected yet")
	ErrNoClients    = errors.New("no client is connected")
	ErrNotPeer      = errors.New("not connected")
	ErrEnded        = errors.New("the session has ended")
	ErrClosing      = errors.New("the connection is closing")
	ErrHalfClosed   = errors.New("the sending side is closed")
	ErrQueueFull    = errors.New("the peer does not read")
	ErrAttached     = errors.New("an interaction drives it already")
	ErrNotAttached  = errors.New("no interaction drives it")
	ErrNoMessages   = errors.New("raw bytes are no messages that rules could work on")
)

// TextError refuses text that the code page cannot express. Nothing of the
// message was sent.
type TextError struct{ Err error }

func (e *TextError) Error() string { return e.Err.Error() }

// Unwrap returns what the code page said.
func (e *TextError) Unwrap() error { return e.Err }
