package profiles

import (
	"bytes"
	"io"
	"time"

	"tcpdeck/model"
)

const (
	// chunk is how much is written at once under load.
	chunk = 256 << 10
	// flushEvery bounds how long a record waits in the buffer.
	flushEvery = time.Second
)

// writer is the recorder's own goroutine: the only one to touch the file, so
// that the file is whole lines in order, and after a kill at most one torn.
type writer struct {
	*Recorder
	file  diskFile // nil: not open, or not to be trusted any more
	empty bool     // the file is; the started event goes first
	buf   []byte
	timer *time.Timer // runs while buf holds something
	spare []queued    // room for the next queue
}

// job is what the writer took over in one go.
type job struct {
	items                 []queued
	flush, closing, retry bool
}

func (r *Recorder) write() {
	defer close(r.done)
	defer r.contain()
	w := &writer{Recorder: r, timer: time.NewTimer(flushEvery)}
	w.timer.Stop()
	defer w.timer.Stop()
	w.open(func(path string) (diskFile, bool, error) {
		f, err := w.outputs.disk.create(path)
		return f, true, err
	})
	for {
		j := w.take()
		w.work(j)
		if j.closing && w.idle() {
			break
		}
		w.await(j.closing)
	}
	w.end()
}

// end closes the file. Some systems tell only then that a write failed.
func (w *writer) end() {
	if w.file == nil {
		return
	}
	var err error
	w.busy(func() { err = w.file.Close() })
	if w.file = nil; err != nil {
		w.failed(err, 0)
	}
}

func (w *writer) idle() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue) == 0
}

// await returns when there is something to do.
func (w *writer) await(closing bool) {
	if closing {
		return
	}
	select {
	case <-w.wake:
	case <-w.timer.C:
		w.mu.Lock()
		w.flush = true
		w.mu.Unlock()
	}
}

func (w *writer) take() job {
	w.mu.Lock()
	defer w.mu.Unlock()
	j := job{flush: w.flush, closing: w.closing, retry: w.retry}
	w.flush, w.retry = false, false
	if !j.retry { // while probing, the queue waits for the outcome
		j.items = w.queue
		w.emptyLocked()
		w.queue, w.spare = w.spare, nil
	}
	return j
}

// work does one job. A disk that hung and answered at last, or that shall be
// tried again, gets a note on the gap before anything else.
func (w *writer) work(j job) {
	w.putHead()
	for i, q := range j.items {
		if w.file == nil {
			w.drop(j.items[i:])
			break
		}
		if q.batch != nil {
			w.add(q.batch)
		} else if !w.putNote(q.gap, q.since) {
			w.drop(j.items[i : i+1])
		}
	}
	clear(j.items)
	w.spare = j.items[:0]
	if (j.flush || j.closing) && len(w.buf) > 0 {
		w.put()
	}
	w.mu.Lock()
	failing := w.state == failing
	w.mu.Unlock()
	if j.retry || failing && (w.file != nil || j.closing) {
		w.recover()
	}
	if len(w.buf) == 0 {
		w.timer.Stop()
	}
}

// add encodes b, and writes when there is a chunk. A long record, six times
// its message in the worst case, goes out in pieces.
func (w *writer) add(b *model.Batch) {
	if len(w.buf) == 0 {
		w.timer.Reset(flushEvery)
	}
	w.buf = b.SpillJSON(w.buf, w.spill)
	if len(w.buf) >= chunk || w.file == nil {
		w.spill(w.buf)
	}
}

// spill writes lines, or counts those that end here once the disk has failed
// in the middle of a batch: their beginning, if it is in the file, is cut off
// when that is opened again.
func (w *writer) spill(lines []byte) []byte {
	if w.buf = lines; w.file != nil {
		w.put()
		return w.buf
	}
	lost := int64(bytes.Count(lines, []byte("\n")))
	w.buf = lines[:0]
	w.mu.Lock()
	w.storage.Lost += lost
	w.gap += lost
	w.mu.Unlock()
	return w.buf
}

// drop counts records that came to the writer and found no file.
func (w *writer) drop(items []queued) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, q := range items {
		if q.batch == nil {
			w.gap += q.gap
			continue
		}
		w.storage.Lost += int64(q.batch.Len())
		w.gap += int64(q.batch.Len())
	}
}

// put writes the buffer. On an error the records that are not whole in the
// file are lost; the torn one is cut off before anything follows it.
func (w *writer) put() {
	n, err := w.store(w.buf)
	lost := int64(0)
	if err != nil {
		whole := bytes.LastIndexByte(w.buf[:n], '\n') + 1
		lost = int64(bytes.Count(w.buf[whole:], []byte("\n")))
	}
	w.buf = w.buf[:0]
	if err != nil {
		w.failed(err, lost)
	}
}

func (w *writer) store(lines []byte) (n int, err error) {
	w.busy(func() { n, err = w.file.Write(lines) })
	if n == len(lines) {
		return n, nil // what counts is that it is there
	}
	if err == nil {
		err = io.ErrShortWrite
	}
	return n, err
}

// failed gives the file up until the disk is tried again.
func (w *writer) failed(err error, lost int64) {
	if w.file != nil {
		f := w.file
		w.file = nil
		w.busy(func() { _ = f.Close() }) // it failed before
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.storage.Lost += lost
	w.gap += lost
	w.failLocked(time.Now(), systemWords(err))
}

// busy marks the time that the disk takes.
func (w *writer) busy(call func()) {
	w.mu.Lock()
	w.busySince = time.Now()
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.busySince = time.Time{}
		w.mu.Unlock()
	}()
	call()
}

func (w *writer) open(how func(path string) (diskFile, bool, error)) bool {
	var f diskFile
	var empty bool
	var err error
	w.busy(func() { f, empty, err = how(w.storage.Path) })
	if err != nil {
		w.failed(err, 0)
		return false
	}
	w.file, w.empty = f, empty
	return true
}

// putHead begins an empty file with the started event, by which its code page
// is known.
func (w *writer) putHead() bool {
	w.mu.Lock()
	head := w.head
	w.mu.Unlock()
	if w.file == nil || !w.empty || head == nil {
		return w.file != nil
	}
	if _, err := w.store(head.AppendJSON(nil)); err != nil {
		w.failed(err, 0)
		return false
	}
	w.empty = false
	return true
}
