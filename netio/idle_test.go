package netio

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tcpdeck/model"
)

// callersEnv makes the test binary a crowd of clients: address and number.
const callersEnv = "NETIO_TEST_CALLERS"

// callers connects n clients, has each send one line, says how many clients a
// second that were, and holds them until its stdin ends.
func callers(order string) {
	address, number, _ := strings.Cut(order, " ")
	n, _ := strconv.Atoi(number)
	conns := make([]net.Conn, n)
	var wg sync.WaitGroup
	began := time.Now()
	for w := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < n; i += 8 {
				c, err := net.Dial("tcp", address)
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				fmt.Fprintf(c, "I am %d\n", i)
				conns[i] = c
			}
		}()
	}
	wg.Wait()
	fmt.Println(float64(n) / time.Since(began).Seconds())
	bufio.NewReader(os.Stdin).ReadString('\n')
	runtime.KeepAlive(conns)
}

// BenchmarkIdleClients measures what clients cost that sent one line and are
// quiet, in resident memory, and how fast they came in. The clients are in a
// process of their own.
func BenchmarkIdleClients(b *testing.B) {
	const n = 10_000
	if resident() == 0 {
		b.Skip("this system does not tell the resident memory")
	}
	for b.Loop() {
		h := newBed(b, Options{})
		id, address := h.listener(lf(0), model.StartOptions{})
		runtime.GC()
		debug.FreeOSMemory()
		before := resident()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", callersEnv, address, n))
		cmd.Stderr = os.Stderr
		in, err := cmd.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		line, _ := bufio.NewReader(out).ReadString('\n')
		h.until("all have spoken", func() bool { st, _ := h.Status(id); return st.Received.Messages == n })
		after := resident()
		in.Close()
		cmd.Wait()
		rate, _ := strconv.ParseFloat(strings.TrimSpace(line), 64)
		b.ReportMetric(float64(after-before)/n, "bytes/client")
		b.ReportMetric(rate, "clients/s")
		h.Stop(id)
		h.ended(id)
	}
}

// resident is this process's resident memory in bytes, 0 if not known.
func resident() int {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(data))[1])
	return pages * os.Getpagesize()
}
