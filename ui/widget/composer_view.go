package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// minCompose is the width of text below which target and info give way.
const minCompose = 20

// room is how the width is shared: the prompt with the target, the text, less
// a cell for the cursor at its end, and the info beside it; 0: it has a line of
// its own, or none.
func (c *Composer) room() (prompt, text, info int) {
	prompt = 2
	if t := c.Width(c.target); t > 0 && c.width-prompt-t-2 >= minCompose {
		prompt += t + 2
	}
	if prompt >= c.width {
		prompt = 0
	}
	if n := c.Width(c.note()); n > 0 {
		// In steps, so that the text is not wrapped anew with every byte.
		info = (n+3)/4*4 + 2
		if c.width-prompt-info < minCompose {
			info = 0
		}
	}
	return prompt, max(1, c.width-prompt-info-1), info
}

// note is what stands at the right end.
func (c *Composer) note() string {
	switch {
	case c.reason == "":
		return c.info
	case c.Empty(): // it stands in the text's place
		return ""
	}
	return c.reason
}

func (c *Composer) noteLine() bool {
	_, _, info := c.room()
	return info == 0 && c.note() != "" && c.maxHeight > 1
}

// Height is the number of lines that View draws now.
func (c *Composer) Height() int {
	if c.noteLine() {
		return c.rows() + 1
	}
	return c.rows()
}

// Cursor is where the terminal's cursor belongs within the view; nil without
// focus.
func (c *Composer) Cursor() *tea.Cursor {
	if !c.focused || c.width == 0 {
		return nil
	}
	x, y := c.place()
	prompt, _, _ := c.room()
	return tea.NewCursor(min(prompt+x, c.width-1), y)
}

// ClickAt puts the cursor where the view has column x of line y.
func (c *Composer) ClickAt(x, y int) {
	prompt, _, _ := c.room()
	c.click(x-prompt, y)
	c.settle()
}

// View draws it, Height lines high.
func (c *Composer) View() string {
	if c.width == 0 {
		return blankView(0, c.Height())
	}
	prompt, width, info := c.room()
	rows := c.rows()
	lines := make([]string, 0, rows+1)
	for d, ok := c.top, true; ok && len(lines) < rows; d, ok = c.step(d, false) {
		line := c.head(prompt, d == drawn{}) + c.Fit(c.body(d), width+1, "")
		if info > 0 && len(lines) == 0 {
			line = c.Fit(line, c.width-c.Width(c.note()), "") + c.drawNote(info)
		}
		lines = append(lines, c.Fit(line, c.width, ""))
	}
	if c.noteLine() {
		note := c.drawNote(c.width)
		lines = append(lines, c.Fit(blank(c.width-c.Width(note))+note, c.width, ""))
	}
	return strings.Join(lines, "\n")
}

// head is the prompt with the target, or their room.
func (c *Composer) head(width int, first bool) string {
	if !first || width == 0 {
		return blank(width)
	}
	sign := "❯ "
	if c.ASCII {
		sign = "> "
	}
	out := c.Styles.Prompt.Render(sign)
	if width > 2 {
		out += c.target
	}
	return c.Fit(out, width, "")
}

func (c *Composer) drawNote(width int) string {
	s := c.Styles.Info
	if c.reason != "" {
		s = c.Styles.Reason
	}
	return s.Render(c.Cut(c.note(), width, ellipsis(c.ASCII)))
}

// body is one drawn line of the text, or what stands in its place.
func (c *Composer) body(d drawn) string {
	switch {
	case !c.Empty():
		return c.draw(d, c.Styles.Text, c.Styles.Escaped)
	case c.reason != "":
		return c.Styles.Reason.Render(c.Cut(c.reason, c.cols, ellipsis(c.ASCII)))
	}
	return c.Styles.Placeholder.Render(c.Cut(c.Placeholder, c.cols, ellipsis(c.ASCII)))
}
