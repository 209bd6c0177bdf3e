package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

func TestSessionPictures(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for name, s := range map[string]*stubSessions{"client": stubClient(), "listener": stubListener()} {
			scr := opened(t, s)
			scr.SetSize(size[0], size[1]-2)
			view := scr.View()
			exact(t, view, size[0], size[1]-2)
			golden(t, fmt.Sprintf("session-%s-%dx%d", name, size[0], size[1]), view)
		}
	}
}

func TestEverySizeIsDrawnExactly(t *testing.T) {
	for _, s := range []*stubSessions{stubClient(), stubListener()} {
		s.status.Profile.Protected = true
		s.status.Storage = model.Storage{Recording: true, Since: noon, Lost: 123, Err: "no space left on device"}
		scr := opened(t, s)
		for w := 2; w < 90; w += 3 {
			for h := 2; h < 40; h++ {
				scr.SetSize(w, h)
				exact(t, scr.View(), w, h)
				if c := scr.Cursor(); c != nil && (c.X >= w || c.Y >= h) {
					t.Fatalf("%d×%d: the cursor is at %d,%d", w, h, c.X, c.Y)
				}
			}
		}
		for _, size := range [][2]int{{0, 0}, {1, 1}, {20, 5}, {20, 3}} {
			scr.SetSize(size[0], size[1])
			for _, key := range []string{"tab", "x", "tab", "/", "a", "enter", "esc", "down", "w", "]", "i", "up"} {
				pressed(t, scr, key)
				scr.View()
				scr.Cursor()
			}
		}
	}
}

func TestHeaderSaysWhatIsWrong(t *testing.T) {
	s := stubClient()
	s.status.Profile.Protected = true
	s.status.Storage = model.Storage{Recording: true, Since: noon, Lost: 123, Err: "no space left on device"}
	s.status.State, s.status.Reason, s.status.Detail = model.StateEnded, model.ResetByPeer, "read: connection reset by peer"
	mustShow(t, opened(t, s), "PROTECTED", "✗ ended 14:29:01", "✗ reset by peer   esc, then r connects again, c closes the tab",
		"task output not stored since 14:29:01, 123 messages: no space left on device")
	s.status.Reason, s.status.Detail = model.Refused, "nothing listens on 10.2.3.4:7001 (connect: connection refused)"
	mustShow(t, opened(t, s), "✗ refused: nothing listens on 10.2.3.4:7001 (connect: connection refused)", " esc, then r connects again, c")
	s.status.Storage = model.Storage{Recording: true, Since: noon, Lost: 1_234_567, Err: "no space left on this very full device"}
	s.status.Reason, s.status.Detail = model.PortInUse, "port 7001 of 10.2.3.4 is in use by postgres (process 12345), which listens on all addresses here"
	mustShow(t, opened(t, s), "this very full device", "(process 12345), which listens", "on all addresses here") // on a second line each
	s.status.Storage = model.Storage{Recording: true, Lost: 123}
	mustShow(t, opened(t, s), "123 messages missing in the stored task output")
	s = stubListener()
	s.status.Profile.Address, s.status.Profile.MaxClients = "*", 0
	mustShow(t, opened(t, s), "2 clients since", "bound to all addresses")
}

// Bytes that are hostile to terminals, in every place that comes from outside.
func TestNothingHostileReachesTheTerminal(t *testing.T) {
	hostile := "\x1b[" + strings.Repeat("1;", 33) + "m\x1b]8;;http://x\x07\u202e\u2066\x9b31m\u200b\r\x00\u009b2J"
	s := stubListener()
	l := model.NewLog(1 << 20)
	p := &s.status.Profile
	p.Name, p.CodePage, p.Address = hostile, hostile, hostile
	s.status.Detail, s.status.Local, s.status.Remote = hostile, hostile, hostile
	s.status.Storage = model.Storage{Since: noon, Err: hostile}
	for _, kind := range []model.Kind{model.KindSent, model.KindReceived} {
		put(l, noon, kind, hostile, hostile)
	}
	for _, name := range []model.EventName{model.Started, model.Resolved, model.Connecting, model.Connected, model.Listening,
		model.HalfClosed, model.RefusedOne, model.Failed, model.Closed, model.Fired, model.Stopped, model.Note, model.EventName(hostile)} {
		putEvent(l, noon, hostile, model.Event{Name: name, Reason: model.Reason(hostile), Detail: hostile, Profile: hostile,
			CodePage: hostile, Local: hostile, Address: hostile, ConnectMS: 1, Role: model.Role(hostile),
			Framing: &model.Framing{Receive: model.Ending(hostile), Send: model.Ending(hostile)}})
	}
	s.log = l
	s.all = []model.ClientStatus{{Peer: hostile, Last: message(hostile)}}
	for _, state := range []model.State{model.StateConnecting, model.StateListening, model.StateEnded} {
		s.status.State, s.status.Reason = state, model.Reason(hostile)
		scr := opened(t, s)
		scr.SetSize(120, 60)
		typeText(t, scr, hostile)
		for _, key := range []string{"esc", "]", "]", "w", "]", "tab", "space", "enter", "tab", "esc", "/"} {
			pressed(t, scr, key)
			harmless(t, scr.View())
		}
		typeText(t, scr, hostile)
		harmless(t, scr.View())
		pressed(t, scr, "enter")
		harmless(t, scr.View())
	}
}

var ownStyle = regexp.MustCompile(`\x1b\[[0-9;:]{0,60}m`)

// harmless checks that a view holds no control but line breaks and styles of
// a few parameters.
func harmless(t *testing.T, view string) {
	t.Helper()
	for _, line := range strings.Split(ownStyle.ReplaceAllString(view, ""), "\n") {
		if model.Escape(line) != line {
			t.Fatalf("%q", line)
		}
	}
}

// counting is a log of ten million records that notes how many are read.
type counting struct{ read, end int64 }

func (c *counting) Bounds() (first, end int64) { return 0, c.end }
func (c *counting) Forward(from int64, n int, _ model.Filter) []model.Record {
	return c.make(from, min(c.end, from+int64(n)))
}
func (c *counting) Backward(to int64, n int, _ model.Filter) []model.Record {
	return c.make(max(0, to-int64(n)), to)
}
func (c *counting) make(from, to int64) (out []model.Record) {
	for ; from < to; from++ {
		r := message("one line of text")
		r.Seq, r.Time = from, noon
		out = append(out, r)
		c.read++
	}
	return out
}

func TestDrawingReadsTheWindowOnly(t *testing.T) {
	s, log := stubListener(), &counting{end: 10_000_000}
	s.log = log
	scr := opened(t, s)
	for _, key := range []string{"", "esc", "g", "pgdown", "G", "pgup", "w", "]", "f"} {
		if key != "" {
			pressed(t, scr, key)
		}
		log.read = 0
		log.end++
		reads := s.clientReads
		scr.Refresh()
		scr.View()
		if log.read > 200 {
			t.Errorf("after %q: %d records read for a screen of 22 lines", key, log.read)
		}
		if s.clientReads > reads+8 {
			t.Errorf("%d clients read for a table of 7 lines", s.clientReads-reads)
		}
	}
}

func TestTenThousandClients(t *testing.T) {
	s := stubListener()
	s.all = nil
	for i := range 10_000 {
		s.all = append(s.all, model.ClientStatus{Peer: fmt.Sprintf("10.0.%d.%d:5000", i/250, i%250), Since: noon.Add(time.Duration(i))})
	}
	scr := opened(t, s)
	pressAll(t, scr, "shift+tab", "G")
	mustShow(t, scr, "10.0.39.249:5000")
	s.all = append(s.all[1:], model.ClientStatus{Peer: "10.1.0.0:5000"})
	scr.Refresh()
	if scr.clients.peer != "10.0.39.249:5000" || scr.clients.list.Selected() != 9998 {
		t.Errorf("the selection went to %s", scr.clients.peer)
	}
	if n := scr.parts.clients.h; n > 22/3 {
		t.Errorf("the table takes %d lines of 22", n)
	}
	s.clientReads = 0
	scr.View()
	if s.clientReads > 7 {
		t.Errorf("%d clients read for a table of 7 lines", s.clientReads)
	}
	cost := testing.AllocsPerRun(3, func() { scr.View() })
	if cost > 5000 {
		t.Errorf("%v allocations to draw", cost)
	}
}

func TestPeersOfSeveralHostsAreWrittenInFull(t *testing.T) {
	s := stubListener()
	put(s.log.(*model.Log), noon, model.KindReceived, "[::1]:4000", "six")
	scr := opened(t, s)
	scr.Refresh()
	mustShow(t, scr, "127.0.0.1:53210  ←", "[::1]:4000       ←")
}
