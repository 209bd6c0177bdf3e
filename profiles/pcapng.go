package profiles

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"tcpdeck/model"
)

// captureComment stands in the section of every capture.
const captureComment = "Written from the stored task output of tcpdeck, not captured from a network. Messages, times, directions and addresses are as recorded; " +
	"handshakes, acknowledgements, sequence numbers and ends of connections are made up. " +
	"A direction that the profile does not log is missing, and so is what packet comments name as not stored. " +
	"An address that is not known is one of 192.0.2.0/24 or 2001:db8::/32."

// Capture writes a run as pcapng, the messages of each connection as a TCP
// stream of raw IP packets. name becomes that of the interface. For torn see
// Scan. The format: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
func (o *Outputs) Capture(ctx context.Context, run model.Run, name string, codec Codec, w io.Writer) (torn int64, err error) {
	section := pcapgo.NgSectionInfo{Application: "tcpdeck", Comment: captureComment}
	out, err := pcapgo.NewNgWriterInterface(w, pcapgo.NgInterface{
		Name: model.Escape(name), Description: "run " + run.ID, LinkType: layers.LinkTypeRaw, SnapLength: maxPacket,
	}, pcapgo.NgWriterOptions{SectionInfo: section})
	if err != nil {
		return 0, fmt.Errorf("capture: %w", err)
	}
	c := &capture{packets: packets{w: out, buf: gopacket.NewSerializeBuffer()}, codec: codec,
		flows: map[string]*flow{}, strangers: map[string]uint32{}, delimiters: map[string][]byte{}}
	torn, err = o.Scan(ctx, run, model.Pick{}, codec, c.take)
	if err == nil {
		err = c.flush()
	}
	if err == nil {
		err = out.Flush()
	}
	return torn, err
}

// capture turns records into packets.
type capture struct {
	packets
	codec     Codec
	started   model.Event
	listening string // the local address of the listener

	flows      map[string]*flow  // by peer
	strangers  map[string]uint32 // numbers of the peers without an IP address
	delimiters map[string][]byte // by code page and ending

	// What was read or written at once is sent at once: messages of one time.
	data []byte
	of   *flow
	from *side
	at   time.Time
}

func (c *capture) take(st *model.Stored) error {
	r := &st.Record
	if r.Kind == model.KindEvent {
		if err := c.flush(); err != nil {
			return err
		}
		return c.event(r)
	}
	f, err := c.flow(r)
	if err != nil {
		return err
	}
	from := &f.there
	if r.Kind == model.KindSent {
		from = &f.here
	}
	if c.of != f || c.from != from || !c.at.Equal(r.Time) || len(c.data) >= maxSegment {
		if err := c.flush(); err != nil {
			return err
		}
	}
	c.of, c.from, c.at = f, from, r.Time
	c.data = append(append(c.data, r.Data...), c.delimiter(from, r)...)
	return nil
}

// flush sends the data that was gathered.
func (c *capture) flush() error {
	for part := range slices.Chunk(c.data, maxSegment) {
		if err := c.of.data(&c.packets, c.at, c.from, part); err != nil {
			return err
		}
	}
	if c.data = c.data[:0]; cap(c.data) > longLine {
		c.data = nil
	}
	return nil
}

func (c *capture) event(r *model.Record) error {
	e := r.Event
	f := c.flows[r.Peer]
	switch e.Name {
	case model.Started:
		c.started = e
	case model.Listening:
		c.listening = e.Local
	case model.Connected:
		_, err := c.open(r, e.Local, cmp.Or(e.Address, r.Peer), time.Duration(e.ConnectMS*float64(time.Millisecond)))
		return err
	case model.RefusedOne:
		f, err := c.open(r, c.listening, r.Peer, 0)
		if err != nil {
			return err
		}
		delete(c.flows, r.Peer)
		return f.close(&c.packets, r.Time, e.Reason)
	case model.HalfClosed:
		if f != nil && e.Reason == model.ClosedHere {
			return f.finish(&c.packets, r.Time, &f.here, "half-closed here")
		}
		// What the peer sent last may be logged after this: its end shows when
		// the connection does.
		if c.say("half-closed by the peer"); f != nil {
			f.there.done = true
		}
	case model.Closed:
		if f != nil {
			delete(c.flows, r.Peer)
			return f.close(&c.packets, r.Time, e.Reason)
		}
	case model.Note:
		c.say(e.Detail)
	}
	return nil
}

// flow is the connection of a message. Where its beginning was not stored, it
// begins with the message.
func (c *capture) flow(r *model.Record) (*flow, error) {
	if f := c.flows[r.Peer]; f != nil && (r.Kind != model.KindSent || !f.here.fin) {
		return f, nil
	}
	if err := c.flush(); err != nil {
		return nil, err
	}
	c.say("the beginning of this connection is not stored")
	return c.open(r, c.listening, r.Peer, 0)
}

// open begins a connection with its handshake.
func (c *capture) open(r *model.Record, local, remote string, took time.Duration) (*flow, error) {
	here, there := c.ends(local, remote)
	f := newFlow(here, there, c.serial)
	c.flows[r.Peer] = f
	return f, f.handshake(&c.packets, r.Time, max(0, took), c.started.Role != model.Listener)
}

// delimiter is what ended a message, as bytes of the code page.
func (c *capture) delimiter(from *side, r *model.Record) []byte {
	ending := r.Ending
	if ending == "" && c.started.Framing != nil {
		ending = c.started.Framing.Receive
		if r.Kind == model.KindSent {
			ending = c.started.Framing.Send
		}
	}
	first := !from.begun
	from.begun = true
	text := ending.Delimiter()
	page := c.started.CodePage
	if first && r.Kind == model.KindReceived {
		from.big = bigEndian(page, r.Data)
	}
	if text == "" || r.Truncated || r.Incomplete {
		return nil
	}
	if page == "" || page == "utf-8" || c.codec == nil {
		return []byte(text)
	}
	if from.big {
		page += "be"
	}
	key := page + "\n" + text
	if _, ok := c.delimiters[key]; !ok {
		c.delimiters[key] = []byte(text)
		if encode, _ := c.codec(page); encode != nil {
			c.delimiters[key] = encode(text)
		}
	}
	return c.delimiters[key]
}

// bigEndian says whether a stream of a code page whose byte order mark decides
// begins with that of the other order than the page's own.
func bigEndian(page string, begin []byte) bool {
	switch page {
	case "utf-16":
		return len(begin) >= 2 && string(begin[:2]) == "\xfe\xff"
	case "utf-32":
		return len(begin) >= 4 && string(begin[:4]) == "\x00\x00\xfe\xff"
	}
	return false
}
