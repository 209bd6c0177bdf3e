package model

import (
	"bytes"
	"strings"
	"time"
	"unsafe"
)

// Kind is the kind of a record.
type Kind uint8

// The kinds of a record.
const (
	KindEvent Kind = iota
	KindSent
	KindReceived
)

var kindNames = [...]string{"event", "sent", "received"}

func (k Kind) String() string { return kindNames[k] }

// Part is one message within the bytes of a Batch.
type Part struct {
	Start, End uint32 // Data[Start:End], without the delimiter
	Incomplete bool   // the connection ended before the delimiter
	Truncated  bool   // cut at the size limit; the rest follows as the next message
	Inexact    bool   // Texts alone would not give the bytes back
}

// Batch is what one read, one write or one event adds to a task output. The
// messages cut from one read share its time, and no two reads of a connection
// share one. A Batch that was handed on is never changed again.
type Batch struct {
	Time  time.Time
	Kind  Kind
	Peer  string // address:port of the other end; empty for events of the session itself
	Data  []byte // as read or written, delimiters included
	Parts []Part
	// Texts has the decoded text of each part, undecodable bytes as BadByte
	// runes. It is nil for utf-8, whose bytes are its text.
	Texts  []string
	Ending Ending // sent: set when it was not the ending that the started event names
	Event  Event  // KindEvent only
}

// Len is the number of records in b.
func (b *Batch) Len() int {
	if b.Kind == KindEvent {
		return 1
	}
	return len(b.Parts)
}

// Record returns the i-th record of b; its Data shares memory with b.
func (b *Batch) Record(i int) Record {
	r := b.Shared(i)
	if !r.Decoded {
		r.Text = strings.Clone(r.Text)
	}
	return r
}

// Shared is Record with a Text that shares memory with b too, so that it costs
// the same for a message of any size. Only for a batch that never changes.
func (b *Batch) Shared(i int) Record {
	r := Record{Time: b.Time, Kind: b.Kind, Peer: b.Peer}
	if b.Kind == KindEvent {
		r.Event = b.Event
		return r
	}
	p := b.Parts[i]
	r.Data, r.Incomplete, r.Truncated, r.Ending = b.Data[p.Start:p.End], p.Incomplete, p.Truncated, b.Ending
	if b.Texts == nil {
		r.Text = unsafe.String(unsafe.SliceData(r.Data), len(r.Data))
		return r
	}
	r.Text, r.Decoded, r.Inexact = b.Texts[i], true, p.Inexact
	return r
}

// Size is the memory that b holds, in bytes, about.
func (b *Batch) Size() int {
	n := 200 + cap(b.Data) + len(b.Parts)*12 + len(b.Texts)*16 + len(b.Event.Detail)
	for _, t := range b.Texts {
		n += len(t)
	}
	if b.Event.Rules != nil {
		n += b.Event.Rules.size()
	}
	return n
}

// WithoutTexts returns b as it is where the messages that an event of an
// interaction has are not to be shown or stored.
func (b *Batch) WithoutTexts() *Batch {
	if b.Event.Rules == nil {
		return b
	}
	out := *b
	out.Event.Rules = b.Event.Rules.withoutTexts()
	return &out
}

// Record is one message or event of a task output.
type Record struct {
	Seq        int64 // position in its task output
	Time       time.Time
	Kind       Kind
	Peer       string
	Data       []byte // the exact bytes of a message, without delimiter; do not change
	Text       string // the decoded text; see Decoded
	Decoded    bool   // Text marks undecodable bytes as BadByte runes; else Text is Data
	Inexact    bool   // with Decoded: Text alone would not give Data back
	Incomplete bool
	Truncated  bool
	Ending     Ending
	Event      Event
}

// Clone returns r with its own memory, so that it keeps no batch alive.
func (r Record) Clone() Record {
	r.Data, r.Text = bytes.Clone(r.Data), strings.Clone(r.Text)
	return r
}

// Filter chooses records. The zero value takes all.
type Filter struct {
	Peer string // only records of this peer, and events of the session itself
}

func (f Filter) takes(peer string) bool { return f.Peer == "" || peer == f.Peer || peer == "" }

// Takes says whether f chooses r.
func (f Filter) Takes(r Record) bool { return f.takes(r.Peer) }

// Source is a task output that is read by window: the log of a running
// session, or a stored run.
type Source interface {
	// Bounds returns the sequence number of the first record that is there
	// and of the one after the last.
	Bounds() (first, end int64)
	// Forward returns up to n records chosen by f with Seq >= from, in order.
	Forward(from int64, n int, f Filter) []Record
	// Backward returns up to n records chosen by f with Seq < to, in order.
	Backward(to int64, n int, f Filter) []Record
}
