package profiles

import (
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settle joins the several events of one save into one reading.
	settle = 100 * time.Millisecond
	// pollEvery is how often the folder is looked at where nobody tells of
	// its changes: it does not exist yet, it cannot be watched, or a file in it
	// is a link to elsewhere.
	pollEvery = time.Second
)

// watch loads the folder and follows its changes.
func (s *folder[T, E]) watch(stop <-chan struct{}, stopped chan<- struct{}) {
	defer close(stopped)
	defer s.contain("watching " + s.plural)
	// A missing folder is created where that is possible, since only a folder
	// that is there can be watched.
	if err := makeFolder(s.dir); err != nil {
		s.Logger.Warn("the "+s.plural+" folder cannot be created", "error", err)
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		s.Logger.Warn("the "+s.plural+" folder is looked at once a second", "error", err)
		w = &fsnotify.Watcher{Events: make(chan fsnotify.Event), Errors: make(chan error)}
	} else {
		defer func() { _ = w.Close() }()
	}
	f := follower{folder: s, watcher: w, broken: err != nil}
	// Watching begins before reading: what changes in between is not missed.
	f.attach()
	_ = s.refresh(stop)
	f.run(stop)
}

// followed is a folder that is read again whenever it changes.
type followed interface {
	Dir() string
	refresh(stop <-chan struct{}) error
	hasLinks() bool
	warn(err error)
}

// follower decides when a folder is read again.
type follower struct {
	folder   followed
	watcher  *fsnotify.Watcher
	broken   bool // there is no watcher in this system
	attached bool
}

func (f *follower) attach() {
	if !f.broken && !f.attached {
		f.attached = f.watcher.Add(f.folder.Dir()) == nil
	}
}

func (f *follower) run(stop <-chan struct{}) {
	var due <-chan time.Time // a change was announced
	for {
		var poll <-chan time.Time
		if !f.attached || f.folder.hasLinks() {
			poll = time.After(pollEvery)
		}
		select {
		case <-stop:
			return
		case e := <-f.watcher.Events:
			if e.Name == f.folder.Dir() && e.Has(fsnotify.Remove|fsnotify.Rename) {
				f.attached = false
				_ = f.watcher.Remove(f.folder.Dir()) // after a rename it would follow the old folder
			}
			if due == nil {
				due = time.After(settle)
			}
			continue
		case err := <-f.watcher.Errors: // events were lost, mostly
			f.folder.warn(err)
			due = time.After(settle)
			continue
		case <-due:
			due = nil
		case <-poll:
			f.attach()
		}
		_ = f.folder.refresh(stop)
	}
}

// hasLinks says whether a file is a symbolic link, whose target no watch on
// the folder follows.
func (s *folder[T, E]) hasLinks() bool {
	s.scan.Lock()
	defer s.scan.Unlock()
	for _, f := range s.cache {
		if f.link {
			return true
		}
	}
	return false
}

func (s *folder[T, E]) warn(err error) {
	s.Logger.Warn("watching the "+s.plural+" folder", "error", err)
}
