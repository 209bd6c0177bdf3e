//go:build unix

package netio

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tcpdeck/model"
)

func appendTo(path string) model.Trigger {
	return model.Trigger{Append: path, Timeout: time.Hour, AtOnce: 1}
}

// TestAppend: the record line of the event, after what is there, and no event
// about it.
func TestAppend(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.WriteFile(home+"/old", []byte("old\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(home+"/real", home+"/link"); err != nil {
		t.Fatal(err)
	}
	messages := []string{"hello", "\xff\x00", "a\nb", strings.Repeat("x", 10_000_000)}
	var want string
	for _, m := range messages {
		want += string(firedWith(m).AppendJSON(nil))
	}
	for path, c := range map[string]struct {
		file, before string
		mode         os.FileMode
	}{
		home + "/new": {"new", "", 0o600}, home + "/old": {"old", "old\n", 0o644}, "~/of home": {"of home", "", 0o600}, home + "/link": {"real", "", 0o600},
	} {
		b := newTriggerBed(t, appendTo(path))
		for _, m := range messages {
			b.fires(m)
		}
		b.finish(4, 0)
		got, err := os.ReadFile(filepath.Join(home, c.file))
		if err != nil || string(got) != c.before+want {
			t.Errorf("%s: %d bytes, want %d (%v)", path, len(got), len(c.before+want), err)
		}
		if info, err := os.Stat(filepath.Join(home, c.file)); err != nil || info.Mode() != c.mode {
			t.Errorf("%s: mode %v, %v", path, info.Mode(), err)
		}
	}
}

// TestAppendFails: what is no regular file is neither written nor waited for,
// and the command runs all the same.
func TestAppendFails(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"pipe", "read"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := os.OpenFile(dir+"/read", os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for path, want := range map[string]string{
		dir + "/pipe":   dir + "/pipe is no regular file",
		dir + "/read":   dir + "/read is no regular file",
		"/dev/null":     "/dev/null is no regular file",
		dir:             dir + " is no regular file",
		dir + "/no/way": "open " + dir + "/no/way: no such file or directory",
	} {
		trigger := appendTo(path)
		trigger.Command = []string{"/bin/sh", "-c", ":"}
		b := newTriggerBed(t, trigger)
		b.fires("hello")
		if e := b.says(actAppend, "cannot write: "); e.Detail != "cannot write: "+want {
			t.Errorf("%q", e.Detail)
		}
		b.says(actCommand, "exit 0 in ")
		b.finish(1, 1)
	}
}

// TestAppendHasNoHome: ~ means nothing then.
func TestAppendHasNoHome(t *testing.T) {
	t.Setenv("HOME", "")
	b := newTriggerBed(t, appendTo("~/events"))
	b.fires("hello")
	b.says(actAppend, "cannot write: ")
	b.finish(0, 1)
}

// TestAppendByMany: lines of several sessions do not mix.
func TestAppendByMany(t *testing.T) {
	path := t.TempDir() + "/events"
	want := map[string]bool{}
	var all sync.WaitGroup
	for _, letter := range []string{"a", "b", "c", "d"} {
		message := strings.Repeat(letter, 20_000)
		want[strings.TrimSuffix(string(firedWith(message).AppendJSON(nil)), "\n")] = true
		b := newTriggerBed(t, appendTo(path))
		all.Go(func() {
			for range 50 {
				b.fires(message)
			}
			b.drain(t.Context())
		})
	}
	all.Wait()
	lines := linesOf(t, path)
	if len(lines) != 200 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if !want[line] {
			t.Fatalf("a torn line: %.100q", line)
		}
	}
}

// TestAppendWhenStopped: lines that wait are still written.
func TestAppendWhenStopped(t *testing.T) {
	path := t.TempDir() + "/events"
	b := newTriggerBed(t, appendTo(path))
	for range 100 {
		b.fires("hello")
	}
	b.stop()
	if n := len(linesOf(t, path)); n != 100 {
		t.Errorf("%d lines", n)
	}
	b.finish(100, 0)
}
