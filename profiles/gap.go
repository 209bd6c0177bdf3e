package profiles

import (
	"fmt"
	"time"

	"tcpdeck/model"
)

// putNote writes the record of a gap, after what is in the buffer.
func (w *writer) putNote(lost int64, since time.Time) bool {
	if len(w.buf) > 0 {
		w.put()
	}
	if w.file == nil {
		return false
	}
	what := "messages"
	if lost == 1 {
		what = "message"
	}
	note := model.Batch{Time: time.Now(), Kind: model.KindEvent, Event: model.Event{Name: model.Note,
		Detail: fmt.Sprintf("task output not stored since %s, %d %s", since.UTC().Format(time.RFC3339), lost, what)}}
	if _, err := w.store(note.AppendJSON(nil)); err != nil {
		w.failed(err, 0)
		return false
	}
	return true
}

// recover tries the disk again, and goes on storing below a note on what is
// missing.
func (w *writer) recover() {
	if w.file == nil && !w.open(w.outputs.disk.reopen) || !w.putHead() {
		return
	}
	for {
		w.mu.Lock()
		w.state = probing
		noted, since := w.gap, w.storage.Since
		w.mu.Unlock()
		if noted > 0 && !w.putNote(noted, since) {
			return
		}
		w.mu.Lock()
		w.gap -= noted
		whole := w.gap == 0 // else the disk hung once more
		if whole {
			w.resumeLocked(since)
		}
		w.mu.Unlock()
		if whole {
			return
		}
	}
}

// resumeLocked goes on storing. What did not fit while the disk was tried is a
// gap behind the queue.
func (w *writer) resumeLocked(since time.Time) {
	w.state, w.storage.Since, w.storage.Err = storing, time.Time{}, ""
	if w.overflow > 0 {
		w.queue = append(w.queue, queued{gap: w.overflow, since: since})
		w.overflow = 0
	}
	if len(w.queue) > 0 {
		w.wakeWriter()
	}
	w.outputs.signal()
}
