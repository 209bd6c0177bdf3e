package netio

import (
	"sync"
	"sync/atomic"
	"time"

	"tcpdeck/model"
)

const (
	// settleTime after the last batch the session counts as quiet.
	settleTime = 2 * time.Millisecond
	// quietGap is the least time between two calls of Quiet from read loops,
	// so that a flood of small reads does not become one of flushes.
	quietGap = 50 * time.Microsecond
)

// output is where a session's batches go: log, recorder and sink see them in
// the same order. Its lock is held while the recorder and the sink work;
// nothing but output waits for it.
type output struct {
	log  *model.Log // nil with NoLog
	keep bool       // batches must own their bytes

	lost   atomic.Int64 // not recorded, because the recorder did not open
	failed model.Storage

	mu        sync.Mutex
	rec       atomic.Value // recorderBox, set once
	sink      func(*model.Batch)
	quiet     func()
	muted     bool // recorder or sink panicked
	over      bool
	dirty     bool // the sink got something since the last quiet
	moved     bool // something came since the timer was set
	armed     bool
	lastQuiet time.Time
	timer     *time.Timer
}

// recorderBox gives atomic.Value one concrete type.
type recorderBox struct{ Recorder }

func (o *output) recorder() Recorder {
	b, _ := o.rec.Load().(recorderBox)
	return b.Recorder
}

func (o *output) init(s *session) {
	if !s.o.NoLog {
		o.log = model.NewLog(s.hub.o.LogLimit)
	}
	o.sink, o.quiet = s.o.Sink, s.o.Quiet
}

// open opens the recorder and emits the first event.
func (s *session) open() {
	o, p, started := &s.out, s.profile, time.Now()
	if s.hub.o.Recorders != nil && !s.o.AdHoc && !s.o.Raw {
		rec, err := s.hub.o.Recorders.Open(p, s.role, started)
		s.mu.Lock()
		switch {
		case err != nil:
			o.failed = model.Storage{Recording: true, Since: started, Err: err.Error()}
		case rec != nil:
			o.rec.Store(recorderBox{rec})
		}
		s.mu.Unlock()
	}
	o.keep = o.log != nil || o.recorder() != nil
	framing := p.Framing
	s.event("", model.Event{Name: model.Started, Profile: p.Name, Role: s.role, Framing: &framing, CodePage: p.CodePage})
}

func (s *session) event(peer string, e model.Event) {
	s.emit(&model.Batch{Time: time.Now().Round(0), Kind: model.KindEvent, Peer: peer, Event: e})
}

// logs says whether the profile logs messages of kind k.
func (s *session) logs(k model.Kind) bool {
	switch k {
	case model.KindSent:
		return s.profile.LogSent
	case model.KindReceived:
		return s.profile.LogReceived
	}
	return true
}

// showsMessages says whether events may show messages: not where the profile
// does not log them.
func (s *session) showsMessages() bool { return s.profile.LogSent && s.profile.LogReceived }

// emit hands a batch on.
func (s *session) emit(b *model.Batch) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return
	}
	muted := o.muted
	o.muted = true // stays so if one of the calls panics
	if s.logs(b.Kind) {
		kept := b
		if !s.showsMessages() {
			kept = b.WithoutTexts()
		}
		if o.log != nil {
			o.log.Append(kept)
		}
		o.record(kept, muted)
	}
	if o.sink != nil && !muted {
		o.sink(b)
		o.dirty = true
	}
	o.moved = true
	o.armLocked(s)
	o.muted = muted
	s.hub.signal()
}

func (o *output) record(b *model.Batch, muted bool) {
	rec := o.recorder()
	if rec == nil {
		o.lost.Add(int64(b.Len()))
	} else if !muted {
		rec.Record(b)
	}
}

// armLocked sets the timer that finds the session quiet. It does not run
// while nothing moves.
func (o *output) armLocked(s *session) {
	if o.armed || o.over || o.quiet == nil && o.recorder() == nil {
		return
	}
	o.armed = true
	if o.timer == nil {
		o.timer = time.AfterFunc(settleTime, s.settle)
		return
	}
	o.timer.Reset(settleTime)
}

// settle runs on the timer: flush, or wait on while there is traffic.
func (s *session) settle() {
	defer s.guard("settle timer")
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	o.armed = false
	if o.over || o.muted {
		return
	}
	if o.moved {
		o.moved = false
		o.armLocked(s)
		return
	}
	o.flushLocked()
}

func (o *output) flushLocked() {
	o.muted = true
	if o.dirty && o.quiet != nil {
		o.dirty = false
		o.quiet()
	}
	if rec := o.recorder(); rec != nil {
		rec.Quiet()
	}
	o.muted = false
}

// idle is called by a read loop when nothing more is to read.
func (s *session) idle() {
	o := &s.out
	if o.quiet == nil {
		return
	}
	now := time.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.dirty || o.muted || o.over || now.Sub(o.lastQuiet) < quietGap {
		return // the timer sees to it
	}
	o.dirty, o.lastQuiet, o.muted = false, now, true
	o.quiet()
	o.muted = false
}

// close flushes for the last time and closes the recorder.
func (o *output) close(s *session) {
	defer s.guard("recorder")
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over = true
	if o.timer != nil {
		o.timer.Stop()
	}
	if !o.muted {
		o.flushLocked()
	}
	if rec := o.recorder(); rec != nil {
		rec.Close()
	}
}

// storage says how recording fares.
func (s *session) storage() model.Storage {
	if rec := s.out.recorder(); rec != nil {
		return rec.Storage()
	}
	s.mu.Lock()
	st := s.out.failed
	s.mu.Unlock()
	if st.Recording {
		st.Lost = s.out.lost.Load()
	}
	return st
}
