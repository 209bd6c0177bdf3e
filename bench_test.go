//go:build bench && linux

// The speed and memory of tcpdeck beside ncat, socat and nc, on this machine
// and in one run: make bench.
package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// binary builds tcpdeck once, where make build does, and returns its path.
var binary = sync.OnceValue(func() string {
	path, err := filepath.Abs("bin/tcpdeck")
	if err != nil {
		panic(err)
	}
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v: %s", err, out))
	}
	return path
})

// empty is a Bubble Tea program that does nothing.
type empty struct{}

func (empty) Init() tea.Cmd                         { return nil }
func (e empty) Update(tea.Msg) (tea.Model, tea.Cmd) { return e, nil }
func (empty) View() tea.View {
	v := tea.NewView("empty")
	v.AltScreen = true
	return v
}

// TestEmptyProgram is that program, when the idle test starts it; alone it has
// nothing to measure.
func TestEmptyProgram(t *testing.T) {
	if os.Getenv("TCPDECK_BENCH_EMPTY") == "" {
		return
	}
	if _, err := tea.NewProgram(empty{}, tea.WithFPS(30)).Run(); err != nil {
		t.Fatal(err)
	}
}

// say prints one line of the report; must says what the issue asks for.
func say(t *testing.T, ok bool, what, format string, args ...any) {
	t.Helper()
	verdict := "reached"
	if !ok {
		verdict = "MISSED"
		t.Fail()
	}
	fmt.Printf("%-34s %-70s %s\n", what, fmt.Sprintf(format, args...), verdict)
}

func perSecond(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

// median of three runs, in messages a second.
func medianRate(n int, run func() time.Duration) float64 {
	var rates []float64
	for range 3 {
		rates = append(rates, perSecond(n, run()))
	}
	sort.Float64s(rates)
	return rates[1]
}

// peers measures what ncat and socat do with the same flood.
func peers(t *testing.T) (ncat, socat float64) {
	const n = 300_000
	ncat = medianRate(n, func() time.Duration {
		port, f := freePort(t), create(t, "ncat.log")
		return receiveOnce(t, n, nil, nil, port, "ncat", "-l", "--recv-only", "-x", f.Name(), "127.0.0.1", strconv.Itoa(port))
	})
	const few = 50_000
	socat = medianRate(few, func() time.Duration {
		port, f := freePort(t), create(t, "socat.log")
		return receiveOnce(t, few, nil, f, port, "socat", "-v", "-u", fmt.Sprintf("TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr", port), "-")
	})
	return ncat, socat
}

func TestMessages(t *testing.T) {
	ncat, socat := peers(t)
	const n = 4_000_000
	headless := medianRate(n, func() time.Duration {
		port, f := freePort(t), create(t, "tcpdeck.jsonl")
		defer giveBack(t, f.Name())
		took := receiveOnce(t, n, f, nil, port, binary(), "listen", "--json", "--once", "--framing", "lf", fmt.Sprintf("127.0.0.1:%d", port))
		if got := lines(t, f.Name()); got < n {
			t.Fatalf("%d lines for %d messages", got, n)
		}
		return took
	})
	say(t, headless >= 8*ncat && headless >= 100*socat, "headless, 64-byte messages",
		"%.2f M/s = %.1f x ncat (8), %.0f x socat (100)", headless/1e6, headless/ncat, headless/socat)
	deck := medianRate(n, func() time.Duration { return deckFlood(t, n) })
	say(t, deck >= 4*ncat && deck >= 50*socat, "in the deck, stored",
		"%.2f M/s = %.1f x ncat (4), %.0f x socat (50)", deck/1e6, deck/ncat, deck/socat)
}

func TestChunks(t *testing.T) {
	const total = 4 << 30
	run := func(name string, args ...string) float64 {
		var rates []float64
		for range 5 {
			port := freePort(t)
			full := append(append([]string{}, args...), "127.0.0.1", strconv.Itoa(port))
			rates = append(rates, float64(total)/pump(t, total, port, name, full...).Seconds()/(1<<30))
		}
		sort.Float64s(rates)
		return rates[len(rates)/2]
	}
	nc := run("nc.openbsd", "-l")
	deck := run(binary(), "listen", "--raw", "--once")
	say(t, deck >= nc, "64 KiB raw chunks to /dev/null", "%.2f GiB/s = %.2f x nc (1.0)", deck, deck/nc)
}

// deck is a running deck with a listener profile.
type deck struct {
	*screenProgram
	port  int
	state string
}

// openDeck starts a deck on fresh folders with n profiles and listens with
// the first.
func openDeck(t *testing.T) *deck {
	t.Helper()
	config, state, port := t.TempDir(), t.TempDir(), freePort(t)
	profile(t, config, "flood", fmt.Sprintf("name: Flood\nport: %d\nframing: lf\n", port))
	d := &deck{onScreen(t, nil, binary(), "--config-dir", config, "--state-dir", state), port, state}
	d.await(t, "Flood", 10*time.Second)
	d.forget()
	d.key("l")
	d.await(t, "listening", 10*time.Second)
	return d
}

func profile(t *testing.T, config, slug, text string) {
	t.Helper()
	dir := filepath.Join(config, "profiles")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, slug+".yaml"), []byte("version: 1\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// deckFlood is how long a deck takes until n messages are stored.
func deckFlood(t *testing.T, n int) time.Duration {
	d := openDeck(t)
	c := dialUntil(t, d.port)
	s := &stored{state: d.state}
	begin := time.Now()
	flood(t, c, 0, n)
	c.Close()
	took := waitStored(t, s, n, begin)
	d.stop()
	return took
}

// waitStored waits until message n-1 is stored, looking only at the end of the
// file, so that reading it takes no time from what is measured. Then it reads
// all of it: no message may be missing.
func waitStored(t *testing.T, s *stored, n int, begin time.Time) time.Duration {
	t.Helper()
	last := fmt.Appendf(nil, `"text":"%010d `, n-1)
	for time.Since(begin) < 5*time.Minute {
		if bytes.Contains(s.tail(), last) {
			took := time.Since(begin)
			if got := s.count(t); got != n {
				t.Fatalf("%d of %d messages stored", got, n)
			}
			giveBack(t, s.f.Name())
			return took
		}
		time.Sleep(2 * time.Millisecond) // a file has no event for "as long as it will be"
	}
	t.Fatalf("message %d was not stored", n-1)
	return 0
}

func TestDeckInAFlood(t *testing.T) {
	const n = 10_000_000
	d := openDeck(t)
	c := dialUntil(t, d.port)
	begin := time.Now()
	done := make(chan struct{})
	go func() { defer close(done); flood(t, c, 0, n) }()
	var took []time.Duration
	for running := true; running; {
		for _, seen := range []string{"Help:", "earlier"} { // f1 opens the help and closes it
			d.forget()
			d.key("\x1bOP")
			took = append(took, d.await(t, seen, 5*time.Second))
		}
		pause := time.NewTimer(10 * time.Millisecond)
		select {
		case <-done:
			running = false
		case <-pause.C:
		}
	}
	c.Close()
	waitStored(t, &stored{state: d.state}, n, begin)
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	median, worst := took[len(took)/2], took[len(took)-1]
	say(t, median < 50*time.Millisecond && worst < 150*time.Millisecond, "key to screen in that flood",
		"median %v (50ms), worst %v (150ms), %d keys", median.Round(time.Millisecond), worst.Round(time.Millisecond), len(took))
	mem := rss(t, d.cmd.Process.Pid)
	say(t, mem < 200<<20, "memory after 10 million messages", "%d MB (200), none missing in the stored output", mem>>20)
}

func TestManyClients(t *testing.T) {
	const n = 10_000
	moreFiles(t, 2*n+1000)
	bare := bareAccepts(t, n)
	d := openDeck(t)
	before := rss(t, d.cmd.Process.Pid)
	begin := time.Now()
	conns := callMany(t, d.port, n)
	took := waitLines(t, &stored{state: d.state}, n, begin)
	settle := time.NewTimer(time.Second)
	<-settle.C
	mem := rss(t, d.cmd.Process.Pid) - before
	say(t, mem/n <= 10<<10, "10,000 clients, memory each", "%.1f KiB (10)", float64(mem)/n/1024)
	say(t, perSecond(n, took) >= 15_000, "10,000 clients, accepted",
		"%.0f/s (15,000), each with a line stored; a bare goroutine each: %.0f/s", perSecond(n, took), bare)
	closeAll(conns)
}

// waitLines waits until the stored output has n received messages, in any
// order.
func waitLines(t *testing.T, s *stored, n int, begin time.Time) time.Duration {
	t.Helper()
	s.anyOrder = true
	for s.count(t) < n {
		if time.Since(begin) > 30*time.Second {
			t.Fatalf("%d of %d messages stored", s.next, n)
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(begin)
}

func TestStart(t *testing.T) {
	for _, c := range []struct {
		profiles    int
		first, full time.Duration
	}{{100, 60 * time.Millisecond, 0}, {10_000, 150 * time.Millisecond, time.Second}} {
		config := t.TempDir()
		for i := range c.profiles {
			profile(t, config, fmt.Sprintf("p%05d", i), fmt.Sprintf("id: p%05d\nname: Profile %05d\ngroup: Group %d\naddress: host%d.internal\nport: 9090\ntimeout: 60\ncode_page: utf-8\nlog_sent: true\nlog_received: true\n", i, i, i%10, i))
		}
		var first, full []time.Duration
		for range 5 {
			begin := time.Now()
			d := onScreen(t, nil, binary(), "--config-dir", config, "--state-dir", t.TempDir())
			d.await(t, "Profile 0", 10*time.Second)
			first = append(first, time.Since(begin))
			d.stop()
			full = append(full, allListed(t, config, c.profiles))
		}
		sort.Slice(first, func(i, j int) bool { return first[i] < first[j] })
		sort.Slice(full, func(i, j int) bool { return full[i] < full[j] })
		ok := first[2] < c.first && (c.full == 0 || full[2] < c.full)
		limit := ""
		if c.full > 0 {
			limit = fmt.Sprintf(" (%v)", c.full)
		}
		say(t, ok, fmt.Sprintf("start with %d profiles", c.profiles), "first screen %v (%v), all listed %v%s",
			first[2].Round(time.Millisecond), c.first, full[2].Round(time.Millisecond), limit)
	}
}

// allListed is how long a deck in tmux takes to list n profiles: what changes
// on a screen that is drawn by differences only an emulator can tell.
func allListed(t *testing.T, config string, n int) time.Duration {
	t.Helper()
	socket := fmt.Sprintf("tcpdeck-bench-%d", os.Getpid())
	tmux := func(args ...string) string {
		out, _ := exec.Command("tmux", append([]string{"-L", socket, "-f", os.DevNull}, args...)...).Output()
		return string(out)
	}
	tmux("new-session", "-d", "-x", "120", "-y", "40", "cat")
	defer tmux("kill-server")
	begin := time.Now()
	tmux("respawn-pane", "-k", binary(), "--config-dir", config, "--state-dir", t.TempDir())
	for !strings.Contains(tmux("capture-pane", "-p"), " "+strconv.Itoa(n)+" ─╮") {
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("never saw %d profiles:\n%s", n, tmux("capture-pane", "-p"))
		}
	}
	return time.Since(begin)
}

func TestIdle(t *testing.T) {
	d := openDeck(t)
	c := dialUntil(t, d.port)
	defer c.Close()
	flood(t, c, 0, 1)
	d.await(t, "ABCDEFGHIJ", 10*time.Second)
	none := onScreen(t, []string{"TCPDECK_BENCH_EMPTY=1"}, os.Args[0], "-test.run", "^TestEmptyProgram$")
	none.await(t, "empty", 10*time.Second)
	settle := time.NewTimer(2 * time.Second)
	<-settle.C
	bytes, used, usedEmpty := d.written(), cpu(t, d.cmd.Process.Pid), cpu(t, none.cmd.Process.Pid)
	idle := time.NewTimer(30 * time.Second)
	<-idle.C
	bytes, used, usedEmpty = d.written()-bytes, cpu(t, d.cmd.Process.Pid)-used, cpu(t, none.cmd.Process.Pid)-usedEmpty
	ratio := float64(used) / float64(usedEmpty)
	say(t, bytes == 0 && ratio <= 1.3, "idle for 30 s, one session", "%d bytes to the terminal (0), %.2f x the CPU of an empty program (1.3)", bytes, ratio)
}
