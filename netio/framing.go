package netio

import (
	"bytes"
	"slices"
	"time"

	"tcpdeck/model"
)

// receiver cuts the messages of one connection from its stream of bytes and
// decodes them as one stream. It is not safe for concurrent use.
type receiver struct {
	codec   *codec
	dec     decoder // nil where the codec needs none
	ending  model.Ending
	framing framing // nil until the byte order is known
	limit   int

	buf   []byte // buf[taken:] is what no message has taken yet
	taken int    // what the last batch may still show
	parts []model.Part
	text  []byte // of all parts
	ends  []int  // where the text of each part ends
	batch model.Batch
}

// The room that an idle connection may keep, and the one that a busy one may.
const (
	idleRoom = 1 << 10
	busyRoom = 1 << 20
)

// newReceiver returns a receiver for one connection. A message longer than
// limit bytes is cut; a few bytes are the least that hold any character.
func newReceiver(codePage string, ending model.Ending, limit int) (*receiver, error) {
	c, err := codecFor(codePage)
	if err != nil {
		return nil, err
	}
	r := &receiver{codec: c, dec: c.newDecoder(), ending: ending, limit: max(limit, 8)}
	if !c.bom {
		r.framing, err = newFraming(c, ending)
	}
	return r, err
}

// push takes what one read returned and gives back the messages that it
// completed, nil for none. With keep the batch is the caller's; else it and
// its bytes, which may be data itself, are valid until the next push.
func (r *receiver) push(now time.Time, peer string, data []byte, keep bool) *model.Batch {
	if len(data) == 0 {
		return nil
	}
	src, own := data, false
	if r.settle(); len(r.buf) > 0 {
		r.buf = append(r.buf, data...)
		src, own = r.buf, true
	}
	n := r.cut(src)
	if len(r.parts) == 0 {
		if !own {
			r.buf = append(r.buf, data...)
		}
		return nil
	}
	if own {
		r.taken = n
	} else {
		r.buf = append(r.buf, src[n:]...)
	}
	return r.deliver(now, peer, src[:n:n], keep)
}

// finish gives the rest at the end of the stream: a message without its
// delimiter, or the bytes of a character without its end.
func (r *receiver) finish(now time.Time, peer string) *model.Batch {
	r.settle()
	if len(r.buf) == 0 {
		return nil
	}
	n := len(r.buf)
	r.reset()
	r.message(r.buf, 0, n, false)
	r.parts[len(r.parts)-1].Incomplete = r.ending != model.Raw
	r.taken = n
	return r.deliver(now, peer, r.buf, true)
}

// quiet gives back the room of a connection that has gone quiet. What the
// last push returned without keep is no longer valid.
func (r *receiver) quiet() {
	if r.settle(); cap(r.buf) > max(idleRoom, 2*len(r.buf)) {
		r.buf = slices.Clone(r.buf)
	}
	if cap(r.parts) > idleRoom/16 {
		r.parts = nil
	}
	if cap(r.text) > idleRoom || cap(r.ends) > idleRoom/16 {
		r.text, r.ends = nil, nil
	}
	r.batch = model.Batch{}
}

// settle drops what the last batch showed.
func (r *receiver) settle() {
	if r.taken == 0 {
		return
	}
	rest := r.buf[r.taken:]
	r.taken = 0
	if cap(r.buf) > busyRoom && len(rest) < cap(r.buf)/4 {
		r.buf = slices.Clone(rest)
		return
	}
	r.buf = r.buf[:copy(r.buf, rest)]
}

func (r *receiver) reset() { r.parts, r.text, r.ends = r.parts[:0], r.text[:0], r.ends[:0] }

// cut finds the messages of src and returns how many bytes they took.
func (r *receiver) cut(src []byte) (n int) {
	r.reset()
	if r.framing == nil && !r.chooseOrder(src) {
		return 0
	}
	for n < len(src) {
		rest := src[n:]
		advance, token, _ := r.framing.split(rest, false)
		if advance == 0 {
			if len(rest) <= r.limit+r.framing.overhead() {
				return n
			}
			n += r.piece(src, n, n+r.limit)
			r.framing.reset()
			continue
		}
		start := n + cap(rest) - cap(token) // token is a part of rest
		end := start + len(token)
		if stop := r.message(src, start, end, r.ending == model.Raw); stop < end {
			return stop // the end of a read within a character
		}
		n += advance
		if r.codec.stateful {
			r.between(src[end:n])
		}
	}
	return n
}

// message adds src[start:end] as a message, in pieces when it is longer than
// the limit. open says that an incomplete character at its end waits for more.
// It returns how far it came.
func (r *receiver) message(src []byte, start, end int, open bool) int {
	for end-start > r.limit {
		start += r.piece(src, start, start+r.limit)
	}
	n, exact := r.decode(src[start:end], !open)
	if n > 0 || !open {
		r.add(model.Part{Start: uint32(start), End: uint32(start + n), Inexact: !exact})
	}
	return start + n
}

// piece adds the whole characters of src[start:end] as a cut message and
// returns its length. It is never 0: the limit holds any character.
func (r *receiver) piece(src []byte, start, end int) int {
	n, exact := r.decode(src[start:end], false)
	r.add(model.Part{Start: uint32(start), End: uint32(start + n), Truncated: true, Inexact: !exact})
	return n
}

func (r *receiver) add(p model.Part) {
	r.parts = append(r.parts, p)
	if !r.codec.utf8() {
		r.ends = append(r.ends, len(r.text))
	}
}

// decode adds the text of src, with final to its very end, else up to an
// incomplete character, and returns how much of src it took.
func (r *receiver) decode(src []byte, final bool) (n int, exact bool) {
	if r.codec.utf8() {
		if final {
			return len(src), true
		}
		return len(src) - tornUTF8(src), true
	}
	from := len(r.text)
	r.text, n, exact = r.codec.decode(r.dec, r.text, src, final)
	if exact && r.codec.stateful {
		exact = r.codec.gives(r.text[from:], src[:n])
	}
	return n, exact
}

// between reads the bytes between two messages for what they do to the state.
func (r *receiver) between(delimiter []byte) {
	keep := len(r.text)
	r.text, _, _ = r.codec.decode(r.dec, r.text, delimiter, true)
	r.text = r.text[:keep]
}

// gives says whether writing text gives data.
func (c *codec) gives(text, data []byte) bool {
	back, err := c.encode(nil, string(text))
	return err == nil && bytes.Equal(back, data)
}

// deliver makes the batch of the parts found in data.
func (r *receiver) deliver(now time.Time, peer string, data []byte, keep bool) *model.Batch {
	b := &r.batch
	parts := r.parts
	if keep {
		b = &model.Batch{}
		data, parts = bytes.Clone(data), slices.Clone(parts)
	}
	*b = model.Batch{Time: now, Kind: model.KindReceived, Peer: peer, Data: data, Parts: parts}
	if r.codec.utf8() {
		return b
	}
	b.Texts = make([]string, len(parts))
	all, from := string(r.text), 0
	for i, end := range r.ends {
		b.Texts[i], from = all[from:end], end
	}
	return b
}

// chooseOrder decides the byte order of the delimiter by the mark at the start
// of the stream. It is false as long as the first unit is not there.
func (r *receiver) chooseOrder(src []byte) bool {
	if len(src) < r.codec.unit {
		return false
	}
	c := r.codec
	if big, _ := byteOrderMark(src, c.unit); big {
		c = mustCodec(c.name + "be")
	}
	r.framing, _ = newFraming(c, r.ending) // Unicode has every delimiter
	return true
}
