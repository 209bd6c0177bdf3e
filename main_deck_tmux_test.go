package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// need skips the test where a program is missing; in CI it fails.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		ok, err := condition("need:" + p)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			t.Skip(p + " is missing")
		}
	}
}

// until looks every few milliseconds whether done holds, and says what was
// there instead when it never does.
func until(t *testing.T, limit time.Duration, what string, done func() (ok bool, seen string)) {
	t.Helper()
	tick := time.NewTicker(8 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(limit); ; <-tick.C {
		ok, seen := done()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("no %s within %v:\n%s", what, limit, seen)
		}
	}
}

func mustPort(t *testing.T) int {
	t.Helper()
	port, err := unusedPort()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// home is where the tcpdecks of one test keep their files.
type home struct{ dir string }

func newHome(t *testing.T) home {
	t.Helper()
	h := home{t.TempDir()}
	t.Cleanup(func() {
		races, _ := filepath.Glob(h.races() + ".*")
		for _, f := range races {
			b, _ := os.ReadFile(f)
			t.Errorf("%s", b)
		}
	})
	return h
}

// races is where the programs of a race build write what they find; the
// screen is no place for it.
func (h home) races() string { return filepath.Join(h.dir, "race") }

func (h home) state() string    { return filepath.Join(h.dir, "state", "tcpdeck") }
func (h home) profiles() string { return filepath.Join(h.dir, "config", "tcpdeck", "profiles") }

// write puts a profile of the name into the folder as a person would by hand.
func (h home) write(t *testing.T, name string, port int, fields string) {
	t.Helper()
	if err := os.MkdirAll(h.profiles(), 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("version: 1\nid: %s\nname: %s\naddress: 127.0.0.1\nport: %d\nframing: lf\n%s", name, name, port, fields)
	if err := os.WriteFile(filepath.Join(h.profiles(), name+".yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// stored reads the one stored run of a profile.
func (h home) stored(t *testing.T, id string) string {
	t.Helper()
	return readFile(t, filepath.Join(h.state(), "output", id), "*.jsonl")
}

// env is the environment of a tcpdeck at home there.
func (h home) env() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "TCPDECK_") && !strings.HasPrefix(v, "TMUX") && !strings.HasPrefix(v, "NO_COLOR") {
			env = append(env, v)
		}
	}
	return append(env, "HOME="+h.dir, "XDG_CONFIG_HOME="+h.dir+"/config", "XDG_STATE_HOME="+h.dir+"/state",
		"LC_ALL=C.UTF-8", "GORACE=atexit_sleep_ms=0 log_path="+h.races())
}

// deckScript runs the deck, and keeps the terminal afterwards to be looked at.
const deckScript = `echo the screen before
stty -a >before
sh -c 'echo $$ >pid.new; mv pid.new pid; exec tcpdeck "$@"' deck "$@"
echo $? >code.new
stty -a >after
mv code.new code
read line
`

const tmuxConfig = `set -g remain-on-exit on
set -g default-terminal tmux-256color
set -g set-clipboard on
set -g status off
`

// deck is a tcpdeck in a terminal of its own: a tmux on a private socket.
type deck struct {
	t      *testing.T
	dir    string // holds what deckScript writes
	socket string
}

// deck starts tcpdeck with args in a terminal of that size.
func (h home) deck(t *testing.T, size string, args ...string) *deck {
	t.Helper()
	need(t, "tmux", "sh", "stty")
	short, err := os.MkdirTemp("", "td") // the path of a socket may have 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	d := &deck{t: t, dir: t.TempDir(), socket: filepath.Join(short, "s")}
	for name, text := range map[string]string{"deck.sh": deckScript, "tmux.conf": tmuxConfig} {
		if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	width, height, _ := strings.Cut(size, "x")
	c := exec.Command("tmux", append([]string{"-u", "-S", d.socket, "-f", filepath.Join(d.dir, "tmux.conf"),
		"new-session", "-d", "-x", width, "-y", height, "-c", d.dir, "sh", "deck.sh"}, args...)...)
	c.Dir, c.Env = d.dir, h.env()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v: %s", err, out)
	}
	t.Cleanup(func() {
		exec.Command("tmux", "-S", d.socket, "kill-server").Run()
		d.awaitNoProcess(patience)
		os.RemoveAll(short)
	})
	return d
}

func (d *deck) tmux(args ...string) string {
	d.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-u", "-S", d.socket}, args...)...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("tmux %s: %v: %s", args, err, out)
	}
	return string(out)
}

func (d *deck) screen() string { d.t.Helper(); return d.tmux("capture-pane", "-p") }

// press presses keys, by tmux's names.
func (d *deck) press(keys ...string) { d.t.Helper(); d.tmux(append([]string{"send-keys"}, keys...)...) }

// write types text.
func (d *deck) write(text string) { d.t.Helper(); d.tmux("send-keys", "-l", text) }

// see waits until the screen matches.
func (d *deck) see(pattern string) {
	d.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	until(d.t, patience, fmt.Sprintf("%q on the screen", pattern), func() (bool, string) {
		s := d.screen()
		return re.MatchString(s), s
	})
}

// does presses a key and waits until the screen matches. Before that it must
// not match; a frame that is being drawn may still, and a key that is taken for
// the end of it would come right behind the one before.
func (d *deck) does(key, pattern string) {
	d.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	until(d.t, patience, fmt.Sprintf("screen without %q before %s is pressed", pattern, key), func() (bool, string) {
		s := d.screen()
		return !re.MatchString(s), s
	})
	d.press(key)
	d.see(pattern)
}

// tab presses tab and waits until the mark of the focus has moved: what else
// changes on the screen, and a half-drawn one, must not count.
func (d *deck) tab() {
	d.t.Helper()
	marks := regexp.MustCompile(`❯[^│]*`)
	before := marks.FindAllString(d.screen(), -1)
	d.press("Tab")
	until(d.t, patience, "move of the focus", func() (bool, string) {
		s := d.screen()
		now := marks.FindAllString(s, -1)
		return len(now) == len(before) && !slices.Equal(now, before), s
	})
}

// to walks with tab to the field of the editor with that label.
func (d *deck) to(label string) {
	d.t.Helper()
	there := regexp.MustCompile(`❯ *(\[.\] )?` + regexp.QuoteMeta(label))
	for range 40 {
		if there.MatchString(d.screen()) {
			return
		}
		d.tab()
	}
	d.t.Fatalf("tab does not reach %s:\n%s", label, d.screen())
}

// choose puts the selection of Connections on the profile of the name.
func (d *deck) choose(name string) {
	d.t.Helper()
	d.does("/", `^│ /`)
	d.write(name)
	d.see(`(?i)^│ / ` + regexp.QuoteMeta(name))
	d.press("Enter")
	d.see(`^ enter connect`)
	d.see(`(?i)^│❯ +` + regexp.QuoteMeta(name))
}

// run runs the profile of the name with enter or l.
func (d *deck) run(name, key string) {
	d.t.Helper()
	d.choose(name)
	d.does(key, `^╭ `+regexp.QuoteMeta(name)+` ─ (client|listener)`)
}

// leave goes from the composer to Connections with nothing searched for.
func (d *deck) leave() {
	d.t.Helper()
	d.does("Escape", `^ i write`)
	d.leaveOutput()
}

// leaveOutput does the same from the output.
func (d *deck) leaveOutput() {
	d.t.Helper()
	d.does("Escape", `^╭ Connections`)
	d.see(`^ enter connect`) // the last line that is drawn
	if filtered := "\n│ / "; strings.Contains(d.screen(), filtered) {
		d.press("Escape")
		until(d.t, patience, "end of the filter", func() (bool, string) {
			s := d.screen()
			return !strings.Contains(s, filtered), s
		})
	}
}

// file waits for a file that deckScript writes.
func (d *deck) file(name string, limit time.Duration) string {
	d.t.Helper()
	var text []byte
	until(d.t, limit, name, func() (bool, string) {
		b, err := os.ReadFile(filepath.Join(d.dir, name))
		text = b
		return err == nil, fmt.Sprint(err)
	})
	return strings.TrimSpace(string(text))
}

func (d *deck) pid() int {
	d.t.Helper()
	pid, err := strconv.Atoi(d.file("pid", patience))
	if err != nil {
		d.t.Fatal(err)
	}
	return pid
}

// running says whether there is such a process. One that has ended but that
// nobody has asked about, its parent being gone too, is not running.
func running(pid int) bool {
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		_, rest, _ := bytes.Cut(b, []byte(") "))
		return !bytes.HasPrefix(rest, []byte("Z"))
	}
	p, err := os.FindProcess(pid)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}

func (d *deck) awaitNoProcess(limit time.Duration) {
	d.t.Helper()
	b, err := os.ReadFile(filepath.Join(d.dir, "pid"))
	if err != nil {
		return
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	until(d.t, limit, "end of the process", func() (bool, string) { return !running(pid), strconv.Itoa(pid) })
}

// readFile reads the one file of a folder that matches.
func readFile(t *testing.T, dir, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) != 1 {
		t.Fatalf("%s in %s: %d files, want 1 (%v)", pattern, dir, len(files), err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
