package netio

import (
	"testing"
	"time"

	"tcpdeck/model"
)

// TestStopWithAStuckSink: nobody reads stdout any more, and a read loop is
// stuck in writing to it; Stop returns all the same.
func TestStopWithAStuckSink(t *testing.T) {
	b := newBed(t, Options{})
	stuck, release := make(chan struct{}, 1), make(chan struct{})
	id, peer := b.client(lf(0), model.StartOptions{NoLog: true, Sink: func(*model.Batch) {}, Quiet: func() {
		select {
		case stuck <- struct{}{}:
		default:
		}
		<-release
	}})
	b.write(peer, "hello\n")
	<-stuck
	stopped := make(chan struct{})
	go func() {
		b.Stop(id)
		close(stopped)
	}()
	select {
	case <-stopped:
	case <-time.After(patience):
		t.Error("Stop is stuck too")
	}
	close(release)
	<-stopped
	if st := b.ended(id); st.Reason != model.StoppedHere {
		t.Errorf("%s: %s", st.Reason, st.Detail)
	}
}
