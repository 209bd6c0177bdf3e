package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
)

// palette lists what can be chosen now by its words: every action, or the code
// pages.
type palette struct {
	theme         *theme.Theme
	title         string
	all           []Binding
	shown         []int
	input         line
	list          widget.List
	width, height int
}

// openPalette lists the actions of what has the focus, then the general ones.
func (a *App) openPalette() (Action, tea.Cmd) {
	all := append([]Binding{}, a.screen().Bindings()...)
	for i, t := range a.tabs {
		if i != a.current && t.id != 0 {
			if s, ok := a.d.Sessions.Status(t.id); ok {
				all = append(all, Binding{Keys: []string{tabKey(i)}, Long: "go to " + model.Escape(s.Profile.Name), Do: act(Goto{i})})
			}
		}
	}
	for _, b := range a.globals() {
		if !strings.HasPrefix(b.Long, "session tab") {
			all = append(all, b)
		}
	}
	return Ask{newPalette(a.d.Theme, "Everything", all)}, nil
}

// newPalette lets a person choose one of all by typing part of its words.
func newPalette(t *theme.Theme, title string, all []Binding) *palette {
	p := &palette{theme: t, title: title, all: all, input: newLine("")}
	p.list.Draw = p.row
	p.list.SetFocus(true)
	p.filter()
	return p
}

func tabKey(i int) string {
	if i > 9 {
		return ""
	}
	return "alt+" + string(rune('0'+i))
}

func (p *palette) Title() string { return p.title }

func (p *palette) SetSize(width, height int) {
	p.width, p.height = width, height
	t := p.theme
	p.list.Styles = widget.ListStyles{Selection: t.Selection, Sign: t.Accent, Empty: t.Dim}
	p.list.ASCII, p.list.Measure, p.list.Empty = t.Signs.ASCII, t.Measure, "nothing fits"
	p.list.SetSize(p.inner(), max(1, min(14, height-6)))
}

func (p *palette) Typing() bool { return true }

func (p *palette) Bindings() []Binding {
	return []Binding{
		{Keys: []string{"enter"}, Help: "choose", Long: "do what is chosen", Do: p.choose},
		{Keys: []string{"up", "ctrl+p"}, Key: "↑", Long: "previous", Do: call(func() { p.list.Move(-1) })},
		{Keys: []string{"down", "ctrl+n"}, Key: "↓", Help: "next", Long: "next", Do: call(func() { p.list.Move(1) })},
		{Keys: []string{"esc"}, Help: "close", Long: "close", Do: act(CloseDialog{})},
	}
}

func (p *palette) choose() (Action, tea.Cmd) {
	i := p.list.Selected()
	if i < 0 {
		return nil, nil
	}
	action, cmd := p.all[p.shown[i]].press()
	return CloseDialog{Then: Do{action, Run{cmd}}}, nil
}

func (p *palette) Update(msg tea.Msg) (Action, tea.Cmd) {
	if click, ok := msg.(tea.MouseClickMsg); ok {
		if p.list.ClickAt(click.Y - 2) {
			return p.choose()
		}
		return nil, nil
	}
	before := p.input.value()
	p.input.update(msg)
	if p.input.value() != before {
		p.filter()
	}
	return nil, nil
}

func (p *palette) filter() {
	p.shown = nil
	defer func() { p.list.SetLen(len(p.shown)); p.list.Top() }()
	if p.input.value() == "" {
		for i := range p.all {
			p.shown = append(p.shown, i)
		}
		return
	}
	for _, m := range fuzzy.FindFrom(p.input.value(), bindingNames(p.all)) {
		p.shown = append(p.shown, m.Index)
	}
}

type bindingNames []Binding

func (b bindingNames) String(i int) string { return b[i].Long }
func (b bindingNames) Len() int            { return len(b) }

func (p *palette) inner() int { return max(10, min(70, p.width-8)) }

func (p *palette) View() string {
	t, w := p.theme, p.inner()
	text, _ := p.input.view(t.Measure, w-2)
	lines := []string{t.Accent.Render(t.Signs.Cursor+" ") + t.Text.Render(text)}
	return dialogBox(t, p.Title(), append(lines, strings.Split(p.list.View(), "\n")...), w)
}

// row draws one action with its key at the right.
func (p *palette) row(i, width int, selected bool) string {
	t, b := p.theme, p.all[p.shown[i]]
	style, key, what := t.Text, t.Key, b.Long
	if why := b.off(); why != "" {
		style, what = t.Dim, what+" ("+model.Escape(why)+")"
	}
	if selected {
		style, key = style.Inherit(t.Selection), key.Inherit(t.Selection)
	}
	return style.Render(" "+t.Fit(what, width-14, t.Signs.Ellipsis)+" ") + key.Render(fitLeft(t, sayKey(t, b.Shown()), 12, t.Signs.Ellipsis))
}

func (p *palette) Cursor() *tea.Cursor {
	_, column := p.input.view(p.theme.Measure, p.inner()-2)
	return tea.NewCursor(column+4, 1)
}
