package widget

import tea "charm.land/bubbletea/v2"

// Form is a set of fields on tabs, with one focus that walks over all of
// them. It has no wish of its own: the caller reads its values and decides.
type Form struct {
	title, badge, header string
	tabs                 []FormTab
	pages                []*formPage
	ring                 []*formField // every field in the order of the walk
	footer               []*formField
	style                FormStyle
	escape               func(string) string
	measure              Measure
	width, height        int
	page                 int // index of the page shown
	focus                int // index in ring
	blurred              bool
	leave, bare          bool
	scroll               int // first body row shown
	list                 formList
}

// formPage is a page with its place in the form.
type formPage struct {
	tab    int
	label  string
	groups []formGroup
}

// formGroup is a group with its fields laid into rows: a button beside a
// field shares its row.
type formGroup struct {
	title  string
	framed bool
	rows   [][]*formField
}

// NewForm makes a form with the focus on its first field that is not disabled.
func NewForm(o FormOptions) *Form {
	f := &Form{title: o.Title, badge: o.Badge, header: o.Header, tabs: o.Tabs, style: o.Style, escape: o.Escape,
		measure: o.Measure, leave: o.Leave, bare: o.Bare}
	if f.escape == nil {
		f.escape = func(s string) string { return s }
	}
	for t, tab := range o.Tabs {
		for _, p := range tab.Pages {
			f.addPage(t, p)
		}
	}
	for _, spec := range o.Footer {
		fd := newFormField(spec, footerPage, f.escape)
		f.footer, f.ring = append(f.footer, fd), append(f.ring, fd)
	}
	f.list.close()
	f.setFocus(max(0, f.next(-1, 1)))
	return f
}

func (f *Form) addPage(tab int, p FormPage) {
	page := &formPage{tab: tab, label: p.Label}
	for _, g := range p.Groups {
		group := formGroup{title: g.Title, framed: !f.bare || g.Title != ""}
		for _, spec := range g.Fields {
			fd := newFormField(spec, len(f.pages), f.escape)
			f.ring = append(f.ring, fd)
			if n := len(group.rows); spec.Beside && n > 0 {
				group.rows[n-1] = append(group.rows[n-1], fd)
				continue
			}
			group.rows = append(group.rows, []*formField{fd})
		}
		page.groups = append(page.groups, group)
	}
	f.pages = append(f.pages, page)
}

// SetSize gives the form its room in cells; View fills it.
func (f *Form) SetSize(width, height int) {
	f.width, f.height = max(width, 0), max(height, 0)
	f.showFocus()
	f.settle()
}

// SetStyle replaces colours and signs.
func (f *Form) SetStyle(s FormStyle) {
	f.style = s
	f.settle()
}

// SetMeasure says how wide text is, once the terminal has reported it.
func (f *Form) SetMeasure(m Measure) {
	f.measure = m
	f.settle()
}

// SetTitle replaces the title in the border.
func (f *Form) SetTitle(s string) { f.title = s }

func (f *Form) find(key string) *formField {
	for _, fd := range f.ring {
		if fd.Key == key {
			return fd
		}
	}
	return nil
}

// Value is the text of a field, or the chosen value of a drop-down.
func (f *Form) Value(key string) string {
	if fd := f.find(key); fd != nil {
		return fd.value()
	}
	return ""
}

// Checked says whether a check box is on.
func (f *Form) Checked(key string) bool {
	fd := f.find(key)
	return fd != nil && fd.checked
}

// Set replaces the value of a field, as if a person had done it.
func (f *Form) Set(key, value string) {
	if fd := f.find(key); fd != nil {
		fd.set(value)
		f.settle()
	}
}

// SetOptions replaces what a drop-down or suggestion list offers.
func (f *Form) SetOptions(key string, options []FormOption) {
	fd := f.find(key)
	if fd == nil {
		return
	}
	fd.Options = options
	if f.list.open && fd == f.focused() {
		f.list.filter(fd)
	}
}

// SetNote shows a warning under a field until it is set to "".
func (f *Form) SetNote(key, note string) {
	if fd := f.find(key); fd != nil {
		fd.note = note
		f.showFocus()
		f.settle()
	}
}

// SetLabel names a field anew.
func (f *Form) SetLabel(key, label string) {
	if fd := f.find(key); fd != nil {
		fd.Label = label
	}
}

// SetErrors marks the fields named in errs, takes all other marks away, and
// focuses the first that is wrong and not disabled. A key that is no field is
// left out.
func (f *Form) SetErrors(errs map[string]string) {
	first := -1
	for i, fd := range f.ring {
		fd.err = errs[fd.Key]
		if fd.err != "" && first < 0 && !fd.Disabled {
			first = i
		}
	}
	if first >= 0 {
		f.setFocus(first)
	}
	f.settle()
}

// Error is the error shown on a field, or "".
func (f *Form) Error(key string) string {
	if fd := f.find(key); fd != nil {
		return fd.err
	}
	return ""
}

// Page returns the labels of the tab and the page shown.
func (f *Form) Page() (tab, page string) {
	if len(f.pages) == 0 {
		return "", ""
	}
	p := f.pages[f.page]
	return f.tabs[p.tab].Label, p.label
}

// ListOpen says whether a list is open, so that esc only closes it.
func (f *Form) ListOpen() bool { return f.list.open }

// Changed says whether any value differs from the one that the form was made
// with, or had at the last Clean.
func (f *Form) Changed() bool {
	for _, fd := range f.ring {
		if fd.changed() {
			return true
		}
	}
	return false
}

// Clean makes the present values the ones that Changed compares with.
func (f *Form) Clean() {
	for _, fd := range f.ring {
		fd.clean()
	}
}

// Update handles a key or a paste; other messages are ignored. Clicks and the
// wheel have methods of their own, since only the caller knows where the form
// stands.
func (f *Form) Update(msg tea.Msg) FormEvent {
	e := FormEvent{}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		e = f.key(msg)
	case tea.PasteMsg:
		e = f.edit(msg)
	}
	if e.Kind != FormIgnored {
		f.showFocus()
		f.settle()
	}
	return e
}
