package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// endTime is how long the program has to end by itself after a signal.
const endTime = 1800 * time.Millisecond

// signalled is the cause of a context that a signal cancelled.
type signalled struct{ syscall.Signal }

func (s signalled) Error() string { return "ended by signal: " + s.String() }

// ExitCode is 128 and the signal's number, as shells have it.
func (s signalled) ExitCode() int { return 128 + int(s.Signal) }

// signals turns the signals that end a program into the end of a context.
type signals struct {
	got    chan os.Signal
	cancel context.CancelCauseFunc
	lastly atomic.Pointer[func()] // puts the terminal right when there is no time left
}

// watchSignals begins to watch. The first signal cancels the context; what
// has not ended 1.8 s later, or when SIGINT comes after it, is ended hard.
func watchSignals(parent context.Context) (context.Context, *signals) {
	ctx, cancel := context.WithCancelCause(parent)
	s := &signals{got: make(chan os.Signal, 4), cancel: cancel}
	signal.Notify(s.got, syscall.SIGINT, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // ignored: nohup
		signal.Notify(s.got, syscall.SIGHUP)
	}
	// With a watcher a write to a closed pipe fails instead of killing us
	// before the task output is flushed; nobody needs to read it.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	go s.watch()
	return ctx, s
}

// alsoHangup makes an ignored SIGHUP count: a deck without its terminal is of
// no use.
func (s *signals) alsoHangup() { signal.Notify(s.got, syscall.SIGHUP) }

// hangup does what SIGHUP does.
func (s *signals) hangup() {
	select {
	case s.got <- syscall.SIGHUP:
	default:
	}
}

func (s *signals) watch() {
	first := signalled{(<-s.got).(syscall.Signal)}
	s.cancel(first)
	late := time.NewTimer(endTime)
	for {
		select {
		case again := <-s.got:
			if again != syscall.SIGINT {
				continue // a terminal that goes, or a supervisor, says so more than once
			}
		case <-late.C:
		}
		if f := s.lastly.Load(); f != nil {
			(*f)()
		}
		os.Exit(first.ExitCode())
	}
}
