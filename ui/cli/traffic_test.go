package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// oneMessage is a session that receives one message, and flushes it when it is
// stopped.
type oneMessage struct {
	Sessions
	o      model.StartOptions
	done   chan struct{}
	status model.Status
}

func (s *oneMessage) Start(_ model.Profile, _ model.Role, o model.StartOptions) model.SessionID {
	s.o, s.done = o, make(chan struct{})
	o.Sink(received("hello"))
	return 1
}

func (s *oneMessage) Stop(model.SessionID) {
	s.o.Quiet()
	close(s.done)
}

func (s *oneMessage) Done(model.SessionID) <-chan struct{} { return s.done }

func (s *oneMessage) Status(model.SessionID) (model.Status, bool) { return s.status, true }

func (s *oneMessage) SendWait(ctx context.Context, _ model.SessionID, _ model.Outgoing) error {
	<-ctx.Done()
	return ctx.Err()
}

// countOne runs a command that ends with its first message.
func countOne(t *testing.T, s *oneMessage, stdout io.Writer) (stderr string, err error) {
	t.Helper()
	var warned bytes.Buffer
	p := model.NewProfile()
	p.Name = "P"
	work := &traffic{env: &Env{Stdin: strings.NewReader(""), Stdout: stdout, Stderr: &warned}, sessions: s,
		target: target{profile: p}, role: model.Client, plan: plan{count: 1, onEOF: eofIgnore}}
	err = work.run(t.Context())
	return warned.String(), err
}

// A message that was counted but could not be written is no success.
func TestLastFlushFails(t *testing.T) {
	_, err := countOne(t, &oneMessage{}, &failing{writes: 1})
	if codeOf(err) != exitInternal || !errors.Is(err, errDisk) {
		t.Errorf("%v", err)
	}
	var out bytes.Buffer
	if stderr, err := countOne(t, &oneMessage{}, &out); err != nil || stderr != "" || out.String() != "hello" {
		t.Errorf("%q on stdout, %q on stderr, %v", out.String(), stderr, err)
	}
}

// What the disk did not take is told, also when it came round.
func TestStorageIsComplainedOf(t *testing.T) {
	for want, st := range map[string]model.Storage{
		"not stored since": {Recording: true, Since: time.Now(), Err: "no space", Lost: 3},
		"3 messages and":   {Recording: true, Lost: 3},
	} {
		stderr, err := countOne(t, &oneMessage{status: model.Status{Storage: st}}, io.Discard)
		if !strings.Contains(stderr, want) || err != nil {
			t.Errorf("%q, want %q; %v", stderr, want, err)
		}
	}
}
