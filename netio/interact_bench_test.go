package netio

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"tcpdeck/model"
)

// BenchmarkPlainConversations is the same traffic as that of
// BenchmarkDemoConversations, by two plain programs that share nothing with it.
func BenchmarkPlainConversations(b *testing.B) {
	server := newServer(b)
	go func() {
		for {
			c, err := server.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := io.ReadFull(c, make([]byte, len("Handshake\n"))); err == nil {
					io.WriteString(c, "Heartbeat\n")
					io.Copy(io.Discard, c)
				}
			}()
		}
	}()
	inParallel(b.N, func() {
		c, err := net.Dial("tcp", server.Addr().String())
		if err != nil {
			b.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, "Handshake\n")
		if _, err := io.ReadFull(c, make([]byte, len("Heartbeat\n"))); err != nil {
			b.Error(err)
		}
		io.WriteString(c, "Some instruction\n")
	})
}

// inParallel does work n times, eight at once.
func inParallel(n int, work func()) {
	var workers sync.WaitGroup
	todo := make(chan struct{}, n)
	for range n {
		todo <- struct{}{}
	}
	close(todo)
	for range 8 {
		workers.Go(func() {
			for range todo {
				work()
			}
		})
	}
	workers.Wait()
}

// BenchmarkDemoConversations runs whole conversations of the two demos over
// loopback, connecting and closing included; a step is a rule that ran.
func BenchmarkDemoConversations(b *testing.B) {
	bed := newBed(b, Options{})
	p := lf(0)
	p.Timeout = 30 * time.Second
	listen, call := demo(b, model.Listener), demo(b, model.Client)
	listener, address := bed.listener(p, model.StartOptions{NoLog: true, Drive: listen})
	p.Port = portOf(address)
	b.ResetTimer()
	var mu sync.Mutex
	steps := int64(0)
	inParallel(b.N, func() {
		client := bed.Start(p, model.Client, model.StartOptions{NoLog: true, Aside: true, Drive: call})
		<-bed.Done(client)
		counts := bed.RuleCounts(client)
		bed.Forget(client)
		mu.Lock()
		defer mu.Unlock()
		for _, c := range counts {
			steps += c.Ran
		}
	})
	bed.until("the listener is through", func() bool {
		st, _ := bed.Status(listener)
		return st.Interaction.Succeeded == int64(b.N)
	})
	b.StopTimer()
	for _, c := range bed.RuleCounts(listener) {
		steps += c.Ran
	}
	if steps != int64(b.N)*8 {
		b.Fatalf("%d steps in %d conversations", steps, b.N)
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/step")
}
