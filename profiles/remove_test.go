package profiles

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"tcpdeck/model"
)

// TestRemove: a run goes, with the folder that it leaves empty, but not while
// it is being written, however quiet that run is.
func TestRemove(t *testing.T) {
	o := NewOutputs(t.TempDir())
	p := named("Pay")
	p.ID = "a/b" // not the name of its folder
	r, err := o.Open(p, model.Client, day)
	if err != nil {
		t.Fatal(err)
	}
	r.Record(started(p))
	await(t, 10*time.Second, tick(t), "the file", func() bool { runs, _ := o.All(nil); return len(runs) == 1 && runs[0].Size > 0 })
	runs, err := o.All([]model.ProfileID{"x", "a/b"})
	if err != nil || len(runs) != 1 || runs[0].Profile != "a/b" || runs[0].Name != "Pay" || time.Since(runs[0].Written) > time.Hour {
		t.Fatalf("%+v, %v", runs, err)
	}
	if unknown, err := o.All(nil); err != nil || string(unknown[0].Profile) != filepath.Base(filepath.Dir(runs[0].Path)) {
		t.Errorf("%+v, %v", unknown, err)
	}
	long := time.Now().Add(-time.Hour)
	if runtime.GOOS != "windows" { // a lock tells; elsewhere it is the time
		if err := os.Chtimes(runs[0].Path, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Remove(runs[0]); !errors.Is(err, model.ErrInUse) {
		t.Errorf("removed while it was written: %v", err)
	}
	r.Close()
	if err := os.Chtimes(runs[0].Path, long, long); err != nil {
		t.Fatal(err)
	}
	if err := o.Remove(runs[0]); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(runs[0].Path)); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
	if err := o.Remove(runs[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("removed twice: %v", err)
	}
}

// tick signals now and again until the test is over.
func tick(t *testing.T) <-chan struct{} {
	c, done := make(chan struct{}), make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		every := time.NewTicker(2 * time.Millisecond)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				select {
				case c <- struct{}{}:
				case <-done:
					return
				}
			case <-done:
				return
			}
		}
	}()
	t.Cleanup(func() { close(done); <-ended })
	return c
}
