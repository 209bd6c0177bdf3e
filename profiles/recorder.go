package profiles

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"tcpdeck/model"
)

// Bounds of a recorder.
const (
	// queueLimit bounds the bytes that wait; as much again may be in the hands
	// of the writer.
	queueLimit = 4 << 20
	// patience is how long a disk may take to answer, and Record to wait.
	patience = 5 * time.Second
	// retryEvery is how often a failed disk is tried again, at most.
	retryEvery = time.Second
	// closeWithin bounds Close.
	closeWithin = 2 * time.Second
)

// recording is how a recorder fares.
type recording uint8

const (
	storing recording = iota
	failing           // what comes is dropped and counted
	probing           // the writer tries the disk again; what comes waits for the outcome
)

// queued is a batch that waits, or a gap: records that were dropped there.
type queued struct {
	batch *model.Batch
	gap   int64
	since time.Time
}

// Recorder stores the task output of one run. Its methods may be called from
// several goroutines at once.
type Recorder struct {
	outputs *Outputs
	wake    chan struct{} // one slot: there is something for the writer
	done    chan struct{} // closed when the writer has ended

	mu      sync.Mutex
	storage model.Storage
	begun   bool
	head    *model.Batch // the started event, which begins the file whenever that can be written
	state   recording
	dead    bool // the writer is gone
	queue   []queued
	size    int           // bytes of queue
	room    chan struct{} // closed and made anew when the queue became empty
	waiters int           // for room
	flush   bool
	closing bool
	// gap counts the records dropped that no note in the file tells of yet;
	// overflow those dropped while probing, which come after the queue.
	gap, overflow int64
	busySince     time.Time // the disk works since then; zero: it does not
	triedAt       time.Time
	retry         bool // the writer shall try the disk again
}

// Record stores b, which must not change afterwards. It waits while the disk
// is slower than the traffic, at most 5 s; then, as after an error of the
// disk, records are dropped and counted, and Record waits no more.
func (r *Recorder) Record(b *model.Batch) {
	n := int64(b.Len())
	if n == 0 {
		return
	}
	cost := b.Size()
	r.mu.Lock()
	defer r.mu.Unlock()
	if first := !r.begun; first {
		r.begun = true
		if b.Kind == model.KindEvent && b.Event.Name == model.Started {
			r.head = b
			r.wakeWriter()
			return
		}
	}
	var began time.Time
	for !r.offerLocked(b, n, cost) {
		now := time.Now()
		if began.IsZero() {
			began = now
		}
		left := patience - now.Sub(began)
		if left <= 0 {
			r.failLocked(now, "the disk is too slow")
			continue
		}
		if !r.busySince.IsZero() {
			left = min(left, max(0, patience-now.Sub(r.busySince)))
		}
		r.waitLocked(left)
	}
}

// offerLocked queues or drops b; false: it has to wait for room.
func (r *Recorder) offerLocked(b *model.Batch, n int64, cost int) bool {
	now := time.Now()
	r.checkLocked(now)
	if r.dead || r.closing {
		r.storage.Lost += n
		return true
	}
	if r.state == failing && r.busySince.IsZero() && now.Sub(r.triedAt) >= retryEvery {
		r.state, r.triedAt, r.retry = probing, now, true
	}
	fits := r.size == 0 || r.size+cost <= queueLimit
	switch {
	case r.state == failing:
		r.storage.Lost += n
		r.gap += n
		return true
	case r.state == probing && (!fits || r.overflow > 0):
		r.storage.Lost += n
		r.overflow += n
		return true
	case !fits:
		return false
	}
	r.queue = append(r.queue, queued{batch: b})
	r.size += cost
	r.wakeWriter()
	return true
}

// waitLocked waits for room, without the lock, at most for d.
func (r *Recorder) waitLocked(d time.Duration) {
	room := r.room
	r.waiters++
	r.mu.Unlock()
	t := time.NewTimer(d)
	select {
	case <-room:
	case <-t.C:
	}
	t.Stop()
	r.mu.Lock()
}

func (r *Recorder) wakeWriter() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// checkLocked gives a disk up that has not answered for too long.
func (r *Recorder) checkLocked(now time.Time) {
	if r.state != failing && !r.busySince.IsZero() && now.Sub(r.busySince) >= patience {
		r.failLocked(now, fmt.Sprintf("the disk has not answered for %v", patience))
	}
}

// failLocked stops storing; what is queued is dropped.
func (r *Recorder) failLocked(now time.Time, why string) {
	for _, q := range r.queue {
		if q.batch == nil {
			r.gap += q.gap // it is in Lost already
			continue
		}
		r.storage.Lost += int64(q.batch.Len())
		r.gap += int64(q.batch.Len())
	}
	r.gap += r.overflow
	r.overflow = 0
	r.state, r.retry, r.triedAt = failing, false, now
	r.storage.Err = why
	if r.storage.Since.IsZero() {
		r.storage.Since = now
	}
	r.emptyLocked()
	r.outputs.signal()
}

// emptyLocked forgets the queue and lets those go on who wait for room.
func (r *Recorder) emptyLocked() {
	r.queue, r.size = nil, 0
	if r.waiters > 0 {
		close(r.room)
		r.room, r.waiters = make(chan struct{}), 0
	}
}

// Quiet says that no more input is at hand: what waits goes to the file now.
func (r *Recorder) Quiet() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checkLocked(time.Now())
	if r.state != failing {
		r.flush = true
		r.wakeWriter()
	}
}

// Storage says how storing fares.
func (r *Recorder) Storage() model.Storage {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checkLocked(time.Now())
	return r.storage
}

// Close stores what waits and closes the file. With a disk that does not
// answer it returns after 2 s; the file is closed as soon as the disk answers.
func (r *Recorder) Close() {
	r.mu.Lock()
	r.closing = true
	r.wakeWriter()
	r.mu.Unlock()
	t := time.NewTimer(closeWithin)
	defer t.Stop()
	select {
	case <-r.done:
	case <-t.C:
		r.mu.Lock()
		if r.state != failing {
			r.failLocked(time.Now(), "the disk did not answer in time")
		}
		r.mu.Unlock()
	}
}

// contain ends the recorder, not the program, when its goroutine panics.
func (r *Recorder) contain() {
	if p := recover(); p != nil {
		r.outputs.Logger.Error("panic in the recorder", "panic", p, "stack", string(debug.Stack()))
		r.mu.Lock()
		r.failLocked(time.Now(), fmt.Sprintf("internal error: %v", p))
		r.dead = true
		r.mu.Unlock()
	}
}
