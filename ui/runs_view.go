package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// runScreen shows a stored run, read-only, in the output pane of a session.
type runScreen struct {
	d             Deps
	profile       model.Profile
	run           model.Run
	stored        StoredRun
	out           *output
	closed        chan struct{} // frees the waiting command
	left          bool
	width, height int
}

func newRunScreen(d Deps, p model.Profile, run model.Run, stored StoredRun) *runScreen {
	s := &runScreen{d: d, profile: p, run: run, stored: stored, closed: make(chan struct{})}
	s.out = newOutput(d, s, stored, &peerNames{}, run.Role == model.Listener, 0)
	s.out.view.Below = "more" // nothing in it is new
	s.out.focus(true)
	s.out.refresh()
	s.out.view.Top()
	return s
}

// watch waits until more of the run can be read, at most 30 times a second;
// armed anew after each time.
func (s *runScreen) watch() tea.Cmd {
	return reply(s, func() tea.Msg {
		select {
		case <-s.stored.Changed():
		case <-s.closed:
			return nil
		case <-s.d.Done:
			return nil
		}
		t := time.NewTimer(watchEvery)
		defer t.Stop()
		select {
		case <-t.C:
		case <-s.closed:
			return nil
		case <-s.d.Done:
			return nil
		}
		return deed(s.grown)
	})
}

func (s *runScreen) grown() (Action, tea.Cmd) {
	s.out.refresh()
	return nil, s.watch()
}

// Leave closes the run.
func (s *runScreen) Leave() {
	if s.left {
		return
	}
	s.left = true
	close(s.closed)
	s.out.clearSearch()
	s.stored.Close()
}

func (s *runScreen) Title() string { return "Past task output of " + s.profile.Name }

func (s *runScreen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.out.setSize(max(0, width-2), max(0, height-2))
	s.out.style()
}

func (s *runScreen) Typing() bool { return s.out.asking }

func (s *runScreen) Bindings() []Binding {
	if s.out.asking {
		return s.out.searchKeys()
	}
	keys := append(s.out.keys(),
		Binding{Keys: []string{"R"}, Help: "record", Long: "make an interaction of what was said", Do: s.record},
		Binding{Keys: []string{"P"}, Help: "replay", Long: "replay it as client or as fake server, and see what differs", Do: s.replay},
		Binding{Keys: []string{"esc"}, Help: "back", Long: "clear the search, else back to the list of runs", Do: s.back})
	return append(keys, s.out.moves()...)
}

func (s *runScreen) back() (Action, tea.Cmd) {
	if s.out.clearSearch() {
		return nil, nil
	}
	return Back{}, nil
}

func (s *runScreen) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch m := msg.(type) {
	case deed:
		return m()
	case tea.KeyPressMsg, tea.PasteMsg:
		if s.out.asking {
			s.out.input.update(m)
		}
	case tea.MouseWheelMsg:
		s.out.mouse(m, m.Y-1)
	case tea.MouseClickMsg:
		s.out.mouse(m, m.Y-1)
	}
	return nil, nil
}

func (s *runScreen) View() string {
	t := s.d.Theme
	title := []string{model.Escape(s.profile.Name)}
	if s.run.Role != "" {
		title = append(title, model.Escape(string(s.run.Role)))
	}
	title = append(title, s.run.Started.Local().Format("2006-01-02 15:04:05"))
	right := t.Dim.Render("read-only " + t.Signs.Dot + " " + words.Bytes(s.run.Size))
	return sessionFrame(s.d, strings.Join(title, " "+t.Signs.Border.Top+" "), right).View(s.width, s.height, s.out.lines())
}

func (s *runScreen) Cursor() *tea.Cursor {
	cur := s.out.cursor()
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+1
	}
	return cur
}
