package profiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"tcpdeck/model"
)

// Bounds of a search: what waits to be shown.
const (
	searchers  = 2
	batchBytes = 256 << 10
	batchLines = 1000
	batches    = 4
)

// Codec gives the conversions of a code page, nil and nil for utf-8 or one
// that is not known.
type Codec func(codePage string) (encode func(string) []byte, decode func([]byte) string)

// lane is one run that is searched. Its file stays open until what was found
// in it has been shown.
type lane struct {
	run   model.Run
	found chan []model.Found
	file  *os.File
	err   error // of the run; read it after found was closed
}

// Search hands over what it finds in runs, in their order and that of the
// records, one call at a time. Two runs are searched at once. Errors of a run
// keep nothing from the others; the first of them is returned at the end, that
// of each at once.
func (o *Outputs) Search(ctx context.Context, runs []model.Run, q model.Search, codec Codec, each func(*model.Found) error) error {
	m, err := newMatcher(q)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	lanes := make([]lane, len(runs))
	for i, run := range runs {
		lanes[i] = lane{run: run, found: make(chan []model.Found, batches)}
	}
	var next atomic.Int64
	var working sync.WaitGroup
	for range min(searchers, len(runs)) {
		working.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(lanes)); i = next.Add(1) - 1 {
				o.search(ctx, &lanes[i], m, q, codec)
			}
		})
	}
	defer func() {
		stop()
		working.Wait()
		for i := range lanes {
			lanes[i].file.Close() // of nil it is an error, and nothing else
		}
	}()
	return show(ctx, lanes, each)
}

// show hands over what is found.
func show(ctx context.Context, lanes []lane, each func(*model.Found) error) error {
	var failed error
	for i := range lanes {
		l := &lanes[i]
		for batch := range l.found {
			for j := range batch {
				if err := each(&batch[j]); err != nil {
					return err
				}
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		l.file.Close()
		l.file = nil
		if l.err != nil && !errors.Is(l.err, fs.ErrNotExist) && failed == nil {
			failed = fmt.Errorf("search %s: %w", l.run.Path, l.err)
		}
	}
	return failed
}

// search goes through one run.
func (o *Outputs) search(ctx context.Context, l *lane, m *matcher, q model.Search, codec Codec) {
	defer close(l.found)
	defer func() {
		if p := recover(); p != nil {
			o.Logger.Error("panic in a search", "panic", p, "stack", string(debug.Stack()))
			l.err = fmt.Errorf("internal error: %v", p)
		}
	}()
	if ctx.Err() != nil {
		return
	}
	f, err := openRun(l.run.Path)
	if err != nil {
		l.err = err
		return
	}
	l.file = f
	s := &searcher{ctx: ctx, lane: l, m: m, q: q, since: sinceText(q.Pick), reader: newReader(f, codec), last: -1}
	if s.reader.endedBefore(q.Since) {
		return
	}
	l.err = s.run()
}
