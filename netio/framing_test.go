package netio

import (
	"testing"
	"time"

	"tcpdeck/model"
)

// feed pushes the chunks and the end of the stream, and returns every batch.
func feed(t testing.TB, page string, ending model.Ending, limit int, chunks ...[]byte) []*model.Batch {
	t.Helper()
	r, err := newReceiver(page, ending, limit)
	if err != nil {
		t.Fatal(err)
	}
	var out []*model.Batch
	for _, c := range chunks {
		if b := r.push(time.Unix(1, 0), "peer", c, true); b != nil {
			out = append(out, b)
		}
	}
	if b := r.finish(time.Unix(2, 0), "peer"); b != nil {
		out = append(out, b)
	}
	return out
}

func BenchmarkReceive64ByteLF(b *testing.B) {
	line := []byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n")
	var read []byte
	for len(read) < 64<<10 {
		read = append(read, line...)
	}
	for _, cut := range []int{0, 17} {
		for _, keep := range []bool{false, true} {
			name := map[bool]string{false: "lent", true: "kept"}[keep] + map[bool]string{false: "", true: ", torn"}[cut > 0]
			b.Run(name, func(b *testing.B) {
				r, err := newReceiver("utf-8", model.LF, 16<<20)
				if err != nil {
					b.Fatal(err)
				}
				r.push(time.Time{}, "peer", read[cut:cut*2], false)
				n, now := 0, time.Now()
				b.SetBytes(64)
				b.ReportAllocs()
				b.ResetTimer()
				for n < b.N {
					n += len(r.push(now, "peer", read, keep).Parts)
				}
			})
		}
	}
}
