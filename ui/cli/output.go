package cli

import (
	"fmt"
	"io"
	"strings"
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
	ended  bool // text: a message gets a line break unless it ends in one
	label  bool // hex: the peer stands above its message
	mute   bool // text, hex: nothing is waited for, so nothing is shown
	goal   goal
	heard  func(*model.Batch) // hears of every event

	buf    []byte
	got    int64         // messages received
	sent   int64         // messages sent
	first  int64         // messages to be sent before the goal counts as reached
	over   bool          // full is closed
	full   chan struct{} // closed when the goal is reached
	broken chan struct{} // closed when a write failed
	once   sync.Once
	err    error // of the write; read it after broken
}

func (o *output) sink(b *model.Batch) {
	switch b.Kind {
	case model.KindEvent:
		if b.Event.Name == model.Closed {
			o.goal.gone(b.Peer)
		}
		o.heard(b)
	case model.KindSent:
		o.sent += int64(b.Len())
		o.ends()
	case model.KindReceived:
		if b = o.take(b); b == nil {
			return
		}
	}
	switch {
	case o.format == formatJSON:
		o.buf = b.SpillJSON(o.buf, o.spill)
	case o.format == formatPlain:
		o.plain(b)
	case b.Kind != model.KindReceived, o.mute:
		return
	case o.format == formatRaw:
		o.write(b.Data)
		return
	case o.format == formatHex:
		o.hex(b)
	default:
		o.text(b)
	}
	if len(o.buf) >= flushAt {
		o.quiet()
	}
}

// take counts what was received and cuts b after the message that reaches the
// goal; nil means that nothing of it is wanted.
func (o *output) take(b *model.Batch) *model.Batch {
	if o.goal.reached {
		return nil
	}
	n := b.Len()
	left := o.goal.within(b, o.got)
	o.got += whole(b, left)
	if !o.goal.reached {
		return b
	}
	cut := *b
	cut.Parts = b.Parts[:left]
	if b.Texts != nil {
		cut.Texts = b.Texts[:left]
	}
	if left < n && o.format == formatRaw {
		cut.Data = b.Data[:b.Parts[left].Start]
	}
	o.ends()
	return &cut
}

// ends tells when the goal is reached. A peer that greets may reach it before
// our message has left.
func (o *output) ends() {
	if o.goal.reached && o.sent >= o.first && !o.over {
		o.over = true
		close(o.full)
	}
}

// plain adds the records of b, a line each.
func (o *output) plain(b *model.Batch) {
	for i := range b.Len() {
		r := b.Record(i)
		if o.buf = spillPlain(o.buf, &r, o.spillLong); len(o.buf) >= flushAt {
			o.quiet()
		}
	}
}

// hex adds the messages of b as dumps: offset, bytes, ASCII.
func (o *output) hex(b *model.Batch) {
	for i := range b.Parts {
		r := b.Record(i)
		if o.label {
			o.buf = fmt.Appendf(o.buf, "%s, %d bytes\n", r.Peer, len(r.Data))
		}
		for data := r.Data; len(data) > 0; {
			piece := data[:min(len(data), hexPiece)]
			o.buf = appendDump(o.buf, piece, len(r.Data)-len(data))
			if data = data[len(piece):]; len(o.buf) >= flushAt {
				o.quiet()
			}
		}
	}
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
		switch {
		case r.Truncated: // the rest of it follows
		case o.framed, o.ended && !strings.HasSuffix(r.Text, "\n"):
			o.buf = append(o.buf, '\n')
		}
		if len(o.buf) >= flushAt {
			o.quiet()
		}
	}
}

// lines adds r for a terminal. Escaped, a long message is many times as long.
func (o *output) lines(r model.Record) {
	l := lines{escape: true, dim: o.dim, spill: o.spillLong}
	for rest, broken := r.Text, true; broken; {
		var line string
		if line, rest, broken = strings.Cut(rest, "\n"); broken {
			line = strings.TrimSuffix(line, "\r")
		}
		o.buf = l.text(o.buf, line, r.Decoded)
		if broken {
			o.buf = append(o.buf, '\n')
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

// spillLong is spill as soon as it is worth a write.
func (o *output) spillLong(b []byte) []byte {
	if len(b) < flushAt {
		return b
	}
	return o.spill(b)
}

// write stops to write with the first error: what follows would tear a
// record.
func (o *output) write(b []byte) {
	if o.err != nil {
		return
	}
	if o.escape && o.format == formatJSON {
		b = model.EscapeJSON(b)
	}
	if _, err := o.w.Write(b); err != nil {
		o.once.Do(func() { o.err = err; close(o.broken) })
	}
}
