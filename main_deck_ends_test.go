package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcpdeck/model"
	"tcpdeck/profiles"
)

// serve answers each connection to the port that it returns.
func serve(t *testing.T, answer func(*net.TCPConn)) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answer(c.(*net.TCPConn))
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// hold keeps a connection open until the other end closes it.
func hold(c *net.TCPConn) {
	io.Copy(io.Discard, c)
	c.Close()
}

// Each end of a connection has its name on the screen and in the stored
// output.
func TestCloseReasons(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, "closed", serve(t, func(c *net.TCPConn) { io.WriteString(c, "bye\n"); c.Close() }), "")
	h.write(t, "reset", serve(t, func(c *net.TCPConn) { c.Read(make([]byte, 3)); c.SetLinger(0); c.Close() }), "")
	h.write(t, "silent", serve(t, hold), "timeout: 1\nclose_on_timeout: true\n")
	h.write(t, "patient", serve(t, hold), "timeout: 1\n")
	h.write(t, "refused", freePort(t), "")
	h.write(t, "torn", serve(t, func(c *net.TCPConn) { io.WriteString(c, "half a mess"); c.Close() }), "")
	full := freePort(t)
	h.write(t, "limited", full, "max_clients: 1\n")

	d := h.deck(t, "110x30")
	d.see(`^╭ Connections`)
	for _, c := range []struct{ name, header, stored string }{
		{"closed", `○ closed by peer +esc, then r connects again`, `"event":"closed",.*"reason":"closed by peer"`},
		{"reset", `✗ reset by peer +esc, then`, `"reason":"reset by peer"`},
		{"silent", `✗ timed out: no (reply|message) for 1 s +esc, then`, `"event":"closed",.*"reason":"timed out"`},
		{"refused", `✗ refused: nothing listens on 127`, `"event":"(refused|failed)",.*"reason":"refused"`},
		{"torn", `✗ ended inside a message.*esc, then`, `"reason":"ended inside a message"`},
	} {
		d.run(c.name, "Enter")
		if c.name == "reset" { // by the peer once it has heard something
			d.see(`● connected since`)
			d.write("hi")
			d.see(`❯ hi`)
			d.press("Enter")
		}
		d.see(c.header)
		d.leave()
		if s := h.stored(t, c.name); !regexp.MustCompile(c.stored).MatchString(s) {
			t.Errorf("%s: no %s is stored:\n%s", c.name, c.stored, s)
		}
	}
	d.patient()
	d.limited(full)
	if s := h.stored(t, "patient"); !strings.Contains(s, `"reason":"stopped here"`) {
		t.Errorf("patient: the stored output does not say stopped here:\n%s", s)
	}
}

// patient: without close_on_timeout the output says that no reply came, and
// the connection stays until it is stopped.
func (d *deck) patient() {
	d.t.Helper()
	d.run("patient", "Enter")
	d.see(`● connected since`)
	d.write("hello")
	d.see(`❯ hello`)
	d.press("Enter")
	d.see(`·  no reply for 1 s`)
	d.see(`● connected since`)
	d.does("Escape", `^ i write`)
	d.does("s", `○ stopped here +r connects again`)
	d.leaveOutput()
}

// limited: the second client is closed at once; a slot freed is usable.
func (d *deck) limited(port int) {
	t := d.t
	t.Helper()
	d.run("limited", "l")
	d.see(`0 of 1 client since`)
	dial := func() net.Conn {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.SetDeadline(time.Now().Add(patience))
		return c
	}
	one := dial()
	d.see(`1 of 1 client since`)
	two := dial()
	if _, err := two.Read(make([]byte, 1)); err == nil {
		t.Error("the client past the limit got a message")
	}
	d.see(`·  refused: limit of 1 client reached`)
	one.Close()
	d.see(`0 of 1 client since`)
	d.see(`·  (closed|reset) by peer`)
	three := dial()
	d.see(`1 of 1 client since`)
	io.WriteString(three, "here\n")
	d.see(`←  here`)
	d.does("Escape", `^ i write`)
	d.does("s", `╭ Stop listening`)
	d.pressButton("Stop")
	d.see(`○ stopped here +r listens again`)
}

// However the deck ends: no process and no alternate screen is left, the
// terminal is as it was, and every message received is on the disk.
func TestDeckEnds(t *testing.T) {
	t.Parallel()
	const messages = 5000
	for name, c := range map[string]struct {
		end  func(*deck)
		code string // "": the terminal goes too
	}{
		"SIGTERM": {func(d *deck) { d.signal(syscall.SIGTERM) }, "143"},
		"SIGHUP":  {func(d *deck) { d.signal(syscall.SIGHUP) }, "129"},
		"ctrl+c twice": {func(d *deck) {
			d.does("C-c", `1 session is running`)
			d.press("C-c")
		}, "0"},
		"the terminal closes": {func(d *deck) { d.tmux("kill-pane") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h, port := newHome(t), freePort(t)
			h.write(t, "rec", port, "")
			d := h.deck(t, "100x30")
			d.see(`❯ +rec`)
			d.does("l", `0 clients since`)
			conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			w := bufio.NewWriter(conn)
			for i := range messages {
				fmt.Fprintf(w, "message %d\n", i)
			}
			w.Flush()
			d.see(`received 5[, ]?000 `)
			pid := d.pid()
			c.end(d)
			d.awaitNoProcess(2 * time.Second)
			if n, torn := numbered(t, h.stored(t, "rec")); n != messages || torn {
				t.Errorf("%d of %d messages are stored, torn %v", n, messages, torn)
			}
			if c.code != "" {
				d.sane(c.code)
			}
			if running(pid) {
				t.Error("a process is left")
			}
		})
	}
}

func (d *deck) signal(s syscall.Signal) {
	d.t.Helper()
	p, err := os.FindProcess(d.pid())
	if err == nil {
		err = p.Signal(s)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// sane checks what an ended deck has left of its terminal.
func (d *deck) sane(code string) {
	d.t.Helper()
	if got := d.file("code", patience); got != code {
		d.t.Errorf("exit code %s, want %s", got, code)
	}
	if before, after := d.file("before", patience), d.file("after", patience); before != after {
		d.t.Errorf("stty -a before:\n%s\nafter:\n%s", before, after)
	}
	d.write("typed again")
	d.see(`^typed again`) // echoed, so not in raw mode
	d.see(`^the screen before`)
	for _, mode := range []string{"alternate_on", "mouse_any_flag", "bracket_paste_flag", "keypad_flag"} {
		if got := strings.TrimSpace(d.tmux("display-message", "-p", "#{"+mode+"}")); got == "1" {
			d.t.Errorf("%s is left on", mode)
		}
	}
	if got := strings.TrimSpace(d.tmux("display-message", "-p", "#{cursor_flag}")); got != "1" {
		d.t.Error("the cursor is left hidden")
	}
}

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
	h, port := newHome(t), freePort(t)
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
	d.press("Escape")
	d.see(`^╭ rec ─ past task output`)
}
