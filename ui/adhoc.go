package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// adHoc asks for a host:port to open in either role without a profile.
type adHoc struct {
	theme *theme.Theme
	input line
	role  model.Role
	err   string

	width, height int
}

func newAdHoc(d Deps) *adHoc {
	return &adHoc{theme: d.Theme, input: newLine(""), role: model.Client}
}

func (o *adHoc) Title() string             { return "Open host:port" }
func (o *adHoc) SetSize(width, height int) { o.width, o.height = width, height }
func (o *adHoc) Typing() bool              { return true }

func (o *adHoc) Bindings() []Binding {
	return []Binding{
		{Keys: []string{"enter"}, Help: "open", Long: "open it", Do: o.open},
		{Keys: []string{"tab", "shift+tab", "up", "down"}, Key: "tab", Help: "client or listener", Long: "change between client and listener", Do: call(o.turn)},
		{Keys: []string{"esc"}, Help: "cancel", Long: "cancel", Do: act(CloseDialog{})},
	}
}

func (o *adHoc) turn() {
	o.err = ""
	if o.role == model.Client {
		o.role = model.Listener
	} else {
		o.role = model.Client
	}
}

func (o *adHoc) open() (Action, tea.Cmd) {
	target := strings.TrimSpace(o.input.value())
	if host, port, two := strings.Cut(target, " "); two {
		target = model.JoinHostPort(strings.TrimSpace(host), strings.TrimSpace(port))
	}
	if _, err := model.ParsePort(target); err == nil {
		target = ":" + target
	}
	p, err := model.ParseTarget(target, o.role)
	if err != nil {
		o.err = err.Error()
		return nil, nil
	}
	return CloseDialog{Then: Start{Profile: p, Role: o.role, AdHoc: true}}, nil
}

func (o *adHoc) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		o.err = ""
		o.input.update(msg)
	}
	return nil, nil
}

func (o *adHoc) inner() int { return max(10, min(60, o.width-6)) }

func (o *adHoc) View() string {
	t, w := o.theme, o.inner()
	text, _ := o.input.view(t.Measure, w-11)
	role := func(r model.Role, words string) string {
		if r == o.role {
			return t.Accent.Render("(" + t.Signs.Connected + ") " + words)
		}
		return t.Dim.Render("( ) " + words)
	}
	hint, style := "host:port, [::1]:9090 or host port; raw received, LF sent", t.Dim
	if o.role == model.Listener {
		hint = ":9090 binds 127.0.0.1, *:9090 binds all addresses"
	}
	if o.err != "" {
		hint, style = model.Escape(o.err), t.Error
	}
	lines := []string{
		t.Text.Render("Address    ") + t.FieldFocused.Render(text),
		t.Text.Render("Role       ") + role(model.Client, "client") + "   " + role(model.Listener, "listener"),
		"",
	}
	for _, l := range wrapWords(hint, w) {
		lines = append(lines, style.Render(l))
	}
	return dialogBox(t, o.Title(), lines[:max(4, min(len(lines), o.height-2))], w)
}

func (o *adHoc) Cursor() *tea.Cursor {
	_, column := o.input.view(o.theme.Measure, o.inner()-11)
	return tea.NewCursor(column+13, 1)
}
