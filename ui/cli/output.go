package cli

import (
	"io"
	"sync"

	"tcpdeck/model"
)

// flushAt is how much is gathered before it is written although the session
// is not quiet.
const flushAt = 128 << 10

// keepRoom is how much room is kept after a long message.
const keepRoom = 4 << 20

// output writes the traffic of a session. The session calls sink and quiet on
// its own goroutines, one at a time; a slow reader of stdout slows the socket.
type output struct {
	w      io.Writer
	format format
	escape bool // stdout is a terminal
	dim    bool // and shows what is escaped in a dim style
	framed bool // text: a message is a line
	count  int64
	heard  func(*model.Batch) // hears of every event

	buf    []byte
	got    int64         // messages received
	sent   int64         // messages sent
	full   chan struct{} // closed when count messages were received
	broken chan struct{} // closed when a write failed
	once   sync.Once
	err    error // of the write; read it after broken
}

func (o *output) sink(b *model.Batch) {
	switch b.Kind {
	case model.KindEvent:
		o.heard(b)
	case model.KindSent:
		o.sent += int64(b.Len())
	case model.KindReceived:
		if b = o.take(b); b == nil {
			return
		}
	}
	switch {
	case o.format == formatJSON:
		o.buf = b.SpillJSON(o.buf, o.spill)
	case b.Kind != model.KindReceived:
		return
	case o.format == formatRaw:
		o.write(b.Data)
		return
	default:
		o.text(b)
	}
	if len(o.buf) >= flushAt {
		o.quiet()
	}
}

// take counts what was received and cuts b where --count is met; nil means
// that nothing of it is wanted.
func (o *output) take(b *model.Batch) *model.Batch {
	n := int64(b.Len())
	if o.count == 0 || o.got+n < o.count {
		o.got += n
		return b
	}
	left := o.count - o.got
	if left <= 0 {
		return nil
	}
	cut := *b
	cut.Parts = b.Parts[:left]
	if b.Texts != nil {
		cut.Texts = b.Texts[:left]
	}
	if left < n && o.format == formatRaw {
		cut.Data = b.Data[:b.Parts[left].Start]
	}
	o.got = o.count
	close(o.full)
	return &cut
}

// text adds the messages of b: a line each where they are framed, as they come
// where they are not.
func (o *output) text(b *model.Batch) {
	for i := range b.Parts {
		r := b.Record(i)
		if o.escape {
			o.lines(r)
		} else {
			o.buf = r.AppendText(o.buf)
		}
		if o.framed && !r.Truncated { // the rest of a cut message follows
			o.buf = append(o.buf, '\n')
		}
		if len(o.buf) >= flushAt {
			o.quiet()
		}
	}
}

// lines adds r for a terminal.
func (o *output) lines(r model.Record) {
	for i, line := range r.EscapeLines() {
		if i > 0 {
			o.buf = append(o.buf, '\n')
		}
		for _, s := range line {
			if s.Escaped && o.dim {
				o.buf = append(append(append(o.buf, "\x1b[2m"...), s.Text...), "\x1b[22m"...)
			} else {
				o.buf = append(o.buf, s.Text...)
			}
		}
	}
}

// quiet writes what was gathered.
func (o *output) quiet() {
	if len(o.buf) > 0 {
		o.write(o.buf)
		if o.buf = o.buf[:0]; cap(o.buf) > keepRoom {
			o.buf = nil
		}
	}
}

// spill writes what has gathered of a long batch.
func (o *output) spill(b []byte) []byte {
	o.write(b)
	return b[:0]
}

// write stops to write with the first error: what follows would tear a
// record.
func (o *output) write(b []byte) {
	if o.err != nil {
		return
	}
	if _, err := o.w.Write(b); err != nil {
		o.once.Do(func() { o.err = err; close(o.broken) })
	}
}
