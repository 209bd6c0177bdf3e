package widget

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// Tab is one tab of a TabBar. All but the first are numbered, from 1.
type Tab struct {
	Label     string // escaped
	Sign      string // the state, in one character; "": none
	SignStyle lipgloss.Style
	Count     int64 // not yet seen; 0: not shown
}

// TabStyles are the styles of a TabBar.
type TabStyles struct{ Active, Inactive, Brand, Separator lipgloss.Style }

// TabBar is one line with a tab for each thing that is open:
//
//	tcpdeck  Connections │ 1 ● Payments gateway │ 2 ◎ Hub  12
//
// When it is too narrow the labels are cut, then the brand goes, then the tabs
// that are farthest from the active one.
type TabBar struct {
	Measure   Measure
	Width     int
	Active    int
	Brand     string
	Tabs      []Tab
	Ellipsis  string // "": …
	Separator string // "": │, or | when Ellipsis is ASCII
	Styles    TabStyles
}

const (
	minLabel  = 8 // cells to which a label is cut before tabs are left out
	brandRoom = 3 // the space before the brand and the two after it
	tabGap    = 3 // " │ "
)

// placed is where a tab is drawn, and how wide its label may be.
type placed struct{ tab, x, w, label int }

// tabPlan is what fits.
type tabPlan struct {
	brand       bool
	left, right bool // tabs were left out on that side
	tabs        []placed
}

func (b TabBar) ellipsis() string {
	if b.Ellipsis == "" {
		return "…"
	}
	return b.Ellipsis
}

func (b TabBar) separator() string {
	switch {
	case b.Separator != "":
		return b.Separator
	case b.ellipsis()[0] < 0x80:
		return "|"
	}
	return "│"
}

// around is what stands around the label of tab i.
func (b TabBar) around(i int) (number, sign, count string) {
	t := b.Tabs[i]
	if i > 0 {
		number = strconv.Itoa(i) + " "
	}
	if t.Sign != "" {
		sign = t.Sign + " "
	}
	if t.Count > 0 {
		count = "  " + Count(t.Count)
	}
	return number, sign, count
}

// tabWidths are the widths of the tabs: of their labels, and of what stands
// around them.
type tabWidths struct {
	label, extra []int
	more         int // of the sign for tabs left out
}

func (b TabBar) widths() tabWidths {
	w := tabWidths{more: b.Measure.Width(b.ellipsis()) + 1}
	for i, t := range b.Tabs {
		number, sign, count := b.around(i)
		w.label = append(w.label, b.Measure.Width(t.Label))
		w.extra = append(w.extra, len(number)+b.Measure.Width(sign)+len(count))
	}
	return w
}

// tab is the width of tab i with its label cut to at most label cells.
func (w tabWidths) tab(i, label int) int { return w.extra[i] + min(label, w.label[i]) }

// tabs is the width of the tabs [from, to), with the space before them and the
// signs for tabs left out.
func (w tabWidths) tabs(from, to, label int) int {
	sum := 1 + tabGap*(to-from-1)
	for i := from; i < to; i++ {
		sum += w.tab(i, label)
	}
	if from > 0 {
		sum += w.more
	}
	if to < len(w.label) {
		sum += w.more
	}
	return sum
}

// widestLabel is the greatest width of labels, from minLabel on, at which all
// tabs fit into room.
func (w tabWidths) widestLabel(room int) (int, bool) {
	n := len(w.label)
	for label := slices.Max(w.label); ; {
		over := w.tabs(0, n, label) - room
		if over <= 0 {
			return label, true
		}
		if label <= minLabel {
			return label, false
		}
		label = max(minLabel, label-max(1, over/n))
	}
}

func (b TabBar) plan() tabPlan {
	n := len(b.Tabs)
	if n == 0 {
		return tabPlan{brand: true}
	}
	w := b.widths()
	brand := b.Measure.Width(b.Brand) + brandRoom - 1
	if label, ok := w.widestLabel(b.Width - brand); ok && b.Brand != "" {
		return b.place(w, tabPlan{brand: true}, 0, n, label)
	}
	if label, ok := w.widestLabel(b.Width); ok {
		return b.place(w, tabPlan{}, 0, n, label)
	}
	from := min(max(0, b.Active), n-1)
	to := from + 1
	for grown := true; grown; {
		grown = false
		if to < n && w.tabs(from, to+1, minLabel) <= b.Width {
			to, grown = to+1, true
		}
		if from > 0 && w.tabs(from-1, to, minLabel) <= b.Width {
			from, grown = from-1, true
		}
	}
	label := minLabel
	if over := w.tabs(from, to, label) - b.Width; over > 0 {
		label = max(1, label-over)
	}
	return b.place(w, tabPlan{}, from, to, label)
}

// place says where the tabs [from, to) stand.
func (b TabBar) place(w tabWidths, p tabPlan, from, to, label int) tabPlan {
	x := 1
	if p.brand {
		x = b.Measure.Width(b.Brand) + brandRoom
	}
	p.left, p.right = from > 0, to < len(b.Tabs)
	if p.left {
		x += w.more
	}
	for i := from; i < to; i++ {
		p.tabs = append(p.tabs, placed{tab: i, x: x, w: w.tab(i, label), label: label})
		x += w.tab(i, label) + tabGap
	}
	return p
}

// Hit returns the tab that is drawn at column x, or -1.
func (b TabBar) Hit(x int) int {
	for _, p := range b.plan().tabs {
		if x >= p.x && x < p.x+p.w && x < b.Width {
			return p.tab
		}
	}
	return -1
}

// View draws the line.
func (b TabBar) View() string {
	p := b.plan()
	var out strings.Builder
	out.WriteByte(' ')
	if p.brand && b.Brand != "" {
		out.WriteString(b.Styles.Brand.Render(b.Brand) + "  ")
	}
	if p.left {
		out.WriteString(b.Styles.Inactive.Render(b.ellipsis()) + " ")
	}
	for i, t := range p.tabs {
		if i > 0 {
			out.WriteString(" " + b.Styles.Separator.Render(b.separator()) + " ")
		}
		out.WriteString(b.drawTab(t))
	}
	if p.right {
		out.WriteString(" " + b.Styles.Inactive.Render(b.ellipsis()))
	}
	return b.Measure.Fit(out.String(), b.Width, "")
}

func (b TabBar) drawTab(p placed) string {
	t, style := b.Tabs[p.tab], b.Styles.Inactive
	if p.tab == b.Active {
		style = b.Styles.Active
	}
	number, sign, count := b.around(p.tab)
	out := style.Render(number)
	if sign != "" {
		out += t.SignStyle.Render(t.Sign) + " "
	}
	label := b.Measure.Fit(t.Label, min(p.label, b.Measure.Width(t.Label)), b.ellipsis())
	return out + style.Render(label+count)
}
