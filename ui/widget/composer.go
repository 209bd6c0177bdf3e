package widget

import (
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
	*textEdit
	Styles      ComposerStyles
	Placeholder string // shown while empty

	width     int
	maxHeight int
	focused   bool
	target    string
	info      string
	reason    string

	history []string
	at      int            // the entry shown; len(history): the draft
	edited  map[int]string // entries as they were left while going through them
}

// NewComposer returns an empty composer. escape makes text safe to draw; what
// it leaves as it is, is drawn as it is.
func NewComposer(escape func(string) string) *Composer {
	return &Composer{textEdit: newTextEdit(escape), maxHeight: 1}
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

// SetValue replaces the text; the cursor goes to its end.
func (c *Composer) SetValue(s string) {
	c.leaveHistory()
	c.show(s)
}

func (c *Composer) show(s string) {
	c.set(breaks.Replace(s))
	c.settle()
}

// Insert puts text before the cursor, as a paste does: its line breaks, CR,
// LF or CRLF, become LF.
func (c *Composer) Insert(s string) {
	c.insert(s)
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

// key edits; what up and down have no line for goes through the history.
func (c *Composer) key(msg tea.KeyPressMsg) bool {
	if c.textEdit.key(msg) {
		c.settle()
		return true
	}
	switch msg.String() {
	case "up":
		return c.browse(-1)
	case "down":
		return c.browse(1)
	}
	return false
}

// settle gives the text its room, which may have changed with it, and scrolls.
func (c *Composer) settle() {
	_, c.cols, _ = c.room()
	c.most = c.maxHeight
	if c.noteLine() {
		c.most--
	}
	c.textEdit.settle()
}
