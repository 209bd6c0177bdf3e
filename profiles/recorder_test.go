package profiles

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tcpdeck/model"
)

// record opens a recorder on d and has it store the started event.
func record(t *testing.T, d *fakeDisk) *Recorder {
	t.Helper()
	o := NewOutputs("state")
	o.disk = d
	r, err := o.Open(named("x"), model.Client, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	r.Record(started(named("x")))
	return r
}

// account checks that the messages 0…sent-1 are on the disk in order, each once
// or told of by a note where it is missing, and that the started event is first.
func account(t *testing.T, d *fakeDisk, r *Recorder, sent int64) (notes int) {
	t.Helper()
	var next, told int64
	for i, rec := range d.records(t) {
		switch {
		case i == 0:
			if rec.Event.Name != model.Started {
				t.Fatalf("the first record is %+v", rec)
			}
		case rec.Kind == model.KindEvent:
			_, after, _ := strings.Cut(rec.Event.Detail, "Z, ")
			number, _, _ := strings.Cut(after, " ")
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil || !strings.HasPrefix(rec.Event.Detail, "task output not stored since ") {
				t.Fatalf("note %q", rec.Event.Detail)
			}
			next += n
			told += n
			notes++
		default:
			if n, err := strconv.ParseInt(string(rec.Data[:8]), 10, 64); err != nil || n != next {
				t.Fatalf("message %d where %d was due (%v)", n, next, err)
			}
			next++
		}
	}
	if lost := r.Storage().Lost; next != sent || told != lost {
		t.Errorf("%d of %d accounted for; notes tell of %d, storage of %d lost", next, sent, told, lost)
	}
	return notes
}

func TestRecorderStores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		var next int64
		r.Record(numbered(&next, 3, 64))
		synctest.Wait()
		if got := len(d.records(t)); got != 1 {
			t.Errorf("%d records before the flush", got)
		}
		r.Quiet()
		synctest.Wait()
		if got := len(d.records(t)); got != 4 {
			t.Errorf("%d records when quiet", got)
		}
		r.Record(numbered(&next, 1, 64))
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		if got := len(d.records(t)); got != 5 {
			t.Errorf("%d records after a second", got)
		}
		writes, _ := d.counts()
		time.Sleep(time.Hour)
		if now, _ := d.counts(); now != writes {
			t.Error("it writes while nothing happens")
		}
		r.Record(numbered(&next, 100_000, 64)) // larger than the queue
		r.Record(&model.Batch{Kind: model.KindReceived})
		r.Close()
		account(t, d, r, next)
		_, closed := d.counts()
		if st := r.Storage(); st.Lost != 0 || !st.Since.IsZero() || st.Err != "" || !st.Recording || closed != 1 {
			t.Errorf("%+v, closed %d times", st, closed)
		}
		r.Record(numbered(&next, 1, 64)) // after Close: counted, not stored, no panic
		r.Quiet()
		r.Close()
		if r.Storage().Lost != 1 {
			t.Error("a record after Close is not counted")
		}
	})
}

// A disk that fills up in the middle of a record.
func TestRecorderDiskFull(t *testing.T) {
	for _, cut := range []int{0, 1, 70, 5000} {
		t.Run(fmt.Sprint(cut), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &fakeDisk{}
				r := record(t, d)
				var next int64
				r.Record(numbered(&next, 10, 64))
				r.Quiet()
				synctest.Wait()
				d.set(func(p []byte) (int, error) { return min(cut, len(p)), syscall.ENOSPC }, nil)
				r.Record(numbered(&next, 100, 64))
				r.Quiet()
				synctest.Wait()
				st := r.Storage()
				if st.Lost < 50 || st.Since.IsZero() || st.Err != "no space left on device" {
					t.Fatalf("%+v", st)
				}
				<-r.outputs.Changed()
				for range 100 { // still full, and tried at most once a second
					r.Record(numbered(&next, 7, 64))
					time.Sleep(100 * time.Millisecond)
				}
				if _, closed := d.counts(); closed > 12 {
					t.Errorf("tried %d times in 10 s", closed)
				}
				d.set(nil, nil)
				for range 12 {
					r.Record(numbered(&next, 7, 64))
					time.Sleep(100 * time.Millisecond)
				}
				if st := r.Storage(); !st.Since.IsZero() || st.Err != "" {
					t.Errorf("not recovered: %+v", st)
				}
				r.Close()
				// 5000 bytes are enough for a note, so that every attempt succeeds.
				if notes := account(t, d, r, next); notes != 1 && cut < 100 {
					t.Errorf("%d notes", notes)
				}
			})
		})
	}
}

// A folder that cannot be written at first: the started event is not lost.
func TestRecorderCannotCreate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{openErr: syscall.EACCES}
		r := record(t, d)
		var next int64
		r.Record(numbered(&next, 3, 64))
		synctest.Wait()
		if st := r.Storage(); st.Lost != 3 || st.Err != "permission denied" {
			t.Errorf("%+v", st)
		}
		d.set(nil, nil)
		time.Sleep(2 * time.Second)
		r.Record(numbered(&next, 3, 64))
		r.Close()
		account(t, d, r, next)
	})
}

// A disk that does not answer: Record waits 5 s in all, then never again.
func TestRecorderDiskHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		synctest.Wait()
		release := make(chan struct{})
		d.set(func(p []byte) (int, error) { <-release; return len(p), nil }, nil)
		var next int64
		began := time.Now()
		for range 400 { // 40 MB
			r.Record(numbered(&next, 1000, 100))
		}
		if took := time.Since(began); took < 4*time.Second || took > 5*time.Second {
			t.Errorf("waited %v", took)
		}
		st := r.Storage()
		if st.Lost < 200_000 || st.Since.IsZero() || !strings.Contains(st.Err, "not answered for 5s") {
			t.Fatalf("%+v", st)
		}
		time.Sleep(time.Minute)
		r.Record(numbered(&next, 1000, 100))
		close(release)
		synctest.Wait()
		if st := r.Storage(); !st.Since.IsZero() {
			t.Errorf("not recovered: %+v", st)
		}
		r.Record(numbered(&next, 1000, 100))
		r.Close()
		account(t, d, r, next)
	})
}

// Little traffic, so that nobody waits: the hang shows all the same.
func TestRecorderHangShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		synctest.Wait()
		release := make(chan struct{})
		d.set(func(p []byte) (int, error) { <-release; return len(p), nil }, nil)
		var next int64
		r.Record(numbered(&next, 1, 64))
		r.Quiet()
		time.Sleep(6 * time.Second)
		if st := r.Storage(); st.Since.IsZero() {
			t.Errorf("%+v", st)
		}
		began := time.Now()
		r.Close()
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("Close took %v", took)
		}
		close(release)
		<-r.done
		account(t, d, r, next)
		if _, closed := d.counts(); closed != 1 {
			t.Error("the file is not closed")
		}
	})
}

// A slow disk slows the traffic and loses nothing.
func TestRecorderBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		d.set(func(p []byte) (int, error) { time.Sleep(50 * time.Millisecond); return len(p), nil }, nil)
		var next int64
		began := time.Now()
		for range 300 {
			r.Record(numbered(&next, 1000, 100))
		}
		if took := time.Since(began); took < 5*time.Second {
			t.Errorf("30 MB took %v", took)
		}
		r.Quiet()
		synctest.Wait()
		time.Sleep(3 * time.Second) // what waits is more than Close has time for
		r.Close()
		if notes := account(t, d, r, next); notes != 0 {
			t.Errorf("%d notes", notes)
		}
	})
}

// While the disk is tried again more comes than the queue holds.
func TestRecorderOverflowWhileTrying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		synctest.Wait()
		d.set(func([]byte) (int, error) { return 0, syscall.EIO }, nil)
		var next int64
		r.Record(numbered(&next, 10, 64))
		r.Quiet()
		synctest.Wait()
		release := make(chan struct{})
		d.set(func(p []byte) (int, error) { <-release; return len(p), nil }, nil)
		time.Sleep(2 * time.Second)
		began := time.Now()
		for range 100 {
			r.Record(numbered(&next, 1000, 100))
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("it waited %v for a disk that is not known to work", took)
		}
		close(release)
		synctest.Wait()
		r.Record(numbered(&next, 10, 64))
		r.Close()
		if notes := account(t, d, r, next); notes != 2 {
			t.Errorf("%d notes", notes)
		}
	})
}

// A panic ends the recorder alone.
func TestRecorderPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		synctest.Wait()
		d.set(func([]byte) (int, error) { panic("injected") }, nil)
		var next int64
		r.Record(numbered(&next, 5, 64))
		r.Quiet()
		synctest.Wait()
		for range 200 {
			r.Record(numbered(&next, 1000, 100))
		}
		if st := r.Storage(); st.Err != "internal error: injected" || st.Lost < 200_000 {
			t.Errorf("%+v", st)
		}
		r.Close()
	})
}

// A disk that errs on the first of several batches that the writer holds.
func TestRecorderErrsInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{}
		r := record(t, d)
		synctest.Wait()
		release := make(chan struct{})
		d.set(func(p []byte) (int, error) { <-release; return len(p), nil }, nil)
		var next int64
		r.Record(numbered(&next, 1000, 300))
		synctest.Wait() // the writer is at it
		for range 5 {
			r.Record(numbered(&next, 1000, 300))
		}
		d.set(func(p []byte) (int, error) { return len(p) / 2, syscall.EIO }, nil)
		close(release)
		synctest.Wait()
		// What was left of the first batch is in the chunk that fails halfway.
		if st := r.Storage(); st.Lost < 5000 || st.Lost >= 5400 {
			t.Errorf("%+v", st)
		}
		d.set(nil, nil)
		r.Close()
		if notes := account(t, d, r, next); notes != 1 {
			t.Errorf("%d notes", notes)
		}
	})
}
