package netio

import (
	"sync"
	"testing"
	"time"

	"tcpdeck/model"
)

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
	var workers sync.WaitGroup
	work := make(chan struct{}, b.N)
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	var mu sync.Mutex
	steps := int64(0)
	for range 8 {
		workers.Go(func() {
			for range work {
				client := bed.Start(p, model.Client, model.StartOptions{NoLog: true, Aside: true, Drive: call})
				<-bed.Done(client)
				counts := bed.RuleCounts(client)
				bed.Forget(client)
				mu.Lock()
				for _, c := range counts {
					steps += c.Ran
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
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
