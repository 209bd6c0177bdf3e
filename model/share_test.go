package model

import (
	"testing"
	"time"
)

// A window of huge messages must cost what it holds, not their bytes.
func TestLogReadsHugeMessagesWithoutCopying(t *testing.T) {
	l := NewLog(64 << 20)
	const size = 16 << 20
	l.Append(&Batch{Time: time.Unix(1, 0), Kind: KindReceived, Data: make([]byte, size), Parts: []Part{{End: size}}})
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if rs := l.Forward(0, 1, Filter{}); len(rs) != 1 || len(rs[0].Text) != size {
				b.Fatal("the message is not whole")
			}
		}
	})
	if n := r.AllocedBytesPerOp(); n > 4096 {
		t.Errorf("%d bytes for one record", n)
	}
}

// What is taken out of a batch by Record outlives the batch's bytes.
func TestRecordTextIsACopy(t *testing.T) {
	b := &Batch{Kind: KindReceived, Data: []byte("abc"), Parts: []Part{{End: 3}}}
	r := b.Record(0)
	b.Data[0] = 'x'
	if r.Text != "abc" {
		t.Errorf("%q", r.Text)
	}
}
