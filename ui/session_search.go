package ui

import (
	"fmt"

	"tcpdeck/ui/words"

	tea "charm.land/bubbletea/v2"
)

// ask opens the search line.
func (o *output) ask() {
	o.asking, o.input = true, newLine("")
	o.arrange()
}

// endAsk closes the search line without a search.
func (o *output) endAsk() {
	o.asking = false
	o.arrange()
}

// clearSearch ends a search, also one under way; false: there was none.
func (o *output) clearSearch() bool {
	if o.finder == nil {
		return false
	}
	o.quest++
	o.finder, o.busy, o.note, o.view.Match = nil, false, "", nil
	o.arrange()
	return true
}

// search takes the text of the search line and looks for it from the cursor
// row on; no text clears the search.
func (o *output) search() (Action, tea.Cmd) {
	o.asking = false
	text := o.input.value()
	if text == "" {
		o.clearSearch()
		o.arrange()
		return nil, nil
	}
	o.finder = newFinder(text)
	o.view.Match = o.finder.ranges
	return o.look(false, 0)
}

// again goes to the next or the previous match.
func (o *output) again(back bool) (Action, tea.Cmd) {
	if o.finder == nil {
		return Notify{Text: "nothing is searched for; / searches"}, nil
	}
	skip := int64(1)
	if back {
		skip = 0
	}
	return o.look(back, skip)
}

// look starts a search at the cursor row, or after it.
func (o *output) look(back bool, skip int64) (Action, tea.Cmd) {
	seq, ok := o.view.CursorSeq()
	if !ok {
		o.note = "not found"
		o.arrange()
		return nil, nil
	}
	q := newQuest(o.rows.source, seq+skip, back)
	q.finder, q.filter = o.finder, o.rows.filter
	q.sight = sight{lens: o.rows.lens, width: o.rows.width, limit: o.rows.limit}
	o.quest++
	o.busy, o.note = true, ""
	o.arrange()
	return nil, o.step(q)
}

// step makes the command of the next part of a search.
func (o *output) step(q quest) tea.Cmd {
	n := o.quest
	return reply(o.owner, func() tea.Msg {
		outcome := q.step(n)
		return deed(func() (Action, tea.Cmd) { return nil, o.found(outcome) })
	})
}

// found takes up the outcome of a part of a search.
func (o *output) found(m questStep) tea.Cmd {
	if m.n != o.quest || o.finder == nil {
		return nil
	}
	defer o.arrange()
	if !m.found && len(m.rest.rest) > 0 {
		o.note = fmt.Sprintf("searching, %s to go", words.Counted(m.rest.left(), "row"))
		return o.step(m.rest)
	}
	o.busy, o.note = false, ""
	switch {
	case !m.found:
		o.note = "not found"
	case len(m.rest.rest) == 1 && m.rest.back:
		o.note = "went on at the end"
	case len(m.rest.rest) == 1:
		o.note = "went on at the top"
	}
	if m.found {
		o.view.Show(m.seq)
	}
	return nil
}
