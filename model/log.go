package model

import (
	"sort"
	"sync"
)

// DefaultLogLimit bounds the memory of one session's log, in bytes.
const DefaultLogLimit = 24 << 20

// Log is the task output of a session in memory: append-only, bounded by
// bytes, read by window. When it is full its oldest batches go; their
// sequence numbers are never given again. It may be used by several
// goroutines at once.
type Log struct {
	mu    sync.Mutex
	limit int
	size  int
	// batches[head:] are held; base[i] is the sequence number of the first
	// record of batches[i].
	batches []*Batch
	base    []int64
	head    int
	end     int64
}

// NewLog returns an empty log that holds about limit bytes.
func NewLog(limit int) *Log { return &Log{limit: limit} }

// Append adds b, which must not change afterwards.
func (l *Log) Append(b *Batch) {
	n := b.Len()
	if n == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches = append(l.batches, b)
	l.base = append(l.base, l.end)
	l.end += int64(n)
	l.size += b.Size()
	for l.size > l.limit && l.head < len(l.batches)-1 {
		l.size -= l.batches[l.head].Size()
		l.batches[l.head] = nil
		l.head++
	}
	if l.head > 1024 && l.head > len(l.batches)/2 {
		l.compactLocked()
	}
}

// compactLocked gives the room before head back.
func (l *Log) compactLocked() {
	n := copy(l.batches, l.batches[l.head:])
	clear(l.batches[n:])
	copy(l.base, l.base[l.head:])
	l.batches, l.base, l.head = l.batches[:n], l.base[:n], 0
}

// Bounds returns the sequence numbers of the first record held and of the one
// after the last.
func (l *Log) Bounds() (first, end int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.firstLocked(), l.end
}

func (l *Log) firstLocked() int64 {
	if l.head == len(l.batches) {
		return l.end
	}
	return l.base[l.head]
}

// findLocked returns the index of the batch that holds seq, which must be
// within the bounds.
func (l *Log) findLocked(seq int64) int {
	held := l.base[l.head:]
	return l.head + sort.Search(len(held), func(i int) bool { return held[i] > seq }) - 1
}

// Forward implements Source.
func (l *Log) Forward(from int64, n int, f Filter) []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	from = max(from, l.firstLocked())
	if from >= l.end || n <= 0 {
		return nil
	}
	var out []Record
	for i := l.findLocked(from); i < len(l.batches); i++ {
		b := l.batches[i]
		if !f.takes(b.Peer) {
			continue
		}
		for k := int(max(0, from-l.base[i])); k < b.Len(); k++ {
			if len(out) == n {
				return out
			}
			out = append(out, l.recordLocked(i, k))
		}
	}
	return out
}

// Backward implements Source.
func (l *Log) Backward(to int64, n int, f Filter) []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	to = min(to, l.end)
	if to <= l.firstLocked() || n <= 0 {
		return nil
	}
	var out []Record
	for i := l.findLocked(to - 1); i >= l.head && len(out) < n; i-- {
		b := l.batches[i]
		if !f.takes(b.Peer) {
			continue
		}
		for k := int(min(int64(b.Len()), to-l.base[i])) - 1; k >= 0 && len(out) < n; k-- {
			out = append(out, l.recordLocked(i, k))
		}
	}
	for a, z := 0, len(out)-1; a < z; a, z = a+1, z-1 {
		out[a], out[z] = out[z], out[a]
	}
	return out
}

func (l *Log) recordLocked(batch, i int) Record {
	r := l.batches[batch].Shared(i)
	r.Seq = l.base[batch] + int64(i)
	return r
}
