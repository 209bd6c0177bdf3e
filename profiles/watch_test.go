package profiles

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

func TestWatch(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A\n"})
	s.Start()
	defer s.Close()
	port := func(file string) int {
		for _, e := range s.Entries() {
			if e.File == file && e.Err == nil {
				return e.Profile.Port
			}
		}
		return 0
	}
	await(t, 2*time.Second, s.Changed(), "loaded", func() bool { return !s.Loading() && port("a.yaml") == 9090 })
	for n := 1; n <= 3; n++ { // the same length, within one tick of the clock
		put(t, s, "a.yaml", "name: A\nport: "+string(rune('0'+n))+"\n")
		await(t, time.Second, s.Changed(), "edited in place", func() bool { return port("a.yaml") == n })
	}
	temp := filepath.Join(s.Dir(), "tmp")
	put(t, s, "tmp", "name: B\nport: 7\n")
	if err := os.Rename(temp, filepath.Join(s.Dir(), "b.yaml")); err != nil {
		t.Fatal(err)
	}
	await(t, time.Second, s.Changed(), "moved in", func() bool { return port("b.yaml") == 7 })
	if err := os.Remove(filepath.Join(s.Dir(), "a.yaml")); err != nil {
		t.Fatal(err)
	}
	await(t, time.Second, s.Changed(), "removed", func() bool { return len(s.Entries()) == 1 })
	if err := os.Rename(s.Dir(), s.Dir()+"-away"); err != nil {
		t.Fatal(err)
	}
	await(t, time.Second, s.Changed(), "folder gone", func() bool { return len(s.Entries()) == 0 })
	put(t, s, "c.yaml", "name: C\nport: 8\n")
	await(t, 2*time.Second, s.Changed(), "folder back", func() bool { return port("c.yaml") == 8 })
	put(t, s, "c.yaml", "name: C\nport: 9\n")
	await(t, 2*time.Second, s.Changed(), "followed again", func() bool { return port("c.yaml") == 9 })
}

func TestWatchFollowsALink(t *testing.T) {
	s := open(t, nil)
	elsewhere := filepath.Join(t.TempDir(), "pay")
	if err := os.WriteFile(elsewhere, []byte("name: Pay\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(makeFolder(s.Dir()), os.Symlink(elsewhere, filepath.Join(s.Dir(), "pay.yaml"))); err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer s.Close()
	await(t, 2*time.Second, s.Changed(), "loaded", func() bool { return len(s.Entries()) == 1 })
	if err := os.WriteFile(elsewhere, []byte("name: Pay\nport: 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, 2*time.Second, s.Changed(), "the target's change", func() bool { return s.Entries()[0].Profile.Port == 5 })
}

// A change that changes nothing does not wake the screen.
func TestNoSignalWithoutChange(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A\n"})
	load(t, s)
	<-s.Changed()
	put(t, s, "a.yaml", "name: A\n")
	load(t, s)
	select {
	case <-s.Changed():
		t.Error("signalled")
	default:
	}
}

// A system in which nothing can be watched is looked at once a second.
func TestWatchWithoutWatcher(t *testing.T) {
	s := open(t, map[string]string{"a.yaml": "name: A\n"})
	load(t, s)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		f := follower{folder: s, watcher: &fsnotify.Watcher{}, broken: true}
		f.attach()
		f.run(stop)
	}()
	put(t, s, "b.yaml", "name: B\n")
	await(t, 2*time.Second, s.Changed(), "found", func() bool { return len(s.Entries()) == 2 })
	close(stop)
	<-ended
}

// A folder that cannot be made nor read is an error that is told, and saving
// there another.
func TestFolderThatCannotBe(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(config)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	s.Start() // once is enough
	await(t, 2*time.Second, s.Changed(), "told", func() bool { return !s.Loading() && s.Err() != nil })
	if _, err := s.Save(named("Pay"), ""); err == nil {
		t.Error("saved")
	}
	if err := os.Remove(config); err != nil {
		t.Fatal(err)
	}
	save(t, s, named("Pay"), "")
	if s.Err() != nil || len(s.Entries()) != 1 {
		t.Errorf("%v, %d entries", s.Err(), len(s.Entries()))
	}
	s.Close()
	s.Close()
}
