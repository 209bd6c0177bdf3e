package netio

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"tcpdeck/model"
)

// triggerBed is a trigger under test, with all that it reported.
type triggerBed struct {
	*triggers
	t      testing.TB
	events chan model.Event
	panics chan any
}

func newTriggerBed(t testing.TB, trigger model.Trigger) *triggerBed {
	b := &triggerBed{t: t, events: make(chan model.Event, 3*maxWaiting), panics: make(chan any, 10)}
	b.triggers = newTriggers(trigger, "Demo listener", true, func(peer string, e model.Event) {
		if peer != firedFrom && !strings.Contains(e.Detail, "waited") && !strings.HasSuffix(e.Detail, "times more") {
			t.Errorf("%q is reported of %q", e.Detail, peer)
		}
		b.events <- e
	}, b.caught)
	t.Cleanup(b.stop)
	return b
}

// caught is a guard: of a method, as a session's is.
func (b *triggerBed) caught(string) {
	if v := recover(); v != nil {
		b.panics <- v
	}
}

// fire fires with an event that has all of its message.
func (b *triggerBed) fire(f *model.Batch) { b.triggers.fire(f, f.Event.Rules.Message) }

// fires fires with a message.
func (b *triggerBed) fires(text string) { b.fire(firedWith(text)) }

// next waits for the next event.
func (b *triggerBed) next() model.Event {
	b.t.Helper()
	select {
	case e := <-b.events:
		if e.Name != model.Acted {
			b.t.Fatalf("a trigger reports %q", e.Name)
		}
		return e
	case <-time.After(patience):
		b.t.Fatalf("no event; %+v", b.status())
		panic("not reached")
	}
}

// says waits for the next event, which is of an action and begins with a text.
func (b *triggerBed) says(action, detail string) model.Event {
	b.t.Helper()
	e := b.next()
	if e.Rules.Action != action || !strings.HasPrefix(e.Detail, detail) {
		b.t.Fatalf("%s: %q, want %s: %q", e.Rules.Action, e.Detail, action, detail)
	}
	return e
}

// finish waits until all is done and wants a status, and no more events.
func (b *triggerBed) finish(done, failed int64) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	b.drain(ctx)
	b.has(model.TriggerStatus{Done: done, Failed: failed})
	select {
	case e := <-b.events:
		b.t.Fatalf("one more event: %q", e.Detail)
	default:
	}
}

func (b *triggerBed) has(want model.TriggerStatus) {
	b.t.Helper()
	if got := b.status(); got != want {
		b.t.Fatalf("status %+v, want %+v", got, want)
	}
}

// hangingServer answers nothing until release is called.
func hangingServer(t testing.TB) (url string, called chan struct{}, release func()) {
	called, free := make(chan struct{}, 100), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		called <- struct{}{}
		<-free
	}))
	release = sync.OnceFunc(func() { close(free) })
	t.Cleanup(func() {
		release()
		s.Close()
	})
	return s.URL, called, release
}

func postTo(url string, atOnce int) model.Trigger {
	return model.Trigger{Post: url, Timeout: time.Hour, AtOnce: atOnce}
}

// TestTriggerWithoutConsent: nothing is done, and it is said once a second how
// often: fires must not fill the disk.
func TestTriggerWithoutConsent(t *testing.T) {
	dir := t.TempDir()
	all := postTo("http://127.0.0.1:1/", 4)
	all.Append, all.Command = dir+"/events", []string{"touch", dir + "/ran"}
	const detail = `not run: it was not allowed; see tcpdeck interaction allow "Demo listener"`
	for action, trigger := range map[string]model.Trigger{"": all, actPost: postTo("http://127.0.0.1:1/", 4)} {
		b := newTriggerBed(t, trigger)
		b.allowed = false
		for range 5 {
			b.fires("x")
		}
		b.mu.Lock()
		b.refused = b.refused.Add(-refusalEvery)
		b.mu.Unlock()
		b.fires("x")
		b.fires("x")
		b.stop()
		for _, want := range []string{detail, detail + " (and 4 times before)", "not run 1 times more"} {
			if e := b.next(); e.Detail != want || e.Rules.Action != action {
				t.Errorf("%q: %q, want %q", e.Rules.Action, e.Detail, want)
			}
		}
		b.finish(0, 0)
	}
	wantFiles(t, dir)
}

// TestTriggerOfNothing: a trigger that only has its event does nothing.
func TestTriggerOfNothing(t *testing.T) {
	for _, allowed := range []bool{true, false} {
		b := newTriggerBed(t, model.NewTrigger())
		b.allowed = allowed
		b.fires("hello")
		b.finish(0, 0)
	}
}

func TestTriggerQueueIsFull(t *testing.T) {
	url, called, _ := hangingServer(t)
	b := newTriggerBed(t, postTo(url, 1))
	for range maxWaiting + 1 {
		b.fires("x")
	}
	<-called
	b.has(model.TriggerStatus{Running: 1, Waiting: maxWaiting})
	b.fires("one too many")
	if e := b.says(actPost, ""); e.Detail != "not run: 10000 are waiting" {
		t.Errorf("%q", e.Detail)
	}
	b.has(model.TriggerStatus{Running: 1, Waiting: maxWaiting, Failed: 1})
	b.stop()
	b.says(actPost, "cut off when it was stopped")
	b.says(actPost, "not run: 10000 waited when it was stopped")
	b.finish(0, maxWaiting+2)
}

// TestTriggerQueueIsFullOfBytes: the messages that wait are bounded, but one
// has always room.
func TestTriggerQueueIsFullOfBytes(t *testing.T) {
	url, called, _ := hangingServer(t)
	b := newTriggerBed(t, postTo(url, 1))
	b.fires("x")
	<-called
	large := func(size int) *model.Batch { // all that it holds is so much
		f := firedWith("")
		size -= f.Size()
		f.Event.Rules.Message.Data = make([]byte, size/2)
		f.Event.Rules.Results[0].Message.Data = make([]byte, size-size/2)
		return f
	}
	for range 64 {
		b.fire(large(1 << 20))
	}
	b.has(model.TriggerStatus{Running: 1, Waiting: 64})
	b.fires("")
	b.says(actPost, "not run: 64 MiB of messages are waiting")
	b.stop()

	b = newTriggerBed(t, postTo(url, 1))
	b.fires("x")
	<-called
	b.fire(large(100 << 20))
	b.has(model.TriggerStatus{Running: 1, Waiting: 1})
}

// TestTriggerCountsWhatItHolds: many short messages are many bytes in memory.
func TestTriggerCountsWhatItHolds(t *testing.T) {
	f := firedWith("x")
	for i := range 1000 {
		f.Event.Rules.Results = append(f.Event.Rules.Results, model.Result{Key: fmt.Sprint(i), Message: *f.Event.Rules.Message})
	}
	const each = int(unsafe.Sizeof(model.Result{}))
	if n := f.Size(); n < 1000*each || n > 2000*each {
		t.Errorf("1000 results of %d bytes count as %d", each, n)
	}
}

// TestTriggerFreesWhatWaited: the bytes of what ran make room again.
func TestTriggerFreesWhatWaited(t *testing.T) {
	url, _, release := hangingServer(t)
	b := newTriggerBed(t, postTo(url, 2))
	for range 20 {
		b.fires("0123456789")
	}
	b.mu.Lock()
	if b.jobs.bytes != 18*firedWith("0123456789").Size() {
		t.Errorf("%d bytes wait", b.jobs.bytes)
	}
	b.mu.Unlock()
	release()
	for range 20 {
		b.says(actPost, "HTTP 200 in ")
	}
	b.finish(20, 0)
	if b.jobs.bytes != 0 {
		t.Errorf("%d bytes are left", b.jobs.bytes)
	}
}

// TestTriggerAfterStop: what fires later says that it was not run.
func TestTriggerAfterStop(t *testing.T) {
	b := newTriggerBed(t, postTo("http://127.0.0.1:1/", 1))
	b.stop()
	b.fires("late")
	b.says(actPost, "not run: it was stopped")
	b.stop()
	b.finish(0, 1)
}

// TestTriggerDrainHasAnEnd: with its context over it stops.
func TestTriggerDrainHasAnEnd(t *testing.T) {
	url, called, _ := hangingServer(t)
	b := newTriggerBed(t, postTo(url, 1))
	b.fires("runs")
	b.fires("waits")
	<-called
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	b.drain(ctx)
	b.says(actPost, "cut off when it was stopped")
	b.says(actPost, "not run: 1 waited when it was stopped")
	b.has(model.TriggerStatus{Failed: 2})
}

// TestTriggerPanics: a panic is contained, counted as a failure, and the rest
// is done all the same.
func TestTriggerPanics(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	b := newTriggerBed(t, postTo(s.URL, 1))
	works := b.client
	b.client = nil
	b.fires("in the job")
	b.says(actPost, "a fault of tcpdeck itself")
	<-b.panics
	b.waitIdle(t.Context())
	b.client = works
	report, calls := b.report, 0
	b.report = func(peer string, e model.Event) { // one at a time
		if calls++; calls == 1 {
			panic("in the report")
		}
		report(peer, e)
	}
	b.fires("one")
	b.fires("two")
	b.says(actPost, "HTTP 404")
	if v := <-b.panics; v != "in the report" {
		t.Errorf("caught %v", v)
	}
	b.finish(0, 3)
}

// TestTriggerSlowReport: fire does not wait while reports are held up, no
// goroutines pile up, and the POSTs wait for their lines.
func TestTriggerSlowReport(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	trigger := postTo(s.URL, 10)
	trigger.Append = t.TempDir()
	b := newTriggerBed(t, trigger)
	held, inside := make(chan struct{}), make(chan struct{}, 10)
	free := sync.OnceFunc(func() { close(held) })
	t.Cleanup(free) // before the bed's own, which waits
	report := b.report
	b.report = func(peer string, e model.Event) {
		inside <- struct{}{}
		<-held
		report(peer, e)
	}
	b.fires("x")
	<-inside
	for range 4 {
		b.fires("x")
	}
	<-inside // the POST of the first; the others wait for their lines
	b.has(model.TriggerStatus{Waiting: 4 + 4, Failed: 2})
	if len(inside) != 0 {
		t.Error("a third goroutine reports")
	}
	free()
	count := map[string]int{}
	for range 10 {
		count[b.next().Rules.Action]++
	}
	if count[actAppend] != 5 || count[actPost] != 5 {
		t.Errorf("%v", count)
	}
	b.finish(0, 10)
}

// wantFiles wants exactly these files in a folder.
func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	var got []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}
