package model

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var at = time.Date(2026, 11, 22, 8, 0, 14, 773550, time.UTC)

// The page of these tests shifts: a tilde begins and ends capitals, bytes from
// 0x80 are undecodable. So a message may read otherwise than its bytes alone.
func fakeEncode(s string) []byte {
	if strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f }) {
		return nil
	}
	return []byte(s)
}

func fakeDecode(b []byte) string { return fakeText(b, false) }

func fakeText(b []byte, capital bool) string {
	var text strings.Builder
	for _, c := range b {
		switch {
		case c == '~':
			capital = !capital
		case c >= utf8.RuneSelf:
			text.WriteRune(BadByte(c))
		case capital:
			text.WriteString(strings.ToUpper(string(rune(c))))
		default:
			text.WriteByte(c)
		}
	}
	return text.String()
}

// batch is data as one message, decoded from a state.
func batch(data string, decoded, capital bool) *Batch {
	b := &Batch{Time: at, Kind: KindReceived, Peer: "127.0.0.1:5", Data: []byte(data), Parts: []Part{{End: uint32(len(data))}}}
	if decoded {
		text := fakeText(b.Data, capital)
		b.Texts = []string{text}
		b.Parts[0].Inexact = !bytes.Equal(fakeEncode(text), b.Data)
	}
	return b
}

func line(t *testing.T, b *Batch) []byte {
	t.Helper()
	out := b.AppendJSON(nil)
	if bytes.Count(out, []byte("\n")) != b.Len() || !bytes.HasSuffix(out, []byte("\n")) {
		t.Fatalf("%q is not %d lines", out, b.Len())
	}
	return out[:len(out)-1]
}

func TestAppendJSON(t *testing.T) {
	const head = `{"time":"2026-11-22T08:00:14.000773550Z",`
	for _, c := range []struct {
		b    *Batch
		want string
	}{
		{batch("Handshake", false, false), `"kind":"received","peer":"127.0.0.1:5","bytes":9,"text":"Handshake"}`},
		{batch("", false, false), `"kind":"received","peer":"127.0.0.1:5","bytes":0,"text":""}`},
		{batch("a\"\\\n\r\t\x00\x1b\x7f", false, false), `"kind":"received","peer":"127.0.0.1:5","bytes":9,"text":"a\"\\\n\r\t\u0000\u001b\u007f"}`},
		{batch("ü\u009b\u2028😀\ufffd", false, false), `"kind":"received","peer":"127.0.0.1:5","bytes":14,"text":"ü\u009b\u202800"}`},
		{batch("a\xff", false, false), `"kind":"received","peer":"127.0.0.1:5","bytes":2,"text":"a` + "\ufffd" + `","raw":"Yf8="}`},
		{batch("a\xff", true, false), `"kind":"received","peer":"127.0.0.1:5","bytes":2,"text":"a` + "\ufffd" + `","raw":"Yf8="}`},
		{batch("ab", true, true), `"kind":"received","peer":"127.0.0.1:5","bytes":2,"text":"AB","raw":"YWI="}`},
		{
			&Batch{Time: at.In(time.FixedZone("x", 7200)), Kind: KindSent, Data: []byte("ab\nc"), Ending: LF, Parts: []Part{
				{Start: 0, End: 2, Truncated: true}, {Start: 3, End: 4, Incomplete: true},
			}},
			`"kind":"sent","bytes":2,"text":"ab","ending":"lf","truncated":true}` + "\n" + head +
				`"kind":"sent","bytes":1,"text":"c","ending":"lf","incomplete":true}`,
		},
		{
			&Batch{Time: at, Kind: KindEvent, Peer: "1.2.3.4:5", Event: Event{Name: Closed, Reason: ResetByPeer, Detail: "read: \x1b\xff"}},
			`"kind":"event","event":"closed","peer":"1.2.3.4:5","reason":"reset by peer","detail":"read: \u001b` + "\ufffd" + `"}`,
		},
		{
			&Batch{Time: at, Kind: KindEvent, Event: Event{Name: Connected, Local: "a", Address: "b", ConnectMS: 1.5}},
			`"kind":"event","event":"connected","local":"a","address":"b","connect_ms":1.500}`,
		},
	} {
		want := head + strings.Replace(c.want, `\u202800`, `\u2028😀`+"\ufffd", 1)
		if got := string(line(t, c.b)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestRecordsAreLossless: what is stored comes back, text and bytes.
func TestRecordsAreLossless(t *testing.T) {
	for _, c := range []struct {
		name, data       string
		decoded, capital bool
	}{
		{"plain", "Handshake", false, false},
		{"empty", "", false, false},
		{"unicode", "Grüße 日本 😀 \ufffd \u2028", false, false},
		{"broken", "\xff\xfea\xc3", false, false},
		{"controls", "\x00\x01\x1f\x7f\u0080\r\n\"\\", false, false},
		{"decoded", "abc\x1b", true, false},
		{"decoded empty", "", true, false},
		{"decoded, broken", "a\xff\x80", true, false},
		{"a shift", "a~b~c", true, false},
		{"shifted before", "abc", true, true},
		{"shifted before, broken", "ab\xffc", true, true},
	} {
		b := batch(c.data, c.decoded, c.capital)
		encode, decode := fakeEncode, fakeDecode
		if !c.decoded {
			encode, decode = nil, nil
		}
		got, err := ParseRecord(line(t, b), encode, decode)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := b.Record(0)
		if c.capital && strings.Contains(c.data, "\xff") {
			want.Text = "AB\ufffdC" // which of the bytes it was is not told
		}
		if !bytes.Equal(got.Data, want.Data) {
			t.Errorf("%s: bytes %q, want %q", c.name, got.Data, want.Data)
		}
		got.Data, want.Data = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", c.name, got, want)
		}
	}
}

func TestEventsAreLossless(t *testing.T) {
	for _, e := range []Event{
		{Name: Started, Profile: "Pay \"1\"", Role: Listener, Framing: &Framing{Raw, CRLF}, CodePage: "utf-8"},
		{Name: Connected, Local: "[::1]:1", Address: "[::1]:2", ConnectMS: 0.125},
		{Name: Closed, Reason: ClosedByPeer}, {Name: Failed, Reason: PortInUse, Detail: "bind: \x1b[31m\nü\u202e"},
		{Name: Note, Detail: "no reply for 60 s"}, {},
	} {
		for _, peer := range []string{"", "127.0.0.1:53210"} {
			b := &Batch{Time: at, Kind: KindEvent, Peer: peer, Event: e}
			got, err := ParseRecord(line(t, b), nil, nil)
			if err != nil || !reflect.DeepEqual(got, b.Record(0)) {
				t.Errorf("got %+v, %v, want %+v", got, err, b.Record(0))
			}
		}
	}
}

func TestParseRecordRefuses(t *testing.T) {
	for _, s := range []string{
		"", "{", "null", "[]", `{"time":"2026-11-22T08:00:14Z"}`, `{"time":"yesterday","kind":"sent"}`,
		`{"time":"2026-11-22T08:00:14Z","kind":"other"}`, `{"time":"2026-11-22T08:00:14Z","kind":"sent","raw":"*"}`,
		`{"time":"2026-11-22T08:00:14.000773550Z","kind":"received","peer":"127.0.0.1:53210","bytes":9,"text":"Hand`,
	} {
		if r, err := ParseRecord([]byte(s), nil, nil); err == nil {
			t.Errorf("%q is %+v", s, r)
		} else if !strings.HasPrefix(err.Error(), "not a record: ") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// checkRecord compares our JSON with what encoding/json reads, and reads it back.
func checkRecord(t *testing.T, data, detail string) {
	t.Helper()
	for _, decoded := range []bool{false, true} {
		b := batch(data, decoded, false)
		out := line(t, b)
		var j struct {
			Bytes int
			Text  string
			Raw   string
		}
		if err := json.Unmarshal(out, &j); err != nil {
			t.Fatalf("%q: %v in %s", data, err, out)
		}
		want := string([]rune(data)) // broken bytes are U+FFFD
		if decoded {
			want = strings.Map(func(r rune) rune {
				if _, bad := ByteOf(r); bad {
					return utf8.RuneError
				}
				return r
			}, b.Texts[0])
		}
		if j.Text != want || j.Bytes != len(data) {
			t.Fatalf("%q is %q of %d bytes, want %q", data, j.Text, j.Bytes, want)
		}
		inexact := b.Parts[0].Inexact || !decoded && !utf8.ValidString(data)
		if raw, err := base64.StdEncoding.DecodeString(j.Raw); err != nil || inexact != (j.Raw != "") || inexact && string(raw) != data {
			t.Fatalf("%q: raw %q", data, j.Raw)
		}
		if bytes.ContainsFunc(out, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Fatalf("%q leaves a control character in %q", data, out)
		}
		encode, decode := fakeEncode, fakeDecode
		if !decoded {
			encode, decode = nil, nil
		}
		r, err := ParseRecord(out, encode, decode)
		if err != nil || string(r.Data) != data || r.Text != b.Record(0).Text {
			t.Fatalf("%q comes back as %q, %q, %v", data, r.Data, r.Text, err)
		}
	}
	e := &Batch{Time: at, Kind: KindEvent, Event: Event{Name: Note, Detail: detail, Profile: data}}
	r, err := ParseRecord(line(t, e), nil, nil)
	if err != nil || r.Event.Detail != string([]rune(detail)) || r.Event.Profile != string([]rune(data)) {
		t.Fatalf("%q comes back as %+v, %v", detail, r.Event, err)
	}
}

func TestRandomRecords(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"a", "~", "\"", "\\", "\n", "\x00", "\x7f", "ü", "\u0085", "\u2028", "\ufffd", "😀", "\xff", "\xc3", "\xf0\x9f\x98", "\u202e", string(BadByte(7))}
	for range 5000 {
		s := ""
		for range random.IntN(6) {
			s += pieces[random.IntN(len(pieces))]
		}
		checkRecord(t, s, s+"d")
	}
}

func FuzzRecord(f *testing.F) {
	f.Add("a\xff~b", "\x1b\u2028")
	f.Fuzz(checkRecord)
}

func BenchmarkAppendJSON(b *testing.B) {
	for name, text := range map[string]string{"plain": strings.Repeat("abcdefgh", 8), "quotes": strings.Repeat(`{"a":12}`, 8)} {
		b.Run(name, func(b *testing.B) {
			batch, dst := received("127.0.0.1:53210", text), make([]byte, 0, 64<<10)
			for range 100 {
				batch.Parts = append(batch.Parts, batch.Parts[0])
			}
			b.ReportAllocs()
			for n := 0; n < b.N; n += len(batch.Parts) {
				dst = batch.AppendJSON(dst[:0])
			}
		})
	}
}
