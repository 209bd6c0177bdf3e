//go:build bench && linux

package main_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// TestConversations runs the benchmark of netio: conversations of the two demos
// over loopback, beside the same traffic by two plain programs.
func TestConversations(t *testing.T) {
	out, err := exec.Command("go", "test", "-run", "^$", "-bench", "Conversations", "-benchtime", "3000x", "./netio").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	number := func(pattern string) float64 {
		m := regexp.MustCompile(pattern).FindSubmatch(out)
		if m == nil {
			t.Fatalf("no %s in %s", pattern, out)
		}
		n, _ := strconv.ParseFloat(string(m[1]), 64)
		return n
	}
	rate, step := number(`([\d.]+) steps/s`), number(`([\d.]+) ns/step`)
	plain, ours := number(`BenchmarkPlain\S+\s+3000\s+([\d.]+) ns/op`), number(`BenchmarkDemo\S+\s+3000\s+([\d.]+) ns/op`)
	say(t, rate >= 50_000, "conversations of the demos", "%.0f steps/s (50,000), %.1f µs each; a conversation takes %.1f x a plain one", rate, step/1000, ours/plain)
}

// TestDrivenClients has 1,000 clients at once talk to the demo of the listener.
func TestDrivenClients(t *testing.T) {
	const n = 1000
	config := t.TempDir()
	rules := filepath.Join(config, "demo.yaml")
	if err := os.WriteFile(rules, []byte(demoListener), 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	var out bytes.Buffer
	cmd := exec.Command(binary(), "run", rules, "--on", at, "--as", "listener", "--count", strconv.Itoa(n), "--config-dir", config, "--state-dir", config)
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var conns []net.Conn
	for len(conns) < n {
		c, err := net.Dial("tcp", at)
		if err != nil {
			time.Sleep(time.Millisecond) // it does not listen yet
			continue
		}
		conns = append(conns, c)
		fmt.Fprint(c, "Handshake")
	}
	for _, c := range conns {
		if _, err := io.ReadFull(c, make([]byte, len("Heartbeat"))); err != nil {
			t.Fatal(err)
		}
	}
	peak := procField(t, cmd.Process.Pid, "VmHWM:") << 10
	for _, c := range conns {
		fmt.Fprintf(c, "from %s", c.LocalAddr())
		c.Close()
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	fired := regexp.MustCompile(`"event":"fired","peer":"([^"]+)".*"text":"from ([^"]+)".*"INSTRUCTION":"from ([^"]+)"`).FindAllStringSubmatch(out.String(), -1)
	for _, f := range fired {
		if f[1] != f[2] || f[1] != f[3] {
			t.Errorf("mixed up: %q", f)
		}
	}
	say(t, len(fired) == n && peak < 100<<20, "1,000 driven clients at once", "%d triggers (1,000), %.0f MB at most (100)", len(fired), float64(peak)/(1<<20))
}

const demoListener = `version: 1
name: Demo listener
rules:
  - receive: {iterations: -1}
    then:
      - check: {equal: Handshake, group: 1}
        then:
          - send: {body: Heartbeat}
            then:
              - receive: {}
                key: INSTRUCTION
                fire: true
      - check: {always: true, group: 1}
        exit: failure
`
