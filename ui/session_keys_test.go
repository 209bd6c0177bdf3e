package ui

import (
	"slices"
	"strings"
	"testing"

	"tcpdeck/model"
)

func TestTabWalksThePanes(t *testing.T) {
	scr := opened(t, stubListener())
	for _, want := range []pane{paneOutput, paneClients, paneComposer} {
		pressed(t, scr, "tab")
		if scr.pane != want {
			t.Fatalf("pane %d, not %d", scr.pane, want)
		}
	}
	for _, want := range []pane{paneClients, paneOutput, paneComposer} {
		pressed(t, scr, "shift+tab")
		if scr.pane != want {
			t.Fatalf("back: pane %d, not %d", scr.pane, want)
		}
	}
	client := opened(t, stubClient())
	pressAll(t, client, "tab", "tab")
	if client.pane != paneComposer || !client.Typing() || client.Cursor() == nil {
		t.Error("a client has more than two panes")
	}
	for _, back := range []string{"i", "enter"} {
		pressed(t, client, "esc")
		if client.pane != paneOutput || client.Typing() || client.Cursor() != nil {
			t.Error("esc does not go to the output")
		}
		pressed(t, client, back)
		if client.pane != paneComposer {
			t.Errorf("%s does not go to the composer", back)
		}
	}
}

func TestLenses(t *testing.T) {
	scr := opened(t, stubClient())
	pressAll(t, scr, "esc", "]")
	mustShow(t, scr, `Heartbeat\nwith a second line`, "escaped")
	pressed(t, scr, "]")
	mustShow(t, scr, "48 61 6e 64 73 68 61 6b  |Handshak|", "hex")
	pressAll(t, scr, "]", "[", "[")
	mustShow(t, scr, `Heartbeat\nwith`)
	pressed(t, scr, "[")
	if strings.Contains(picture(scr), `\n`) {
		t.Error("the first lens is not text")
	}
}

func TestCopyFollowsTheLens(t *testing.T) {
	scr := opened(t, stubClient())
	pressAll(t, scr, "esc", "up")
	if a := pressed(t, scr, "y"); a != (Copy{"\x02ISO8583 0810 …\x03"}) {
		t.Errorf("%#v", a)
	}
	pressed(t, scr, "[")
	if c, ok := pressed(t, scr, "y").(Copy); !ok || !strings.HasPrefix(c.Text, "00000000  02 49 53 4f") {
		t.Errorf("%#v", c)
	}
	pressed(t, scr, "down")
	if a := pressed(t, scr, "y"); a != (Copy{"no reply for 60 s"}) {
		t.Errorf("%#v", a)
	}
}

func TestCopyRefusesWhatAClipboardCannotTake(t *testing.T) {
	s := stubClient()
	l := model.NewLog(64 << 20)
	put(l, noon, model.KindReceived, "p:1", strings.Repeat("x", 16<<20))
	s.log = l
	scr := opened(t, s)
	pressed(t, scr, "esc")
	if n, ok := pressed(t, scr, "y").(Notify); !ok || !n.Error || !strings.Contains(n.Text, "16.8 MB") {
		t.Errorf("%#v", n)
	}
	pressed(t, scr, "G")
	mustShow(t, scr, "… 16.7 MB more")
}

func TestFollowTopEndWrap(t *testing.T) {
	s := stubClient()
	l := model.NewLog(1 << 20)
	for range 100 {
		put(l, noon, model.KindReceived, "p:1", strings.Repeat("long ", 30))
	}
	s.log = l
	scr := opened(t, s)
	pressAll(t, scr, "esc", "f")
	put(l, noon, model.KindReceived, "p:1", "newest")
	scr.Refresh()
	mustShow(t, scr, "▼ 1 new")
	pressed(t, scr, "f")
	mustShow(t, scr, "newest")
	pressed(t, scr, "g")
	if seq, _ := scr.out.view.CursorSeq(); seq != 0 || scr.out.view.Following() {
		t.Errorf("g: row %d", seq)
	}
	pressed(t, scr, "w")
	mustShow(t, scr, "wrapped")
	pressed(t, scr, "w")
	pressAll(t, scr, "pgdown", "ctrl+d", "ctrl+u", "pgup", "right", "left", "home", "down", "j", "k")
	if seq, _ := scr.out.view.CursorSeq(); seq != 1 {
		t.Errorf("row %d", seq)
	}
	pressed(t, scr, "G")
	if !scr.out.view.Following() {
		t.Error("G does not follow")
	}
	for _, key := range []string{"up", "pgup", "ctrl+u", "g"} {
		pressAll(t, scr, "G", key)
		if scr.out.view.Following() {
			t.Errorf("%s goes on following", key)
		}
	}
}

func TestClientsTable(t *testing.T) {
	s := stubListener()
	scr := opened(t, s)
	pressAll(t, scr, "shift+tab", "down", "space")
	mustShow(t, scr, "to :53224", "● ")
	pressAll(t, scr, "k", "space")
	mustShow(t, scr, "to 2 clients")
	pressAll(t, scr, "up", "space", "tab")
	typeText(t, scr, "hi")
	pressed(t, scr, "enter")
	if len(s.sent) != 1 || !slices.Equal(s.sent[0].To, []string{"127.0.0.1:53224"}) {
		t.Fatalf("%+v", s.sent)
	}
	pressAll(t, scr, "shift+tab", "home", "x")
	if !slices.Equal(s.disconnected, []string{"127.0.0.1:53210"}) {
		t.Fatalf("%q", s.disconnected)
	}
	pressed(t, scr, "enter")
	mustShow(t, scr, "only 127.0.0.1:53210", "Heartbeat")
	if p := picture(scr); strings.Contains(p, ":53224  ←") || strings.Contains(p, ":53301") {
		t.Errorf("others are shown:\n%s", p)
	}
	pressed(t, scr, "enter")
	mustShow(t, scr, ":53224  ←", ":53301")
	pressAll(t, scr, "enter", "esc")
	mustShow(t, scr, ":53301")
	if a := pressed(t, scr, "esc"); a != (Back{}) {
		t.Errorf("%#v", a)
	}
}

func TestMarkedClientsThatHaveGoneAreNotAll(t *testing.T) {
	s := stubListener()
	scr := opened(t, s)
	pressAll(t, scr, "shift+tab", "space", "tab")
	typeText(t, scr, "secret")
	s.all = s.all[1:]
	s.status.Clients = 1
	scr.Refresh()
	mustShow(t, scr, "to none: gone")
	if n, ok := pressed(t, scr, "enter").(Notify); !ok || !n.Error || len(s.sent) != 0 {
		t.Fatalf("%#v, sent %+v", n, s.sent)
	}
	mustShow(t, scr, "to all", "secret")
}

func TestStopAsksWhereClientsWouldBeLost(t *testing.T) {
	client := opened(t, stubClient())
	if a := pressAll(t, client, "esc", "s"); a != (Stop{1}) {
		t.Errorf("%#v", a)
	}
	s := stubListener()
	hub := opened(t, s)
	ask := pressAll(t, hub, "esc", "s")
	if a := accept(t, hub, ask); a != (Stop{2}) {
		t.Errorf("%#v", a)
	}
	s.status.Clients = 0
	hub.Refresh()
	if a := pressed(t, hub, "s"); a != (Stop{2}) {
		t.Errorf("%#v", a)
	}
}

func TestRunAgainTakesTheProfileAsItIsNow(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	pressed(t, scr, "esc")
	if _, ok := pressed(t, scr, "r").(Notify); !ok {
		t.Error("a running session is run again")
	}
	if _, ok := pressed(t, scr, "c").(Notify); !ok {
		t.Error("the tab of a running session closes")
	}
	s.status.State, s.status.Reason = model.StateEnded, model.Refused
	p := s.status.Profile
	p.Port = 7002
	scr.d.Profiles = stubProfiles{entries: []model.Entry{{Profile: p}}}
	scr.Refresh()
	start, ok := pressed(t, scr, "r").(Start)
	if !ok || start.Again != 1 || start.Profile.Port != 7002 || start.Role != model.Client {
		t.Errorf("%#v", start)
	}
	if a := pressed(t, scr, "c"); a != (CloseTab{1}) {
		t.Errorf("%#v", a)
	}
	hub := stubListener()
	hub.status.Profile.Protected, hub.status.State = true, model.StateEnded
	scr = opened(t, hub)
	if _, ok := accept(t, scr, pressAll(t, scr, "esc", "r")).(Start); !ok {
		t.Error("no start")
	}
}

func TestSave(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	if _, ok := pressAll(t, scr, "esc", "S").(Notify); !ok {
		t.Error("there is nothing to save")
	}
	pressAll(t, scr, "i", "ctrl+t", "esc")
	scr.d.Profiles = stubProfiles{entries: []model.Entry{{Profile: s.status.Profile, File: "pay.yaml", Version: "7"}}}
	e := saved(t, scr)
	if e.Profile.Framing != (model.Framing{Receive: model.Raw, Send: model.LF}) || e.Version != "7" {
		t.Errorf("%+v", e)
	}
	s = stubClient()
	s.status.AdHoc = true
	if e := saved(t, opened(t, s)); e.Profile.Name != "Payments gateway" || e.Profile.ID != "" || e.Profile.Port != 7001 {
		t.Errorf("%+v", e)
	}
}

func saved(t *testing.T, scr *sessionScreen) model.Entry {
	t.Helper()
	scr.focus(paneOutput)
	open, ok := pressed(t, scr, "S").(Open)
	if !ok {
		t.Fatal("no editor")
	}
	return open.Screen.(*editor).entry
}
