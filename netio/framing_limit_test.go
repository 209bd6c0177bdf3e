package netio

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tcpdeck/model"
)

// TestLimit cuts long messages where no character is torn.
func TestLimit(t *testing.T) {
	for _, c := range []struct {
		page   string
		ending model.Ending
		text   string
		limit  int
		want   []string // "+" follows a cut one
	}{
		{"utf-8", model.LF, "0123456789\n", 10, []string{"0123456789"}},
		{"utf-8", model.LF, "0123456789a\nb\n", 10, []string{"0123456789+", "a", "b"}},
		{"utf-8", model.CRLF, "0123456789\r\n", 10, []string{"0123456789"}},
		{"utf-8", model.CRLF, "0123456789\r", 10, []string{"0123456789+", "\r incomplete"}},
		{"utf-8", model.LF, "012345678€€\n", 10, []string{"012345678+", "€€"}},
		{"utf-8", model.LF, "01234567😀€", 10, []string{"01234567+", "😀€ incomplete"}},
		{"utf-8", model.LF, strings.Repeat("x", 25) + "\n", 10, []string{"xxxxxxxxxx+", "xxxxxxxxxx+", "xxxxx"}},
		{"utf-8", model.LF, "\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\n", 10, []string{"\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf+", "\xbf"}},
		{"utf-8", model.LF, "12345678\n", 1, []string{"12345678"}},
		{"utf-16le", model.LF, "1234😀6\n", 10, []string{"1234+", "😀6"}},
		{"shift_jis", model.LF, "1日本語日本\n", 10, []string{"1日本語日+", "本"}},
		{"gb18030", model.NUL, "1😀😀😀\x00", 10, []string{"1😀😀+", "😀"}},
		{"iso-2022-jp", model.LF, "日本語\n", 10, []string{"日本語 inexact+", " inexact"}},
	} {
		data, err := (CodePages{}).Encode(c.page, c.text)
		if err != nil {
			t.Fatal(err)
		}
		whole := feed(t, c.page, c.ending, c.limit, true, data)
		var got []string
		for _, r := range whole.records {
			text := r.Text
			if r.Inexact {
				text += " inexact"
			}
			if r.Incomplete {
				text += " incomplete"
			}
			if r.Truncated {
				text += "+"
			}
			got = append(got, text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %s: got %q, want %q", c.page, c.ending, got, c.want)
		}
		if !bytes.Equal(whole.data, data) {
			t.Errorf("%s %s: bytes lost", c.page, c.ending)
		}
		if got := feed(t, c.page, c.ending, c.limit, false, bytewise(data)...); !same(got, whole) {
			t.Errorf("%s %s, byte by byte: %q", c.page, c.ending, got.texts())
		}
	}
}

func TestLimitOfRaw(t *testing.T) {
	got := feed(t, "utf-8", model.Raw, 10, true, []byte("012345678€€€\xe2"), []byte("\x82\xac")).records
	want := []model.Record{
		{Text: "012345678", Truncated: true}, {Text: "€€€"}, {Text: "€"},
	}
	if !slices.EqualFunc(got, want, func(a, b model.Record) bool { return a.Text == b.Text && a.Truncated == b.Truncated }) {
		t.Errorf("got %+v", got)
	}
}

// TestSearchedOnce proves that what was searched is not searched again: a
// delimiter slipped in behind the search is not found.
func TestSearchedOnce(t *testing.T) {
	for _, c := range []struct{ page, delimiter string }{{"utf-8", "\n"}, {"utf-16be", "\x00\n"}} {
		f, err := newFraming(mustCodec(c.page), model.LF)
		if err != nil {
			t.Fatal(err)
		}
		data := bytes.Repeat([]byte("a"), 1000)
		if n, _, _ := f.split(data, false); n != 0 {
			t.Fatalf("%s: found a delimiter at %d", c.page, n)
		}
		copy(data[10:], c.delimiter)
		data = append(data, 'b')
		if n, _, _ := f.split(data, false); n != 0 {
			t.Errorf("%s: searched from the start again", c.page)
		}
		f.reset()
		if n, token, _ := f.split(data, false); n != 10+len(c.delimiter) || len(token) != 10 {
			t.Errorf("%s: after a reset found %d, %q", c.page, n, token)
		}
	}
}

// TestEndlessMessage: neither time nor memory grows with a message that does
// not end, however it arrives.
func TestEndlessMessage(t *testing.T) {
	const limit = 128 << 10
	for _, c := range []struct {
		page        string
		ending      model.Ending
		chunk, size int
	}{
		{"utf-8", model.LF, 64 << 10, 64 << 20},
		{"utf-8", model.CRLF, 1, 512 << 10},
		{"utf-16", model.LF, 1, 512 << 10},
		{"shift_jis", model.NUL, 1, 512 << 10},
		{"iso-2022-jp", model.LF, 1 << 10, 1 << 20},
	} {
		r, err := newReceiver(c.page, c.ending, limit)
		if err != nil {
			t.Fatal(err)
		}
		chunk, got := bytes.Repeat([]byte("a"), c.chunk), 0
		for range c.size / c.chunk {
			b := r.push(time.Time{}, "peer", chunk, false)
			if b == nil {
				continue
			}
			got += len(b.Data)
			for _, p := range b.Parts {
				if !p.Truncated || p.End-p.Start > limit {
					t.Fatalf("%s: part %+v", c.page, p)
				}
			}
		}
		if b := r.finish(time.Time{}, "peer"); b != nil {
			got += len(b.Data)
		}
		if got != c.size {
			t.Errorf("%s: %d bytes in, %d out", c.page, c.size, got)
		}
		if cap(r.buf) > 2*limit+c.chunk {
			t.Errorf("%s: keeps %d bytes", c.page, cap(r.buf))
		}
	}
}

// TestWaitsOnlyForWhatMayCome: whatever raw holds back, some bytes would make
// it a character.
func TestWaitsOnlyForWhatMayCome(t *testing.T) {
	shifts := map[string][]string{"iso-2022-jp": {"\x1b$B", "\x1b$(D", "\x1b(I"}, "hz-gb-2312": {"~{"}}
	for _, page := range model.CodePages() {
		c := mustCodec(page.Name)
		if c.unit > 1 || c.single != nil {
			continue
		}
		waits := 0
		for _, shift := range append(shifts[page.Name], "") {
			seen := map[string]bool{}
			for i := 0; i < 0x20000; i += 37 {
				data := append([]byte(shift), byte(i), byte(i>>8), byte(0x81+i%0x7d))
				data = data[:len(data)-i&1-i>>16&1]
				torn := heldBack(c, data)
				if torn == "" || seen[torn] {
					continue
				}
				seen[torn] = true
				if !mends(c, shift, torn) {
					t.Errorf("%s: after %q waits in vain with %q", page.Name, shift, torn)
				}
			}
			waits += len(seen)
		}
		if waits == 0 {
			t.Errorf("%s never waits", page.Name)
		}
	}
}

// heldBack is what a raw receiver keeps of data for the next read.
func heldBack(c *codec, data []byte) string {
	if c.utf8() {
		return string(data[len(data)-tornUTF8(data):])
	}
	_, n, _ := c.decode(c.newDecoder(), nil, data, false)
	return string(data[n:])
}

// mends says whether up to three more bytes make all of torn a character.
func mends(c *codec, shift, torn string) bool {
	reads := func(tail ...byte) bool {
		data := append([]byte(shift+torn), tail...)
		if c.utf8() {
			return utf8.Valid(data)
		}
		text, _, _ := c.decode(c.newDecoder(), nil, data, true)
		return !bytes.ContainsFunc(text, reserved)
	}
	for a := range 256 {
		if reads(byte(a)) {
			return true
		}
	}
	for a := range 0x10000 {
		if reads(byte(a), byte(a>>8)) || c.utf8() && reads(byte(a), byte(a>>8), 0x80) {
			return true
		}
	}
	return false
}

// TestQuietGivesRoomBack: ten thousand idle connections keep no buffers.
func TestQuietGivesRoomBack(t *testing.T) {
	r, err := newReceiver("iso-8859-1", model.LF, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	r.push(time.Time{}, "peer", bytes.Repeat([]byte("line\n"), 20000), false)
	r.push(time.Time{}, "peer", bytes.Repeat([]byte("a"), 100000), false)
	r.push(time.Time{}, "peer", []byte("\nrest"), false)
	r.quiet()
	if room := cap(r.buf) + 16*cap(r.parts) + cap(r.text) + 8*cap(r.ends); room > 4*idleRoom || r.batch.Data != nil {
		t.Errorf("%d bytes kept", room)
	}
	if b := r.push(time.Time{}, "peer", []byte(" of it\n"), false); b.Texts[0] != "rest of it" {
		t.Errorf("got %q", b.Texts)
	}
}

// TestBusyGivesRoomBack: one long message does not cost its room for good.
func TestBusyGivesRoomBack(t *testing.T) {
	r, err := newReceiver("utf-8", model.LF, 16<<20)
	if err != nil {
		t.Fatal(err)
	}
	for range 64 {
		r.push(time.Time{}, "peer", bytes.Repeat([]byte("a"), 64<<10), false)
	}
	if b := r.push(time.Time{}, "peer", []byte("\nb"), false); len(b.Data) != 4<<20+1 {
		t.Fatalf("%d bytes", len(b.Data))
	}
	if b := r.push(time.Time{}, "peer", []byte("c\n"), false); string(b.Data) != "bc\n" || cap(r.buf) > idleRoom {
		t.Errorf("%q, and %d bytes kept", b.Data, cap(r.buf))
	}
}

// TestKeptBatchIsTheCallers: nothing that comes later changes it.
func TestKeptBatchIsTheCallers(t *testing.T) {
	for _, page := range []string{"utf-8", "shift_jis"} {
		r, err := newReceiver(page, model.LF, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		var kept []*model.Batch
		read := make([]byte, 8)
		for i := range 100 {
			copy(read, "abc\ndef\n")
			read[0] = byte('A' + i%26)
			if b := r.push(time.Unix(int64(i), 0), "peer", read[:5+i%4], true); b != nil {
				kept = append(kept, b)
			}
			clear(read)
		}
		before := ""
		for i, b := range kept {
			if i > 0 && !b.Time.After(kept[i-1].Time) {
				t.Fatalf("%s: batch %d has the time %s of another", page, i, b.Time)
			}
			for k := range b.Len() {
				rec := b.Record(k)
				if strings.ContainsRune(rec.Text, 0) || rec.Text == "" {
					t.Fatalf("%s: batch %d has %q", page, i, rec.Text)
				}
				before += string(b.Data[b.Parts[k].Start:b.Parts[k].End]) + "|"
			}
		}
		if strings.ContainsRune(before, 0) {
			t.Errorf("%s: %q", page, before)
		}
	}
}

// TestLentBatchIsTheRead: with nothing pending no byte is copied.
func TestLentBatchIsTheRead(t *testing.T) {
	r, err := newReceiver("utf-8", model.LF, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	read := []byte("one\ntwo\nthr")
	if b := r.push(time.Time{}, "peer", read, false); &b.Data[0] != &read[0] || len(b.Data) != 8 {
		t.Error("the batch is a copy")
	}
	line := []byte("ee\nfour\n")
	if b := r.push(time.Time{}, "peer", line, false); string(b.Data) != "three\nfour\n" || &b.Data[0] == &line[0] {
		t.Errorf("got %q", b.Data)
	}
	if n := testing.AllocsPerRun(100, func() { r.push(time.Time{}, "peer", line, false) }); n != 0 {
		t.Errorf("%v allocations a push", n)
	}
}

func TestReceiverRefuses(t *testing.T) {
	if _, err := newReceiver("klingon", model.LF, 1); err == nil {
		t.Error("took an unknown code page")
	}
	if _, err := newReceiver("utf-8", "stx", 1); err == nil {
		t.Error("took an unknown framing")
	}
	if _, err := newSender("klingon"); err == nil {
		t.Error("the sender took an unknown code page")
	}
}

func TestDescribeBytes(t *testing.T) {
	for _, c := range []struct {
		page, data, text string
		inexact          bool
	}{
		{"utf-8", "a\xff", "", false},
		{"shift_jis", "\x93\xfa", "日", false},
		{"shift_jis", "\x93", string(model.BadByte(0x93)), true},
		{"iso-2022-jp", "\x1b$BF|", "日", true},
		{"iso-2022-jp", "\x1b$BF|\x1b(B", "日", false},
		{"utf-16", "\xff\xfea\x00", "a", true},
	} {
		s, err := newSender(c.page)
		if err != nil {
			t.Fatal(err)
		}
		part, texts := s.describe([]byte(c.data))
		if int(part.End) != len(c.data) || part.Inexact != c.inexact || strings.Join(texts, "") != c.text {
			t.Errorf("%s % x: %+v %q", c.page, c.data, part, texts)
		}
	}
}
