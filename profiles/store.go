package profiles

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"tcpdeck/model"
)

const extension = ".yaml"

// Store is the folder of profiles. Its methods may be called from several
// goroutines at once; other programs may change the files at any time.
type Store struct {
	// Logger takes what nobody is told otherwise. Set it before Start.
	Logger *slog.Logger

	dir     string
	changed chan struct{}

	mu      sync.Mutex // guards what follows, never held during I/O
	entries []model.Entry
	homes   map[model.ProfileID]string // the file that last had an id, even if it is broken now
	loading bool
	err     error
	deleted []deletedFile
	stop    chan struct{}
	stopped chan struct{}

	scan  sync.Mutex // one reading of the folder at a time; guards what follows
	cache map[string]*cachedFile

	saving sync.Mutex // one change of the folder at a time
}

type deletedFile struct {
	name string
	data []byte
}

// Open returns the store of the profiles below configDir. It neither reads nor
// creates anything: a missing folder is one without profiles, and the first
// Save creates it.
func Open(configDir string) (*Store, error) {
	dir, err := filepath.Abs(filepath.Join(configDir, "profiles"))
	if err != nil {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	return &Store{
		Logger: slog.New(slog.DiscardHandler), dir: dir, changed: make(chan struct{}, 1),
		homes: map[model.ProfileID]string{}, cache: map[string]*cachedFile{},
	}, nil
}

// Entries returns every file, sorted by file name. While Loading it may be
// only the first of them.
func (s *Store) Entries() []model.Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.entries)
}

// Loading says whether the first reading of the folder is under way.
func (s *Store) Loading() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loading
}

// Err says why the folder could not be read, nil when it could.
func (s *Store) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Changed has room for one signal, sent when Entries, Loading or Err changed.
func (s *Store) Changed() <-chan struct{} { return s.changed }

// Dir is the folder of the profile files.
func (s *Store) Dir() string { return s.dir }

// Lookup finds a profile by its name, without regard to case, else by its id.
// A broken file is found only where no valid one is.
func (s *Store) Lookup(target string) (model.Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return lookup(s.entries, target)
}

func lookup(entries []model.Entry, target string) (model.Entry, bool) {
	tests := []func(e model.Entry) bool{
		func(e model.Entry) bool { return e.Profile.Name != "" && strings.EqualFold(e.Profile.Name, target) },
		func(e model.Entry) bool { return string(e.Profile.ID) == target },
	}
	for _, valid := range []bool{true, false} {
		for _, fits := range tests {
			for _, e := range entries {
				if (e.Err == nil) == valid && fits(e) {
					return e, true
				}
			}
		}
	}
	return model.Entry{}, false
}

// Load reads the folder and returns when all is read, for a program that does
// not Start the store.
func (s *Store) Load() error { return s.refresh(nil) }

// Start reads the folder in the background and follows its changes until
// Close.
func (s *Store) Start() {
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
func (s *Store) Close() {
	s.mu.Lock()
	stop, stopped := s.stop, s.stopped
	s.stop = nil
	s.mu.Unlock()
	if stop != nil {
		close(stop)
		<-stopped
	}
}

func (s *Store) signal() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// publish shows files as the entries of the store; complete says that they are
// all there are.
func (s *Store) publish(files []*cachedFile, complete bool) {
	entries := make([]model.Entry, 0, len(files))
	for _, f := range files {
		if f != nil {
			entries = append(entries, f.entry)
		}
	}
	markDoubles(entries)
	s.mu.Lock()
	same := slices.EqualFunc(entries, s.entries, sameEntry) && (!s.loading || !complete)
	s.entries = entries
	s.loading = s.loading && !complete
	for _, e := range entries {
		if e.Err == nil {
			s.homes[e.Profile.ID] = e.File
		}
	}
	s.mu.Unlock()
	if !same {
		s.signal()
	}
}

func sameEntry(a, b model.Entry) bool {
	if (a.Err == nil) != (b.Err == nil) || a.Err != nil && *a.Err != *b.Err {
		return false
	}
	return a.File == b.File && a.Version == b.Version && a.Profile == b.Profile
}

// markDoubles gives an error to every file whose id or name an earlier one has.
func markDoubles(entries []model.Entry) {
	ids := make(map[model.ProfileID]string, len(entries))
	names := make(map[string]string, len(entries))
	for i := range entries {
		e := &entries[i]
		if e.Err != nil {
			continue
		}
		name := fold(e.Profile.Name)
		if other := ids[e.Profile.ID]; other != "" {
			e.Err = &model.FileError{File: e.File, Message: fmt.Sprintf(
				"the id %s is that of %s already; remove the id line of one", clip(string(e.Profile.ID)), other)}
			continue
		}
		if other := names[name]; other != "" {
			e.Err = &model.FileError{File: e.File, Message: fmt.Sprintf(
				"the name %s is that of %s already; expected another name", clip(e.Profile.Name), other)}
			continue
		}
		ids[e.Profile.ID], names[name] = e.File, e.File
	}
}

// fail records that the folder could not be read.
func (s *Store) fail(err error) {
	s.mu.Lock()
	same := fmt.Sprint(s.err) == fmt.Sprint(err)
	s.err = err
	s.mu.Unlock()
	if !same {
		s.signal()
	}
}

// contain turns a panic into an error of the store. Deferred by every
// goroutine.
func (s *Store) contain(where string) {
	if r := recover(); r != nil {
		s.Logger.Error("panic in profiles", "where", where, "panic", r, "stack", string(debug.Stack()))
		s.fail(fmt.Errorf("internal error: %v", r))
	}
}
