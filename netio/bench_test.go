package netio

import (
	"bytes"
	"net"
	"testing"
	"time"

	"tcpdeck/model"
)

// BenchmarkReceive measures 64-byte lf messages from a socket to where they
// are wanted. One op is a megabyte of them.
func BenchmarkReceive(b *testing.B) {
	for _, c := range []struct {
		name string
		o    model.StartOptions
		rec  Recorders
	}{
		{"log", model.StartOptions{}, nil},
		{"sink", model.StartOptions{NoLog: true, Sink: func(*model.Batch) {}, Quiet: func() {}}, nil},
		{"json", model.StartOptions{NoLog: true, Sink: encodeAway(), Quiet: func() {}}, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			h := newBed(b, Options{Recorders: c.rec})
			id, address := h.listener(lf(0), c.o)
			benchmarkFlood(b, h, id, address)
		})
	}
}

// encodeAway is a sink that does the work of headless --json.
func encodeAway() func(*model.Batch) {
	var buf []byte
	return func(b *model.Batch) { buf = b.AppendJSON(buf[:0]) }
}

func benchmarkFlood(b *testing.B, h *bed, id model.SessionID, address string) {
	const chunk = 1 << 20
	data := bytes.Repeat([]byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n"), chunk/64)
	c := h.call(address)
	c.SetDeadline(time.Time{})
	b.SetBytes(chunk)
	b.ResetTimer()
	for b.Loop() {
		if _, err := c.Write(data); err != nil {
			b.Fatal(err)
		}
	}
	want := int64(b.N) * (chunk / 64)
	h.until("all is received", func() bool { st, _ := h.Status(id); return st.Received.Messages == want })
	b.ReportMetric(float64(want)/b.Elapsed().Seconds(), "msgs/s")
}

// BenchmarkAccept measures how fast a listener takes clients in.
func BenchmarkAccept(b *testing.B) {
	h := newBed(b, Options{})
	id, address := h.listener(lf(0), model.StartOptions{})
	for b.Loop() {
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
	}
	want := int64(b.N)
	h.until("all have gone", func() bool {
		st, _ := h.Status(id)
		return st.Clients == 0 && st.Records >= 2*want+2
	})
	b.ReportMetric(float64(want)/b.Elapsed().Seconds(), "clients/s")
}

// BenchmarkStatus is what the interface asks 30 times a second, with a
// thousand clients.
func BenchmarkStatus(b *testing.B) {
	h := newBed(b, Options{})
	id, address := h.listener(lf(0), model.StartOptions{})
	for range 1000 {
		h.call(address)
	}
	h.until("all are in", func() bool { st, _ := h.Status(id); return st.Clients == 1000 })
	b.ReportAllocs()
	for b.Loop() {
		h.Status(id)
	}
}
