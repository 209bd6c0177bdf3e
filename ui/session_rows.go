package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
	"tcpdeck/ui/words"
)

// Indices of the palette of the output; the peers' colours come after them.
const (
	inkMessage = iota
	inkTime
	inkSent
	inkReceived
	inkEvent
	inkBad
	inkPeers
)

func outputPalette(t *theme.Theme) []lipgloss.Style {
	return append([]lipgloss.Style{t.Text, t.Dim, t.Sent, t.Received, t.Event, t.Error}, t.Peers...)
}

// timeLayout is the eye's rail of the output, in local time.
const timeLayout = "15:04:05.000"

// cacheLines bounds the lines of text that outputRows keeps.
const cacheLines = 24 << 10

// outputRows makes the rows of the output from the records of a source, as
// few as are asked for, and keeps the latest ones.
type outputRows struct {
	theme  *theme.Theme
	source model.Source
	filter model.Filter
	lens   lens
	width  int // of the text
	peers  bool
	limit  int // greatest number of clients, 0: not known
	names  *peerNames

	cache map[int64]widget.Row
	lines int // in cache

	// counted rows chosen by the filter are in [from, to).
	from, to, count int64
}

// changed forgets what was made, after another lens, width or filter was
// chosen.
func (o *outputRows) changed() {
	o.cache, o.lines = nil, 0
	o.from, o.to, o.count = 0, 0, 0
}

func (o *outputRows) Bounds() (first, end int64) {
	if o.source == nil {
		return 0, 0
	}
	return o.source.Bounds()
}

func (o *outputRows) Forward(from int64, n int) []widget.Row {
	return o.rows(o.source.Forward(from, n, o.filter))
}

func (o *outputRows) Backward(to int64, n int) []widget.Row {
	return o.rows(o.source.Backward(to, n, o.filter))
}

// Count implements widget.Counter: with a filter only what is new since the
// last call is counted.
func (o *outputRows) Count(from, to int64) int64 {
	if o.filter.Peer == "" {
		return to - from
	}
	if from != o.from || to < o.to {
		o.from, o.to, o.count = from, from, 0
	}
	for o.to < to {
		rs := o.source.Forward(o.to, 256, o.filter)
		if len(rs) == 0 {
			break
		}
		for _, r := range rs {
			if r.Seq < to {
				o.count++
			}
		}
		o.to = rs[len(rs)-1].Seq + 1
	}
	o.to = to
	return o.count
}

func (o *outputRows) rows(records []model.Record) []widget.Row {
	out := make([]widget.Row, len(records))
	for i, r := range records {
		row, ok := o.cache[r.Seq]
		if !ok {
			row = o.row(r)
			o.keep(row)
		}
		out[i] = row
	}
	return out
}

func (o *outputRows) keep(row widget.Row) {
	if o.cache == nil || o.lines > cacheLines {
		o.cache, o.lines = map[int64]widget.Row{}, 0
	}
	o.cache[row.Seq] = row
	o.lines += len(row.Lines)
}

func (o *outputRows) row(r model.Record) widget.Row {
	row := widget.Row{Seq: r.Seq, Rail: []widget.Cell{{Text: r.Time.Local().Format(timeLayout), Style: inkTime}}}
	if o.peers {
		row.Rail = append(row.Rail, o.peerCell(r.Peer))
	}
	s := o.theme.Signs
	var sign widget.Cell
	switch r.Kind {
	case model.KindSent:
		sign = widget.Cell{Text: s.Sent, Style: inkSent}
		row.Lines = o.message(r)
	case model.KindReceived:
		sign = widget.Cell{Text: s.Received, Style: inkReceived}
		row.Lines = o.message(r)
	default:
		row.Style = inkEvent
		if !r.Event.Reason.Clean() || r.Event.Rules != nil && r.Event.Rules.Outcome == model.Failure {
			row.Style = inkBad
		}
		sign = widget.Cell{Text: s.Event, Style: row.Style}
		row.Lines = [][]widget.Span{{{Text: words.Event(r, o.limit)}}}
	}
	row.Rail = append(row.Rail, sign)
	return row
}

func (o *outputRows) peerCell(peer string) widget.Cell {
	if peer == "" {
		return widget.Cell{}
	}
	o.names.see(peer)
	style := inkPeers
	if n := len(o.theme.Peers); n > 0 {
		style += o.names.colour(peer, n)
	}
	return widget.Cell{Text: o.names.short(peer), Style: style}
}

// message is the text of r, and in a dim style what was done to it.
func (o *outputRows) message(r model.Record) [][]widget.Span {
	lines, more := o.lens.lines(r, o.width)
	if len(lines) == 0 {
		lines = [][]widget.Span{nil}
	}
	if more > 0 {
		note := o.theme.Signs.Ellipsis + " " + words.Bytes(int64(more)) + " more"
		if len(r.Data) <= maxCopy {
			note += "; y copies the whole message"
		}
		lines = append(lines, []widget.Span{{Text: note, Escaped: true}})
	}
	marks := words.Marks(r)
	if len(marks) > 0 {
		last := len(lines) - 1
		mark := widget.Span{Text: " " + strings.Join(marks, " "), Escaped: true}
		lines[last] = append(lines[last][:len(lines[last]):len(lines[last])], mark)
	}
	return lines
}
