package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// stubOutputs has one stored run that grows.
type stubOutputs struct {
	runs   []model.Run
	err    error
	stored *stubRun
}

func (o *stubOutputs) Changed() <-chan struct{}                  { return nil }
func (o *stubOutputs) Runs(model.ProfileID) ([]model.Run, error) { return o.runs, o.err }
func (o *stubOutputs) Read(model.Run) (StoredRun, error)         { return o.stored, o.err }

type stubRun struct {
	*model.Log
	changed chan struct{}
	closed  int
}

func (r *stubRun) Changed() <-chan struct{}    { return r.changed }
func (r *stubRun) Whole(context.Context) error { return nil }
func (r *stubRun) Close()                      { r.closed++ }

func stubRuns() (*stubOutputs, Deps) {
	s := stubClient()
	o := &stubOutputs{stored: &stubRun{Log: s.log.(*model.Log), changed: make(chan struct{}, 1)}, runs: []model.Run{
		{ID: "2", Started: noon, Role: model.Client, Size: 123_456, Path: "/state/output/01PAY/2.jsonl"},
		{ID: "1", Started: noon.Add(-24 * time.Hour), Size: 840},
	}}
	d := stubDeps(s)
	d.Outputs = o
	return o, d
}

// openedRuns is the list of runs, read.
func openedRuns(t *testing.T, d Deps) (*runsScreen, Action) {
	t.Helper()
	action, cmd := openRuns(d, model.Profile{ID: "01PAY", Name: "Payments gateway"})
	s := action.(Open).Screen.(*runsScreen)
	s.SetSize(80, 22)
	mustShow(t, s, "reading…")
	return s, settled(t, s, func() (Action, tea.Cmd) { return nil, cmd })
}

func TestRunsAreListed(t *testing.T) {
	_, d := stubRuns()
	s, _ := openedRuns(t, d)
	golden(t, "runs-80x24", s.View())
	exact(t, s.View(), 80, 22)
	mustShow(t, s, "❯ 2026-11-22 14:29:01    client        123 kB", "2026-11-21 14:29:01    ?              840 B")
	if a := pressed(t, s, "y"); a != (Copy{"/state/output/01PAY/2.jsonl"}) {
		t.Errorf("%#v", a)
	}
	pressAll(t, s, "down", "k", "G")
	mustShow(t, s, "❯ 2026-11-21")
	if a := pressed(t, s, "esc"); a != (Back{}) {
		t.Errorf("%#v", a)
	}
	for w := 2; w < 40; w++ {
		s.SetSize(w, w/3+2)
		exact(t, s.View(), w, w/3+2)
	}
}

func TestNoRunsAndErrorsAreSaid(t *testing.T) {
	o, d := stubRuns()
	o.runs = nil
	s, _ := openedRuns(t, d)
	mustShow(t, s, "no task output is stored")
	if _, ok := pressed(t, s, "enter").(Notify); !ok {
		t.Error("enter on nothing says nothing")
	}
	o.err = errors.New("permission denied")
	_, action := openedRuns(t, d)
	if n, ok := action.(Notify); !ok || n.Text != "permission denied" {
		t.Errorf("%#v", action)
	}
}

// viewer opens the first run.
func viewer(t *testing.T, d Deps) (*runScreen, tea.Cmd) {
	t.Helper()
	list, _ := openedRuns(t, d)
	_, cmd := list.open()
	action, watch := list.Update(cmd().(forScreen).msg)
	s := action.(Open).Screen.(*runScreen)
	s.SetSize(80, 22)
	return s, watch
}

func TestRunIsReadOnlyInTheSamePane(t *testing.T) {
	o, d := stubRuns()
	s, _ := viewer(t, d)
	golden(t, "run-80x24", s.View())
	exact(t, s.View(), 80, 22)
	mustShow(t, s, "Payments gateway ─ client ─ 2026-11-22 14:29:01", "read-only · 123 kB", "→  Handshake")
	for _, key := range []string{"i", "s", "r", "S", "c"} {
		if _, ok := find(s.Bindings(), keyPress(key), true); ok {
			t.Errorf("%s acts on a stored run", key)
		}
	}
	pressAll(t, s, "]", "]")
	mustShow(t, s, "|Handshak|")
	pressAll(t, s, "[", "[", "g", "/", "h", "e", "a", "r", "enter")
	if seq, _ := s.out.view.CursorSeq(); seq != 3 {
		t.Errorf("found row %d", seq)
	}
	if pressed(t, s, "esc") != nil || pressed(t, s, "esc") != (Back{}) {
		t.Error("esc")
	}
	s.Leave()
	if o.stored.closed != 1 {
		t.Error("the run stays open")
	}
}

// A long run is read bit by bit; what is below is older than the deck.
func TestStoredRowsBelowAreNotNew(t *testing.T) {
	o, d := stubRuns()
	s, _ := viewer(t, d)
	for i := range 100 {
		put(o.stored.Log, noon, model.KindReceived, "p:1", fmt.Sprint("earlier ", i))
	}
	s.out.refresh()
	mustShow(t, s, "▼ 87 more")
	s.Leave()
}

func TestGrowingRunIsFollowed(t *testing.T) {
	o, d := stubRuns()
	s, watch := viewer(t, d)
	pressed(t, s, "G")
	for i := range 3 {
		put(o.stored.Log, noon, model.KindReceived, "p:1", fmt.Sprint("later ", i))
		o.stored.changed <- struct{}{}
		_, watch = s.Update(watch().(forScreen).msg)
		mustShow(t, s, fmt.Sprint("later ", i))
	}
	s.Leave()
	if m := watch().(forScreen).msg; m != nil {
		t.Errorf("%#v after the screen was left", m)
	}
}

func TestRunReadAfterTheListWasLeftIsClosed(t *testing.T) {
	o, d := stubRuns()
	list, _ := openedRuns(t, d)
	_, cmd := list.open()
	list.Leave()
	if a, _ := list.Update(cmd().(forScreen).msg); a != nil || o.stored.closed != 1 {
		t.Errorf("%#v, closed %d times", a, o.stored.closed)
	}
}

func TestRunsHoldNothingHostile(t *testing.T) {
	o, d := stubRuns()
	hostile := "\x1b]0;x\x07\u202e" + strings.Repeat("\u200b", 3)
	o.runs[0].Role = model.Role(hostile)
	list, _ := openedRuns(t, d)
	list.profile.Name = hostile
	harmless(t, list.View())
	s, _ := viewer(t, d)
	s.profile.Name = hostile
	harmless(t, s.View())
}
