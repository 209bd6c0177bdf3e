package model

import (
	"strings"
	"testing"
	"time"
)

func received(peer string, texts ...string) *Batch {
	b := &Batch{Time: time.Unix(1, 0), Kind: KindReceived, Peer: peer}
	for _, t := range texts {
		start := uint32(len(b.Data))
		b.Data = append(b.Data, t...)
		b.Parts = append(b.Parts, Part{Start: start, End: uint32(len(b.Data))})
	}
	return b
}

func texts(rs []Record) string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Text)
	}
	return strings.Join(out, " ")
}

func TestLogWindows(t *testing.T) {
	l := NewLog(1 << 20)
	l.Append(received("a", "1", "2", "3"))
	l.Append(received("b", "4"))
	l.Append(received("a", "5", "6"))
	for _, c := range []struct {
		name string
		got  []Record
		want string
	}{
		{"all", l.Forward(0, 99, Filter{}), "1 2 3 4 5 6"},
		{"middle", l.Forward(2, 3, Filter{}), "3 4 5"},
		{"one peer", l.Forward(1, 3, Filter{Peer: "a"}), "2 3 5"},
		{"past the end", l.Forward(6, 3, Filter{}), ""},
		{"back from the end", l.Backward(6, 2, Filter{}), "5 6"},
		{"back within a batch", l.Backward(2, 9, Filter{}), "1 2"},
		{"back, one peer", l.Backward(5, 2, Filter{Peer: "a"}), "3 5"},
		{"back past the end", l.Backward(99, 1, Filter{Peer: "b"}), "4"},
		{"back from the start", l.Backward(0, 9, Filter{}), ""},
	} {
		if texts(c.got) != c.want {
			t.Errorf("%s: got %q, want %q", c.name, texts(c.got), c.want)
		}
	}
	if r := l.Forward(4, 1, Filter{})[0]; r.Seq != 4 {
		t.Errorf("Seq = %d, want 4", r.Seq)
	}
}

func TestLogForgetsTheOldest(t *testing.T) {
	l := NewLog(100_000)
	for i := 0; i < 10_000; i++ {
		l.Append(received("a", strings.Repeat("x", 100), strings.Repeat("y", 100)))
	}
	first, end := l.Bounds()
	if end != 20_000 {
		t.Fatalf("end = %d, want 20000", end)
	}
	if first < 19_000 || first >= end {
		t.Fatalf("first = %d: not bounded by bytes", first)
	}
	rs := l.Forward(0, 1<<20, Filter{})
	if int64(len(rs)) != end-first || rs[0].Seq != first || rs[0].Text[0] != 'x' {
		t.Fatalf("window of %d records from %d does not match bounds %d to %d", len(rs), rs[0].Seq, first, end)
	}
	if len(l.batches) > 4096 {
		t.Fatalf("%d slots kept for %d batches", len(l.batches), end-first)
	}
}
