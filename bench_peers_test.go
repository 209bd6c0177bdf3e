//go:build bench && linux

package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const messageSize = 64 // bytes, the line end included

// freePort is a port of 127.0.0.1 that nothing listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// dialUntil connects as soon as something listens.
func dialUntil(t *testing.T, port int) net.Conn {
	t.Helper()
	end := time.Now().Add(10 * time.Second)
	for {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return c
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond) // the peer gives no sign but its port
	}
}

// callMany connects n clients, each of which sends one line and is then idle.
func callMany(t *testing.T, port, n int) []net.Conn {
	t.Helper()
	const callers = 8
	conns := make([]net.Conn, n)
	var wg sync.WaitGroup
	for w := range callers {
		wg.Go(func() {
			for i := w; i < n; i += callers {
				c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err != nil {
					t.Error(err)
					return
				}
				conns[i] = c
				fmt.Fprintf(c, "%010d hello\n", i)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return conns
}

func closeAll(conns []net.Conn) {
	for _, c := range conns {
		c.Close()
	}
}

// bareAccepts is how many such clients a second a plain accept loop with a
// goroutine each takes, in a process of its own.
func bareAccepts(t *testing.T, n int) float64 {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command(os.Args[0], "-test.run", "^TestBareListener$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("TCPDECK_BENCH_BARE=127.0.0.1:%d,%d", port, n))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dialUntil(t, port).Close()
	begin := time.Now()
	conns := callMany(t, port, n)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begin)
	closeAll(conns)
	return float64(n) / took.Seconds()
}

// TestBareListener is that process: it ends when it has had a line from each
// client. Alone it has nothing to measure.
func TestBareListener(t *testing.T) {
	address, count, ok := strings.Cut(os.Getenv("TCPDECK_BENCH_BARE"), ",")
	if !ok {
		return
	}
	n, err := strconv.Atoi(count)
	if err != nil {
		t.Fatal(err)
	}
	moreFiles(t, uint64(n)+1000)
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	var lines sync.WaitGroup
	lines.Add(n)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				if got, _ := c.Read(make([]byte, 64)); got > 0 {
					lines.Done()
				}
			}()
		}
	}()
	lines.Wait()
}

// flood writes n numbered lines of messageSize bytes, starting with number
// from. It must cost little beside the program that it feeds: only the digits
// that change are written anew.
func flood(t *testing.T, c net.Conn, from, n int) {
	t.Helper()
	block := bytes.Repeat([]byte("0000000000 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXY\n"), 1024)
	for i := 0; i < n; {
		k := 0
		for ; k < 1024 && i < n; k, i = k+1, i+1 {
			line := block[k*messageSize:]
			for v, d := from+i, 9; d >= 0; v, d = v/10, d-1 {
				line[d] = byte('0' + v%10)
			}
		}
		if _, err := c.Write(block[:k*messageSize]); err != nil {
			t.Fatal(err)
		}
	}
}

// receiveOnce is how long one program took for a flood that it got as a
// listener and ended with.
func receiveOnce(t *testing.T, n int, stdout, stderr io.Writer, port int, name string, args ...string) time.Duration {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := dialUntil(t, port)
	begin := time.Now()
	flood(t, c, 0, n)
	c.Close()
	err := cmd.Wait()
	took := time.Since(begin)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return took
}

// pump writes total bytes in 64 KiB chunks to a program that listens on port,
// and waits for its end.
func pump(t *testing.T, total int64, port int, name string, args ...string) time.Duration {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	cmd := exec.Command(name, args...)
	cmd.Stdout = null
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := dialUntil(t, port)
	chunk := bytes.Repeat([]byte("0123456789abcdef"), 4096)
	begin := time.Now()
	for sent := int64(0); sent < total; sent += int64(len(chunk)) {
		if _, err := c.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	c.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return time.Since(begin)
}

func create(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// stored follows the one stored task output below a state folder and counts
// the messages received; it fails when their numbers have a gap.
type stored struct {
	state string
	f     *os.File
	rest  []byte
	next  int
	buf   []byte
	// anyOrder counts messages of several clients, whose order is not known.
	anyOrder bool
}

func (s *stored) count(t *testing.T) int {
	t.Helper()
	if s.f == nil {
		found, _ := filepath.Glob(filepath.Join(s.state, "output", "*", "*.jsonl"))
		if len(found) == 0 {
			return 0
		}
		s.f, _ = os.Open(found[0])
		s.buf = make([]byte, 1<<20)
	}
	for {
		n, err := s.f.Read(s.buf)
		data := append(s.rest, s.buf[:n]...)
		for {
			line, rest, ok := bytes.Cut(data, []byte("\n"))
			if !ok {
				break
			}
			data = rest
			s.check(t, line)
		}
		s.rest = append([]byte(nil), data...)
		if err != nil {
			return s.next
		}
	}
}

func (s *stored) check(t *testing.T, line []byte) {
	if !bytes.Contains(line[:min(70, len(line))], []byte(`"kind":"received"`)) {
		return
	}
	i := bytes.Index(line, []byte(`"text":"`))
	if s.anyOrder {
		s.next++
		return
	}
	if i < 0 || !bytes.HasPrefix(line[i+8:], fmt.Appendf(nil, "%010d ", s.next)) {
		t.Fatalf("message %d is missing from the stored output: %s", s.next, line)
	}
	s.next++
}

// giveBack frees the memory and the disk that a file takes, though a program
// may have it open still: every run begins alike.
func giveBack(t *testing.T, name string) {
	t.Helper()
	if err := os.Truncate(name, 0); err != nil {
		t.Error(err)
	}
}

// tail is the last of the stored task output.
func (s *stored) tail() []byte {
	found, _ := filepath.Glob(filepath.Join(s.state, "output", "*", "*.jsonl"))
	if len(found) != 1 {
		return nil
	}
	f, err := os.Open(found[0])
	if err != nil {
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	buf := make([]byte, min(info.Size(), 4096))
	n, _ := f.ReadAt(buf, info.Size()-int64(len(buf)))
	return buf[:n]
}

// lines counts the lines of a file.
func lines(t *testing.T, name string) int {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, r := 0, bufio.NewReaderSize(f, 1<<20)
	for {
		b, err := r.ReadSlice('\n')
		if len(b) > 0 {
			n++
		}
		if err != nil {
			return n
		}
	}
}

// moreFiles lifts the limit of open files to what the system allows.
func moreFiles(t *testing.T, need uint64) {
	t.Helper()
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		t.Fatal(err)
	}
	l.Cur = max(l.Cur, min(l.Max, need))
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		t.Fatal(err)
	}
}
