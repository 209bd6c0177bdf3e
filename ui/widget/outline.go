package widget

import (
	"slices"

	"charm.land/lipgloss/v2"
)

// OutlineRow is one row of a tree. Its texts are escaped; the tones are
// indices into the Tones of the outline.
type OutlineRow struct {
	ID    int // names it for as long as the tree is edited; unique in the tree
	Depth int // a row deeper than the one before it is its child
	Mark  string
	Text  string // after Mark; cut where it is too long
	Note  string // at the right edge, where there is room

	MarkTone, TextTone, NoteTone int
}

// Outline shows a tree of rows that fold:
//
//	▾ Rules tree
//	  ▾ Send (*) : Handshake
//	❯   ▸ Receive                 ran 3×
//
// Selection and folds stay with the rows' ids when the tree is set anew. The
// rest is the List that it draws its rows with, whose Draw, Skip and SetLen are
// the outline's own.
type Outline struct {
	List
	Tones []lipgloss.Style // of marks, texts and notes; those of a number above are plain

	rows   []OutlineRow
	shown  []int // indices into rows of those that no fold hides
	folded map[int]bool
}

const (
	outlineIndent = 2  // cells of a level
	outlineText   = 12 // cells of text that a note gives way to
	outlineGap    = 2  // cells before a note
)

// NewOutline returns an outline without rows.
func NewOutline() *Outline {
	o := &Outline{folded: map[int]bool{}}
	o.Draw, o.Steady = o.draw, true
	return o
}

// SetRows replaces the tree, given in the order in which it is shown. The
// outline keeps rows, which must not change. A selected row that is gone leaves
// the selection to what is in its place now; one that came under a fold is
// unfolded.
func (o *Outline) SetRows(rows []OutlineRow) {
	id, had := o.Selected()
	o.rows = rows
	old := o.folded
	o.folded = map[int]bool{}
	for i, r := range rows {
		if old[r.ID] && o.parent(i) {
			o.folded[r.ID] = true
		}
	}
	o.arrange()
	if had {
		o.Select(id)
	}
}

// arrange finds out anew which rows are shown.
func (o *Outline) arrange() {
	o.shown = o.shown[:0]
	for i := 0; i < len(o.rows); {
		o.shown = append(o.shown, i)
		r := o.rows[i]
		i++
		if !o.folded[r.ID] {
			continue
		}
		for i < len(o.rows) && o.rows[i].Depth > r.Depth {
			i++
		}
	}
	o.SetLen(len(o.shown))
}

// parent says whether row i has children.
func (o *Outline) parent(i int) bool {
	return i+1 < len(o.rows) && o.rows[i+1].Depth > o.rows[i].Depth
}

// above is the row that row i is a child of, -1 at the top.
func (o *Outline) above(i int) int {
	for up := i - 1; up >= 0; up-- {
		if o.rows[up].Depth < o.rows[i].Depth {
			return up
		}
	}
	return -1
}

// row is the index of the selected row, -1 when there is none.
func (o *Outline) row() int {
	if i := o.List.Selected(); i >= 0 {
		return o.shown[i]
	}
	return -1
}

// selectRow selects row i, or the one that it is folded into.
func (o *Outline) selectRow(i int) {
	at, found := slices.BinarySearch(o.shown, i)
	if !found {
		at--
	}
	o.List.Select(at)
}

// Selected is the id of the selected row; there is none in an empty tree.
func (o *Outline) Selected() (id int, ok bool) {
	if i := o.row(); i >= 0 {
		return o.rows[i].ID, true
	}
	return 0, false
}

// Select selects a row and unfolds what it is folded into. It says whether
// there is one with that id.
func (o *Outline) Select(id int) bool {
	i := slices.IndexFunc(o.rows, func(r OutlineRow) bool { return r.ID == id })
	if i < 0 {
		return false
	}
	n := len(o.folded)
	for up := o.above(i); up >= 0; up = o.above(up) {
		delete(o.folded, o.rows[up].ID)
	}
	if len(o.folded) < n {
		o.arrange()
	}
	o.selectRow(i)
	return true
}

// fold folds or unfolds row i, if it has children. A selection that was folded
// away goes to it.
func (o *Outline) fold(i int, on bool) {
	if i < 0 || !o.parent(i) {
		return
	}
	selected := o.row()
	delete(o.folded, o.rows[i].ID)
	if on {
		o.folded[o.rows[i].ID] = true
	}
	o.arrange()
	o.selectRow(selected)
}

// Fold hides what is under the selected row.
func (o *Outline) Fold() { o.fold(o.row(), true) }

// Unfold shows what is under the selected row.
func (o *Outline) Unfold() { o.fold(o.row(), false) }

// Toggle folds the selected row, or unfolds it.
func (o *Outline) Toggle() { o.toggle(o.row()) }

func (o *Outline) toggle(i int) {
	if i >= 0 {
		o.fold(i, !o.folded[o.rows[i].ID])
	}
}

// Collapse folds the selected row; where there is nothing to fold it selects
// the one above it in the tree.
func (o *Outline) Collapse() {
	i := o.row()
	switch {
	case i < 0:
	case o.parent(i) && !o.folded[o.rows[i].ID]:
		o.fold(i, true)
	case o.above(i) >= 0:
		o.selectRow(o.above(i))
	}
}

// Expand unfolds the selected row; where it is unfolded it selects its first
// child.
func (o *Outline) Expand() {
	i := o.row()
	switch {
	case i < 0 || !o.parent(i):
	case o.folded[o.rows[i].ID]:
		o.fold(i, false)
	default:
		o.selectRow(i + 1)
	}
}

// FoldAll folds every row that has children.
func (o *Outline) FoldAll() {
	selected := o.row()
	for i, r := range o.rows {
		if o.parent(i) {
			o.folded[r.ID] = true
		}
	}
	o.arrange()
	o.selectRow(selected)
}

// UnfoldAll shows every row.
func (o *Outline) UnfoldAll() {
	selected := o.row()
	clear(o.folded)
	o.arrange()
	o.selectRow(selected)
}

// ClickAt selects the row drawn in line y of the view, or folds or unfolds it
// where column x has its fold sign or the blank beside that. It says whether a
// row was selected.
func (o *Outline) ClickAt(y, x int) bool {
	i := o.At(y)
	if i < 0 {
		return false
	}
	r := o.shown[i]
	sign := 1 + len(o.indent(o.rows[r].Depth)) // after the list's own
	if o.parent(r) && (x == sign || x == sign+1) {
		o.toggle(r)
		return false
	}
	return o.List.ClickAt(y)
}
