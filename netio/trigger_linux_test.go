package netio

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"tcpdeck/model"
)

// deckEnv makes TestHelperDeck a program with a running trigger: it has the
// path for the id of its command.
const deckEnv = "NETIO_TEST_DECK"

// TestHelperDeck is no test but a program that is going to be killed.
func TestHelperDeck(t *testing.T) {
	path := os.Getenv(deckEnv)
	if path == "" {
		t.Skip("not called as a program")
	}
	b := newTriggerBed(t, model.Trigger{Command: []string{"/bin/sh", "-c", `echo $$ >"$0"; exec sleep 1000`, path}, Timeout: time.Hour, AtOnce: 1})
	b.fires("x")
	b.next()
}

// TestCommandDiesWithUs: also when nothing of ours runs any more.
func TestCommandDiesWithUs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pid")
	deck := exec.Command(os.Args[0], "-test.run=^TestHelperDeck$")
	deck.Env = append(os.Environ(), deckEnv+"="+path)
	if err := deck.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	end := func() {
		if !ended {
			ended = true
			deck.Process.Kill()
			deck.Wait()
		}
	}
	defer end()
	command := pidIn(t, path)
	if gone(command) {
		t.Fatal("the command does not run")
	}
	end()
	waitUntil(t, "the command has died", func() bool { return gone(command) })
}

// TestCommandOutlivesThreads: a thread that ends is not the end of tcpdeck.
func TestCommandOutlivesThreads(t *testing.T) {
	const fires = 200
	trigger, _ := script(t, `read line; exec sleep 0.02`)
	b := newTriggerBed(t, trigger)
	for range fires {
		b.fires("hello\n")
	}
	for got := 0; got < fires; {
		var all sync.WaitGroup
		for range 10 {
			all.Go(runtime.LockOSThread) // its thread ends with it
		}
		all.Wait()
		for len(b.events) > 0 {
			b.says(actCommand, "exit 0 in ")
			got++
		}
	}
	b.finish(fires, 0)
}

// TestCommandsLeaveNothing: no descriptor, no zombie.
func TestCommandsLeaveNothing(t *testing.T) {
	trigger, home := script(t, `case $TCPDECK_TEXT_BODY in
		0) exit 3;; 1) sleep 1000;; 2) sleep 1000 & echo $! >"$0/child";; 3) cat;; esac`)
	trigger.Timeout, trigger.Append = time.Second, home+"/events"
	before := descriptors(t)
	for range 2 {
		b := newTriggerBed(t, trigger)
		for i := range 5 {
			b.fires(fmt.Sprint(i))
		}
		for range 5 {
			b.next()
		}
		b.finish(5+3, 2)
		pidIn(t, home+"/child")
		if err := os.Remove(home + "/child"); err != nil {
			t.Fatal(err)
		}
	}
	if after := descriptors(t); after > before {
		t.Errorf("%d descriptors, before %d", after, before)
	}
	if z := zombies(t); z != "" {
		t.Errorf("nobody waited for %s", z)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// zombies are the children of this process that have ended.
func zombies(t *testing.T) string {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		t.Fatal(stats, err)
	}
	var found []string
	for _, path := range stats {
		stat, _ := os.ReadFile(path) // it may be gone
		if bytes.Contains(stat, fmt.Appendf(nil, ") Z %d ", os.Getpid())) {
			found = append(found, string(stat))
		}
	}
	return strings.Join(found, ", ")
}
