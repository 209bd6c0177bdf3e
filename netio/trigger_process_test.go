//go:build unix

package netio

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcpdeck/model"
)

// pidIn waits for the id of a process that a script wrote, and has it ended
// with the test.
func pidIn(t *testing.T, path string) int {
	t.Helper()
	var pid int
	waitUntil(t, "a script wrote "+filepath.Base(path), func() bool {
		text, err := os.ReadFile(path)
		if err != nil || !bytes.HasSuffix(text, []byte("\n")) {
			return false
		}
		pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil
	})
	t.Cleanup(func() {
		if !gone(pid) {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return pid
}

// gone says whether a process has ended. Nobody may have waited for it yet.
func gone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil {
		return bytes.Contains(stat, []byte(") Z "))
	}
	return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

func waitUntil(t *testing.T, what string, ok func() bool) {
	t.Helper()
	end := time.After(patience)
	poll := time.NewTicker(5 * time.Millisecond) // it is about another process
	defer poll.Stop()
	for !ok() {
		select {
		case <-poll.C:
		case <-end:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// TestCommandTimeout kills all of the process group, whatever it ignores.
func TestCommandTimeout(t *testing.T) {
	trigger, home := script(t, `trap "" TERM INT HUP; sleep 1000 & echo $! >"$0/child"; echo begun; wait; wait`)
	trigger.Timeout = time.Second
	b := newTriggerBed(t, trigger)
	b.fires(strings.Repeat("m", 1<<20))
	child := pidIn(t, home+"/child")
	if e := b.says(actCommand, ""); e.Detail != "killed after 1 s" || e.Rules.Output != "begun\n" {
		t.Errorf("%q, printed %q", e.Detail, e.Rules.Output)
	}
	waitUntil(t, "the child is killed", func() bool { return gone(child) })
	b.finish(0, 1)
}

// TestCommandLeavesAChild: one that holds the pipes does not hold us, and is
// not ours to kill.
func TestCommandLeavesAChild(t *testing.T) {
	trigger, home := script(t, `sleep 1000 & echo $! >"$0/child"; echo begun`)
	b := newTriggerBed(t, trigger)
	b.fires(strings.Repeat("m", 1<<20))
	if e := b.says(actCommand, "exit 0 in "); e.Rules.Output != "begun\n" {
		t.Errorf("printed %q", e.Rules.Output)
	}
	if gone(pidIn(t, home+"/child")) {
		t.Error("the child was killed")
	}
	b.finish(1, 0)
}

// TestCommandStop kills what runs at once, and drops what waits.
func TestCommandStop(t *testing.T) {
	trigger, home := script(t, `trap "" TERM; sleep 1000 & echo $! >"$0/child-$TCPDECK_TEXT_BODY"; wait`)
	url, called, _ := hangingServer(t)
	trigger.AtOnce, trigger.Post, trigger.Append = 6, url, home+"/events"
	b := newTriggerBed(t, trigger)
	for i := range 20 {
		b.fires(strconv.Itoa(i))
	}
	var children []int
	for i := range 3 {
		children = append(children, pidIn(t, fmt.Sprintf("%s/child-%d", home, i)))
		<-called
	}
	waitUntil(t, "all lines are written", func() bool { return b.status().Done == 20 })
	b.has(model.TriggerStatus{Running: 6, Waiting: 34, Done: 20})
	began := time.Now()
	b.stop()
	if took := time.Since(began); took > 2*stopTime {
		t.Errorf("stop took %v", took)
	}
	for _, pid := range children {
		waitUntil(t, "the child is killed", func() bool { return gone(pid) })
	}
	count := map[string]int{}
	for range 7 {
		count[b.next().Detail]++
	}
	if count["killed when it was stopped"] != 3 || count["cut off when it was stopped"] != 3 ||
		count["not run: 34 waited when it was stopped"] != 1 {
		t.Errorf("%v", count)
	}
	b.finish(20, 40)
}

// TestCommandsAtOnce: a thousand fires, never more than four commands at once,
// each after its own line, and the lines in the order of the fires.
func TestCommandsAtOnce(t *testing.T) {
	const fires = 1000
	trigger, home := script(t, `echo begin >>"$0/log"; grep -qF "\"text\":\"$TCPDECK_TEXT_BODY\"" "$0/events"; r=$?; echo end >>"$0/log"; exit $r`)
	trigger.Append = "~/events"
	b := newTriggerBed(t, trigger)
	for i := range fires {
		b.fires(fmt.Sprintf("message %d.", i))
	}
	for range fires {
		b.says(actCommand, "exit 0 in ")
		if st := b.status(); st.Running > 4 {
			t.Errorf("%+v", st)
		}
	}
	b.finish(2*fires, 0)
	depth, most := 0, 0
	for _, line := range linesOf(t, home+"/log") {
		if line == "begin" {
			depth++
		} else {
			depth--
		}
		most = max(most, depth)
	}
	if depth != 0 || most < 2 || most > 4 {
		t.Errorf("%d commands ran at once; in the end %d", most, depth)
	}
	lines := linesOf(t, home+"/events")
	if len(lines) != fires {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines {
		if want := string(firedWith(fmt.Sprintf("message %d.", i)).AppendJSON(nil)); line+"\n" != want {
			t.Fatalf("line %d is %s", i, line)
		}
	}
}

func linesOf(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}
