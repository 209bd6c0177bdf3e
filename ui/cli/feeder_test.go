package cli

import (
	"bufio"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tcpdeck/model"
)

// fakeSessions takes what is sent. Its other methods are not called.
type fakeSessions struct {
	Sessions
	texts []string
	bytes []byte
	fail  map[string]error // by text, once
}

func (f *fakeSessions) SendWait(_ context.Context, _ model.SessionID, m model.Outgoing) error {
	if err := f.fail[m.Text]; err != nil {
		delete(f.fail, m.Text)
		return err
	}
	if m.Bytes != nil {
		f.bytes = append(f.bytes, m.Bytes...)
	} else {
		f.texts = append(f.texts, m.Text)
	}
	return nil
}

func feed(t *testing.T, in string, change func(*feeder)) (*fakeSessions, []string, error) {
	t.Helper()
	p := model.NewProfile()
	p.Name, p.Framing = "P", model.Framing{Receive: model.LF, Send: model.LF}
	var warned []string
	s := &fakeSessions{fail: map[string]error{}}
	f := &feeder{in: strings.NewReader(in), sessions: s, profile: p, done: make(chan error, 1),
		warn: func(m string) { warned = append(warned, m) }, someone: func(ctx context.Context) bool { return ctx.Err() == nil }}
	if change != nil {
		change(f)
	}
	f.run(t.Context())
	return s, warned, <-f.done
}

func TestLinesAreMessages(t *testing.T) {
	long := strings.Repeat("long", 50_000) // more than the reader's buffer
	for _, c := range []struct {
		in   string
		send model.Ending
		want []string
	}{
		{"", model.LF, nil},
		{"\n", model.LF, []string{""}},
		{"a\nb\n", model.LF, []string{"a", "b"}},
		{"a\n\nb", model.LF, []string{"a", "", "b"}},
		{"a\r\nb\r\n", model.LF, []string{"a\r", "b\r"}}, // as nc does
		{"a\r\nb\r\n", model.CRLF, []string{"a", "b"}},
		{"a\r\nb\r", model.CR, []string{"a", "b\r"}},
		{long + "\n" + long, model.NUL, []string{long, long}},
	} {
		s, warned, err := feed(t, c.in, func(f *feeder) { f.profile.Framing.Send = c.send })
		if err != nil || !slices.Equal(s.texts, c.want) || len(warned) > 0 {
			t.Errorf("%.20q with %s: %.40q, %v, %q", c.in, c.send, s.texts, err, warned)
		}
	}
}

func TestUnendedLinesWarnOnce(t *testing.T) {
	raw := func(id model.ProfileID) func(*feeder) {
		return func(f *feeder) { f.profile.Framing.Send, f.profile.ID = model.Raw, id }
	}
	_, warned, _ := feed(t, "a\nb\n", raw("01X"))
	if !slices.Equal(warned, []string{"sent without a line ending: profile P is raw; --framing lf adds one"}) {
		t.Errorf("%q", warned)
	}
	_, warned, _ = feed(t, "a\nb\n", raw(""))
	if !slices.Equal(warned, []string{"sent without a line ending: framing is raw; --framing lf adds one"}) {
		t.Errorf("%q", warned)
	}
	if _, warned, _ = feed(t, "", raw("01X")); len(warned) > 0 {
		t.Errorf("nothing was sent, but %q", warned)
	}
}

func TestRefusedTextIsNamedByItsLine(t *testing.T) {
	s, _, err := feed(t, "a\nb\n€\nc\n", func(f *feeder) {
		f.sessions.(*fakeSessions).fail["€"] = &model.TextError{Err: errors.New("€ (U+20AC) is not in iso-8859-1")}
	})
	const want = "stdin, line 3: € (U+20AC) is not in iso-8859-1; neither it nor what follows was sent"
	if err == nil || err.Error() != want || codeOf(err) != exitUsage {
		t.Errorf("%v, exit code %d", err, codeOf(err))
	}
	if !slices.Equal(s.texts, []string{"a", "b"}) {
		t.Errorf("sent %q", s.texts)
	}
}

func TestALineHasALimit(t *testing.T) {
	_, _, err := feed(t, "short\n"+strings.Repeat("x", 2000), func(f *feeder) { f.profile.MaxMessage = 1000 })
	if err == nil || !strings.HasPrefix(err.Error(), "stdin, line 2: longer than 1000 bytes") || codeOf(err) != exitUsage {
		t.Errorf("%v", err)
	}
}

func TestWhoIsGone(t *testing.T) {
	for _, gone := range []error{model.ErrEnded, model.ErrClosing, model.ErrHalfClosed, model.ErrNoSession} {
		_, _, err := feed(t, "a\nb\n", func(f *feeder) { f.sessions.(*fakeSessions).fail["a"] = gone })
		if !errors.Is(err, errGone) {
			t.Errorf("%v: %v", gone, err)
		}
	}
	// The last client left between the look and the send: the line waits.
	s, _, err := feed(t, "a\nb\n", func(f *feeder) { f.sessions.(*fakeSessions).fail["a"] = model.ErrNoClients })
	if err != nil || !slices.Equal(s.texts, []string{"a", "b"}) {
		t.Errorf("%q, %v", s.texts, err)
	}
}

func TestRawPassesEverything(t *testing.T) {
	in := strings.Repeat("\x00\xff\r\n\n", 100_000)
	s, warned, err := feed(t, in, func(f *feeder) { f.format = formatRaw; f.profile.Framing.Send = model.Raw })
	if err != nil || string(s.bytes) != in || len(warned) > 0 {
		t.Errorf("%d of %d bytes, %v, %q", len(s.bytes), len(in), err, warned)
	}
}

func TestFeederLine(t *testing.T) {
	f := &feeder{profile: model.NewProfile()}
	in := bufio.NewReaderSize(strings.NewReader(strings.Repeat("y", 40)+"\nz"), 16)
	if line, err := f.line(in, 1); err != nil || len(line) != 40 {
		t.Errorf("%q, %v", line, err)
	}
}
