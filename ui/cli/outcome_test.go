package cli

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"tcpdeck/model"
)

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		reason model.Reason
		stood  bool
		missed string
		want   int
	}{
		{model.ClosedByPeer, true, "", 0},
		{model.ClosedHere, true, "", 0},
		{model.StoppedHere, true, "", 0},
		{model.StoppedHere, false, "", 0},
		{model.ClosedByPeer, true, "after 1 of 3", 5}, // --count not met
		{model.ResetByPeer, true, "", 5},
		{model.ResetByPeer, false, "", 5}, // so early that the connect saw it
		{model.WriteFailed, true, "", 5},
		{model.EndedInside, true, "", 5},
		{model.TimedOut, true, "", 4},
		{model.TimedOut, true, "after 1 of 3", 4},
		{model.TimedOut, false, "", 3},
		{model.Refused, false, "", 3},
		{model.NotResolved, false, "", 3},
		{model.Unreachable, false, "", 3},
		{model.Unreachable, true, "", 5}, // the network went while connected
		{model.Permission, false, "", 3},
		{model.PortInUse, false, "", 3},
		{model.InternalError, true, "", 1},
		{model.InternalError, false, "", 1},
	} {
		e := ending{target: "t", stood: c.stood, reason: c.reason, missed: c.missed}
		if got := codeOf(e.err()); got != c.want {
			t.Errorf("%q, stood %v, missed %q: exit code %d, want %d", c.reason, c.stood, c.missed, got, c.want)
		}
	}
}

func TestEndingNamesTargetAndCause(t *testing.T) {
	for _, c := range []struct {
		e    ending
		want string
	}{
		{ending{target: "Pay", reason: model.Refused, detail: "nothing listens on 127.0.0.1:1"}, "Pay: refused: nothing listens on 127.0.0.1:1"},
		{ending{target: "Pay", stood: true, reason: model.WriteFailed}, "Pay: write failed"},
		{ending{target: "Pay", stood: true, reason: model.ClosedByPeer, missed: "after 2 of 5 messages"}, "Pay: closed by peer after 2 of 5 messages"},
	} {
		if err := c.e.err(); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestCodeOfWrappedErrors(t *testing.T) {
	if got := codeOf(fmt.Errorf("outer: %w", usagef("inner"))); got != exitUsage {
		t.Errorf("a wrapped usage error exits with %d", got)
	}
	if got := codeOf(errors.New("anything")); got != exitInternal {
		t.Errorf("an unexpected error exits with %d", got)
	}
}

type fakeSignal int

func (f fakeSignal) Error() string { return "signal" }
func (f fakeSignal) ExitCode() int { return int(f) }

func TestSignalCode(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	if _, ok := signalCode(ctx); ok {
		t.Error("a live context has a signal")
	}
	cancel(fakeSignal(143))
	if code, ok := signalCode(ctx); !ok || code != 143 {
		t.Errorf("got %d, %v", code, ok)
	}
	plain, stop := context.WithCancel(context.Background())
	stop()
	if _, ok := signalCode(plain); ok {
		t.Error("a cancelled context has a signal")
	}
}
