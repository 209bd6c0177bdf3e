package profiles

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tcpdeck/model"
)

// BenchmarkTenThousandProfiles times a start of the store: to the first
// entries, and to all.
func BenchmarkTenThousandProfiles(b *testing.B) {
	dir := b.TempDir()
	folder := filepath.Join(dir, "profiles")
	if err := makeFolder(folder); err != nil {
		b.Fatal(err)
	}
	for i := range 10_000 {
		p := named(fmt.Sprintf("Payment gateway %05d", i))
		p.ID = model.ProfileID(fmt.Sprintf("01K9X2J5M3Q4R5S6T7V8W%05d", i))
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("payment-gateway-%05d.yaml", i)), render(p), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	var first, all, again time.Duration
	for b.Loop() {
		s, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		s.Start()
		seen := false
		for s.Loading() {
			<-s.Changed()
			if !seen && len(s.Entries()) >= 100 {
				first, seen = first+time.Since(began), true
			}
		}
		all += time.Since(began)
		if n := len(s.Entries()); n != 10_000 {
			b.Fatalf("%d entries, %v", n, s.Err())
		}
		began = time.Now()
		if err := s.Load(); err != nil {
			b.Fatal(err)
		}
		again += time.Since(began)
		s.Close()
	}
	ms := func(d time.Duration) float64 { return float64(d.Milliseconds()) / float64(b.N) }
	b.ReportMetric(ms(first), "ms/first100")
	b.ReportMetric(ms(all), "ms/all")
	b.ReportMetric(ms(again), "ms/again")
}

// traffic is one read of 64 KiB with 64-byte messages, as a session records it.
func traffic() *model.Batch {
	const size, count = 65, 1008
	b := &model.Batch{Time: time.Now(), Kind: model.KindReceived, Peer: "127.0.0.1:53210", Data: make([]byte, size*count)}
	for i := range count {
		copy(b.Data[i*size:], fmt.Sprintf("message %08d: the quick brown fox jumps over the lazy dog.....\n", i))
		b.Parts = append(b.Parts, model.Part{Start: uint32(i * size), End: uint32(i*size + size - 1)})
	}
	return b
}

func BenchmarkRecorder(b *testing.B) {
	o := NewOutputs(b.TempDir())
	batch := traffic()
	b.ReportAllocs()
	for b.Loop() {
		r, err := o.Open(named("x"), model.Client, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		for range 1000 {
			r.Record(batch)
		}
		r.Close()
		st := r.Storage()
		if st.Lost > 0 || st.Err != "" {
			b.Fatal(st)
		}
		os.Remove(st.Path)
	}
	b.ReportMetric(float64(b.N*1000*batch.Len())/b.Elapsed().Seconds()/1e6, "Mmsg/s")
}

func BenchmarkStoredRun(b *testing.B) {
	path := filepath.Join(b.TempDir(), "run.jsonl")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	p := named("x")
	text := started(p).AppendJSON(nil)
	for range 100 {
		text = traffic().AppendJSON(text)
	}
	size := 0
	for size < 512<<20 {
		n, err := f.Write(text)
		if err != nil {
			b.Fatal(err)
		}
		size += n
	}
	f.Close()
	o := NewOutputs("")
	var open, index, window time.Duration
	for b.Loop() {
		began := time.Now()
		s, err := o.Read(model.Run{Path: path}, nil)
		if err != nil {
			b.Fatal(err)
		}
		open += time.Since(began)
		for s.Loading() {
			<-s.Changed()
		}
		index += time.Since(began)
		_, end := s.Bounds()
		began = time.Now()
		for i := range int64(20) {
			if n := len(s.Forward(end*i/20, 100, model.Filter{})); n != 100 {
				b.Fatal(n)
			}
			if n := len(s.Backward(end-end*i/20, 100, model.Filter{})); n != 100 {
				b.Fatal(n)
			}
		}
		window += time.Since(began)
		s.Close()
	}
	n := float64(b.N)
	b.ReportMetric(float64(open.Microseconds())/n, "µs/open")
	b.ReportMetric(float64(size)/1e9*n/index.Seconds(), "GB/s-index")
	b.ReportMetric(float64(window.Microseconds())/n/40, "µs/window100")
}
