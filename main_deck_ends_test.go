package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
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
	h.write(t, "refused", mustPort(t), "")
	h.write(t, "torn", serve(t, func(c *net.TCPConn) { io.WriteString(c, "half a mess"); c.Close() }), "")
	full := mustPort(t)
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
			h, port := newHome(t), mustPort(t)
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
