package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits for what must come.
const patience = 20 * time.Second

type kept struct{} // the key of a script's runs

// runs are the programs that a script has started.
type runs struct {
	byName map[string]*backgroundRun
}

type backgroundRun struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// exits CODE PROGRAM ARGS…: runs a program and checks its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	code := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	checkCode(ts, args[1], args[0], code)
}

func checkCode(ts *testscript.TestScript, name, want string, got int) {
	if strconv.Itoa(got) != want {
		ts.Fatalf("%s: exit code %d, want %s", name, got, want)
	}
}

// start NAME PATTERN [<FILE] PROGRAM ARGS…: runs a program beside the script,
// its output in NAME.out and NAME.err, until NAME.err or NAME.out matches.
// Without a file its standard input stays open and empty.
func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: start NAME PATTERN [<FILE] PROGRAM ARGS…")
	}
	name, pattern, args := args[0], regexp.MustCompile(args[1]), args[2:]
	in, hold, err := os.Pipe()
	ts.Check(err)
	if strings.HasPrefix(args[0], "<") {
		in, err = os.Open(ts.MkAbs(args[0][1:]))
		ts.Check(err)
		args = args[1:]
	}
	run := &backgroundRun{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{})}
	c := run.cmd
	c.Path, err = lookPath(ts, args[0])
	ts.Check(err)
	c.Err = nil
	c.Dir, c.Stdin = ts.MkAbs("."), in
	c.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "TERM=xterm-256color", "GORACE=" + ts.Getenv("GORACE"),
		"TCPDECK_CONFIG_DIR=" + ts.Getenv("TCPDECK_CONFIG_DIR"), "TCPDECK_STATE_DIR=" + ts.Getenv("TCPDECK_STATE_DIR"),
		"TMPDIR=" + ts.Getenv("TMPDIR")}
	out, err := os.Create(ts.MkAbs(name + ".out"))
	ts.Check(err)
	errs, err := os.Create(ts.MkAbs(name + ".err"))
	ts.Check(err)
	c.Stdout, c.Stderr = out, errs
	ts.Check(c.Start())
	go func() {
		c.Wait()
		out.Close()
		errs.Close()
		in.Close()
		hold.Close()
		close(run.done)
	}()
	ts.Defer(func() {
		c.Process.Kill()
		<-run.done
	})
	ts.Value(kept{}).(*runs).byName[name] = run
	awaitFile(ts, pattern, run, name+".err", name+".out")
}

// lookPath finds a program where the script does.
func lookPath(ts *testscript.TestScript, name string) (string, error) {
	for _, dir := range strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator)) {
		if p, err := exec.LookPath(dir + string(os.PathSeparator) + name); err == nil {
			return p, nil
		}
	}
	return "", exec.ErrNotFound
}

// await NAME PATTERN: waits until the output of a started program matches.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await NAME PATTERN")
	}
	run := ts.Value(kept{}).(*runs).byName[args[0]]
	awaitFile(ts, regexp.MustCompile(args[1]), run, args[0]+".err", args[0]+".out")
}

func awaitFile(ts *testscript.TestScript, pattern *regexp.Regexp, run *backgroundRun, files ...string) {
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	var seen []byte
	over := false
	for deadline := time.Now().Add(patience); ; <-tick.C {
		seen = seen[:0]
		for _, f := range files {
			b, _ := os.ReadFile(ts.MkAbs(f))
			seen = append(append(seen, b...), '\n')
		}
		if pattern.Match(seen) {
			return
		}
		if over || time.Now().After(deadline) {
			ts.Fatalf("no %q in %s: %s", pattern, strings.Join(files, " and "), seen)
		}
		select {
		case <-run.done:
			over = true // look once more: it may have written it last
		default:
		}
	}
}

// ends NAME CODE [SIGNAL]: sends the signal, waits until a started program has
// ended and checks its exit code, which is -1 when the signal killed it.
func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ends NAME CODE [SIGNAL]")
	}
	run := ts.Value(kept{}).(*runs).byName[args[0]]
	if len(args) > 2 {
		sig := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "KILL": os.Kill}[args[2]]
		ts.Check(run.cmd.Process.Signal(sig))
	}
	select {
	case <-run.done:
	case <-time.After(patience):
		ts.Fatalf("%s still runs", args[0])
	}
	checkCode(ts, args[0], args[1], run.cmd.ProcessState.ExitCode())
}

// hup NAME: sends SIGHUP to a started program.
func hup(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(ts.Value(kept{}).(*runs).byName[args[0]].cmd.Process.Signal(syscall.SIGHUP))
}

// port VAR…: sets each variable to a free port.
func port(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		n, err := unusedPort()
		ts.Check(err)
		ts.Setenv(name, strconv.Itoa(n))
	}
}

// grow FILE BYTES: makes a file of random bytes.
func grow(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// same FILE FILE: compares bytes; the failure says no more than their sums.
func same(ts *testscript.TestScript, neg bool, args []string) {
	a, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	b, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	if !bytes.Equal(a, b) {
		ts.Fatalf("%s: %d bytes, sha256 %x; %s: %d bytes, sha256 %x", args[0], len(a), sha256.Sum256(a), args[1], len(b), sha256.Sum256(b))
	}
}

// screen PATTERN: waits until the screen of the script's tmux matches; with !
// until it does not.
func screen(ts *testscript.TestScript, neg bool, args []string) {
	pattern := regexp.MustCompile("(?m)" + args[0])
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; <-tick.C {
		shown := ts.Getenv("TMUX_SOCKET")
		out, _ := exec.Command("tmux", "-S", shown, "capture-pane", "-p").CombinedOutput()
		if pattern.Match(out) != neg {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("screen, looking for %q (negated: %v):\n%s", pattern, neg, out)
		}
	}
}

// within MILLISECONDS FILE CODE: waits until a program has put its exit code
// into the file, checks it and removes the file.
func within(ts *testscript.TestScript, neg bool, args []string) {
	limit, err := strconv.Atoi(args[0])
	ts.Check(err)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Duration(limit) * time.Millisecond); ; <-tick.C {
		if b, err := os.ReadFile(ts.MkAbs(args[1])); err == nil {
			ts.Check(os.Remove(ts.MkAbs(args[1])))
			if got := strings.TrimSpace(string(b)); got != args[2] {
				ts.Fatalf("exit code %s, want %s", got, args[2])
			}
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("still running after %d ms", limit)
		}
	}
}

// gone PATTERN: waits until no file matches.
func gone(ts *testscript.TestScript, neg bool, args []string) { matching(ts, args[0], false) }

// appears PATTERN: waits until a file matches.
func appears(ts *testscript.TestScript, neg bool, args []string) { matching(ts, args[0], true) }

func matching(ts *testscript.TestScript, pattern string, want bool) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; <-tick.C {
		found, err := filepath.Glob(ts.MkAbs(pattern))
		ts.Check(err)
		if len(found) > 0 == want {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s: found %q", pattern, found)
		}
	}
}
