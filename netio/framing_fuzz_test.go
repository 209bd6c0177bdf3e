package netio

import (
	"bytes"
	"testing"

	"tcpdeck/model"
)

// FuzzReceiver: whatever arrives and however it is cut, all bytes come out
// once and in order, the messages do not depend on the cuts, and Inexact is
// true exactly when the text does not give the bytes back.
func FuzzReceiver(f *testing.F) {
	for i, page := range model.CodePages() {
		data, err := (CodePages{}).Encode(page.Name, sampleOf(page.Name)+"\r\nb\n")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), uint8(i), uint16(9+i), uint16(i), data)
		f.Add(uint8(i), uint8(i+1), uint16(1000), uint16(i+3), append(data[:len(data)/2:len(data)/2], "\xff\xfe\x1b$B\x00\x8f\x81\x30~{a\n"...))
	}
	f.Fuzz(func(t *testing.T, page, ending uint8, limit, cuts uint16, data []byte) {
		name := model.CodePages()[int(page)%len(model.CodePages())].Name
		e := model.Endings[int(ending)%len(model.Endings)]
		bound := max(int(limit), 8)
		whole := feed(t, name, e, bound, cuts%2 == 0, data)
		checkReceived(t, name, e, bound, data, whole)
		for _, chunks := range [][][]byte{bytewise(data), chunksOf(data, cuts)} {
			got := feed(t, name, e, bound, cuts%2 == 1, chunks...)
			checkReceived(t, name, e, bound, data, got)
			if e != model.Raw && !same(got, whole) {
				t.Fatalf("%s %s: %q in pieces, %q whole", name, e, got.texts(), whole.texts())
			}
		}
	})
}

// chunksOf cuts data at places that seed chooses.
func chunksOf(data []byte, seed uint16) (chunks [][]byte) {
	for state := uint32(seed) + 1; len(data) > 0; {
		state = state*1664525 + 1013904223
		n := min(len(data), int(state>>24)%7+1)
		chunks, data = append(chunks, data[:n]), data[n:]
	}
	return chunks
}

func checkReceived(t *testing.T, page string, ending model.Ending, limit int, data []byte, got received) {
	t.Helper()
	if !bytes.Equal(got.data, data) {
		t.Fatalf("%s %s: % x in, % x out", page, ending, data, got.data)
	}
	at := 0
	for i, r := range got.records {
		if len(r.Data) > limit {
			t.Fatalf("%s %s: message %d has %d bytes", page, ending, i, len(r.Data))
		}
		k := bytes.Index(data[at:], r.Data)
		if k < 0 {
			t.Fatalf("%s %s: message %d is not in the stream", page, ending, i)
		}
		at += k + len(r.Data)
		if r.Incomplete && (ending == model.Raw || i != len(got.records)-1) {
			t.Fatalf("%s %s: message %d is incomplete", page, ending, i)
		}
		if !r.Decoded {
			continue
		}
		back, err := (CodePages{}).Encode(page, r.Text)
		if gives := err == nil && bytes.Equal(back, r.Data); gives == r.Inexact {
			t.Fatalf("%s %s: %q of % x is written % x, inexact %t", page, ending, r.Text, r.Data, back, r.Inexact)
		}
	}
}
