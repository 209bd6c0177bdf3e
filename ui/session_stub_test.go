package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// The pictures are drawn as in UTC, wherever the tests run.
func init() { time.Local = time.UTC }

var noon = time.Date(2026, 11, 22, 14, 29, 1, 204e6, time.UTC)

// stubSessions is one session that the test describes.
type stubSessions struct {
	status       model.Status
	log          model.Source
	all          []model.ClientStatus
	sent         []model.Outgoing
	sendErr      error
	halfClosed   int
	attached     []model.Drive
	detached     int
	bells        int64
	disconnected []string
	clientReads  int
	statusReads  int
}

func (s *stubSessions) Status(model.SessionID) (model.Status, bool) {
	s.statusReads++
	return s.status, true
}
func (s *stubSessions) Log(model.SessionID) model.Source { return s.log }
func (s *stubSessions) Peers(model.SessionID) []string {
	var all []string
	for _, c := range s.all {
		all = append(all, c.Peer)
	}
	return all
}
func (s *stubSessions) Clients(_ model.SessionID, peers ...string) []model.ClientStatus {
	s.clientReads += len(peers)
	return slices.DeleteFunc(slices.Clone(s.all), func(c model.ClientStatus) bool { return !slices.Contains(peers, c.Peer) })
}
func (s *stubSessions) Send(_ model.SessionID, m model.Outgoing) error {
	if s.sendErr == nil {
		s.sent = append(s.sent, m)
	}
	return s.sendErr
}
func (s *stubSessions) Attach(_ model.SessionID, d model.Drive) error {
	s.attached = append(s.attached, d)
	return nil
}
func (s *stubSessions) Detach(model.SessionID) error                 { s.detached++; return nil }
func (s *stubSessions) RuleCounts(model.SessionID) []model.RuleCount { return nil }
func (s *stubSessions) Bells() int64                                 { return s.bells }
func (s *stubSessions) DryRun(context.Context, model.Drive, model.Profile, model.Role, model.Source) ([]model.Conversation, []model.RuleCount, error) {
	return nil, nil, nil
}
func (s *stubSessions) HalfClose(model.SessionID) error { s.halfClosed++; return nil }
func (s *stubSessions) Disconnect(_ model.SessionID, peer string) error {
	s.disconnected = append(s.disconnected, peer)
	return nil
}
func (s *stubSessions) Start(model.Profile, model.Role, model.StartOptions) model.SessionID {
	return s.status.ID + 1
}
func (s *stubSessions) Stop(model.SessionID)                                                  {}
func (s *stubSessions) Forget(model.SessionID)                                                {}
func (s *stubSessions) Sessions() []model.Status                                              { return []model.Status{s.status} }
func (s *stubSessions) Changed() <-chan struct{}                                              { return nil }
func (s *stubSessions) Test(context.Context, model.Profile, time.Duration, func(model.Stage)) {}

// stubPages has one code page besides utf-8, which lacks the euro.
type stubPages struct{}

type stubPageError struct{}

func (stubPageError) Error() string { return "€ (U+20AC) is not in iso-8859-1" }

func (stubPages) Encode(page, text string) ([]byte, error) {
	if page != "utf-8" && strings.Contains(text, "€") {
		return nil, stubPageError{}
	}
	return []byte(text), nil
}
func (stubPages) Decode(_ string, data []byte) string { return string(data) }

type stubProfiles struct {
	Profiles
	entries []model.Entry
}

func (p stubProfiles) Entries() []model.Entry { return p.entries }

func stubDeps(s *stubSessions) Deps {
	return Deps{Sessions: s, Profiles: stubProfiles{}, CodePages: stubPages{}, Theme: theme.New(true, false),
		Now: func() time.Time { return noon }, Done: make(chan struct{}), Addresses: func() []string { return nil },
		Interactions: newStubInteractions()}
}

func put(l *model.Log, at time.Time, kind model.Kind, peer, text string) {
	l.Append(&model.Batch{Time: at, Kind: kind, Peer: peer, Data: []byte(text), Parts: []model.Part{{End: uint32(len(text))}}})
}

func putEvent(l *model.Log, at time.Time, peer string, e model.Event) {
	l.Append(&model.Batch{Time: at, Peer: peer, Event: e})
}

// stubClient is a client in a conversation.
func stubClient() *stubSessions {
	l, p := model.NewLog(1<<20), model.NewProfile()
	p.ID, p.Name, p.Address, p.Port, p.CodePage = "01PAY", "Payments gateway", "pay1.internal", 7001, "ibm037"
	peer := "10.2.3.4:7001"
	putEvent(l, noon, "", model.Event{Name: model.Started, Profile: p.Name, Role: model.Client, Framing: &p.Framing, CodePage: p.CodePage})
	putEvent(l, noon, peer, model.Event{Name: model.Connected, Address: peer, Local: "10.2.3.9:51234", ConnectMS: 1.234})
	put(l, noon.Add(1914*time.Millisecond), model.KindSent, peer, "Handshake")
	put(l, noon.Add(1917*time.Millisecond), model.KindReceived, peer, "Heartbeat\nwith a second line")
	put(l, noon.Add(8666*time.Millisecond), model.KindReceived, peer, "\x02ISO8583 0810 …\x03")
	putEvent(l, noon.Add(2*time.Minute), peer, model.Event{Name: model.Note, Detail: "no reply for 60 s"})
	st := model.Status{ID: 1, Profile: p, Role: model.Client, State: model.StateConnected, Since: noon,
		Local: "10.2.3.9:51234", Remote: peer, ConnectFor: 1234 * time.Microsecond,
		Sent: model.Traffic{Messages: 14, Bytes: 1234}, Received: model.Traffic{Messages: 96, Bytes: 48_000}}
	copy(st.Rate[8:], []uint32{1, 2, 1, 5, 7, 2, 1, 6})
	_, st.Records = l.Bounds()
	return &stubSessions{status: st, log: l}
}

// stubListener has two clients and one that was refused.
func stubListener() *stubSessions {
	l, p := model.NewLog(1<<20), model.NewProfile()
	p.ID, p.Name, p.Port, p.MaxClients = "01HUB", "Hub", 9191, 2
	a, b := "127.0.0.1:53210", "127.0.0.1:53224"
	putEvent(l, noon, "", model.Event{Name: model.Listening, Local: "127.0.0.1:9191"})
	putEvent(l, noon, a, model.Event{Name: model.Connected})
	put(l, noon.Add(time.Second), model.KindReceived, a, "Handshake")
	put(l, noon.Add(time.Second+2e6), model.KindSent, a, "Heartbeat")
	put(l, noon.Add(2*time.Second), model.KindReceived, b, "hello")
	putEvent(l, noon.Add(3*time.Second), "127.0.0.1:53301", model.Event{Name: model.RefusedOne, Reason: model.LimitReached})
	st := model.Status{ID: 2, Profile: p, Role: model.Listener, State: model.StateListening, Since: noon.Add(-time.Hour),
		Local: "127.0.0.1:9191", Clients: 2, Received: model.Traffic{Messages: 13, Bytes: 849}, Sent: model.Traffic{Messages: 3, Bytes: 90}}
	_, st.Records = l.Bounds()
	return &stubSessions{status: st, log: l, all: []model.ClientStatus{
		{Peer: a, Since: noon.Add(-27 * time.Minute), Received: model.Traffic{Messages: 12, Bytes: 840},
			Sent: model.Traffic{Messages: 3, Bytes: 90}, Last: message("Handshake")},
		{Peer: b, Since: noon.Add(-9 * time.Minute), Received: model.Traffic{Messages: 1, Bytes: 9}, Last: message("hello\n")},
	}}
}

// opened is the screen of s at 80×24 without tab bar and footer.
func opened(t *testing.T, s *stubSessions) *sessionScreen {
	t.Helper()
	scr := newSessionScreen(stubDeps(s), s.status.ID, &history{})
	scr.SetSize(80, 22)
	return scr
}

var keyCodes = map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown,
	"tab": tea.KeyTab, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"left": tea.KeyLeft, "right": tea.KeyRight, "backspace": tea.KeyBackspace}

func keyPress(name string) tea.KeyPressMsg {
	var k tea.KeyPressMsg
	for {
		mod, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		name = rest
		k.Mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[mod]
	}
	if code, ok := keyCodes[name]; ok {
		k.Code = code
		return k
	}
	if name == "space" {
		k.Code, k.Text = ' ', " "
		return k
	}
	r := []rune(name)[0]
	k.Code = r
	if k.Mod == 0 {
		k.Text = name
	}
	return k
}

// pressed routes a key as the App does, and runs to its end what the screen
// answers, dialogs aside.
func pressed(t *testing.T, s Screen, name string) Action {
	t.Helper()
	key := keyPress(name)
	if b, ok := find(s.Bindings(), key, !typing(s)); ok {
		return settled(t, s, b.press)
	}
	return settled(t, s, func() (Action, tea.Cmd) { return s.Update(key) })
}

// settled performs what comes back to the screen, and returns the rest.
func settled(t *testing.T, s Screen, do func() (Action, tea.Cmd)) Action {
	t.Helper()
	action, cmd := do()
	if r, ok := action.(Run); ok {
		action, cmd = nil, r.Cmd
	}
	if cmd == nil {
		return action
	}
	m, ok := cmd().(forScreen)
	if !ok || m.to != s {
		t.Fatalf("a message for another screen")
	}
	if then := settled(t, s, func() (Action, tea.Cmd) { return s.Update(m.msg) }); then != nil {
		return then
	}
	return action
}

// pressAll presses keys one after the other; the last action counts.
func pressAll(t *testing.T, s Screen, names ...string) (last Action) {
	t.Helper()
	for _, n := range names {
		last = pressed(t, s, n)
	}
	return last
}

func typeText(t *testing.T, s Screen, text string) {
	t.Helper()
	for _, r := range text {
		if r == ' ' {
			pressed(t, s, "space")
			continue
		}
		pressed(t, s, string(r))
	}
}

// accept presses the button of a question.
func accept(t *testing.T, s Screen, a Action) Action {
	t.Helper()
	ask, ok := a.(Ask)
	if !ok {
		t.Fatalf("%#v is no question", a)
	}
	c := ask.Dialog.(*choice)
	if c.focus != 0 {
		t.Error("the focus is not on Cancel")
	}
	return settled(t, s, func() (Action, tea.Cmd) { return c.buttons[1].Then, nil })
}

func picture(s Screen) string { return ansi.Strip(s.View()) }

func mustShow(t *testing.T, s Screen, want ...string) {
	t.Helper()
	p := picture(s)
	for _, w := range want {
		if !strings.Contains(p, w) {
			t.Errorf("%q is not shown:\n%s", w, p)
		}
	}
}

// exact checks that a view has the size that was asked for.
func exact(t *testing.T, view string, width, height int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		t.Fatalf("%d lines, not %d:\n%s", len(lines), height, ansi.Strip(view))
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != width {
			t.Fatalf("line %d has %d cells, not %d: %q", i, w, width, l)
		}
	}
}

// golden compares a view, styles and all, with what was drawn before;
// TCPDECK_UPDATE_GOLDEN=1 takes the new one.
func golden(t *testing.T, name, view string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if os.Getenv("TCPDECK_UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(view), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if view != string(want) {
		t.Errorf("%s differs:\n%s\nwant\n%s", name, ansi.Strip(view), ansi.Strip(string(want)))
	}
}
