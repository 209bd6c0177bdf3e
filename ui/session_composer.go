package ui

import (
	"fmt"
	"slices"
	"strings"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// history is the messages sent with a profile, oldest first, shared by its
// sessions.
type history struct{ sent []string }

// What a history holds at most.
const (
	historyEntries = 200
	historyBytes   = 64 << 10 // of one message
)

func (h *history) add(message string) {
	if message == "" || len(message) > historyBytes {
		return
	}
	h.sent = slices.DeleteFunc(h.sent, func(s string) bool { return s == message })
	h.sent = append(h.sent, message)
	h.sent = h.sent[max(0, len(h.sent)-historyEntries):]
}

// A paste beyond these asks first.
const (
	pasteLines = 1000
	pasteBytes = 64 << 10
	// pasteMost is refused: one long line is laid out anew at each key, and
	// costs some 300 bytes of memory each.
	pasteMost = 1 << 20
)

// composer is the message being written, and what will become of it.
type composer struct {
	d       Deps
	edit    *widget.Composer
	history *history
	profile model.Profile
	ending  model.Ending
	armed   bool // protected: the next enter sends

	counted  string // the message of which the size is known, with its ending
	bytes    int
	countErr error
}

func newComposer(d Deps, h *history, p model.Profile) *composer {
	c := &composer{d: d, edit: widget.NewComposer(model.Escape), history: h, profile: p, ending: p.Framing.Send}
	c.edit.Placeholder = "write a message"
	c.edit.SetHistory(h.sent)
	c.style()
	return c
}

// style takes up the theme, which may have been rebuilt.
func (c *composer) style() {
	t := c.d.Theme
	c.edit.ASCII, c.edit.Measure = t.Signs.ASCII, t.Measure
	c.edit.Styles = widget.ComposerStyles{Prompt: t.Dim, Text: t.Text, Escaped: t.Escaped, Placeholder: t.Dim,
		Info: t.Dim, Reason: t.Warning}
	c.focus(c.edit.Focused())
}

func (c *composer) focus(on bool) {
	c.armed = false
	if on {
		c.edit.Focus()
		c.edit.Styles.Prompt = c.d.Theme.Accent
		return
	}
	c.edit.Blur()
	c.edit.Styles.Prompt = c.d.Theme.Dim
}

// cycle changes the line ending of what is sent.
func (c *composer) cycle() { c.ending = c.ending.Next() }

// message is the text to send: its breaks are LF, or CRLF with that ending.
func (c *composer) message() string {
	text := c.edit.Value()
	if c.ending == model.CRLF {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// describe says in the composer to whom it sends, what, and why it cannot.
// to is "" for a client; state is why nothing can be sent now.
func (c *composer) describe(to, state string) {
	t := c.d.Theme
	label := ""
	if c.profile.Protected {
		label = t.Protected.Render(" PROTECTED ")
	}
	if to != "" {
		label = strings.TrimSpace(label + " " + t.Accent.Render(to))
	}
	c.edit.SetTarget(label)
	bytes, err := c.size()
	c.edit.SetInfo(words.Counted(int64(bytes), "byte") + ", " + c.ending.Words())
	switch {
	case c.armed:
		c.edit.SetReason("enter again sends to " + model.Escape(c.profile.Name))
	case err != nil && !c.edit.Empty():
		c.edit.SetReason(model.Escape(err.Error()))
	default:
		c.edit.SetReason(state)
	}
}

// size is how many bytes the message will be, ending included. Refreshes do
// not encode a long one anew.
func (c *composer) size() (int, error) {
	if m := c.message() + c.ending.Delimiter(); m != c.counted || m == "" {
		bytes, err := c.d.CodePages.Encode(c.profile.CodePage, m)
		c.counted, c.bytes, c.countErr = m, len(bytes), err
	}
	return c.bytes, c.countErr
}

// send hands the message to the session. On a protected profile the first
// call only arms.
func (c *composer) send(id model.SessionID, to []string) Action {
	if c.edit.Empty() && c.ending == model.Raw {
		return Notify{Text: "there is nothing to send: the message is empty and has no line ending"}
	}
	// What cannot be sent is refused at once, not after a second enter.
	if _, err := c.size(); c.profile.Protected && !c.armed && err == nil {
		c.armed = true
		return nil
	}
	c.armed = false
	out := model.Outgoing{Text: c.message(), To: to}
	if c.ending != c.profile.Framing.Send {
		out.Ending = c.ending
	}
	if err := c.d.Sessions.Send(id, out); err != nil {
		return Notify{Text: "not sent: " + err.Error(), Error: true}
	}
	text := c.edit.Value()
	c.history.add(text)
	c.edit.Remember(text)
	c.edit.SetValue("")
	return nil
}

// paste inserts text, or returns the question to ask first.
func (c *composer) paste(s Screen, text string) Action {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if len(text) > pasteMost {
		return Notify{Error: true, Text: fmt.Sprintf("a paste of %s is too long for the composer, which takes %s; a file is sent by: tcpdeck connect %s --raw < FILE",
			words.Bytes(int64(len(text))), words.Bytes(pasteMost), shellWord(c.profile.Name))}
	}
	lines := 1 + strings.Count(strings.TrimSuffix(text, "\n"), "\n")
	insert := func() { c.edit.Insert(text) }
	if !c.profile.Protected && lines <= pasteLines && len(text) <= pasteBytes {
		insert()
		return nil
	}
	words := fmt.Sprintf("%s, %s will be put into the message to %s. Nothing is sent before enter.",
		words.Counted(int64(lines), "line"), words.Bytes(int64(len(text))), c.profile.Name)
	if c.profile.Protected {
		words = c.profile.Name + " is protected.\n" + words
	}
	return Ask{newConfirm("Paste into the message", words, "Paste", later(s, call(insert)))}
}
