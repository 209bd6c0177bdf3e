package model

import (
	"bytes"
	"strings"
	"testing"
)

// TestSpillJSON: in pieces it is what AppendJSON gives, with bounded room.
func TestSpillJSON(t *testing.T) {
	long := func(s string) string { return strings.Repeat(s, 1<<20/len(s)) }
	for name, texts := range map[string][]string{
		"short":         {"a", "", "b"},
		"plain":         {long("abcdefg"), "b"},
		"nul":           {"a", long("\x00"), "b"},
		"characters":    {long("aé世😀")},
		"broken":        {long("a\xff\xe4\xb8"), long("\x80"), long("\xf0\x9f\x98")},
		"torn":          {strings.Repeat("a", longPiece-1) + "😀" + long("b")},
		"many":          strings.Split(strings.Repeat("x\n", 100_000), "\n"),
		"around":        {strings.Repeat("a", longPiece), strings.Repeat("\xff", longPiece+1), strings.Repeat("é", longPiece/2+1)},
		"raw in pieces": {long("\xff\xfe")},
	} {
		plain := &Batch{Kind: KindReceived, Peer: "p"}
		decoded := &Batch{Kind: KindReceived, Peer: "p"}
		for _, text := range texts {
			at := uint32(len(plain.Data))
			plain.Data = append(plain.Data, text...)
			plain.Parts = append(plain.Parts, Part{Start: at, End: uint32(len(plain.Data))})
		}
		*decoded = *plain
		decoded.Parts = append([]Part(nil), plain.Parts...)
		for i, text := range texts {
			decoded.Texts = append(decoded.Texts, strings.ToValidUTF8(text, string(BadByte(0xff))))
			decoded.Parts[i].Inexact = decoded.Texts[i] != text
		}
		for _, b := range []*Batch{plain, decoded} {
			most := 0
			var out []byte
			rest := b.SpillJSON([]byte("before\n"), func(part []byte) []byte {
				most = max(most, cap(part))
				out = append(out, part...)
				return part[:0]
			})
			if out = append(out, rest...); !bytes.Equal(out, b.AppendJSON([]byte("before\n"))) {
				t.Errorf("%s, decoded %v: not the same", name, b.Texts != nil)
			}
			if most > 1<<20 {
				t.Errorf("%s, decoded %v: %d bytes of room", name, b.Texts != nil, most)
			}
		}
	}
}
