package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// received makes a batch of one read, its messages ended by LF.
func received(messages ...string) *model.Batch {
	b := &model.Batch{Time: time.Unix(1, 0), Kind: model.KindReceived, Peer: "127.0.0.1:5"}
	for _, m := range messages {
		at := uint32(len(b.Data))
		b.Data = append(append(b.Data, m...), '\n')
		b.Parts = append(b.Parts, model.Part{Start: at, End: at + uint32(len(m))})
	}
	return b
}

func newOutput(w *bytes.Buffer, f format) *output {
	return &output{w: w, format: f, framed: true, heard: func(*model.Batch) {},
		full: make(chan struct{}), broken: make(chan struct{})}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestCountCutsWithinARead(t *testing.T) {
	for _, f := range []format{formatText, formatJSON, formatRaw} {
		var w bytes.Buffer
		o := newOutput(&w, f)
		o.goal.count = 3
		o.sink(received("a"))
		if isClosed(o.full) {
			t.Fatal("full after one of three")
		}
		o.sink(received("b", "c", "d"))
		o.sink(received("e"))
		o.quiet()
		if !isClosed(o.full) || o.got != 3 {
			t.Errorf("format %d: not full, or %d counted", f, o.got)
		}
		got := w.String()
		if f == formatJSON {
			if strings.Count(got, "\n") != 3 || strings.Contains(got, `"text":"d"`) {
				t.Errorf("JSON: %s", got)
			}
		} else if got != "a\nb\nc\n" {
			t.Errorf("format %d: %q", f, got)
		}
	}
}

// widest keeps how long the longest write was.
type widest int

func (w *widest) Write(b []byte) (int, error) {
	*w = max(*w, widest(len(b)))
	return len(b), nil
}

// A long message of nothing but escapes must not be in memory thirteen times.
func TestTerminalGetsALongMessageInPieces(t *testing.T) {
	var w widest
	o := newOutput(nil, formatText)
	o.w, o.escape, o.dim = &w, true, true
	o.sink(received(strings.Repeat("\x1b", 1<<20)))
	if most := flushAt + 13*escapePiece; w == 0 || int(w) > most {
		t.Errorf("a write of %d bytes, want at most %d", w, most)
	}
}

func TestTerminalGetsJSONThatIsSafe(t *testing.T) {
	for escape, want := range map[bool]string{true: `"text":"é\u202e\u009b"`, false: "\"text\":\"é\u202e\\u009b\""} {
		var w bytes.Buffer
		o := newOutput(&w, formatJSON)
		o.escape = escape
		o.sink(received("é\u202e\u009b"))
		o.quiet()
		if !strings.Contains(w.String(), want) {
			t.Errorf("terminal %v: %q", escape, w.String())
		}
	}
}

func TestTerminalLaysOut(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "a\n": "a\n", "a\r\nb\rc\td\n\n": "a\nb\\x0dc\td\n\n", "\n\x1b\r\n": "\n\\x1b\n", "a\r": "a\\x0d",
	} {
		var w bytes.Buffer
		o := newOutput(&w, formatText)
		o.escape, o.framed = true, false
		b := received(in)
		b.Data = b.Data[:len(in)]
		o.sink(b)
		o.quiet()
		if w.String() != want {
			t.Errorf("%q is shown as %q, want %q", in, w.String(), want)
		}
	}
}

// A peer that greets must not end send before its message has left.
func TestCountWaitsForWhatIsToBeSent(t *testing.T) {
	var w bytes.Buffer
	o := newOutput(&w, formatText)
	o.goal.count, o.first = 1, 2
	sent := received("x")
	sent.Kind = model.KindSent
	o.sink(received("greeting"))
	o.sink(sent)
	if isClosed(o.full) || o.goal.missed(o.got) != "before all was sent" {
		t.Errorf("full %v after one of two was sent; %q", isClosed(o.full), o.goal.missed(o.got))
	}
	o.sink(sent)
	o.sink(sent)
	if !isClosed(o.full) {
		t.Error("not full when all was sent")
	}
}

func TestCountCutsDecodedText(t *testing.T) {
	var w bytes.Buffer
	o := newOutput(&w, formatText)
	o.goal.count = 1
	b := received("\xe4", "\xf6")
	b.Texts = []string{"ä", "ö"}
	o.sink(b)
	o.quiet()
	if w.String() != "ä\n" {
		t.Errorf("%q", w.String())
	}
	if len(b.Parts) != 2 || len(b.Texts) != 2 {
		t.Error("the session's own batch was changed")
	}
}

func TestTextToPipeAndTerminal(t *testing.T) {
	const hostile = "a\x1b[31m\tb\xffc\u202ed"
	for _, c := range []struct {
		escape, dim bool
		want        string
	}{
		{false, false, "a\x1b[31m\tb\\xffc\u202ed\n"},
		{true, false, "a\\x1b[31m\tb\\xffc\\u202ed\n"},
		{true, true, "a\x1b[2m\\x1b\x1b[22m[31m\tb\x1b[2m\\xff\x1b[22mc\x1b[2m\\u202e\x1b[22md\n"},
	} {
		var w bytes.Buffer
		o := newOutput(&w, formatText)
		o.escape, o.dim = c.escape, c.dim
		o.sink(received(hostile))
		o.quiet()
		if w.String() != c.want {
			t.Errorf("escape %v, dim %v: %q, want %q", c.escape, c.dim, w.String(), c.want)
		}
	}
}

func TestTextWaitsForQuietUnlessItIsMuch(t *testing.T) {
	var w bytes.Buffer
	o := newOutput(&w, formatText)
	o.sink(received("small"))
	if w.Len() != 0 {
		t.Error("written although the session was not quiet")
	}
	o.sink(received(strings.Repeat("x", flushAt)))
	if w.Len() != flushAt+len("small")+2 {
		t.Errorf("%d bytes written", w.Len())
	}
}

func TestOnlyJSONHasWhatWasSentAndEvents(t *testing.T) {
	sent := received("out")
	sent.Kind = model.KindSent
	event := &model.Batch{Kind: model.KindEvent, Event: model.Event{Name: model.Listening}}
	for f, want := range map[format]int{formatText: 0, formatRaw: 0, formatJSON: 2} {
		var w bytes.Buffer
		o := newOutput(&w, f)
		heard := 0
		o.heard = func(*model.Batch) { heard++ }
		o.sink(sent)
		o.sink(event)
		o.quiet()
		if n := strings.Count(w.String(), "\n"); n != want || heard != 1 {
			t.Errorf("format %d: %d lines, want %d; %d events heard", f, n, want, heard)
		}
	}
}

// failing fails from the second write on.
type failing struct{ writes int }

var errDisk = errors.New("disk full")

func (f *failing) Write(b []byte) (int, error) {
	if f.writes++; f.writes > 1 {
		return 0, errDisk
	}
	return len(b), nil
}

func TestNothingIsWrittenAfterAnError(t *testing.T) {
	w := &failing{}
	o := newOutput(nil, formatText)
	o.w = w
	for range 4 {
		o.sink(received("x"))
		o.quiet()
	}
	if !isClosed(o.broken) || !errors.Is(o.err, errDisk) || w.writes != 2 {
		t.Errorf("broken %v, err %v after %d writes", isClosed(o.broken), o.err, w.writes)
	}
}

// The pieces of a message that was cut at the limit stand on one line.
func TestTextJoinsACutMessage(t *testing.T) {
	var w bytes.Buffer
	o := newOutput(&w, formatText)
	b := received("one", "two", "three")
	b.Parts[0].Truncated = true
	o.sink(b)
	o.quiet()
	if w.String() != "onetwo\nthree\n" {
		t.Errorf("%q", w.String())
	}
}
