package profiles

import (
	"bytes"
	"runtime/debug"
	"time"
)

const (
	blockLines = 256
	blockBytes = 1 << 20
	indexRead  = 1 << 20
	// showEvery is how often Changed signals while lines are found.
	showEvery = 50 * time.Millisecond
)

// index finds the lines of the file, then those that are added.
func (s *StoredRun) index() {
	defer close(s.stopped)
	defer func() {
		if r := recover(); r != nil {
			s.logger.Error("panic in the index of a stored run", "panic", r, "stack", string(debug.Stack()))
			s.mu.Lock()
			s.busy = true // no further attempt
			s.mu.Unlock()
			s.signal()
		}
	}()
	if s.follow() {
		close(s.found)
	}
	for {
		select {
		case <-s.stop:
			return
		case <-s.more:
			s.follow()
		}
	}
}

func (s *StoredRun) signal() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// follow finds lines up to the present end of the file, unless it is stopped.
func (s *StoredRun) follow() (whole bool) {
	f := finder{run: s, shown: time.Now()}
	s.mu.Lock()
	f.lines, f.end = s.lines, s.end
	f.last = s.blocks[len(s.blocks)-1]
	s.mu.Unlock()
	if info, err := s.file.Stat(); err == nil && info.Size() < f.end {
		f.lines, f.end, f.last = 0, 0, block{} // it was cut: all over again
		s.mu.Lock()
		s.blocks = s.blocks[:1]
		s.mu.Unlock()
	}
	at := f.end
	buf := make([]byte, indexRead)
	for {
		select {
		case <-s.stop:
			return false
		default:
		}
		n, err := s.file.ReadAt(buf, at)
		f.take(buf[:n], at)
		at += int64(n)
		if err != nil {
			f.show(at, true)
			return true
		}
		if time.Since(f.shown) > showEvery {
			f.show(at, false)
		}
	}
}

// finder is one going through a file.
type finder struct {
	run    *StoredRun
	lines  int64
	end    int64 // of the last whole line
	last   block
	blocks []block // not yet shown
	shown  time.Time
}

// take goes through data, which stands at offset at.
func (f *finder) take(data []byte, at int64) {
	for i := 0; ; {
		k := bytes.IndexByte(data[i:], '\n')
		if k < 0 {
			return
		}
		i += k + 1
		begin := f.end
		f.lines++
		f.end = at + int64(i)
		if f.end-begin >= blockBytes && begin > f.last.offset {
			f.last = block{f.lines - 1, begin} // a long line does not weigh on its neighbours
			f.blocks = append(f.blocks, f.last)
		}
		if f.lines-f.last.line >= blockLines || f.end-f.last.offset >= blockBytes {
			f.last = block{f.lines, f.end}
			f.blocks = append(f.blocks, f.last)
		}
	}
}

// show makes what was found visible. Only at the end of the file is it known
// that a last line is torn.
func (f *finder) show(at int64, whole bool) {
	s := f.run
	s.mu.Lock()
	s.blocks = append(s.blocks, f.blocks...)
	s.lines, s.end, s.size, s.torn = f.lines, f.end, at, 0
	if whole {
		s.torn = at - f.end
		s.busy = false
	}
	s.mu.Unlock()
	f.blocks, f.shown = nil, time.Now()
	s.signal()
}
