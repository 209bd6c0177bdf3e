package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// The tones of the outline.
const (
	toneRule = iota
	toneRoot
	toneNote
	toneBad
)

// What the parts of the screen need.
const (
	splitWidth   = 66 // below it the tree and the properties take turns
	propsWidth   = 51 // what the tree leaves to the properties, where it can
	panelRows    = 6  // of the control panel, with a line of help
	panelLeast   = 3  // with less of it the log and the panel take turns
	listRows     = 8  // more of it while a list is open
	previewRows  = 2
	settingsWide = 80
)

// rulesParts says where the parts of the screen are, from its top left.
type rulesParts struct{ tree, props, preview, log, panel, settings rect }

// arrangeRules shares the room below the tabs and the toolbar.
func arrangeRules(width, height int, inProps, inLog, preview, list bool) rulesParts {
	w, h := max(0, width-2), max(0, height-5)
	var p rulesParts
	left := max(w*9/20, min(w-3-propsWidth, w*3/5))
	p.tree, p.props = rect{1, 4, left, h}, rect{1 + left + 3, 4, max(0, w-left-3), h}
	if w < splitWidth {
		p.tree, p.props = rect{1, 4, w, h}, rect{1, 4, w, h}
		if inProps {
			p.tree.w = 0
		} else {
			p.props.w = 0
		}
	}
	if preview && h >= 10 {
		p.preview = rect{p.props.x, p.props.y + h - previewRows, p.props.w, previewRows}
		p.props.h -= previewRows
	}
	panel := panelRows
	if list {
		panel += listRows
	}
	switch panel = min(panel, max(0, h-4)); {
	case panel >= panelLeast:
		p.log = rect{1, 4, w, h - panel - 1}
		p.panel = rect{2, 4 + p.log.h + 1, max(0, w-2), panel}
	case inLog: // they take turns
		p.log = rect{1, 4, w, h}
	default:
		p.panel = rect{2, 4, max(0, w-2), h}
	}
	p.settings = rect{2, 4, max(0, min(w-2, settingsWide)), h}
	return p
}

func (s *rulesScreen) parts() rulesParts {
	r, ok := s.tree.rule()
	return arrangeRules(s.width, s.height, s.inProps, s.console.inLog, ok && r.Kind == model.SendRule && !r.Hex, s.console.form.ListOpen())
}

// SetSize implements Screen. The theme may have been rebuilt since.
func (s *rulesScreen) SetSize(width, height int) {
	t := s.d.Theme
	s.width, s.height = width, height
	o := s.tree.outline
	o.ASCII, o.Measure = t.Signs.ASCII, t.Measure
	o.Styles = widget.ListStyles{Selection: t.Selection, Sign: t.Accent, Empty: t.Dim}
	o.Tones = []lipgloss.Style{toneRule: t.Text, toneRoot: t.Bold, toneNote: t.Dim, toneBad: t.Error}
	for _, f := range []*widget.Form{s.settings, s.console.form, s.props} {
		if f != nil {
			f.SetMeasure(t.Measure)
			f.SetStyle(formStyle(t))
		}
	}
	s.console.style()
	s.arrange()
	if !s.seen && height > 0 { // now there is something to scroll
		s.seen = true
		o.Top()
		s.tree.selectRow()
	}
}

func (s *rulesScreen) arrange() {
	p := s.parts()
	s.console.name()
	s.tree.outline.SetSize(p.tree.w, p.tree.h)
	if s.props != nil {
		s.props.SetSize(p.props.w, p.props.h)
	}
	s.settings.SetSize(p.settings.w, p.settings.h)
	s.console.form.SetSize(p.panel.w, p.panel.h)
	s.console.view.SetSize(p.log.w, p.log.h)
}

// View implements Screen.
func (s *rulesScreen) View() string {
	s.arrange() // an open list asks for room
	t, p := s.d.Theme, s.parts()
	head := s.tabLine() + "\n" + s.toolbar()
	sections := []string{head}
	switch s.tab {
	case tabRules:
		sections = append(sections, s.rulesView(p))
	case tabConsole:
		if p.log.h > 0 {
			sections = append(sections, s.console.view.View())
		}
		if p.panel.h > 0 {
			sections = append(sections, indent(s.console.form.View()))
		}
	case tabSettings:
		sections = append(sections, indent(s.settings.View()))
	}
	right := ""
	if s.Dirty() {
		right = t.Warning.Render("not saved")
	}
	return sessionFrame(s.d, "Interaction "+t.Signs.Border.Top+" "+model.Escape(s.name()), right).View(s.width, s.height, sections...)
}

// tabLine is the tabs, the present one marked.
func (s *rulesScreen) tabLine() string {
	t, style := s.d.Theme, formStyle(s.d.Theme)
	out := " "
	for i, label := range rulesTabs {
		if rulesTab(i) == s.tab {
			out += t.TabActive.Render(style.Signs.TabLeft + label + style.Signs.TabRight)
		} else {
			out += t.TabInactive.Render(" " + label + " ")
		}
		out += " "
	}
	return out
}

// toolbar says what can be done with the tree, as the reference product's does,
// or how the test fares.
func (s *rulesScreen) toolbar() string {
	t := s.d.Theme
	switch s.tab {
	case tabConsole:
		return " " + t.Dim.Render(s.console.state())
	case tabSettings:
		return " " + t.Dim.Render("ctrl+s saves; "+s.tabHint())
	}
	rule, _ := s.tree.rule()
	if s.parts().tree.w == 0 {
		return " " + t.Bold.Render(model.Escape(rule.Label())) // the tree is not seen
	}
	var tools []string
	for _, tool := range s.tools() {
		if tool.on {
			tools = append(tools, t.Key.Render(tool.key)+t.Text.Render(" "+tool.label))
		} else {
			tools = append(tools, t.Dim.Render(tool.key+" "+tool.label))
		}
	}
	return " " + strings.Join(tools, strings.Repeat(" ", toolGap))
}

// toolGap is what parts the buttons of the toolbar.
const toolGap = 3

// tool is a button of the toolbar.
type tool struct {
	key, label string
	on         bool
}

func (s *rulesScreen) tools() []tool {
	_, one := s.tree.rule()
	return []tool{{"a", "Append rule " + s.d.Theme.Signs.DropDown, true}, {"d", "Delete", one},
		{"D", "Demo", len(s.tree.now.rules) == 0}, {"u", "Undo", len(s.tree.before) > 0}}
}

func (s *rulesScreen) tabHint() string { return "f2 rules, f3 test console, f4 settings" }

// rulesView is the tree beside the properties of the selected rule.
func (s *rulesScreen) rulesView(p rulesParts) string {
	t := s.d.Theme
	left := strings.Split(s.tree.outline.View(), "\n")
	var right []string
	if s.props != nil {
		right = strings.Split(s.props.View(), "\n")
	} else {
		right = s.rootHelp(p.props.w)
	}
	if p.preview.h > 0 {
		right = append(right, s.preview(p.preview.w)...)
	}
	rule := t.Border.Render(t.Signs.Border.Left)
	var lines []string
	for i := range max(p.tree.h, p.props.h+p.preview.h) {
		line := func(all []string, width int) string {
			if i >= len(all) {
				return strings.Repeat(" ", width)
			}
			return t.Fit(all[i], width, "")
		}
		switch {
		case p.tree.w > 0 && p.props.w > 0:
			lines = append(lines, line(left, p.tree.w)+" "+rule+" "+line(right, p.props.w))
		case p.tree.w > 0:
			lines = append(lines, line(left, p.tree.w))
		default:
			lines = append(lines, line(right, p.props.w))
		}
	}
	return strings.Join(lines, "\n")
}

// rootHelp stands where the root has no properties.
func (s *rulesScreen) rootHelp(width int) []string {
	t := s.d.Theme
	text := "A rule sends a message, receives one, or checks the one above it. What is below a rule runs once for each of its messages."
	if len(s.tree.now.rules) == 0 {
		text = "No rules yet: a appends one, D puts in the demo of a client or a listener."
	}
	var lines []string
	for _, l := range wrapWords(text, width-1) {
		lines = append(lines, t.Dim.Render(l))
	}
	return lines
}

// preview is what a send rule will send, as far as that is known now.
func (s *rulesScreen) preview(width int) []string {
	t := s.d.Theme
	r, _ := s.tree.rule()
	tmpl, err := model.ParseTemplate(r.Body)
	if err != nil {
		return []string{"", ""}
	}
	text, err := tmpl.Render(sample)
	if err != nil {
		text = err.Error()
	}
	size := ""
	if p, ok := s.console.profile(); ok {
		if b, err := s.d.CodePages.Encode(p.CodePage, text+p.Framing.Send.Delimiter()); err != nil {
			size = model.Escape(err.Error())
		} else {
			size = words.Counted(int64(len(b)), "byte") + " to " + model.Escape(p.Name)
		}
	}
	return []string{
		t.Dim.Render("Preview ") + t.Text.Render(t.Fit(words.Short(model.Record{Text: text}), max(0, width-8), t.Signs.Ellipsis)),
		t.Dim.Render(t.Fit("        "+size, width, t.Signs.Ellipsis)),
	}
}

// sample is what a preview shows for a value.
func sample(name string) (string, bool) {
	switch name {
	case "time":
		return time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), true
	case "iteration":
		return "1", true
	case "peer":
		return "127.0.0.1:9090", true
	}
	return "<" + name + ">", true
}

// Cursor implements Cursored.
func (s *rulesScreen) Cursor() *tea.Cursor {
	p := s.parts()
	var cur *tea.Cursor
	at := p.props
	switch {
	case s.tab == tabSettings:
		cur, at = formCursor(s.settings), p.settings
	case s.tab == tabConsole && !s.console.inLog:
		cur, at = formCursor(s.console.form), p.panel
	case s.tab == tabRules && s.inProps:
		cur = formCursor(s.props)
	}
	if cur == nil || cur.Y >= at.h {
		return nil
	}
	cur.X, cur.Y = cur.X+at.x, cur.Y+at.y
	return cur
}

// click selects what was clicked.
func (s *rulesScreen) click(m tea.MouseClickMsg) (Action, tea.Cmd) {
	p := s.parts()
	switch {
	case m.Y == 1:
		return s.clickTab(m.X)
	case m.Y == 2 && s.tab == tabRules && p.tree.w > 0:
		return s.clickTool(m.X)
	case s.tab == tabRules && p.tree.has(m.X, m.Y):
		s.focusProps(false)
		s.tree.outline.ClickAt(m.Y-p.tree.y, m.X-p.tree.x)
		return s.selected(), nil
	case s.tab == tabRules && s.props != nil && p.props.has(m.X, m.Y):
		s.focusProps(true)
		return s.propsReact(s.props.Click(m.X-p.props.x, m.Y-p.props.y))
	case s.tab == tabConsole && p.log.has(m.X, m.Y):
		s.console.turn(true)
		s.console.view.ClickAt(m.Y - p.log.y)
	case s.tab == tabConsole && p.panel.has(m.X, m.Y):
		s.console.turn(false)
		return s.console.react(s.console.form.Click(m.X-p.panel.x, m.Y-p.panel.y))
	case s.tab == tabSettings && p.settings.has(m.X, m.Y):
		return s.settingsReact(s.settings.Click(m.X-p.settings.x, m.Y-p.settings.y))
	}
	return nil, nil
}

// clickTab turns to the tab at a column.
func (s *rulesScreen) clickTab(x int) (Action, tea.Cmd) {
	at := 2
	for i, label := range rulesTabs {
		w := s.d.Theme.Width(label) + 2
		if x >= at && x < at+w {
			return s.to(rulesTab(i))()
		}
		at += w + 1
	}
	return nil, nil
}

// clickTool presses the button of the toolbar at a column, as its key does.
func (s *rulesScreen) clickTool(x int) (Action, tea.Cmd) {
	at := 2
	for _, tool := range s.tools() {
		w := s.d.Theme.Width(tool.key + " " + tool.label)
		if x >= at && x < at+w {
			for _, b := range s.treeKeys() {
				if slices.Contains(b.Keys, tool.key) && (b.Off == nil || b.Off() == "") {
					s.focusProps(false)
					return b.Do()
				}
			}
		}
		at += w + toolGap
	}
	return nil, nil
}

// wheel scrolls what is shown. What is selected in the tree stays in sight.
func (s *rulesScreen) wheel(m tea.MouseWheelMsg) Action {
	by := wheelRows
	if m.Button == tea.MouseWheelUp {
		by = -by
	}
	p := s.parts()
	switch {
	case s.tab == tabSettings:
		s.settings.Wheel(by)
	case s.tab == tabConsole && p.panel.has(m.X, m.Y):
		s.console.form.Wheel(by)
	case s.tab == tabConsole:
		s.console.view.ScrollBy(by)
	case s.props != nil && p.props.has(m.X, m.Y):
		s.props.Wheel(by)
	default:
		s.tree.outline.ScrollBy(by)
		return s.selected()
	}
	return nil
}
