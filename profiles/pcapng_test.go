package profiles

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"pgregory.net/rapid"

	"tcpdeck/model"
)

// utf16Codec knows utf-16, whose byte order mark decides, and utf-16be.
func utf16Codec(page string) (func(string) []byte, func([]byte) string) {
	order := binary.ByteOrder(binary.LittleEndian)
	if page == "utf-16be" {
		order = binary.BigEndian
	}
	encode := func(s string) (out []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, 0, 0)
			order.PutUint16(out[len(out)-2:], u)
		}
		return out
	}
	return encode, func([]byte) string { return "" }
}

// stream is what one end of a connection sent, as read back from a capture.
type stream struct {
	data       []byte
	next       uint32
	begun      bool
	fin, rst   bool
	at         []time.Time // of its data
	unexpected string
}

// readCapture reads a capture as a strict receiver would: each segment must
// begin where the one before ended, and acknowledge what the other side has
// sent and no more.
func readCapture(t fatal, data []byte) (streams map[string]*stream, comments []string, name string) {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(data), pcapgo.NgReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if info := r.SectionInfo(); !strings.Contains(info.Comment, "not captured from a network") {
		t.Errorf("section %+v", info)
	}
	iface, err := r.Interface(0)
	if err != nil {
		t.Fatal(err)
	}
	streams = map[string]*stream{}
	for n := 1; ; n++ {
		raw, info, options, err := r.ReadPacketDataWithOptions()
		if errors.Is(err, io.EOF) {
			return streams, comments, iface.Name
		}
		if err != nil {
			t.Fatal(err)
		}
		comments = append(comments, options.Comments...)
		first := gopacket.Decoder(layers.LayerTypeIPv4)
		if raw[0]>>4 == 6 {
			first = layers.LayerTypeIPv6
		}
		p := gopacket.NewPacket(raw, first, gopacket.DecodeOptions{Lazy: false})
		tcp, ok := p.TransportLayer().(*layers.TCP)
		if !ok || p.ErrorLayer() != nil || tcp.SetNetworkLayerForChecksum(p.NetworkLayer()) != nil {
			t.Fatalf("packet %d: %v", n, p)
		}
		if err, broken := p.VerifyChecksums(); err != nil || len(broken) > 0 {
			t.Fatalf("packet %d: %v, %v", n, err, broken)
		}
		ends := p.NetworkLayer().NetworkFlow()
		from := fmt.Sprintf("%s:%d", ends.Src(), tcp.SrcPort)
		to := fmt.Sprintf("%s:%d", ends.Dst(), tcp.DstPort)
		s, other := end(streams, from+" > "+to), end(streams, to+" > "+from)
		s.take(tcp, other, info.Timestamp)
		if s.unexpected != "" {
			t.Fatalf("packet %d from %s: %s", n, from, s.unexpected)
		}
	}
}

// fatal is what testing.T and rapid.T have in common here.
type fatal interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

func end(streams map[string]*stream, name string) *stream {
	if streams[name] == nil {
		streams[name] = &stream{}
	}
	return streams[name]
}

func (s *stream) take(tcp *layers.TCP, other *stream, at time.Time) {
	switch {
	case tcp.SYN && s.begun && !s.fin && !s.rst && !other.rst:
		s.unexpected = "a second SYN"
	case tcp.SYN:
		*s = stream{begun: true, next: tcp.Seq, data: s.data, at: s.at}
	case !s.begun:
		s.unexpected = "no SYN"
	case tcp.Seq != s.next:
		s.unexpected = fmt.Sprintf("sequence number %d, want %d", tcp.Seq, s.next)
	case s.fin && (len(tcp.Payload) > 0 || tcp.FIN):
		s.unexpected = "it had ended"
	}
	if tcp.ACK && tcp.Ack != other.next {
		s.unexpected = fmt.Sprintf("acknowledges %d, the other is at %d", tcp.Ack, other.next)
	}
	if len(tcp.Payload) > 0 {
		s.data, s.at = append(s.data, tcp.Payload...), append(s.at, at)
	}
	s.next += uint32(len(tcp.Payload))
	if tcp.SYN || tcp.FIN {
		s.next++
	}
	s.fin, s.rst = s.fin || tcp.FIN, s.rst || tcp.RST
}

func capturing(t fatal, o *Outputs, run model.Run, codec Codec) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := o.Capture(context.Background(), run, "Pay \x1b", codec, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestCaptureIsTheTraffic: per direction of each client the segments are the
// bytes that went over the wire, delimiters included, at their times.
func TestCaptureIsTheTraffic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ending := rapid.SampledFrom(model.Endings)
		e := model.Event{Name: model.Started, Profile: "Pay", Role: rapid.SampledFrom([]model.Role{model.Client, model.Listener}).Draw(rt, "role"),
			Framing: &model.Framing{Receive: ending.Draw(rt, "receive"), Send: ending.Draw(rt, "send")}, CodePage: "utf-8"}
		wide := rapid.Bool().Draw(rt, "utf-16")
		big := map[string]bool{}
		if wide {
			e.CodePage = "utf-16"
		}
		text := eventLine("", e, day)
		want := map[string][]byte{}
		peers := []string{"10.0.0.5:40000", "10.0.0.6:40000", "[fe80::7%eth0]:41", "[::ffff:10.0.0.8]:42"}[:rapid.IntRange(1, 4).Draw(rt, "peers")]
		seen := []string{"10.0.0.5:40000", "10.0.0.6:40000", "fe80::7:41", "10.0.0.8:42"}
		locals := []string{"10.0.0.1:9", "10.0.0.1:9", "[fe80::1%eth0]:9", "[::ffff:10.0.0.1]:9"}
		places := []string{"10.0.0.1:9", "10.0.0.1:9", "fe80::1:9", "10.0.0.1:9"}
		for i, p := range peers {
			text += eventLine(p, model.Event{Name: model.Connected, Local: locals[i], Address: p, ConnectMS: 1.5}, day)
		}
		for n := range rapid.IntRange(0, 40).Draw(rt, "messages") {
			i := rapid.IntRange(0, len(peers)-1).Draw(rt, "peer")
			b := &model.Batch{Time: day.Add(time.Duration(n+rapid.IntRange(0, 1).Draw(rt, "later")) * time.Second), Peer: peers[i],
				Kind: rapid.SampledFrom([]model.Kind{model.KindSent, model.KindReceived}).Draw(rt, "kind")}
			key := seen[i] + " > " + places[i]
			framing := e.Framing.Receive
			if b.Kind == model.KindSent {
				key, framing = places[i]+" > "+seen[i], e.Framing.Send
				if b.Ending = rapid.SampledFrom(append([]model.Ending{""}, model.Endings...)).Draw(rt, "ending"); b.Ending != "" {
					framing = b.Ending
				}
			}
			data := rapid.SliceOfN(rapid.Byte(), 0, 6).Draw(rt, "data")
			if rapid.IntRange(0, 60).Draw(rt, "long") == 0 {
				data = bytes.Repeat(append(data, 'x'), 20_000)
			}
			if wide && b.Kind == model.KindReceived && want[key] == nil {
				big[key] = rapid.Bool().Draw(rt, "big")
				if big[key] {
					data = append([]byte("\xfe\xff"), data...)
				}
			}
			part := model.Part{End: uint32(len(data)), Inexact: wide, Truncated: rapid.IntRange(0, 9).Draw(rt, "cut") == 0}
			b.Data, b.Parts = data, []model.Part{part}
			if wide {
				b.Texts = []string{"?"}
			}
			text += string(b.AppendJSON(nil))
			want[key] = append(want[key], data...)
			if want[key] == nil {
				want[key] = []byte{}
			}
			if !part.Truncated {
				want[key] = append(want[key], delimiterOf(framing, wide, big[key])...)
			}
		}
		for _, p := range peers {
			reason := rapid.SampledFrom([]model.Reason{model.ClosedByPeer, model.ClosedHere, model.ResetByPeer, model.InternalError, model.EndedInside}).Draw(rt, "reason")
			if rapid.Bool().Draw(rt, "half") {
				text += eventLine(p, model.Event{Name: model.HalfClosed, Reason: rapid.SampledFrom([]model.Reason{model.ClosedByPeer, model.ClosedHere}).Draw(rt, "by")}, day)
			}
			text += eventLine(p, model.Event{Name: model.Closed, Reason: reason}, day.Add(time.Hour))
		}
		o, runs := shelve(t, text)
		streams, _, name := readCapture(rt, capturing(rt, o, runs[0], utf16Codec))
		if name != `Pay \x1b` || len(streams) != 2*len(peers) {
			rt.Fatalf("%q, %d streams", name, len(streams))
		}
		for key, s := range streams {
			if !bytes.Equal(s.data, want[key]) {
				rt.Fatalf("%s: %.200q, want %.200q", key, s.data, want[key])
			}
		}
	})
}

func delimiterOf(e model.Ending, wide, big bool) []byte {
	if !wide {
		return []byte(e.Delimiter())
	}
	page := "utf-16"
	if big {
		page = "utf-16be"
	}
	encode, _ := utf16Codec(page)
	return encode(e.Delimiter())
}

func TestCaptureWithoutABeginning(t *testing.T) {
	started := eventLine("", model.Event{Name: model.Started, Role: model.Listener, Framing: &model.Framing{Receive: model.LF, Send: model.LF}}, day)
	listening := eventLine("", model.Event{Name: model.Listening, Local: "0.0.0.0:9090"}, day)
	note := eventLine("", model.Event{Name: model.Note, Detail: "not stored \x1b"}, day)
	hello := func(peer string) string { return messageLine(model.KindReceived, peer, "hello", day) }
	for _, c := range []struct{ name, text, stream, want, comment string }{
		{"no connected event", started + listening + note + hello("10.0.0.5:1"), "10.0.0.5:1 > 192.0.2.1:9090", "hello\n", `not stored \x1b`},
		{"IPv6", started + listening + hello("[::2]:1"), "::2:1 > 2001:db8::1:9090", "hello\n", "the beginning"},
		{"names", started + hello("db1:5432") + hello("db2:5432") + hello("db1:5432"), "192.0.2.2:5432 > 192.0.2.1:1", "hello\nhello\n", "the beginning"},
		{"no peer", hello(""), "192.0.2.2:1 > 192.0.2.1:1", "hello", "the beginning"},
		{"refused", started + listening + eventLine("10.0.0.5:1", model.Event{Name: model.RefusedOne, Reason: model.LimitReached}, day), "10.0.0.5:1 > 192.0.2.1:9090", "", "limit reached"},
		{"after its end", started + hello("10.0.0.5:1") + eventLine("10.0.0.5:1", model.Event{Name: model.Closed, Reason: model.ClosedHere}, day) + hello("10.0.0.5:1"),
			"10.0.0.5:1 > 192.0.2.1:1", "hello\nhello\n", "the beginning"},
		{"rubbish between", started + "rubbish\n" + hello("10.0.0.5:1") + hello("x")[:40], "10.0.0.5:1 > 192.0.2.1:1", "hello\n", "a line here is broken"},
	} {
		o, runs := shelve(t, c.text)
		streams, comments, _ := readCapture(t, capturing(t, o, runs[0], nil))
		if s := streams[c.stream]; s == nil || string(s.data) != c.want || !strings.Contains(strings.Join(comments, "|"), c.comment) {
			t.Errorf("%s: %+v, comments %q", c.name, streams, comments)
		}
	}
}

func TestCaptureEnds(t *testing.T) {
	for reason, want := range map[model.Reason]string{
		model.ClosedByPeer: "here fin, there fin", model.ClosedHere: "here fin, there fin", model.TimedOut: "here fin, there fin",
		model.EndedInside: "here fin, there fin", model.ResetByPeer: "there rst", model.InternalError: "here rst",
	} {
		o, runs := shelve(t, eventLine("10.0.0.5:2", model.Event{Name: model.Connected, Local: "10.0.0.1:1", Address: "10.0.0.5:2", ConnectMS: 2}, day)+
			eventLine("10.0.0.5:2", model.Event{Name: model.Closed, Reason: reason}, day.Add(time.Second)))
		streams, comments, _ := readCapture(t, capturing(t, o, runs[0], nil))
		got := []string{}
		for _, side := range []struct{ name, key string }{{"here", "10.0.0.1:1 > 10.0.0.5:2"}, {"there", "10.0.0.5:2 > 10.0.0.1:1"}} {
			if s := streams[side.key]; s.fin {
				got = append(got, side.name+" fin")
			} else if s.rst {
				got = append(got, side.name+" rst")
			}
		}
		if strings.Join(got, ", ") != want || !strings.Contains(strings.Join(comments, "|"), string(reason)) {
			t.Errorf("%s: %s, %q; want %s", reason, got, comments, want)
		}
	}
}
