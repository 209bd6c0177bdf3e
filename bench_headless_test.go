//go:build bench && linux

package main_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

const (
	dropInBytes  = 1 << 30
	dropInRounds = 9
	sendRounds   = 100
)

// TestDropIn puts tcpdeck in the place of the sending and of the receiving nc,
// both with regular files whose pages are in memory already.
func TestDropIn(t *testing.T) {
	in, out := dropInFiles(t)
	want := sum(t, in.Name())
	nc, us := []string{"nc.openbsd"}, []string{binary()}
	var plain, sending, receiving []time.Duration
	for range dropInRounds {
		port := freePort(t)
		at := []string{"127.0.0.1", strconv.Itoa(port)}
		ncListen, ncSend := slices.Concat(nc, []string{"-l"}, at), slices.Concat(nc, []string{"-N"}, at)
		ourListen, ourSend := slices.Concat(us, []string{"listen", "--raw", "--once"}, at), slices.Concat(us, []string{"connect", "--raw"}, at)
		plain = append(plain, carry(t, port, in, out, ncListen, ncSend))
		sending = append(sending, carry(t, port, in, out, ncListen, ourSend))
		if got := sum(t, out.Name()); got != want {
			t.Errorf("connect --raw: sha256 %x, want %x", got, want)
		}
		receiving = append(receiving, carry(t, port, in, out, ourListen, ncSend))
		if got := sum(t, out.Name()); got != want {
			t.Errorf("listen --raw: sha256 %x, want %x", got, want)
		}
	}
	base := medianOf(plain)
	for _, c := range []struct {
		name string
		took []time.Duration
	}{{"1 GiB: connect --raw to nc -l", sending}, {"1 GiB: nc -N to listen --raw", receiving}} {
		ratio := base.Seconds() / medianOf(c.took).Seconds()
		say(t, ratio >= 1, c.name, "%.2f GiB/s = %.2f x nc to nc (1.0), sha256 equal", 1/medianOf(c.took).Seconds(), ratio)
	}
}

// dropInFiles makes a file of random bytes and one of the same size to write
// over, both in memory.
func dropInFiles(t *testing.T) (in, out *os.File) {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "tcpdeck-bench")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for i, f := range []**os.File{&in, &out} {
		if *f, err = os.Create(filepath.Join(dir, strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { (*f).Close() })
		random := rand.NewChaCha8([32]byte{byte(i)})
		if _, err := io.CopyN(*f, random, dropInBytes); err != nil {
			t.Fatal(err)
		}
	}
	return in, out
}

// carry is how long two programs take to bring in to out.
func carry(t *testing.T, port int, in, out *os.File, listen, send []string) time.Duration {
	t.Helper()
	for _, f := range []*os.File{in, out} {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
	sink := exec.Command(listen[0], listen[1:]...)
	sink.Stdout = out
	if err := sink.Start(); err != nil {
		t.Fatal(err)
	}
	awaitListening(t, port)
	source := exec.Command(send[0], send[1:]...)
	source.Stdin = in
	begin := time.Now()
	if err := source.Run(); err != nil {
		t.Fatalf("%s: %v", send, err)
	}
	if err := sink.Wait(); err != nil {
		t.Fatalf("%s: %v", listen, err)
	}
	return time.Since(begin)
}

// awaitListening waits until the port listens, without a connection, which
// would be the one that counts: state 0A in /proc/net/tcp.
func awaitListening(t *testing.T, port int) {
	t.Helper()
	listening := fmt.Appendf(nil, ":%04X 00000000:0000 0A ", port)
	for begin := time.Now(); ; {
		table, err := os.ReadFile("/proc/net/tcp")
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(table, listening) {
			return
		}
		if time.Since(begin) > 10*time.Second {
			t.Fatalf("nothing listens on %d", port)
		}
	}
}

func sum(t *testing.T, name string) (s [sha256.Size]byte) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		t.Fatal(err)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func medianOf(took []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[len(sorted)/2]
}

// TestSend compares the whole of a send, from the start of the process to its
// end, with socat in a shell, on the same echo, with more and more profiles.
func TestSend(t *testing.T) {
	address := echo(t)
	for _, profiles := range []int{0, 100, 10_000} {
		config, state := t.TempDir(), t.TempDir()
		for i := range profiles {
			profile(t, config, fmt.Sprintf("p%05d", i), fmt.Sprintf("id: p%05d\nname: Profile %05d\naddress: host%d.internal\nport: 9090\n", i, i, i))
		}
		var ours, theirs []time.Duration
		for range sendRounds {
			ours = append(ours, replied(t, "ping\n", binary(), "send", address, "ping", "--wait", "1", "--config-dir", config, "--state-dir", state))
			theirs = append(theirs, replied(t, "ping", "sh", "-c", "printf ping | socat -t0.01 - TCP:"+address))
		}
		us, socat := medianOf(ours), medianOf(theirs)
		ratio := us.Seconds() / socat.Seconds()
		limit := " (2)"
		if profiles > 100 {
			limit = " (no limit)"
		}
		say(t, ratio <= 2 || profiles > 100, fmt.Sprintf("send with %d profiles", profiles), "%.1f ms = %.2f x socat%s", us.Seconds()*1e3, ratio, limit)
	}
}

// replied is how long a program takes that prints the reply. One that ends well
// without it is called again: on a busy machine the 10 ms for which that socat
// waits may not be enough.
func replied(t *testing.T, want, name string, args ...string) time.Duration {
	t.Helper()
	for range 5 {
		c := exec.Command(name, args...)
		var errs bytes.Buffer
		c.Stderr = &errs
		begin := time.Now()
		out, err := c.Output()
		took := time.Since(begin)
		switch {
		case err == nil && string(out) == want:
			return took
		case err != nil || len(out) > 0:
			t.Fatalf("%s: %q, %v: %s", name, out, err, errs.Bytes())
		}
	}
	t.Fatalf("%s: never a reply", name)
	return 0
}

// echo is the address of a peer that sends back what it gets.
func echo(t *testing.T) string {
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
			go func() {
				defer c.Close()
				_, _ = io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c}) // no splice: it is slow to start
			}()
		}
	}()
	return l.Addr().String()
}
