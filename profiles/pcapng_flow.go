package profiles

import (
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"tcpdeck/model"
)

const (
	// maxSegment is the data of one packet: a capture on a host shows such
	// sizes, too, since the network card does the cutting.
	maxSegment = 32 << 10
	maxPacket  = 64 << 10
	// ackEvery is how much data goes unacknowledged at most.
	ackEvery = 64 << 10
	// windowScale is that of RFC 7323; no data of ours ever fills the window.
	windowScale = 14
)

// packets writes IP packets.
type packets struct {
	w        *pcapgo.NgWriter
	buf      gopacket.SerializeBuffer
	serial   uint32 // of flows
	id       uint16 // of IPv4 packets
	comments []string
}

// say adds a comment to the packet that comes next.
func (p *packets) say(comment string) {
	if len(p.comments) < 10 {
		p.comments = append(p.comments, model.Escape(comment))
	}
}

// side is one end of a connection.
type side struct {
	addr  netip.AddrPort
	next  uint32 // sequence number of its next byte
	acked uint32 // how far it has acknowledged the other side
	fin   bool   // it has ended sending
	done  bool   // it will not send much more
	begun bool   // it has sent a message
	big   bool   // its byte order mark says big endian
}

// flow is one connection: here is tcpdeck, there the peer.
type flow struct{ here, there side }

func newFlow(here, there netip.AddrPort, serial uint32) *flow {
	// A port that is used again must not go on where it was.
	start := 0x01000000 * (serial%200 + 1)
	return &flow{here: side{addr: here, next: start}, there: side{addr: there, next: start + 0x00800000}}
}

func (f *flow) other(s *side) *side {
	if s == &f.here {
		return &f.there
	}
	return &f.here
}

// handshake opens the connection; took is how long that was.
func (f *flow) handshake(p *packets, at time.Time, took time.Duration, client bool) error {
	p.serial++
	from, to := &f.there, &f.here
	if client {
		from, to = to, from
	}
	if err := f.send(p, at.Add(-took), from, layers.TCP{SYN: true}, nil); err != nil {
		return err
	}
	if err := f.send(p, at, to, layers.TCP{SYN: true, ACK: true}, nil); err != nil {
		return err
	}
	return f.send(p, at, from, layers.TCP{ACK: true}, nil)
}

func (f *flow) data(p *packets, at time.Time, from *side, data []byte) error {
	if err := f.send(p, at, from, layers.TCP{PSH: true, ACK: true}, data); err != nil {
		return err
	}
	to := f.other(from)
	if from.next-to.acked < ackEvery {
		return nil
	}
	return f.send(p, at, to, layers.TCP{ACK: true}, nil)
}

// finish ends one direction.
func (f *flow) finish(p *packets, at time.Time, from *side, why string) error {
	if from.fin {
		return nil
	}
	p.say(why)
	from.fin = true
	if err := f.send(p, at, from, layers.TCP{FIN: true, ACK: true}, nil); err != nil {
		return err
	}
	return f.send(p, at, f.other(from), layers.TCP{ACK: true}, nil)
}

// close ends the connection in the way its reason calls for.
func (f *flow) close(p *packets, at time.Time, reason model.Reason) error {
	first := &f.here
	switch reason {
	case model.ResetByPeer, model.WriteFailed:
		p.say(string(reason))
		return f.send(p, at, &f.there, layers.TCP{RST: true, ACK: true}, nil)
	case model.InternalError:
		p.say(string(reason))
		return f.send(p, at, &f.here, layers.TCP{RST: true, ACK: true}, nil)
	case model.ClosedByPeer, model.EndedInside:
		first = &f.there
	}
	if f.there.done {
		first = &f.there
	}
	if err := f.finish(p, at, first, string(reason)); err != nil {
		return err
	}
	return f.finish(p, at, f.other(first), string(reason))
}

// send writes one packet; tcp has its flags.
func (f *flow) send(p *packets, at time.Time, from *side, tcp layers.TCP, data []byte) error {
	to := f.other(from)
	tcp.SrcPort, tcp.DstPort = layers.TCPPort(from.addr.Port()), layers.TCPPort(to.addr.Port())
	tcp.Seq, tcp.Window = from.next, 0xffff
	if tcp.ACK {
		tcp.Ack = to.next
		from.acked = to.next
	}
	if tcp.SYN {
		tcp.Options = []layers.TCPOption{
			{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: binary.BigEndian.AppendUint16(nil, maxSegment)},
			{OptionType: layers.TCPOptionKindNop},
			{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{windowScale}},
		}
	}
	from.next += uint32(len(data))
	if tcp.SYN || tcp.FIN {
		from.next++
	}
	return p.write(at, from.addr.Addr(), to.addr.Addr(), &tcp, data)
}

func (p *packets) write(at time.Time, from, to netip.Addr, tcp *layers.TCP, data []byte) error {
	var network interface {
		gopacket.SerializableLayer
		gopacket.NetworkLayer
	}
	if from.Is4() {
		p.id++
		network = &layers.IPv4{Version: 4, TTL: 64, Id: p.id, Flags: layers.IPv4DontFragment,
			Protocol: layers.IPProtocolTCP, SrcIP: from.AsSlice(), DstIP: to.AsSlice()}
	} else {
		network = &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolTCP, SrcIP: from.AsSlice(), DstIP: to.AsSlice()}
	}
	if err := tcp.SetNetworkLayerForChecksum(network); err != nil {
		return err
	}
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(p.buf, options, network, tcp, gopacket.Payload(data)); err != nil {
		return err
	}
	packet := p.buf.Bytes()
	info := gopacket.CaptureInfo{Timestamp: at, CaptureLength: len(packet), Length: len(packet)}
	err := p.w.WritePacketWithOptions(info, packet, pcapgo.NgPacketOptions{Comments: p.comments})
	p.comments = p.comments[:0]
	return err
}
