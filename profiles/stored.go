package profiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"tcpdeck/model"
)

// Bounds of one answer of a StoredRun.
const (
	// answerBytes: no more lines are read once a window holds so much.
	answerBytes = 64 << 20
	// longestLine is shown; a longer one only says how long it is.
	longestLine = 256 << 20
)

// StoredRun is a task output on disk, read by window: a model.Source. It takes
// little memory whatever the size of the file, and the file may still grow.
type StoredRun struct {
	file    *os.File
	started time.Time
	encode  func(string) []byte
	decode  func([]byte) string
	logger  *slog.Logger
	changed chan struct{}
	more    chan struct{} // one slot: the file has grown
	found   chan struct{} // closed once the lines are found that were there at first
	stop    chan struct{}
	stopped chan struct{}

	mu     sync.Mutex // never held while reading
	blocks []block
	lines  int64 // whole lines found
	end    int64 // where they end
	torn   int64 // bytes after the last whole line, once its end is known
	size   int64 // of the file, when last looked at
	busy   bool
}

// block is where up to 256 lines, or about 1 MiB of them, begin.
type block struct{ line, offset int64 }

// Read opens a stored run. codec gives the conversions of a code page, nil and
// nil for utf-8 or one that is not known. Finding the lines goes on in the
// background: Bounds grows meanwhile.
func (o *Outputs) Read(run model.Run, codec func(codePage string) (encode func(string) []byte, decode func([]byte) string)) (*StoredRun, error) {
	f, err := openRun(run.Path)
	if err != nil {
		return nil, fmt.Errorf("read stored task output: %w", err)
	}
	s := &StoredRun{
		file: f, started: run.Started, logger: o.Logger, changed: make(chan struct{}, 1), more: make(chan struct{}, 1),
		found: make(chan struct{}), stop: make(chan struct{}), stopped: make(chan struct{}), busy: true, blocks: []block{{}},
	}
	if first, err := readFirst(f); err == nil {
		s.started = first.Time
		if page := first.Event.CodePage; page != "" && page != "utf-8" && codec != nil {
			s.encode, s.decode = codec(page)
		}
	}
	go s.index()
	return s, nil
}

// Close ends the reading. The run must not be used afterwards.
func (s *StoredRun) Close() {
	close(s.stop)
	<-s.stopped
	s.file.Close()
}

// Changed has room for one signal, sent when Bounds or Loading changed.
func (s *StoredRun) Changed() <-chan struct{} { return s.changed }

// Loading says whether lines are still being found.
func (s *StoredRun) Loading() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy
}

// Whole waits until Bounds has all that the file had when it was opened. Its
// error is that of ctx, or says that the lines could not be found.
func (s *StoredRun) Whole(ctx context.Context) error {
	select {
	case <-s.found:
		return nil
	case <-s.stopped:
		return errors.New("the stored task output was not read to its end")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Bounds implements model.Source. A look at the size of the file is enough to
// have lines found that were added since.
func (s *StoredRun) Bounds() (first, end int64) {
	info, err := s.file.Stat()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && info.Size() != s.size && !s.busy {
		s.busy = true
		s.more <- struct{}{} // empty: only an idle index is woken
	}
	return 0, s.endLocked()
}

func (s *StoredRun) endLocked() int64 {
	if s.torn > 0 {
		return s.lines + 1
	}
	return s.lines
}

// Forward implements model.Source. It returns fewer than n records before the
// end only when those hold more than 64 MiB.
func (s *StoredRun) Forward(from int64, n int, f model.Filter) []model.Record {
	var out []model.Record
	size := 0
	for from = max(0, from); len(out) < n && size < answerBytes; {
		lines, next := s.read(from)
		if len(lines) == 0 {
			break
		}
		for ; from < next && len(out) < n && size < answerBytes; from++ {
			line := lines[len(lines)-int(next-from)]
			if r, ok := s.parse(line, from, f); ok {
				out = append(out, r)
				size += len(line.text)
			}
		}
	}
	return s.date(out)
}

// Backward implements model.Source, with the bound of Forward.
func (s *StoredRun) Backward(to int64, n int, f model.Filter) []model.Record {
	var out []model.Record
	size := 0
	_, end := s.Bounds()
	for to = min(to, end); to > 0 && len(out) < n && size < answerBytes; {
		lines, next := s.read(to - 1)
		if len(lines) == 0 {
			break
		}
		begin := next - int64(len(lines))
		for ; to > begin && len(out) < n && size < answerBytes; to-- {
			line := lines[to-1-begin]
			if r, ok := s.parse(line, to-1, f); ok {
				out = append(out, r)
				size += len(line.text)
			}
		}
	}
	slices.Reverse(out)
	return s.date(out)
}

// line is one line of the file without its end; trouble says what is wrong
// with it instead.
type line struct {
	text    []byte
	trouble string
}

// read returns the lines of the block that holds seq, and the number after the
// last of them.
func (s *StoredRun) read(seq int64) (lines []line, next int64) {
	s.mu.Lock()
	i, found := slices.BinarySearchFunc(s.blocks, seq, func(b block, seq int64) int { return int(min(1, max(-1, b.line-seq))) })
	if !found {
		i--
	}
	from, until, last := s.blocks[i], s.end, s.lines
	if i+1 < len(s.blocks) {
		until, last = s.blocks[i+1].offset, s.blocks[i+1].line
	} else if s.torn > 0 {
		until, last = s.end+s.torn, s.lines+1
	}
	s.mu.Unlock()
	if seq >= last {
		return nil, 0
	}
	if until-from.offset > longestLine {
		return s.readHuge(from, until, last), last
	}
	buf := make([]byte, until-from.offset)
	if n, err := s.file.ReadAt(buf, from.offset); n < len(buf) {
		buf = buf[:n]
		s.logger.Warn("stored task output", "error", err)
	}
	for range last - from.line {
		text, rest, whole := bytes.Cut(buf, []byte("\n"))
		l := line{text: text}
		if !whole {
			l = line{trouble: fmt.Sprintf("the last line is torn: %d bytes of a record", len(text))}
		}
		lines, buf = append(lines, l), rest
	}
	return lines, last
}

// readHuge stands in for the lines of a block that is too large to be read.
func (s *StoredRun) readHuge(from block, until, last int64) []line {
	lines := make([]line, last-from.line)
	for i := range lines {
		lines[i].trouble = fmt.Sprintf("the lines here are too long to be shown: %d bytes", until-from.offset)
	}
	return lines
}

// parse makes a record of a line, if f chooses it. A line that is none becomes
// an event that says so.
func (s *StoredRun) parse(l line, seq int64, f model.Filter) (model.Record, bool) {
	if f.Peer != "" && skips(l.text, f.Peer) {
		return model.Record{}, false
	}
	var r model.Record
	if l.trouble == "" {
		var err error
		if r, err = model.ParseRecord(l.text, s.encode, s.decode); err != nil {
			l.trouble = fmt.Sprintf("line %d is broken: %v", seq+1, err)
		}
	}
	if l.trouble != "" {
		r = model.Record{Kind: model.KindEvent, Event: model.Event{Name: model.Note, Detail: l.trouble}}
	}
	r.Seq = seq
	return r, f.Takes(r)
}

var peerKey = []byte(`"peer":"`)

// skips says, without parsing it, that a line is of another peer: within a
// string of JSON the key could not stand unescaped.
func skips(text []byte, peer string) bool {
	_, after, found := bytes.Cut(text, peerKey)
	value, _, _ := bytes.Cut(after, []byte(`"`))
	return found && string(value) != peer
}

// date gives records that have no time of their own that of their neighbour.
func (s *StoredRun) date(records []model.Record) []model.Record {
	last := s.started
	for i := range records {
		if records[i].Time.IsZero() {
			records[i].Time = last
		}
		last = records[i].Time
	}
	return records
}
