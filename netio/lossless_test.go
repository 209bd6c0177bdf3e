package netio

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"tcpdeck/model"
)

// stored writes b as task output and reads it back, as a later program would.
func stored(t *testing.T, page string, b *model.Batch) []model.Record {
	t.Helper()
	var pages CodePages
	encode := func(text string) []byte {
		data, err := pages.Encode(page, text)
		if err != nil {
			t.Errorf("%s: stored text: %v", page, err)
		}
		return data
	}
	decode := func(data []byte) string { return pages.Decode(page, data) }
	if page == "utf-8" {
		encode, decode = nil, nil
	}
	var out []model.Record
	for line := range bytes.Lines(b.AppendJSON(nil)) {
		r, err := model.ParseRecord(line, encode, decode)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Time.Equal(b.Time) {
			t.Fatalf("stored at %v, was %v", r.Time, b.Time)
		}
		out = append(out, r)
	}
	return out
}

// rebuild gives back the stream that records were cut from, by nothing but
// them and the started event.
func rebuild(page string, framing model.Ending, records []model.Record) []byte {
	if len(records) > 0 && (page == "utf-16" || page == "utf-32") {
		c := mustCodec(page)
		if big, _ := byteOrderMark(records[0].Data, c.unit); big {
			page += "be"
		}
	}
	var out []byte
	for _, r := range records {
		out = append(out, r.Data...)
		ending := framing
		if r.Ending != "" {
			ending = r.Ending
		}
		if !r.Truncated && !r.Incomplete {
			delimiter, _ := CodePages{}.Encode(page, ending.Delimiter())
			out = append(out, delimiter...)
		}
	}
	return out
}

// hostileStream is text of the page between delimiters and noise.
func hostileStream(rnd *rand.Rand, page string, ending model.Ending, limit int) []byte {
	var out []byte
	switch rnd.IntN(4) {
	case 0:
		out = append(out, 0xfe, 0xff)
	case 1:
		out = append(out, 0, 0, 0xfe, 0xff)
	case 2:
		out = append(out, 0xff, 0xfe, 0, 0)
	}
	text := []rune(sampleOf(page) + "~{}\x1b$\x1b(B\x0e\x0f\ufeff\ufffd\U0010fe41")
	for range rnd.IntN(30) {
		switch rnd.IntN(4) {
		case 0:
			for range rnd.IntN(3 * limit) {
				out = append(out, byte(rnd.IntN(256)))
			}
		case 1:
			delimiter, _ := CodePages{}.Encode(page, ending.Delimiter())
			out = append(out, delimiter[:rnd.IntN(len(delimiter)+1)]...)
		default:
			for range rnd.IntN(limit) {
				data, _ := CodePages{}.Encode(page, string(text[rnd.IntN(len(text))]))
				out = append(out, data...)
			}
			delimiter, _ := CodePages{}.Encode(page, ending.Delimiter())
			out = append(out, delimiter...)
		}
	}
	return out
}

// TestReceivedIsLossless: what is stored gives the exact bytes back, and what
// was cut from one read, in every code page and framing.
func TestReceivedIsLossless(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, page := range model.CodePages() {
		for _, ending := range model.Endings {
			for range 25 {
				limit := 8 + rnd.IntN(20)
				data := hostileStream(rnd, page.Name, ending, limit)
				r, err := newReceiver(page.Name, ending, limit)
				if err != nil {
					t.Fatal(err)
				}
				var records []model.Record
				now := time.Unix(1, 0)
				for rest := data; len(rest) > 0; {
					n := 1 + rnd.IntN(min(len(rest), 2*limit))
					now = now.Add(1)
					if b := r.push(now, "p", rest[:n], rnd.IntN(2) == 0); b != nil {
						records = append(records, stored(t, page.Name, b)...)
					}
					if rnd.IntN(4) == 0 {
						r.quiet()
					}
					rest = rest[n:]
				}
				if b := r.finish(now.Add(1), "p"); b != nil {
					records = append(records, stored(t, page.Name, b)...)
				}
				if got := rebuild(page.Name, ending, records); !bytes.Equal(got, data) {
					t.Fatalf("%s %s, limit %d:\n%q became\n%q", page.Name, ending, limit, data, got)
				}
			}
		}
	}
}

// TestSentIsLossless: so does what was sent, whatever its ending was and with
// how many others it was written.
func TestSentIsLossless(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, page := range model.CodePages() {
		sample := []rune(sampleOf(page.Name) + "\n\r\x00~")
		for _, framing := range model.Endings {
			s := &session{profile: model.NewProfile()}
			s.profile.CodePage, s.profile.Framing.Send = page.Name, framing
			var err error
			if s.sender, err = newSender(page.Name); err != nil {
				t.Fatal(err)
			}
			var queue []*outgoing
			var want, got []byte
			for range 60 {
				m := model.Outgoing{Ending: model.Endings[rnd.IntN(len(model.Endings))]}
				if rnd.IntN(2) == 0 {
					m.Ending = ""
				}
				for range rnd.IntN(8) {
					m.Text += string(sample[rnd.IntN(len(sample))])
				}
				if rnd.IntN(4) == 0 {
					m.Bytes = []byte{byte(rnd.IntN(256)), 0xff, byte(rnd.IntN(256)), 0x1b, '\n'}[:rnd.IntN(6)]
				}
				out, err := s.encode(m)
				if err != nil {
					t.Fatalf("%s: %v", page.Name, err)
				}
				queue, want = append(queue, out), append(want, out.data...)
			}
			for len(queue) > 0 {
				n := together(queue)
				b := s.sentBatch("p", queue[:n])
				b.Time = time.Unix(1, 0)
				for _, r := range stored(t, page.Name, b) {
					ending := framing
					if r.Ending != "" {
						ending = r.Ending
					}
					got = append(got, rebuild(page.Name, ending, []model.Record{r})...)
				}
				queue = queue[n:]
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%s %s:\n%q became\n%q", page.Name, framing, want, got)
			}
		}
	}
}
