package profiles

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"tcpdeck/model"
)

func started(p model.Profile) *model.Batch {
	f := p.Framing
	return &model.Batch{Kind: model.KindEvent, Event: model.Event{Name: model.Started, Profile: p.Name, Role: model.Client, Framing: &f, CodePage: p.CodePage}}
}

// numbered is a batch of n messages that say which they are; next counts on.
func numbered(next *int64, n, size int) *model.Batch {
	b := &model.Batch{Time: time.Unix(1, 0), Kind: model.KindReceived, Peer: "127.0.0.1:1"}
	for range n {
		start := len(b.Data)
		b.Data = appendNumber(b.Data, *next)
		b.Data = append(b.Data, bytes.Repeat([]byte("."), size-8)...)
		b.Parts = append(b.Parts, model.Part{Start: uint32(start), End: uint32(len(b.Data))})
		*next++
	}
	return b
}

func appendNumber(dst []byte, n int64) []byte {
	for div := int64(10_000_000); div > 0; div /= 10 {
		dst = append(dst, byte('0'+n/div%10))
	}
	return dst
}

// fakeDisk is a disk that does what a test tells it.
type fakeDisk struct {
	mu      sync.Mutex
	content []byte
	there   bool
	writes  int
	closed  int
	// openErr, if set, fails create and reopen; write, if set, decides how
	// much of a write reaches the disk.
	openErr error
	write   func(p []byte) (int, error)
}

func (d *fakeDisk) create(string) (diskFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.openErr != nil {
		return nil, &os.PathError{Op: "open", Path: "x", Err: d.openErr}
	}
	if d.there {
		return nil, os.ErrExist
	}
	d.there = true
	return d, nil
}

func (d *fakeDisk) reopen(string) (diskFile, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.openErr != nil {
		return nil, false, &os.PathError{Op: "open", Path: "x", Err: d.openErr}
	}
	d.there = true
	d.content = d.content[:bytes.LastIndexByte(d.content, '\n')+1]
	return d, len(d.content) == 0, nil
}

func (d *fakeDisk) Write(p []byte) (int, error) {
	d.mu.Lock()
	write := d.write
	d.mu.Unlock()
	n, err := len(p), error(nil)
	if write != nil {
		n, err = write(p) // without the lock: it may hang
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.content = append(d.content, p[:n]...)
	d.writes++
	return n, err
}

func (d *fakeDisk) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed++
	return nil
}

func (d *fakeDisk) counts() (writes, closed int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writes, d.closed
}

func (d *fakeDisk) set(write func(p []byte) (int, error), openErr error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.write, d.openErr = write, openErr
}

// records parses what is on the disk; a torn or broken line fails the test.
func (d *fakeDisk) records(t *testing.T) []model.Record {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []model.Record
	for rest := d.content; len(rest) > 0; {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		r, err := quickRecord(line)
		if err = errors.Join(err, map[bool]error{false: errors.New("torn")}[whole]); err != nil {
			t.Fatalf("record %d: %v: %q", len(out), err, line)
		}
		out, rest = append(out, r), after
	}
	return out
}

// quickRecord is ParseRecord for the many lines of numbered messages, of which
// only the number matters.
func quickRecord(line []byte) (model.Record, error) {
	_, number, isMessage := bytes.Cut(line, []byte(`"text":"`))
	if !isMessage {
		return model.ParseRecord(line, nil, nil)
	}
	if len(number) < 10 || !bytes.HasPrefix(line, []byte(`{"time":"`)) || !bytes.HasSuffix(line, []byte(`"}`)) {
		return model.Record{}, errors.New("no whole record")
	}
	return model.Record{Kind: model.KindReceived, Data: number[:8]}, nil
}
