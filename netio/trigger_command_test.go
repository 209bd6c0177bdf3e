//go:build unix

package netio

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcpdeck/model"
)

// helperEnv makes TestHelperCommand a command: it has the path of its report.
const helperEnv = "NETIO_TEST_HELPER"

// helperReport is what a command saw.
type helperReport struct {
	Sum  [sha256.Size]byte // of its stdin
	Args []string
	Env  []string
	Dir  string
	Own  bool // it leads its own group and session
}

// TestHelperCommand is no test but a command that reports what it sees.
func TestHelperCommand(t *testing.T) {
	path := os.Getenv(helperEnv)
	if path == "" {
		t.Skip("not called as a command")
	}
	stdin, err := io.ReadAll(os.Stdin)
	dir, dirErr := os.Getwd()
	session, sessionErr := unix.Getsid(0)
	own := session == os.Getpid() && syscall.Getpgrp() == os.Getpid()
	report, jsonErr := json.Marshal(helperReport{sha256.Sum256(stdin), os.Args, os.Environ(), dir, own})
	if err := errors.Join(err, dirErr, sessionErr, jsonErr, os.WriteFile(path, report, 0o600)); err != nil {
		t.Fatal(err)
	}
	os.Exit(0)
}

// commandOf is a trigger with a command and a home folder of its own.
func commandOf(t *testing.T, argv ...string) (trigger model.Trigger, home string) {
	home = t.TempDir()
	t.Setenv("HOME", home)
	return model.Trigger{Command: argv, Timeout: time.Hour, AtOnce: 4}, home
}

// script is commandOf of a line for a shell; its $0 is the home folder.
func script(t *testing.T, line string) (trigger model.Trigger, home string) {
	trigger, home = commandOf(t)
	trigger.Command = []string{"/bin/sh", "-c", line, home}
	return trigger, home
}

// TestCommandGetsTheMessage: every byte on stdin, nothing executed, nothing
// taken for an option.
func TestCommandGetsTheMessage(t *testing.T) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "report")
	argv := []string{exe, "-test.run=^TestHelperCommand$", "$(touch pwned)", "; touch pwned", "*", ""}
	trigger, home := commandOf(t, argv...)
	t.Setenv(helperEnv, report)
	t.Setenv("GORACE", "atexit_sleep_ms=0") // or each takes a second to end
	t.Setenv(varTruncated, "from outside")
	b := newTriggerBed(t, trigger)
	for _, text := range []string{
		"", "hello", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "one\ntwo\r\n\n", "-rf", "a\x00b\x00", "\xff\xfe\xc3", string(every),
		strings.Repeat("0123456789abcd\n", 140_000/15), strings.Repeat(string(every), 40_000),
	} {
		b.fires(text)
		b.says(actCommand, "exit 0 in ")
		data, err := os.ReadFile(report)
		if err != nil {
			t.Fatal(err)
		}
		var saw helperReport
		if err := json.Unmarshal(data, &saw); err != nil {
			t.Fatal(err)
		}
		if saw.Sum != sha256.Sum256([]byte(text)) {
			t.Errorf("%.40q: other bytes on stdin", text)
		}
		if !saw.Own {
			t.Error("it is in our process group, or session")
		}
		if !slices.Equal(saw.Args, argv) {
			t.Errorf("the arguments are %q", saw.Args)
		}
		wantEnv(t, saw.Env, firedWith(text).Event.Rules)
		if here, err := filepath.EvalSymlinks(home); err != nil || saw.Dir != here {
			t.Errorf("it runs in %s, want %s (%v)", saw.Dir, here, err)
		}
	}
	b.finish(12, 0)
	wantFiles(t, home)
}

// wantEnv wants the process's own environment and that of e.
func wantEnv(t *testing.T, got []string, e *model.RuleEvent) {
	t.Helper()
	want := triggerEnv(nil, firedFrom, e)
	for _, v := range append([]string{"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH")}, want...) {
		if !slices.Contains(got, v) {
			t.Errorf("the environment lacks %.100q", v)
		}
	}
	if n := len(slices.DeleteFunc(got, func(v string) bool { return !strings.HasPrefix(v, "TCPDECK_") })); n != len(want) {
		t.Errorf("%d variables, want %d", n, len(want))
	}
}

// TestCommandEnds: how a command ended, what it printed, and what counts.
func TestCommandEnds(t *testing.T) {
	trigger, home := commandOf(t)
	noProgram := filepath.Join(home, "data")
	if err := os.WriteFile(noProgram, []byte("#!/bin/sh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sh := func(line string) []string { return []string{"/bin/sh", "-c", line} }
	large := strings.Repeat("m", 1<<20)
	for _, c := range []struct {
		name, message  string
		argv           []string
		ok             bool
		detail, output string
	}{
		{"prints both ways", "hi", sh("cat; echo out; echo err >&2"), true, "exit 0 in ", "hiout\nerr\n"},
		{"prints bytes", "", sh(`printf 'a\377\033[31m'`), true, "exit 0 in ", "a" + string(model.BadByte(0xff)) + "\x1b[31m"},
		{"never reads", large, sh("exit 0"), true, "exit 0 in ", ""},
		{"closes stdin", large, sh("exec <&-; sleep 0.1; echo on"), true, "exit 0 in ", "on\n"},
		{"reads a little", large, sh("head -c 3"), true, "exit 0 in ", "mmm"},
		{"fails", large, sh("echo no; exit 3"), false, "exit 3 in ", "no\n"},
		{"dies", large, sh("kill -KILL $$"), false, "killed by signal: killed", ""},
		{"prints 10 MB", "", sh("head -c 10004096 /dev/zero | tr '\\0' y"), true, "exit 0 in ", strings.Repeat("y", maxOutput) + "… 10 MB more"},
		{"is not there", large, []string{"/nowhere/at/all"}, false, "cannot run: ", ""},
		{"is not in the path", large, []string{"no-such-program-anywhere"}, false, "cannot run: ", ""},
		{"is no program", large, []string{noProgram}, false, "cannot run: ", ""},
		{"is a folder", large, []string{home}, false, "cannot run: ", ""},
	} {
		trigger.Command = c.argv
		b := newTriggerBed(t, trigger)
		b.fires(c.message)
		e := b.says(actCommand, c.detail)
		if e.Rules.Output != c.output {
			t.Errorf("%s: printed %d bytes, …%q", c.name, len(e.Rules.Output), tail(e.Rules.Output))
		}
		if c.ok {
			b.finish(1, 0)
		} else {
			b.finish(0, 1)
		}
	}
}

// TestWorkFolder: without a home folder commands run in the temporary one.
func TestWorkFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir+"/tmp")
	for home, want := range map[string]string{dir: dir, dir + "/gone": dir + "/tmp", "": dir + "/tmp"} {
		t.Setenv("HOME", home)
		if got := workFolder(); got != want {
			t.Errorf("home %q: %q, want %q", home, got, want)
		}
	}
}
