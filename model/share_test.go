package model

import (
	"testing"
	"time"
	"unsafe"
)

// A window of huge messages must cost what it holds, not their bytes.
func TestLogReadsHugeMessagesWithoutCopying(t *testing.T) {
	l := NewLog(64 << 20)
	const size = 16 << 20
	l.Append(&Batch{Time: time.Unix(1, 0), Kind: KindReceived, Data: make([]byte, size), Parts: []Part{{End: size}}})
	rs := l.Forward(0, 1, Filter{})
	if len(rs) != 1 || len(rs[0].Text) != size || unsafe.StringData(rs[0].Text) != unsafe.SliceData(rs[0].Data) {
		t.Error("the text of a record is a copy of its bytes")
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
