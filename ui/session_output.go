package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// maxCopy is the longest message that is handed to the terminal's clipboard;
// more than this makes terminals hang or drop it.
const maxCopy = 1 << 20

// output is the pane with the task output of a running session or of a stored
// run: the log view, the lenses over it and the search in it.
type output struct {
	d             Deps
	owner         Screen       // gets the outcome of searches
	plain         model.Source // as the session's own code page reads it
	page          string       // the code page of the lens; "": the session's own
	rows          outputRows
	view          *widget.LogView
	rail          []int // widths of the view's columns
	width, height int

	asking bool // the search line is open
	input  line
	finder *finder // nil: no search
	quest  int     // number of the search under way
	busy   bool
	note   string // what became of the last search
}

// newOutput shows the records of source; peers adds the peer column, limit is
// the greatest number of clients, 0 when it is not known.
func newOutput(d Deps, owner Screen, source model.Source, names *peerNames, peers bool, limit int) *output {
	o := &output{d: d, owner: owner, plain: source, view: widget.NewLogView(),
		rows: outputRows{theme: d.Theme, source: source, names: names, peers: peers, limit: limit}}
	o.style()
	return o
}

// style takes up the theme, which may have been rebuilt.
func (o *output) style() {
	t := o.d.Theme
	o.view.ASCII, o.view.Measure = t.Signs.ASCII, t.Measure
	o.view.Styles = widget.LogStyles{Palette: outputPalette(t), Escaped: t.Escaped, Match: t.Match,
		Selection: t.Selection, Sign: t.Accent, Marker: t.Accent}
	o.rows.changed()
}

func (o *output) setSize(width, height int) {
	o.width, o.height = width, height
	o.arrange()
}

// arrange gives the view its columns and what the status line leaves of the
// pane.
func (o *output) arrange() {
	rail := []int{len(timeLayout)}
	if o.rows.peers {
		rail = append(rail, o.rows.names.width())
	}
	rail = append(rail, 1)
	text := o.width - 1
	for _, w := range rail {
		text -= w + 2
	}
	if text != o.rows.width {
		o.rows.width = text
		o.rows.changed()
	}
	height := o.height
	if o.status() != "" && height > 1 {
		height--
	}
	o.view.SetSize(o.width, height)
	if !slices.Equal(rail, o.rail) {
		o.rail = rail
		o.view.SetRail(rail...)
	}
}

// refresh takes up what the source has now.
func (o *output) refresh() {
	mixed := o.rows.names.mixed
	o.view.Refresh(o.source())
	if o.rows.names.mixed != mixed {
		o.rows.changed()
		o.arrange()
	}
}

// source is nil until there is a log, and never a nil pointer in an interface.
func (o *output) source() widget.Source {
	if o.rows.source == nil {
		return nil
	}
	return &o.rows
}

func (o *output) focus(on bool) { o.view.SetFocus(on) }

func (o *output) setLens(step int) {
	o.rows.lens = o.rows.lens.step(step)
	o.rows.changed()
	o.arrange()
	o.view.Refresh(o.source())
}

// show restricts the output to one peer; "" shows all.
func (o *output) show(peer string) {
	seq, ok := o.view.CursorSeq()
	following := o.view.Following()
	o.rows.filter.Peer = peer
	o.rows.changed()
	o.arrange()
	o.view.Refresh(o.source())
	if ok && !following {
		o.view.Show(seq)
	}
}

// record is the one under the cursor.
func (o *output) record() (model.Record, bool) {
	seq, ok := o.view.CursorSeq()
	if !ok {
		return model.Record{}, false
	}
	rs := o.rows.source.Forward(seq, 1, o.rows.filter)
	return append(rs, model.Record{})[0], len(rs) > 0
}

func (o *output) copy() (Action, tea.Cmd) {
	r, ok := o.record()
	switch {
	case !ok:
		return Notify{Text: "there is no message to copy"}, nil
	case r.Kind == model.KindEvent:
		return Copy{words.Event(r, o.rows.limit)}, nil
	case len(r.Data) > maxCopy:
		return Notify{Error: true, Text: fmt.Sprintf("%s is too long for the terminal's clipboard; it takes %s at most",
			words.Bytes(int64(len(r.Data))), words.Bytes(maxCopy))}, nil
	}
	return Copy{o.rows.lens.copied(r)}, nil
}

// status is the line below the output: the search, and what differs from the
// plain view. "" while there is nothing to say.
func (o *output) status() string {
	if o.asking {
		return "/"
	}
	var parts []string
	if o.finder != nil {
		parts = append(parts, strings.TrimSpace("/"+model.Escape(o.finder.pattern)+"  "+o.note))
	}
	if p := o.rows.filter.Peer; p != "" {
		parts = append(parts, "only "+model.Escape(p))
	}
	if o.rows.lens != lensText {
		parts = append(parts, o.rows.lens.String())
	}
	if o.page != "" {
		parts = append(parts, "read as "+o.page)
	}
	if o.view.Wrap() {
		parts = append(parts, "wrapped")
	}
	return strings.Join(parts, " "+o.d.Theme.Signs.Dot+" ")
}

// lines draws the pane: exactly width × height.
func (o *output) lines() string {
	view, t := o.view.View(), o.d.Theme
	status := o.status()
	switch {
	case status == "" || o.height <= 1:
		return view
	case o.asking:
		text, _ := o.input.view(t.Measure, o.width-2)
		return view + "\n" + t.Cut(t.Accent.Render(" /")+t.Text.Render(text), o.width, "")
	}
	return view + "\n" + t.Dim.Render(t.Fit(" "+status, o.width, t.Signs.Ellipsis))
}

// cursor is where the text cursor is in the pane, while the search is asked
// for.
func (o *output) cursor() *tea.Cursor {
	if !o.asking || o.height <= 1 {
		return nil
	}
	_, x := o.input.view(o.d.Theme.Measure, o.width-2)
	return tea.NewCursor(min(x+2, o.width-1), o.height-1)
}

// mouse scrolls with the wheel and puts the cursor on the clicked row.
func (o *output) mouse(msg tea.Msg, y int) {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		switch m.Button {
		case tea.MouseWheelUp:
			o.view.ScrollBy(-3)
		case tea.MouseWheelDown:
			o.view.ScrollBy(3)
		}
	case tea.MouseClickMsg:
		o.view.ClickAt(y)
	}
}
