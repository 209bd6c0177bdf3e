package netio

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"tcpdeck/model"
)

// received is what feed saw.
type received struct {
	data    []byte // of all batches
	batches int
	records []model.Record
}

// feed pushes the chunks and the end of the stream.
func feed(t testing.TB, page string, ending model.Ending, limit int, keep bool, chunks ...[]byte) received {
	t.Helper()
	r, err := newReceiver(page, ending, limit)
	if err != nil {
		t.Fatal(err)
	}
	var out received
	take := func(b *model.Batch) {
		if b == nil {
			return
		}
		out.batches++
		out.data = append(out.data, b.Data...)
		for i := range b.Len() {
			record := b.Record(i)
			record.Data, record.Time = bytes.Clone(record.Data), time.Time{}
			out.records = append(out.records, record)
		}
	}
	for _, c := range chunks {
		c = bytes.Clone(c)
		take(r.push(time.Unix(1, 0), "peer", c, keep))
		clear(c) // the reader uses its buffer again
		if r.pending() > r.limit+8 {
			t.Fatalf("%d bytes pending beyond the limit of %d", r.pending(), r.limit)
		}
	}
	take(r.finish(time.Unix(2, 0), "peer"))
	if r.pending() != 0 {
		t.Fatalf("%d bytes left after the end", r.pending())
	}
	return out
}

func bytewise(data []byte) [][]byte { return slices.Collect(slices.Chunk(data, 1)) }

func (r received) texts() []string {
	var out []string
	for _, rec := range r.records {
		out = append(out, rec.Text)
	}
	return out
}

func same(a, b received) bool {
	return bytes.Equal(a.data, b.data) && slices.EqualFunc(a.records, b.records, func(x, y model.Record) bool {
		return x.Text == y.Text && bytes.Equal(x.Data, y.Data) && x.Inexact == y.Inexact &&
			x.Incomplete == y.Incomplete && x.Truncated == y.Truncated && x.Decoded == y.Decoded
	})
}

// TestEverySplitOfEveryCodePage sends sample text in every code page and
// framing, whole, byte by byte and cut at every place.
func TestEverySplitOfEveryCodePage(t *testing.T) {
	for _, page := range model.CodePages() {
		sample := sampleOf(page.Name)
		half := []rune(sample)[len([]rune(sample))/2:]
		want := []string{sample, "", string(half), "end"}
		for _, ending := range model.Endings {
			var data []byte
			for _, text := range want {
				data = append(data, sent(t, page.Name, text, ending)...)
			}
			whole := feed(t, page.Name, ending, 1<<20, true, data)
			if ending == model.Raw {
				checkRawSplits(t, page.Name, data, whole)
				continue
			}
			if got := whole.texts(); !slices.Equal(got, want) {
				t.Errorf("%s %s: got %q, want %q", page.Name, ending, got, want)
				continue
			}
			for _, r := range whole.records {
				if r.Inexact || r.Incomplete || r.Truncated || r.Decoded != (page.Name != "utf-8") {
					t.Errorf("%s %s: %+v", page.Name, ending, r)
				}
			}
			if got := feed(t, page.Name, ending, 1<<20, false, bytewise(data)...); !same(got, whole) {
				t.Errorf("%s %s, byte by byte: %q", page.Name, ending, got.texts())
			}
			for i := range data {
				if got := feed(t, page.Name, ending, 1<<20, i%2 == 0, data[:i], data[i:]); !same(got, whole) {
					t.Fatalf("%s %s, cut at %d: %q", page.Name, ending, i, got.texts())
				}
			}
		}
	}
}

func sent(t testing.TB, page, text string, ending model.Ending) []byte {
	t.Helper()
	s, err := newSender(page)
	if err != nil {
		t.Fatal(err)
	}
	data, part, texts, err := s.encode(text, ending)
	if err != nil {
		t.Fatal(err)
	}
	body, err := (CodePages{}).Encode(page, text)
	if err != nil || !bytes.Equal(data[part.Start:part.End], body) || part.Inexact {
		t.Fatalf("%s: the part of %q is %+v: % x, want % x", page, text, part, data, body)
	}
	if page == "utf-8" && texts != nil || page != "utf-8" && (len(texts) != 1 || texts[0] != text) {
		t.Fatalf("%s: texts of %q are %q", page, text, texts)
	}
	return data
}

// checkRawSplits: raw keeps no boundaries, but tears no character.
func checkRawSplits(t *testing.T, page string, data []byte, whole received) {
	t.Helper()
	if whole.batches != 1 || len(whole.records) != 1 {
		t.Errorf("%s raw: one read gave %d messages", page, len(whole.records))
	}
	check := func(at any, got received) {
		t.Helper()
		text := ""
		for _, r := range got.records {
			text += r.Text
		}
		if text != whole.records[0].Text || !bytes.Equal(got.data, data) {
			t.Fatalf("%s raw, cut at %v: %q", page, at, text)
		}
	}
	check("every byte", feed(t, page, model.Raw, 1<<20, false, bytewise(data)...))
	for i := range data {
		check(i, feed(t, page, model.Raw, 1<<20, i%2 == 0, data[:i], data[i:]))
	}
}

func TestReceive(t *testing.T) {
	for _, c := range []struct {
		name, page string
		ending     model.Ending
		chunks     []string
		want       []string
	}{
		{"lf leaves cr alone", "utf-8", model.LF, []string{"a\r\nb\r", "\n\nc"}, []string{"a\r", "b\r", "", "c incomplete"}},
		{"crlf is exact", "utf-8", model.CRLF, []string{"a\nb\r", "\rc\r", "\n\n\r\nd\r"}, []string{"a\nb\r\rc", "\n", "d\r incomplete"}},
		{"cr", "utf-8", model.CR, []string{"a\r\nb\r"}, []string{"a", "\nb"}},
		{"nul", "utf-8", model.NUL, []string{"a\x00\x00", "b\n\x00"}, []string{"a", "", "b\n"}},
		{"raw is what a read returns", "utf-8", model.Raw, []string{"a\n", "b\nc", ""}, []string{"a\n", "b\nc"}},
		{"raw keeps a character together", "utf-8", model.Raw, []string{"x\xe2\x82", "\xac", "\xe2", "A"}, []string{"x", "€", "\xe2A"}},
		{"raw does not wait in vain", "utf-8", model.Raw, []string{"\xe0\x80", "\xc0", "\xff", "\xed\xa0", "\xf4\x90"}, []string{"\xe0\x80", "\xc0", "\xff", "\xed\xa0", "\xf4\x90"}},
		{"raw tail at the end is no message cut", "utf-8", model.Raw, []string{"a\xf0\x9f\x98"}, []string{"a", "\xf0\x9f\x98"}},
		{"a broken character ends at its delimiter", "shift_jis", model.LF, []string{"\x93", "\nb\n"}, []string{"\U0010fe93 inexact", "b"}},
		{"utf-16 looks at whole units", "utf-16le", model.LF, []string{"\x00\x0a", "\x00\x01\x0a", "\x00", "a\x00"}, []string{"\u0a00\u0100", "a incomplete"}},
		{"utf-16 big by its mark", "utf-16", model.LF, []string{"\xfe", "\xff\x00a\x00", "\n\x00b\x00\n"}, []string{"a inexact", "b inexact"}},
		{"utf-16 little by its mark", "utf-16", model.LF, []string{"\xff\xfea\x00\n\x00b\x00\n\x00"}, []string{"a inexact", "b"}},
		{"utf-16 without a mark", "utf-16", model.LF, []string{"a", "\x00\n\x00"}, []string{"a"}},
		{"utf-16 of one byte", "utf-16", model.LF, []string{"a"}, []string{"\U0010fe61 inexact incomplete"}},
		{"utf-32 big by its mark", "utf-32", model.CRLF, []string{"\x00\x00\xfe\xff\x00\x00\x00a\x00\x00\x00\r\x00\x00\x00\n"}, []string{"a inexact"}},
		{"ebcdic has its own line feed", "ibm037", model.LF, []string{"\xc8\x0a\x25\x81"}, []string{"H\u008e", "a incomplete"}},
		{"ebcdic makes an escape", "ibm037", model.LF, []string{"\x27\x25"}, []string{"\x1b"}},
		{"jis keeps its state over messages", "iso-2022-jp", model.CR, []string{"\x1b$BF|\rF|\x1b(B\r"}, []string{"日 inexact", "日 inexact"}},
		{"jis line feed is ascii again", "iso-2022-jp", model.LF, []string{"\x1b$BF|\nF|\n"}, []string{"日 inexact", "F|"}},
		{"hz keeps its state over reads", "hz-gb-2312", model.Raw, []string{"~", "{V", "PV", "P~}"}, []string{" inexact", "中 inexact", "中 inexact"}},
		{"a private character does not pass for a byte", "utf-16be", model.LF, []string{"\xdb\xff\xde\x41\x00\n"}, []string{"\U0010fedb\U0010feff\U0010fede\U0010fe41 inexact"}},
	} {
		var chunks [][]byte
		for _, s := range c.chunks {
			chunks = append(chunks, []byte(s))
		}
		var got []string
		for _, r := range feed(t, c.page, c.ending, 1<<20, true, chunks...).records {
			text := r.Text
			if r.Inexact {
				text += " inexact"
			}
			if r.Incomplete {
				text += " incomplete"
			}
			got = append(got, text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestHostileDecoders: a code page can make control characters of bytes that
// are none, so escaping comes after decoding.
func TestHostileDecoders(t *testing.T) {
	for _, c := range []struct{ page, data, want string }{
		{"ibm037", "\x27\xba\xf3\xf1\x94", `\x1b|[31m`},
		{"utf-16be", "\x00\x1b\x00[\x20\x2e", `\x1b|[|\u202e`},
		{"utf-32le", "\x9b\x00\x00\x00m\x00\x00\x00", `\x9b|m`},
		{"iso-8859-1", "\x9bm", `\x9b|m`},
		{"iso-2022-jp", "\x1b[m", `\x1b|[m`},
		{"utf-8", "\xc2\x9bm\x9b", `\x9b|m|\x9b`},
	} {
		got := ""
		for i, span := range feed(t, c.page, model.Raw, 1<<10, true, []byte(c.data)).records[0].EscapeAll() {
			if i > 0 {
				got += "|"
			}
			got += span.Text
		}
		if got != c.want {
			t.Errorf("%s: % x is shown as %q, want %q", c.page, c.data, got, c.want)
		}
	}
}

func BenchmarkReceive64ByteLF(b *testing.B) {
	line := []byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n")
	whole := bytes.Repeat(line, 1024)
	for _, read := range []struct {
		name  string
		bytes []byte
	}{{"whole", whole}, {"torn", append(bytes.Clone(whole[17:]), whole[:17]...)}} {
		for _, keep := range []bool{false, true} {
			b.Run(read.name+map[bool]string{false: ", lent", true: ", kept"}[keep], func(b *testing.B) {
				r, err := newReceiver("utf-8", model.LF, 16<<20)
				if err != nil {
					b.Fatal(err)
				}
				now := time.Now()
				b.SetBytes(int64(len(line)))
				b.ReportAllocs()
				for n := 0; n < b.N; {
					n += len(r.push(now, "peer", read.bytes, keep).Parts)
				}
			})
		}
	}
}

// BenchmarkReceiveCodePages shows what decoding costs.
func BenchmarkReceiveCodePages(b *testing.B) {
	for _, page := range []string{"iso-8859-1", "ibm037", "shift_jis", "gb18030", "iso-2022-jp", "utf-16le"} {
		b.Run(page, func(b *testing.B) {
			text := "0123456789 0123456789 日本 0123456789 0123456789"
			if _, err := (CodePages{}).Encode(page, text); err != nil {
				text = "0123456789 0123456789 üé 0123456789 0123456789"
			}
			read := bytes.Repeat(sent(b, page, text, model.LF), 1000)
			r, err := newReceiver(page, model.LF, 16<<20)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for n := 0; n < b.N; {
				n += len(r.push(time.Time{}, "peer", read, true).Parts)
			}
		})
	}
}

// pending is the number of bytes that wait for the rest of their message.
func (r *receiver) pending() int { return len(r.buf) - r.taken }
