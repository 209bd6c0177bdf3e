package profiles

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// TestFormsAreWhatParsingGives: the short ways to a record end where the long
// one does, or give up.
func TestFormsAreWhatParsingGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odd := rapid.StringOf(rapid.SampledFrom([]rune{'a', '"', '\\', '\n', 'ü', ',', ':', '}', '\x1b', '\ufffd'}))
		text := rapid.OneOf(odd, rapid.SampledFrom([]string{"", "plain", "ü, {}: x"}))
		b := &model.Batch{Time: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "s"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")), Peer: text.Draw(t, "peer"),
			Kind: rapid.SampledFrom([]model.Kind{model.KindEvent, model.KindSent, model.KindReceived}).Draw(t, "kind")}
		if b.Kind == model.KindEvent {
			b.Event = model.Event{Name: model.Closed, Reason: model.Reason(text.Draw(t, "reason")), Detail: text.Draw(t, "detail"), Local: text.Draw(t, "local")}
			if rapid.Bool().Draw(t, "more") {
				b.Event = model.Event{Name: model.Connected, Address: "a", ConnectMS: 1.5, Framing: &model.Framing{Receive: "lf", Send: "lf"}}
			}
		} else {
			b.Data = []byte(text.Draw(t, "text") + rapid.SampledFrom([]string{"", "\xff"}).Draw(t, "end"))
			b.Parts = []model.Part{{End: uint32(len(b.Data)), Incomplete: rapid.Bool().Draw(t, "incomplete")}}
		}
		shortWay(t, b)
	})
	for _, b := range []*model.Batch{
		{Kind: model.KindEvent, Peer: "a:1", Event: model.Event{Name: model.Closed, Reason: model.ClosedByPeer}},
		{Kind: model.KindSent, Peer: "a:1", Data: []byte("plain"), Parts: []model.Part{{End: 5}}},
		{Kind: model.KindReceived, Peer: "a:1", Data: []byte("plain"), Parts: []model.Part{{End: 5}}},
	} {
		if !shortWay(t, b) {
			t.Errorf("the short way was not taken for %s", b.AppendJSON(nil))
		}
	}
}

// shortWay holds the short ways to the record of b to the long one, and says
// whether one of them got there.
func shortWay(t rapid.TB, b *model.Batch) bool {
	line := bytes.TrimSuffix(b.AppendJSON(nil), []byte("\n"))
	want, err := model.ParseRecord(line, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := readEvent(line)
	if f, is := readForm(line); is {
		got, ok = f.record()
		if f.kind != want.Kind || unquote(f.peer) != want.Peer || parseCount(f.bytes) != int64(len(b.Data)) {
			t.Fatalf("%s: %+v", line, f)
		}
		if text := unquote(f.text); text != strings.ToValidUTF8(string(b.Data), "\ufffd") {
			t.Fatalf("%s: %q", line, text)
		}
	} else if want.Kind != model.KindEvent {
		t.Fatalf("%s is not seen to be ours", line)
	}
	if ok && !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\ngot  %+v\nwant %+v", line, got, want)
	}
	return ok
}

func TestFormsRefuse(t *testing.T) {
	good := `{"time":"2026-11-22T08:00:14.000773550Z","kind":"received","peer":"a","bytes":1,"text":"x"}`
	if f, ok := readForm([]byte(good)); !ok || string(f.text) != "x" {
		t.Fatal(good)
	}
	for _, c := range [][2]string{
		{`"kind"`, `"Kind"`}, {`received`, `receive`}, {`,"bytes":1`, ``}, {`"text"`, `"test"`}, {`"peer":"a"`, `"peer":"a`}, {`{"time"`, `{ "time"`}, {`50Z`, `50+`},
	} {
		if line := strings.Replace(good, c[0], c[1], 1); line == good {
			t.Fatal(c)
		} else if f, ok := readForm([]byte(line)); ok && strings.HasPrefix(string(f.rest), `"}`) {
			t.Errorf("%s: %+v", line, f)
		}
	}
	for _, bad := range []string{"2026-02-30T08:00:14.000773550Z", "2026-11-22T24:00:14.000773550Z", "2026-11-22T08:60:14.000773550Z", "2026-1x-22T08:00:14.000773550Z"} {
		if at, ok := readTime([]byte(bad)); ok {
			t.Errorf("%s is %v", bad, at)
		}
	}
	for s, want := range map[string]string{`a\`: "a", `a\u00`: "a", `a\ud83d`: "a\ufffd", `a\ud83d\u`: "a\ufffd", "": "", `\n\"`: "\n\""} {
		if got := unquote([]byte(s)); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestBlocks: the pieces of a file are all of it, cut where lines begin,
// however long they are and wherever reading begins.
func TestBlocks(t *testing.T) {
	line := func(n int) string { return strings.Repeat("x", n-1) + "\n" }
	for _, text := range []string{
		"", "\n", line(10), line(10) + "torn", line(longLine), line(longLine + 1), line(longLine-1) + line(5), strings.Repeat(line(100), 30_000),
		line(3*longLine) + line(7) + line(longLine+9) + "t", line(7) + strings.Repeat("t", 2*longLine+5), strings.Repeat("t", longLine), line(2*longLine) + line(2*longLine),
	} {
		b := newBlocks(io.NewSectionReader(strings.NewReader(text), 0, int64(len(text))), 0)
		if len(b.buf) > len(text)+1 { // a search of thousands of short runs would be busy with clearing memory
			t.Errorf("%d bytes are read into %d", len(text), len(b.buf))
		}
		var at int64
		for {
			c, err := b.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || c.offset != at {
				t.Fatalf("%d bytes: a piece at %d, want %d: %v", len(text), c.offset, at, err)
			}
			size := int64(len(c.lines)) + c.long + c.torn
			piece := text[at : at+size]
			if c.lines != nil && string(c.lines) != piece || c.torn == 0 && piece[size-1] != '\n' ||
				c.long > 0 && (c.long <= longLine || strings.Count(piece, "\n") != 1) || c.torn > 0 && strings.Contains(piece, "\n") {
				t.Fatalf("%d bytes: at %d a piece of %d+%d+%d", len(text), at, len(c.lines), c.long, c.torn)
			}
			at += size
		}
		if at != int64(len(text)) {
			t.Fatalf("%d of %d bytes", at, len(text))
		}
		for _, n := range []int{1, 2, 3, 1000, 1 << 20} {
			from, err := tailStart(strings.NewReader(text), int64(len(text)), n)
			whole := text[:strings.LastIndexByte(text, '\n')+1]
			if want := min(n, strings.Count(whole, "\n")); err != nil || strings.Count(text[from:], "\n") != want || from > 0 && text[from-1] != '\n' {
				t.Fatalf("the last %d lines of %d bytes begin at %d: %v", n, len(text), from, err)
			}
		}
	}
}
