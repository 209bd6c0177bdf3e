package cli

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"tcpdeck/model"
)

// The exit codes, as the README lists them.
const (
	exitDone     = 0
	exitInternal = 1
	exitUsage    = 2
	exitConnect  = 3
	exitTimedOut = 4
	exitBroken   = 5
	exitFailed   = 6
)

// exitMeanings are the exit codes for people; the README has the same table.
var exitMeanings = []struct{ codes, meaning string }{
	{"0", "done; the connection ended cleanly"},
	{"1", "internal or unexpected error"},
	{"2", "usage, unknown or invalid profile"},
	{"3", "could not connect or listen"},
	{"4", "timed out waiting for data"},
	{"5", "connection broken: reset, write failed, ended inside a message, or before what was waited for"},
	{"6", "interaction failed, for whatever reason after the connection stood"},
	{"130, 143, 129", "interrupted, terminated, hung up"},
}

// exitError is an error with the exit code that it calls for.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func failf(code int, format string, args ...any) error {
	return &exitError{code, fmt.Errorf(format, args...)}
}

// usagef is an error of how the command was called.
func usagef(format string, args ...any) error { return failf(exitUsage, format, args...) }

// enough turns the error of a reader of stdout that has gone, as head does,
// into none: it had enough.
func enough(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
}

// codeOf is the exit code that err calls for.
func codeOf(err error) int {
	var e *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		return e.code
	}
	return exitInternal
}

// exitCoder is implemented by the cause of a context that a signal cancelled.
type exitCoder interface{ ExitCode() int }

// signalCode is the exit code of the signal that cancelled ctx; ok is false
// while none did.
func signalCode(ctx context.Context) (code int, ok bool) {
	var c exitCoder
	if errors.As(context.Cause(ctx), &c) {
		return c.ExitCode(), true
	}
	return 0, false
}

// ending is how a session, or the one client that matters, ended.
type ending struct {
	target string
	stood  bool // it was connected before
	reason model.Reason
	detail string
	missed string // what was waited for and did not come, or ""
	next   string // what to do about a connection that never stood, or ""
}

// err is what the command says of e, and its exit code; nil is success.
func (e ending) err() error {
	code, next := e.code(), ""
	if code == exitConnect {
		next = e.next
	}
	switch {
	case code == exitDone:
		return nil
	case e.reason.Clean():
		return failf(code, "%s: %s %s", e.target, e.reason, e.missed)
	case e.detail == "":
		return failf(code, "%s: %s%s", e.target, e.reason, next)
	}
	return failf(code, "%s: %s: %s%s", e.target, e.reason, e.detail, next)
}

func (e ending) code() int {
	switch {
	case e.reason == model.InternalError:
		return exitInternal
	case e.reason.Clean() && e.missed == "":
		return exitDone
	case e.reason.Clean():
		return exitBroken
	case !e.stood && e.reason != model.ResetByPeer: // a reset meets the connect or the first read, as chance has it
		return exitConnect
	case e.reason == model.TimedOut:
		return exitTimedOut
	}
	return exitBroken
}
