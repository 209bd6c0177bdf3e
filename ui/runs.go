package ui

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// runsScreen lists the stored runs of a profile, the newest first.
type runsScreen struct {
	d             Deps
	profile       model.Profile
	runs          []model.Run
	list          widget.List
	width, height int
	left          bool // closed meanwhile
}

func newRunsScreen(d Deps, p model.Profile) *runsScreen {
	s := &runsScreen{d: d, profile: p}
	s.list.Draw = s.draw
	s.list.Empty = "  reading" + d.Theme.Signs.Ellipsis
	s.list.SetFocus(true)
	return s
}

// openRuns shows the stored runs of a profile, and begins to read which there
// are.
func openRuns(d Deps, p model.Profile) (Action, tea.Cmd) {
	s := newRunsScreen(d, p)
	return Open{s}, s.load()
}

// load reads which runs there are.
func (s *runsScreen) load() tea.Cmd {
	return reply(s, func() tea.Msg {
		runs, err := s.d.Outputs.Runs(s.profile.ID)
		return deed(func() (Action, tea.Cmd) { return s.set(runs, err), nil })
	})
}

// set takes up the runs that were found.
func (s *runsScreen) set(runs []model.Run, err error) Action {
	s.runs = runs
	s.list.SetLen(len(runs))
	s.list.Empty = "  no task output is stored of this connection: it is written while a session runs"
	if err != nil {
		s.list.Empty = "  the task output cannot be read"
		return Notify{Text: err.Error(), Error: true}
	}
	return nil
}

func (s *runsScreen) Title() string { return "Past task output of " + s.profile.Name }

func (s *runsScreen) SetSize(width, height int) {
	t := s.d.Theme
	s.width, s.height = width, height
	s.list.ASCII, s.list.Measure = t.Signs.ASCII, t.Measure
	s.list.Styles = widget.ListStyles{Selection: t.Selection, Sign: t.Accent, Empty: t.Dim}
	s.list.SetSize(max(0, width-2), max(0, height-3))
}

// Leave makes what is still being read go nowhere.
func (s *runsScreen) Leave() { s.left = true }

func (s *runsScreen) Bindings() []Binding {
	none := func() string {
		if s.list.Selected() < 0 {
			return "there is no run"
		}
		return ""
	}
	l := &s.list
	return []Binding{
		{Keys: []string{"enter"}, Help: "read", Long: "read the task output of the run", Off: none, Do: s.open},
		{Keys: []string{"y"}, Help: "copy path", Long: "copy the path of the file", Off: none, Do: s.copy},
		{Keys: []string{"esc"}, Help: "back", Long: "back to Connections", Do: act(Back{})},
		{Keys: []string{"up", "k"}, Key: "↑", Long: "run up", Do: call(func() { l.Move(-1) })},
		{Keys: []string{"down", "j"}, Key: "↓", Long: "run down", Do: call(func() { l.Move(1) })},
		{Keys: []string{"pgup"}, Long: "page up", Do: call(l.PageUp)},
		{Keys: []string{"pgdown"}, Long: "page down", Do: call(l.PageDown)},
		{Keys: []string{"g", "home"}, Long: "newest run", Do: call(l.Top)},
		{Keys: []string{"G", "end"}, Long: "oldest run", Do: call(l.End)},
	}
}

func (s *runsScreen) copy() (Action, tea.Cmd) { return Copy{s.runs[s.list.Selected()].Path}, nil }

// open reads the selected run, which may take its time, and shows it.
func (s *runsScreen) open() (Action, tea.Cmd) {
	run := s.runs[s.list.Selected()]
	return nil, reply(s, func() tea.Msg {
		stored, err := s.d.Outputs.Read(run)
		return deed(func() (Action, tea.Cmd) { return s.opened(run, stored, err) })
	})
}

func (s *runsScreen) opened(run model.Run, stored StoredRun, err error) (Action, tea.Cmd) {
	switch {
	case err != nil:
		return Notify{Text: err.Error(), Error: true}, nil
	case s.left:
		stored.Close()
		return nil, nil
	}
	v := newRunScreen(s.d, s.profile, run, stored)
	return Open{v}, v.watch()
}

func (s *runsScreen) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch m := msg.(type) {
	case deed:
		return m()
	case tea.MouseWheelMsg:
		by := 3
		if m.Button == tea.MouseWheelUp {
			by = -3
		}
		s.list.ScrollBy(by)
	case tea.MouseClickMsg:
		s.list.ClickAt(m.Y - 2)
	}
	return nil, nil
}

func (s *runsScreen) View() string {
	t := s.d.Theme
	right := ""
	if n := int64(len(s.runs)); n > 0 {
		right = t.Dim.Render(words.Counted(n, "run"))
	}
	head := t.Dim.Render(t.Fit("  "+runColumns("Started", "Role", "Size"), max(0, s.width-2), ""))
	left := model.Escape(s.profile.Name) + " " + t.Signs.Border.Top + " past task output"
	return sessionFrame(s.d, left, right).View(s.width, s.height, head+"\n"+s.list.View())
}

func runColumns(started, role, size string) string {
	return fmt.Sprintf("%-21s  %-8s  %10s", started, role, size)
}

func (s *runsScreen) draw(i, width int, selected bool) string {
	t := s.d.Theme
	r, style := s.runs[i], t.Text
	if selected {
		style = style.Inherit(t.Selection)
	}
	role := model.Escape(string(cmp.Or(r.Role, "?")))
	columns := runColumns(r.Started.Local().Format("2006-01-02 15:04:05"), role, words.Bytes(r.Size))
	return style.Render(t.Fit(" "+strings.TrimRight(columns, " "), width, t.Signs.Ellipsis))
}
