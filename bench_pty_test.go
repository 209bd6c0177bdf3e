//go:build bench && linux

package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// screenProgram is a program on a pseudo-terminal whose output is kept.
type screenProgram struct {
	cmd    *exec.Cmd
	master *os.File
	mu     sync.Mutex
	out    bytes.Buffer
	grew   chan struct{}
	total  int64
}

// openPTY returns both ends of a new pseudo-terminal of that size.
func openPTY(cols, rows int) (master, slave *os.File, err error) {
	master, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	if err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	size := &unix.Winsize{Col: uint16(cols), Row: uint16(rows)}
	if err = unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, size); err != nil {
		return nil, nil, err
	}
	slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|syscall.O_NOCTTY, 0)
	return master, slave, err
}

// onScreen starts a program on a pseudo-terminal of 120×40.
func onScreen(t *testing.T, env []string, name string, args ...string) *screenProgram {
	t.Helper()
	master, slave, err := openPTY(120, 40)
	if err != nil {
		t.Fatal(err)
	}
	p := &screenProgram{cmd: exec.Command(name, args...), master: master, grew: make(chan struct{}, 1)}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = slave, slave, slave
	p.cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor"), env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	go p.read()
	t.Cleanup(p.stop)
	return p
}

func (p *screenProgram) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := p.master.Read(buf)
		p.mu.Lock()
		p.out.Write(buf[:n])
		p.total += int64(n)
		p.mu.Unlock()
		select {
		case p.grew <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (p *screenProgram) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { p.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		p.cmd.Process.Kill()
		<-done
	}
	p.master.Close()
}

func (p *screenProgram) written() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total
}

// forget drops what was written so far.
func (p *screenProgram) forget() {
	p.mu.Lock()
	p.out.Reset()
	p.mu.Unlock()
}

var controls = regexp.MustCompile(`\x1b(\[[0-9;?<>=]*[a-zA-Z]|[()][A-Z0-9]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>78M])`)

// await waits until the text stands in what was written since forget.
func (p *screenProgram) await(t *testing.T, text string, limit time.Duration) time.Duration {
	t.Helper()
	begin := time.Now()
	timeout := time.NewTimer(limit)
	defer timeout.Stop()
	for {
		p.mu.Lock()
		plain := controls.ReplaceAllString(p.out.String(), "")
		p.mu.Unlock()
		if strings.Contains(plain, text) {
			return time.Since(begin)
		}
		select {
		case <-p.grew:
		case <-timeout.C:
			t.Fatalf("%q did not come to the screen within %v; the last of it: %q", text, limit, tail(plain, 2000))
		}
	}
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func (p *screenProgram) key(s string) { p.master.WriteString(s) }

// rss is the resident memory of a process in bytes.
func rss(t *testing.T, pid int) int64 { return procField(t, pid, "VmRSS:") << 10 }

func procField(t *testing.T, pid int, field string) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(string(b), "\n") {
		if f := strings.Fields(l); len(f) > 1 && f[0] == field {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n
		}
	}
	t.Fatalf("no %s for process %d", field, pid)
	return 0
}

// cpu is the processor time that a process has used, with all its threads.
func cpu(t *testing.T, pid int) time.Duration {
	t.Helper()
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		t.Fatal(err)
	}
	var sum time.Duration
	for _, task := range tasks {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, task.Name()))
		if err != nil {
			continue
		}
		ns, _ := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
		sum += time.Duration(ns)
	}
	return sum
}
