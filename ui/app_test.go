package ui

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// deckSessions keeps what the deck starts.
type deckSessions struct {
	stubSessions
	running []model.Status
	started model.SessionID
	log     *model.Log
	drives  []*model.Drive // of what was started
}

func (s *deckSessions) Start(p model.Profile, role model.Role, o model.StartOptions) model.SessionID {
	s.started++
	s.drives = append(s.drives, o.Drive)
	id := s.started
	state := model.StateConnected
	if role == model.Listener {
		state = model.StateListening
	}
	s.running = append(s.running, model.Status{ID: id, Profile: p, Role: role, State: state, AdHoc: o.AdHoc, Since: noon})
	return id
}
func (s *deckSessions) Sessions() []model.Status { return slices.Clone(s.running) }
func (s *deckSessions) Status(id model.SessionID) (model.Status, bool) {
	for _, st := range s.running {
		if st.ID == id {
			return st, true
		}
	}
	return model.Status{}, false
}
func (s *deckSessions) Log(model.SessionID) model.Source { return s.log }
func (s *deckSessions) Stop(id model.SessionID) {
	for i := range s.running {
		if s.running[i].ID == id {
			s.running[i].State, s.running[i].Reason = model.StateEnded, model.StoppedHere
		}
	}
}
func (s *deckSessions) Forget(id model.SessionID) {
	s.running = slices.DeleteFunc(s.running, func(st model.Status) bool { return st.ID == id })
}

// deckProfiles is a store in memory.
type deckProfiles struct {
	entries []model.Entry
	gone    []model.Entry
	loading bool
}

func (p *deckProfiles) Entries() []model.Entry   { return slices.Clone(p.entries) }
func (p *deckProfiles) Loading() bool            { return p.loading }
func (p *deckProfiles) Changed() <-chan struct{} { return nil }
func (p *deckProfiles) Save(pr model.Profile, _ string) (model.Entry, error) {
	if pr.ID == "" {
		pr.ID = model.ProfileID("id-" + pr.Name)
	}
	e := model.Entry{Profile: pr, File: pr.Name + ".yaml"}
	p.entries = append(p.entries, e)
	return e, nil
}
func (p *deckProfiles) Delete(id model.ProfileID) error {
	for i, e := range p.entries {
		if e.Profile.ID == id {
			p.gone = append(p.gone, e)
			p.entries = slices.Delete(p.entries, i, i+1)
			return nil
		}
	}
	return fmt.Errorf("no profile %s", id)
}
func (p *deckProfiles) Undelete() (model.Entry, error) {
	e := p.gone[len(p.gone)-1]
	p.gone, p.entries = p.gone[:len(p.gone)-1], append(p.entries, e)
	return e, nil
}

func entry(name, group, address string, port int) model.Entry {
	p := model.NewProfile()
	p.ID, p.Name, p.Group, p.Address, p.Port = model.ProfileID("id-"+name), name, group, address, port
	return model.Entry{Profile: p, File: strings.ToLower(name) + ".yaml", Version: "1"}
}

// rig is a deck of some profiles at a size.
type rig struct {
	*App
	t     *testing.T
	s     *deckSessions
	p     *deckProfiles
	width int
	quit  bool
}

func newRig(t *testing.T, width, height int) *rig {
	t.Helper()
	s := &deckSessions{log: model.NewLog(1 << 20)}
	p := &deckProfiles{entries: []model.Entry{
		entry("Sample TCP connection", "", "192.168.0.73", 9090),
		entry("Payments listener", "Payments", "127.0.0.1", 9191),
		entry("Payments gateway", "Payments", "pay1.internal", 7001),
		entry("Card reader", "payments", "fe80::1%eth0", 4001),
		{File: "broken.yaml", Err: &model.FileError{File: "broken.yaml", Line: 6, Column: 7, Message: "port: 70000 is not in 1–65535"}},
	}}
	d := stubDeps(&s.stubSessions)
	d.Sessions, d.Profiles, d.Outputs, d.Theme = s, p, &stubOutputs{}, theme.New(true, false)
	r := &rig{App: New(d), t: t, s: s, p: p, width: width}
	r.send(tea.WindowSizeMsg{Width: width, Height: height})
	return r
}

// send delivers a message and runs the commands that it starts, waits and
// timers aside.
func (r *rig) send(msg tea.Msg) {
	_, cmd := r.Update(msg)
	if _, armed := msg.(changedMsg); !armed {
		r.run(cmd)
	}
}

func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil || r.notice.text != "" && !r.notice.error {
		return // a notice's timer
	}
	switch m := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range m {
			r.run(c)
		}
	case tea.QuitMsg:
		r.quit = true
	case actionMsg, forScreen:
		r.send(m)
	}
}

func (r *rig) keys(names ...string) *rig {
	for _, n := range names {
		r.notice = notice{n: r.notice.n}
		r.send(keyPress(n))
	}
	return r
}

func (r *rig) picture() string { content, _ := r.draw(); return ansi.Strip(content) }

func (r *rig) shows(want ...string) *rig {
	r.t.Helper()
	for _, w := range want {
		if !strings.Contains(r.picture(), w) {
			r.t.Fatalf("%q is not shown:\n%s", w, r.picture())
		}
	}
	return r
}

func (r *rig) hides(text string) *rig {
	r.t.Helper()
	if strings.Contains(r.picture(), text) {
		r.t.Fatalf("%q is shown:\n%s", text, r.picture())
	}
	return r
}

func TestDeckPictures(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for name, keys := range map[string][]string{"connections": nil, "help": {"?"}, "palette": {"ctrl+p"}, "delete": {"d"}, "open": {"o"}} {
			r := newRig(t, size[0], size[1]).keys(keys...)
			view, _ := r.draw()
			exact(t, view, size[0], size[1])
			golden(t, fmt.Sprintf("deck-%s-%dx%d", name, size[0], size[1]), view)
		}
	}
}

func TestDeckLightAndASCII(t *testing.T) {
	r := newRig(t, 80, 24)
	dark, _ := r.draw()
	r.send(tea.BackgroundColorMsg{Color: color.White})
	light, _ := r.draw()
	if dark == light {
		t.Error("the light theme draws the dark one")
	}
	golden(t, "deck-light-80x24", light)
	r.d.Theme.Rebuild(true, true)
	r.resize(80, 24)
	for _, keys := range [][]string{{"?"}, {"esc", "e"}, {"esc", "l"}, {"esc", "]"}} {
		r.keys(keys...)
		for _, c := range r.picture() {
			if c > 0x7f && !strings.ContainsRune("–…9", c) {
				t.Fatalf("%q is drawn with --ascii:\n%s", c, r.picture())
			}
		}
	}
}

func TestDeckAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {1, 1}, {20, 5}, {30, 8}, {31, 9}, {80, 10}, {45, 24}, {200, 60}} {
		r := newRig(t, size[0], size[1])
		for _, key := range []string{"enter", "esc", "?", "esc", "ctrl+p", "esc", "a", "esc", "o", "x", "esc", "/", "p", "esc", "d", "esc", "t", "esc", "v", "esc", "l", "0"} {
			r.keys(key)
			view, _ := r.draw()
			if size[0] > 0 && !r.lay.small {
				exact(t, view, size[0], size[1])
			}
		}
	}
}

func TestEveryFooterKeyActs(t *testing.T) {
	for _, b := range newRig(t, 120, 40).screen().Bindings() {
		if b.Help == "" {
			continue
		}
		r := newRig(t, 120, 40)
		before := r.picture()
		r.keys(b.Keys[0])
		if r.picture() == before {
			t.Errorf("%s (%s) does nothing", b.Keys[0], b.Help)
		}
	}
}

func TestQuit(t *testing.T) {
	r := newRig(t, 80, 24).keys("q")
	if !r.quit {
		t.Error("q does not quit an idle deck")
	}
	r = newRig(t, 80, 24).keys("enter", "ctrl+c").shows("1 session is running", "Cancel")
	if r.quit {
		t.Fatal("ctrl+c did not ask")
	}
	if r.keys("enter"); r.quit || len(r.dialogs) > 0 {
		t.Error("the focus was not on Cancel")
	}
	if r.keys("ctrl+c", "ctrl+c"); !r.quit {
		t.Error("a second ctrl+c does not quit at once")
	}
	r = newRig(t, 80, 24).keys("enter", "ctrl+c", "tab", "enter")
	if !r.quit {
		t.Error("the button Quit does not quit")
	}
}

func TestTabs(t *testing.T) {
	r := newRig(t, 120, 40).keys("enter", "alt+0").shows("❯   Sample TCP connection", "1 ● Sample TCP connection", "● connected")
	r.keys("down", "down", "down", "l").shows("2 ◎ Payments listener", "listener")
	if r.current != 2 {
		t.Fatalf("tab %d, want 2", r.current)
	}
	r.keys("alt+1")
	if r.current != 1 {
		t.Errorf("alt+1 shows tab %d", r.current)
	}
	r.keys("2")
	if r.current != 1 {
		t.Error("a plain digit left the composer")
	}
	r.keys("esc", "2")
	if r.current != 2 {
		t.Error("a plain digit does not change the tab outside of text fields")
	}
	r.keys("esc", "9").shows("there is no tab 9")
	r.send(tea.MouseClickMsg{X: 5, Y: 0})
	r.send(tea.MouseClickMsg{X: 12, Y: 0})
	if r.current != 0 {
		t.Errorf("a click on Connections shows tab %d", r.current)
	}
}

func TestUnreadCount(t *testing.T) {
	r := newRig(t, 120, 40).keys("enter", "alt+0")
	r.s.running[0].Records = 12
	r.send(changedMsg{noon, true})
	r.shows("1 ● Sample TCP connection  12")
	r.keys("1", "alt+0").hides("connection  12")
}

func TestErrorsStayUntilAKey(t *testing.T) {
	r := newRig(t, 120, 40)
	r.send(actionMsg{Notify{Text: "disk \x1b[2Jfull", Error: true}})
	n := r.notice.n
	r.shows(`disk \x1b[2Jfull`)
	r.send(noticeOverMsg{n - 1})
	r.shows("disk")
	r.send(keyPress("down"))
	r.hides("disk")
}

// Half a sentence helps no one: hints give way, and what even the whole footer
// cannot hold becomes a dialog.
func TestNoticesAreNeverCut(t *testing.T) {
	words := strings.Repeat("abcdefgh ", 7) + "end"
	for _, bad := range []bool{false, true} {
		r := newRig(t, 80, 24)
		r.send(actionMsg{Notify{Text: words, Error: bad}})
		r.shows(words)
		r.send(actionMsg{Notify{Text: words + " " + words + "!", Error: bad}})
		r.shows("end!", "Close")
		r.keys("enter")
		r.hides("end!")
	}
}

func TestHelpIsNeverCut(t *testing.T) {
	for _, width := range []int{40, 80} {
		r := newRig(t, width, 24).keys("enter", "esc", "?")
		h := r.focused().(*help)
		all := ansi.Strip(strings.Join(h.lines(), "\n"))
		if !strings.Contains(strings.Join(strings.Fields(all), " "), "else back to Connections; the session goes on") {
			t.Errorf("%d: %s", width, all)
		}
	}
}

func TestAdHocTarget(t *testing.T) {
	r := newRig(t, 80, 24).keys("o")
	for _, c := range "127.0.0.1:70000" {
		r.keys(string(c))
	}
	r.keys("enter").shows("70000 is not in 1–65535")
	r.keys("ctrl+u", "a", "space", "b", "c", "enter").shows("a port is a number from", "65535")
	r.keys("ctrl+u")
	for _, c := range "9191" {
		r.keys(string(c))
	}
	r.keys("tab", "enter")
	if len(r.s.running) != 1 {
		t.Fatal("nothing was started")
	}
	s := r.s.running[0]
	if s.Role != model.Listener || !s.AdHoc || s.Profile.Address != "127.0.0.1" || s.Profile.Port != 9191 || s.Profile.Framing.Send != model.LF {
		t.Errorf("started %+v", s)
	}
}

func TestHostileNamesNeverReachTheScreen(t *testing.T) {
	const evil = "a\x1b[31mb\u202ec\u009bd\x1b]8;;x\x07e"
	r := newRig(t, 120, 40)
	for i := range r.p.entries {
		r.p.entries[i].Profile.Name = fmt.Sprint(evil, i)
		r.p.entries[i].Profile.Group, r.p.entries[i].Profile.Address = evil, evil
	}
	r.p.entries[4].Err.Message, r.p.entries[4].File = evil, evil
	r.send(changedMsg{noon, true})
	for _, key := range []string{"down", "?", "esc", "e", "esc", "d", "esc", "enter", "esc", "ctrl+p", "esc", "v", "esc", "alt+0", "l", "t"} {
		r.keys(key)
		view, _ := r.draw()
		for _, bad := range []string{"\x1b[31m", "\u202e", "\u009b", "\x1b]8"} {
			if strings.Contains(view, bad) {
				t.Fatalf("after %s %q reaches the terminal", key, bad)
			}
		}
	}
}
