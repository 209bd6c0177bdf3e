package netio

import (
	"context"
	"net"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"tcpdeck/model"
)

// lonely is a connection whose writes must never overlap.
type lonely struct {
	net.Conn
	mu       sync.Mutex
	overlaps int
	busy     bool
	heard    []byte
}

func (c *lonely) Write(b []byte) (int, error) {
	c.mu.Lock()
	if c.busy {
		c.overlaps++
	}
	c.busy = true
	c.mu.Unlock()
	runtime.Gosched() // a second writer would come in here
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = false
	c.heard = append(c.heard, b...)
	return len(b), nil
}

// TestOneWriter sends so that the outbox runs empty all the time: a new write
// loop begins while the one before is on its way out.
func TestOneWriter(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	c := &lonely{Conn: here}
	b := newBed(t, Options{Dial: func(context.Context, string, string) (net.Conn, error) { return c, nil }})
	id := b.Start(lf(1), model.Client, model.StartOptions{NoLog: true, Sink: func(*model.Batch) {}})
	b.untilState(id, model.StateConnected)
	const count = 50_000
	var want []byte
	for i := range count {
		text := strconv.Itoa(i)
		if err := b.SendWait(t.Context(), id, model.Outgoing{Text: text}); err != nil {
			t.Fatal(err)
		}
		want = append(append(want, text...), '\n')
		if i%3 == 0 {
			runtime.Gosched()
		}
	}
	b.until("all is written", func() bool {
		st, _ := b.Status(id)
		return st.Sent.Messages == count
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if string(c.heard) != string(want) || c.overlaps > 0 {
		t.Errorf("in order: %v; %d writes overlapped another", string(c.heard) == string(want), c.overlaps)
	}
}
