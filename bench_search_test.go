//go:build bench && linux

package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"
)

// searchFiles is how many runs of searchBytes in all are searched.
const (
	searchFiles = 20
	searchBytes = 1 << 30
)

// TestSearch compares output search with grep on the same files, both from
// memory, with a hit in a million and with none.
func TestSearch(t *testing.T) {
	state := t.TempDir()
	messages := storeMuch(t, state)
	grepRate(t, state, "-F", "warm") // the first one reads the disk
	for _, c := range []struct{ name, how, pattern string }{
		{"a word, rare", "-F", "order-12345 refused"}, {"a word, none", "-F", "order-zzzzz refused"},
		{"an expression, rare", "-E", "order-[0-9]+ refused"}, {"an expression, none", "-E", "order-[0-9]+ refusal"},
		{"a word of the keys, none", "-F", "received"},
	} {
		grep, found := grepRate(t, state, c.how, c.pattern)
		ours, shown, memory := searchRate(t, state, c.how == "-E", c.pattern)
		if c.pattern == "received" {
			found = 0 // grep finds the keys
		}
		if shown != found {
			t.Errorf("%s: %d lines, grep finds %d", c.name, shown, found)
		}
		ratio := ours.Seconds() / grep.Seconds()
		say(t, ratio <= 3 && memory < 100<<20, "search 1 GiB: "+c.name, "%.2f s = %.2f x grep %s (3), %d MB (100), %.1f M messages",
			ours.Seconds(), ratio, c.how, memory>>20, float64(messages)/1e6)
	}
}

// storeMuch writes runs of 64-byte messages; one in a million is special.
func storeMuch(t *testing.T, state string) (messages int) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789 -:=ABCDEFG"
	text, at := make([]byte, 64), time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for i := range searchFiles {
		dir := filepath.Join(state, "output", fmt.Sprintf("p%d", i%4))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("01M832DPPR54FXEAS9H53TPD%02d.jsonl", i)))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		for size := 0; size < searchBytes/searchFiles; messages++ {
			for k := range text {
				text[k] = letters[random.IntN(len(letters))]
			}
			copy(text, "order-")
			if messages%1_000_000 == 500_000 {
				copy(text, "order-12345 refused")
			}
			at = at.Add(7 * time.Microsecond)
			n, _ := fmt.Fprintf(w, `{"time":"%s","kind":"received","peer":"127.0.0.1:53210","bytes":64,"text":"%s"}`+"\n", at.Format("2006-01-02T15:04:05.000000000Z"), text)
			size += n
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return messages
}

// grepRate is the median of how long grep -c takes, and how many lines it
// counts. It would stop at the first if its output were /dev/null.
func grepRate(t *testing.T, state, how, pattern string) (median time.Duration, found int) {
	t.Helper()
	var took []time.Duration
	for range 3 {
		c := exec.Command("grep", "-r", "-c", how, pattern, filepath.Join(state, "output"))
		begin := time.Now()
		out, _ := c.Output() // 1 where nothing is found
		took, found = append(took, time.Since(begin)), 0
		for line := range strings.Lines(string(out)) {
			n := 0
			_, _ = fmt.Sscan(line[strings.LastIndexByte(line, ':')+1:], &n)
			found += n
		}
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	return took[1], found
}

// searchRate is grepRate for tcpdeck, with the most memory it had.
func searchRate(t *testing.T, state string, regex bool, pattern string) (median time.Duration, found int, memory int64) {
	t.Helper()
	args := []string{"output", "search", "--config-dir", t.TempDir(), "--state-dir", state, pattern}
	if regex {
		args = append(args, "--regex")
	}
	var took []time.Duration
	for range 3 {
		c := exec.Command(binary(), args...)
		var errs bytes.Buffer
		c.Stderr = &errs
		begin := time.Now()
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, errs.Bytes())
		}
		took, found = append(took, time.Since(begin)), bytes.Count(out, []byte("\n"))
		memory = max(memory, c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss<<10)
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	return took[1], found, memory
}
