package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// choiceButton is one answer of a choice.
type choiceButton struct {
	Label string
	Then  Action
}

// choice is a dialog that asks a question. The focus starts on Cancel, which
// is always the first button, and esc is Cancel.
type choice struct {
	theme   *theme.Theme // given by the App when it opens the dialog
	title   string
	text    string
	buttons []choiceButton
	focus   int
	top     int // first line of the text that is shown
	width   int
	height  int
	quit    bool // the question about quitting
}

// newMessage says what is too long for the footer.
func newMessage(title, text string) *choice {
	return &choice{title: title, text: text, buttons: []choiceButton{{Label: "Close"}}}
}

// newConfirm asks whether to do one thing.
func newConfirm(title, text, button string, then Action) *choice {
	return newChoice(title, text, []choiceButton{{button, then}})
}

// newChoice asks which of several things to do; Cancel is added.
func newChoice(title, text string, buttons []choiceButton) *choice {
	return &choice{title: title, text: text, buttons: append([]choiceButton{{Label: "Cancel"}}, buttons...)}
}

func (c *choice) Title() string             { return c.title }
func (c *choice) SetSize(width, height int) { c.width, c.height = width, height }

func (c *choice) Bindings() []Binding {
	if len(c.buttons) == 1 {
		return []Binding{{Keys: []string{"enter", "esc", "space", "q"}, Help: "close", Long: "close", Do: act(CloseDialog{})}}
	}
	return []Binding{
		{Keys: []string{"enter", "space"}, Help: "choose", Long: "choose the button with the focus", Do: c.choose},
		{Keys: []string{"tab", "right", "down", "l", "j"}, Key: "tab", Help: "next", Long: "next button", Do: call(func() { c.move(1) })},
		{Keys: []string{"shift+tab", "left", "up", "h", "k"}, Key: "shift+tab", Long: "previous button", Do: call(func() { c.move(-1) })},
		{Keys: []string{"esc", "n"}, Key: "esc", Help: "cancel", Long: "cancel", Do: act(CloseDialog{})},
		{Keys: []string{"pgdown"}, Long: "page down in a long text", Do: call(func() { c.scroll(1) })},
		{Keys: []string{"pgup"}, Long: "page up in a long text", Do: call(func() { c.scroll(-1) })},
	}
}

// scroll turns the pages of a text that is longer than its room.
func (c *choice) scroll(by int) {
	c.top = max(0, min(c.top+by*c.room(), len(c.lines())-c.room()))
}

// room is how many lines of the text are shown at a time.
func (c *choice) room() int { return max(1, c.height-4) }

func (c *choice) inner() int { return min(64, c.width-6) }

func (c *choice) lines() []string {
	var lines []string
	for _, paragraph := range strings.Split(c.text, "\n") {
		lines = append(lines, wrapWords(model.Escape(paragraph), c.inner())...)
	}
	return lines
}

func (c *choice) move(d int) { c.focus = (c.focus + d + len(c.buttons)) % len(c.buttons) }

func (c *choice) choose() (Action, tea.Cmd) { return CloseDialog{Then: c.buttons[c.focus].Then}, nil }

func (c *choice) Update(msg tea.Msg) (Action, tea.Cmd) {
	click, ok := msg.(tea.MouseClickMsg)
	if !ok {
		return nil, nil
	}
	lines := strings.Split(ansi.Strip(c.View()), "\n")
	if click.Y != len(lines)-2 {
		return nil, nil
	}
	x := ansi.StringWidth(lines[click.Y][:max(0, strings.Index(lines[click.Y], "["))])
	for i, b := range c.buttons {
		w := ansi.StringWidth(b.Label) + 4
		if click.X >= x && click.X < x+w {
			c.focus = i
			return c.choose()
		}
		x += w + 2
	}
	return nil, nil
}

func (c *choice) View() string {
	t := c.theme
	all := c.lines()
	top := max(0, min(c.top, len(all)-c.room()))
	shown, below := all[top:min(len(all), top+c.room())], ""
	lines := make([]string, 0, len(shown)+2)
	for _, l := range shown {
		lines = append(lines, t.Text.Render(l))
	}
	if n := len(all) - top - len(shown); n > 0 {
		below = fmt.Sprintf("%s %s; pgdown", t.Signs.Down, words.Counted(int64(n), "more line"))
	} else if top > 0 {
		below = t.Signs.Up + " more; pgup"
	}
	lines = append(lines, t.Accent.Render(below), c.row())
	return dialogBox(t, c.title, lines, c.inner())
}

func (c *choice) row() string {
	var parts []string
	for i, b := range c.buttons {
		style, left, right := c.theme.Text, "[ ", " ]"
		if i == c.focus {
			style, left = c.theme.FieldFocused.Bold(true), "["+c.theme.Signs.Cursor
		}
		parts = append(parts, style.Render(left+b.Label+right))
	}
	return strings.Join(parts, "  ")
}

// dialogBox frames styled lines of at most width cells.
func dialogBox(t *theme.Theme, title string, lines []string, width int) string {
	frame := widget.Frame{Measure: t.Measure, Title: t.Title.Render(model.Escape(title)), Border: t.Signs.Border, BorderStyle: t.BorderFocused, Ellipsis: t.Signs.Ellipsis}
	for i, l := range lines {
		lines[i] = " " + l
	}
	return frame.View(width+4, len(lines)+2, strings.Join(lines, "\n"))
}
