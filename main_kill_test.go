package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tcpdeck/model"
	"tcpdeck/profiles"
)

// numbered counts the messages of a stored run, which must be "message 0",
// "message 1" … without a gap; torn: its last line is not whole.
func numbered(t *testing.T, run string) (n int, torn bool) {
	t.Helper()
	whole, rest := run, ""
	if i := strings.LastIndexByte(run, '\n'); i < len(run)-1 {
		whole, rest = run[:i+1], run[i+1:]
	}
	for line := range strings.Lines(whole) {
		var r struct{ Kind, Text string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		if r.Kind != "received" {
			continue
		}
		if want := "message " + strconv.Itoa(n); r.Text != want {
			t.Fatalf("record %q where %q was to come", r.Text, want)
		}
		n++
	}
	return n, rest != ""
}

// kill -9 in a flood, again and again: what is on the disk is a prefix without
// a gap, and the next run opens cleanly.
func TestKilledInFlood(t *testing.T) {
	t.Parallel()
	h, port := newHome(t), mustPort(t)
	h.write(t, "rec", port, "")
	tcpdeck, err := exec.LookPath("tcpdeck")
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]int{} // messages by file
	torn := 0
	for i := range 20 {
		h.killInFlood(t, tcpdeck, port, i, int64(4000+17_321*i))
		files, _ := filepath.Glob(filepath.Join(h.state(), "output", "rec", "*.jsonl"))
		if len(files) != i+1 {
			t.Fatalf("%d files after %d runs", len(files), i+1)
		}
		for _, f := range files { // the older ones too: nothing touches them
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if before, ok := stored[f]; ok {
				if before != len(b) {
					t.Errorf("%s was changed by a later run", f)
				}
				continue
			}
			stored[f] = len(b)
			n, half := numbered(t, string(b))
			if half {
				torn++
			}
			if n == 0 || !bytes.Contains(firstLine(b), []byte(`"event":"started"`)) {
				t.Errorf("%s: %d messages, begins %.80q", f, n, b)
			}
		}
	}
	t.Logf("%d of 20 runs have a torn last line", torn)
	h.readable(t)
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}

// killInFlood records numbered messages and kills the program once its file,
// which comes to the ones before, has grown to size.
func (h home) killInFlood(t *testing.T, tcpdeck string, port, before int, size int64) {
	t.Helper()
	c := exec.Command(tcpdeck, "listen", "rec", "--framing", "lf")
	c.Env = h.env()
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	if line, err := bufio.NewReader(stderr).ReadString('\n'); !strings.Contains(line, "listening on") {
		t.Fatalf("stderr %q, %v", line, err)
	}
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	flooded := make(chan struct{})
	go func() {
		defer close(flooded)
		w := bufio.NewWriter(conn)
		for i := 0; ctx.Err() == nil; i++ {
			if _, err := fmt.Fprintf(w, "message %d\n", i); err != nil {
				return
			}
		}
	}()
	until(t, patience, "flood on the disk", func() (bool, string) {
		files, _ := filepath.Glob(filepath.Join(h.state(), "output", "rec", "*.jsonl"))
		if len(files) <= before {
			return false, "no new file"
		}
		info, err := os.Stat(files[len(files)-1]) // named by time
		return err == nil && info.Size() >= size, fmt.Sprint(len(files), " files")
	})
	c.Process.Signal(syscall.SIGKILL)
	c.Wait()
	stop()
	conn.Close()
	<-flooded
}

// readable reads all runs back, as the deck does, and looks at one there.
func (h home) readable(t *testing.T) {
	t.Helper()
	outputs := profiles.NewOutputs(h.state())
	runs, err := outputs.Runs("rec")
	if err != nil || len(runs) != 20 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	for _, run := range runs {
		r, err := outputs.Read(run, codec)
		if err != nil {
			t.Fatal(err)
		}
		until(t, patience, "whole run", func() (bool, string) { return !r.Loading(), run.Path })
		_, end := r.Bounds()
		if rs := r.Backward(end, 1, model.Filter{}); len(rs) != 1 || end < 2 {
			t.Errorf("%s: %d records, the last %v", run.Path, end, rs)
		}
		r.Close()
	}
	d := h.deck(t, "100x30")
	d.see(`❯ +rec`)
	d.does("v", `^╭ rec ─ past task output`)
	d.does("Enter", `←  message \d+`)
	d.does("G", `←  message \d{3,}`)
	d.does("g", `·  started rec as listener`)
	d.does("Escape", `^╭ rec ─ past task output`)
}
