package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// ComposerStyles are the styles of a Composer.
type ComposerStyles struct {
	Prompt, Text, Escaped, Placeholder, Info, Reason lipgloss.Style
}

// Composer edits a message of one or more lines:
//
//	❯ to all ▾  ping                                4 bytes, no line ending
//
// It keeps every byte that is typed or pasted and shows it escaped. That is
// why it is not the textarea of bubbles v2.1.1, which makes four spaces of a
// tab, drops control characters, writes bidi controls to the terminal as they
// are, and draws all of its text on each key (0.2 s for a paste of 10,000
// lines, where this one draws its window).
type Composer struct {
	Measure
	Styles      ComposerStyles
	ASCII       bool
	Placeholder string // shown while empty

	text      text
	escape    func(string) string
	width     int
	maxHeight int
	focused   bool
	target    string
	info      string
	reason    string

	goal int // the column that moving up and down keeps to, -1: none
	top  drawn
	memo memo

	history []string
	at      int            // the entry shown; len(history): the draft
	edited  map[int]string // entries as they were left while going through them
}

// NewComposer returns an empty composer. escape makes text safe to draw; what
// it leaves as it is, is drawn as it is.
func NewComposer(escape func(string) string) *Composer {
	c := &Composer{escape: escape, maxHeight: 1, goal: -1, text: text{lines: []string{""}}}
	c.text.pieces = c.pieces
	return c
}

// SetWidth sets the width in cells.
func (c *Composer) SetWidth(w int) {
	c.width = max(0, w)
	c.settle()
}

// SetMaxHeight sets the lines that it may grow to, at least one.
func (c *Composer) SetMaxHeight(n int) {
	c.maxHeight = max(1, n)
	c.settle()
}

// SetTarget sets the label before the text ("to all ▾"); it may hold styles.
func (c *Composer) SetTarget(label string) {
	c.target = label
	c.settle()
}

// SetInfo sets what stands at the right end ("9 bytes, no line ending").
func (c *Composer) SetInfo(info string) {
	c.info = info
	c.settle()
}

// SetReason says why nothing can be sent; it takes the place of placeholder and
// info. Text can be edited all the same, so that none is lost.
func (c *Composer) SetReason(reason string) {
	c.reason = reason
	c.settle()
}

// Focus and Blur say whether it takes keys and has the terminal's cursor.
func (c *Composer) Focus()        { c.focused = true }
func (c *Composer) Blur()         { c.focused = false }
func (c *Composer) Focused() bool { return c.focused }

// Value is the text; its line breaks are LF.
func (c *Composer) Value() string { return c.text.value() }

// Empty says whether there is no text.
func (c *Composer) Empty() bool { return len(c.text.lines) == 1 && c.text.lines[0] == "" }

// SetValue replaces the text; the cursor goes to its end.
func (c *Composer) SetValue(s string) {
	c.leaveHistory()
	c.show(s)
}

func (c *Composer) show(s string) {
	c.text.set(breaks.Replace(s))
	c.goal, c.top = -1, drawn{}
	c.settle()
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Insert puts text before the cursor, as a paste does: its line breaks, CR,
// LF or CRLF, become LF.
func (c *Composer) Insert(s string) {
	c.text.insert(breaks.Replace(s))
	c.goal = -1
	c.settle()
}

// SetHistory sets the earlier messages, oldest first.
func (c *Composer) SetHistory(messages []string) {
	c.history = append([]string(nil), messages...)
	c.leaveHistory()
}

// Remember adds a sent message to the history, unless it is the last one.
func (c *Composer) Remember(message string) {
	if n := len(c.history); message != "" && (n == 0 || c.history[n-1] != message) {
		c.history = append(c.history, message)
	}
	c.leaveHistory()
}

func (c *Composer) leaveHistory() { c.at, c.edited = len(c.history), nil }

// browse shows the history's entry d steps on; the draft and edited entries
// are kept until something is sent or set.
func (c *Composer) browse(d int) bool {
	to := c.at + d
	if to < 0 || to > len(c.history) {
		return false
	}
	if c.edited == nil {
		c.edited = map[int]string{}
	}
	c.edited[c.at] = c.Value()
	c.at = to
	s, ok := c.edited[to]
	if !ok && to < len(c.history) {
		s = c.history[to]
	}
	c.show(s)
	return true
}

// Update handles a key or a paste, and says whether it was one of its own.
func (c *Composer) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		c.Insert(msg.Content)
		return true
	case tea.KeyPressMsg:
		return c.key(msg)
	}
	return false
}

func (c *Composer) key(msg tea.KeyPressMsg) bool {
	k := msg.String()
	if k == "up" || k == "down" {
		return c.vertical(k == "up")
	}
	c.goal = -1
	if move, ok := motions[k]; ok {
		c.text.cursor = move(&c.text)
	} else if to, ok := cuts[k]; ok {
		c.text.cut(to(&c.text))
	} else if k == "alt+enter" || k == "ctrl+j" || k == "shift+enter" {
		c.text.insert("\n")
	} else if msg.Text != "" {
		c.text.insert(msg.Text)
	} else {
		return false
	}
	c.settle()
	return true
}

// vertical moves by a drawn line, and from the first and the last one through
// the history.
func (c *Composer) vertical(up bool) bool {
	at, x := c.drawnCursor()
	if c.goal < 0 {
		c.goal = x
	}
	to, ok := c.step(at, up)
	if !ok {
		if up {
			return c.browse(-1)
		}
		return c.browse(1)
	}
	c.text.cursor = spot{to.line, c.layout(c.text.lines[to.line])[to.part].near(c.goal)}
	c.settle()
	return true
}
