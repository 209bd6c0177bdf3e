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
		count  int64
		want   int
	}{
		{model.ClosedByPeer, true, 0, 0},
		{model.ClosedHere, true, 0, 0},
		{model.StoppedHere, true, 0, 0},
		{model.StoppedHere, false, 0, 0},
		{model.ClosedByPeer, true, 3, 5}, // --count not met
		{model.ResetByPeer, true, 0, 5},
		{model.ResetByPeer, false, 0, 3}, // before the connection stood
		{model.WriteFailed, true, 0, 5},
		{model.EndedInside, true, 0, 5},
		{model.TimedOut, true, 0, 4},
		{model.TimedOut, true, 3, 4},
		{model.TimedOut, false, 0, 3},
		{model.Refused, false, 0, 3},
		{model.NotResolved, false, 0, 3},
		{model.Unreachable, false, 0, 3},
		{model.Unreachable, true, 0, 5}, // the network went while connected
		{model.Permission, false, 0, 3},
		{model.PortInUse, false, 0, 3},
		{model.InternalError, true, 0, 1},
		{model.InternalError, false, 0, 1},
	} {
		e := ending{target: "t", stood: c.stood, reason: c.reason, count: c.count}
		if got := codeOf(e.err()); got != c.want {
			t.Errorf("%q, stood %v, count %d: exit code %d, want %d", c.reason, c.stood, c.count, got, c.want)
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
		{ending{target: "Pay", stood: true, reason: model.ClosedByPeer, count: 5, got: 2}, "Pay: closed by peer after 2 of 5 messages"},
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
