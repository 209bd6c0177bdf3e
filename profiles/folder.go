package profiles

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

const extension = ".yaml"

// folder is a folder of files that hold a T each. Its methods may be called
// from several goroutines at once; other programs may change the files at any
// time.
type folder[T, E any] struct {
	// Logger takes what nobody is told otherwise. Set it before Start.
	Logger *slog.Logger

	kind[T, E]
	dir     string
	changed chan struct{}

	mu      sync.Mutex // guards what follows, never held during I/O
	entries []entry[T]
	homes   map[string]string // the file that last had an id, even if it is broken now
	loading bool
	err     error
	deleted []deletedFile
	stop    chan struct{}
	stopped chan struct{}

	scan  sync.Mutex // one reading of the folder at a time; guards what follows
	cache map[string]*cachedFile[T]

	saving sync.Mutex // one change of the folder at a time
}

type deletedFile struct {
	name string
	data []byte
}

// newFolder returns the folder below configDir. It neither reads nor creates
// anything: a missing folder is an empty one, and the first Save creates it.
func newFolder[T, E any](configDir string, k kind[T, E]) (*folder[T, E], error) {
	dir, err := filepath.Abs(filepath.Join(configDir, k.plural))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.plural, err)
	}
	return &folder[T, E]{
		Logger: slog.New(slog.DiscardHandler), kind: k, dir: dir, changed: make(chan struct{}, 1),
		homes: map[string]string{}, cache: map[string]*cachedFile[T]{},
	}, nil
}

// Entries returns every file, sorted by file name. While Loading it may be
// only the first of them.
func (s *folder[T, E]) Entries() []E {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]E, len(s.entries))
	for i, e := range s.entries {
		all[i] = s.show(e)
	}
	return all
}

// all is Entries within the package; what it returns is not to be changed.
func (s *folder[T, E]) all() []entry[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.entries
}

// Loading says whether the first reading of the folder is under way.
func (s *folder[T, E]) Loading() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loading
}

// Err says why the folder could not be read, nil when it could.
func (s *folder[T, E]) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Changed has room for one signal, sent when Entries, Loading or Err changed.
func (s *folder[T, E]) Changed() <-chan struct{} { return s.changed }

// Dir is the folder of the files.
func (s *folder[T, E]) Dir() string { return s.dir }

// Lookup finds one by its name, without regard to case, else by its id. A
// broken file is found only where no valid one is.
func (s *folder[T, E]) Lookup(target string) (found E, ok bool) {
	return s.lookup(s.all(), target)
}

func (s *folder[T, E]) lookup(entries []entry[T], target string) (found E, ok bool) {
	tests := []func(id, name string) bool{
		func(_, name string) bool { return name != "" && strings.EqualFold(name, target) },
		func(id, _ string) bool { return id == target },
	}
	for _, valid := range []bool{true, false} {
		for _, fits := range tests {
			for _, e := range entries {
				if (e.err == nil) == valid && fits(s.identity(e.value)) {
					return s.show(e), true
				}
			}
		}
	}
	return found, false
}

// Load reads the folder and returns when all is read, for a program that does
// not Start the folder.
func (s *folder[T, E]) Load() error { return s.refresh(nil) }

// Start reads the folder in the background and follows its changes until
// Close.
func (s *folder[T, E]) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop != nil {
		return
	}
	s.loading = true
	s.stop, s.stopped = make(chan struct{}), make(chan struct{})
	go s.watch(s.stop, s.stopped)
}

// Close ends what Start began.
func (s *folder[T, E]) Close() {
	s.mu.Lock()
	stop, stopped := s.stop, s.stopped
	s.stop = nil
	s.mu.Unlock()
	if stop != nil {
		close(stop)
		<-stopped
	}
}

func (s *folder[T, E]) signal() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// publish shows files as the entries of the folder; complete says that they are
// all there are.
func (s *folder[T, E]) publish(files []*cachedFile[T], complete bool) {
	entries := make([]entry[T], 0, len(files))
	for _, f := range files {
		if f != nil {
			entries = append(entries, f.entry)
		}
	}
	s.markDoubles(entries)
	s.mu.Lock()
	same := slices.EqualFunc(entries, s.entries, s.sameEntry) && (!s.loading || !complete)
	s.entries = entries
	s.loading = s.loading && !complete
	for _, e := range entries {
		if e.err == nil {
			id, _ := s.identity(e.value)
			s.homes[id] = e.file
		}
	}
	s.mu.Unlock()
	if !same {
		s.signal()
	}
}

// fail records that the folder could not be read.
func (s *folder[T, E]) fail(err error) {
	s.mu.Lock()
	same := fmt.Sprint(s.err) == fmt.Sprint(err)
	s.err = err
	s.mu.Unlock()
	if !same {
		s.signal()
	}
}

// contain turns a panic into an error of the folder. Deferred by every
// goroutine.
func (s *folder[T, E]) contain(where string) {
	if r := recover(); r != nil {
		s.Logger.Error("panic in profiles", "where", where, "panic", r, "stack", string(debug.Stack()))
		s.fail(fmt.Errorf("internal error: %v", r))
	}
}
