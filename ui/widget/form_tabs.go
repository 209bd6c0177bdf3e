package widget

import "strings"

// formSpan is a tab or sub-tab on its line.
type formSpan struct {
	label  string
	x, end int
	page   int // what it shows
	active bool
	wrong  bool
}

// tabSpans are the tabs in their columns; each shows its first page.
func (f *Form) tabSpans(r formRects) []formSpan {
	var out []formSpan
	for t, tab := range f.tabs {
		s := formSpan{label: tab.Label, page: -1}
		for i, p := range f.pages {
			if p.tab != t {
				continue
			}
			if s.page < 0 {
				s.page = i
			}
			s.active = s.active || i == f.page
			s.wrong = s.wrong || f.pageWrong(i)
		}
		out = append(out, s)
	}
	return f.spread(out, r.x0)
}

// pageSpans are the sub-tabs of the tab that is shown.
func (f *Form) pageSpans(r formRects) []formSpan {
	var out []formSpan
	for i, p := range f.pages {
		if p.tab == f.pages[f.page].tab {
			out = append(out, formSpan{label: p.label, page: i, active: i == f.page, wrong: f.pageWrong(i)})
		}
	}
	return f.spread(out, r.x0+1)
}

// spread gives spans their columns, a sign's room on both sides.
func (f *Form) spread(spans []formSpan, x int) []formSpan {
	for i := range spans {
		s := &spans[i]
		if s.wrong {
			s.label += " !"
		}
		s.x = x
		s.end = x + f.measure.Width(s.label) + 2
		x = s.end + 1
	}
	return spans
}

func (f *Form) pageWrong(page int) bool {
	for _, fd := range f.ring {
		if fd.page == page && fd.err != "" {
			return true
		}
	}
	return false
}

// tabLine draws tabs, the active one between its signs.
func (f *Form) tabLine(spans []formSpan) string {
	var line strings.Builder
	x := 0
	for _, s := range spans {
		line.WriteString(blank(s.x - x))
		x = s.end
		label, wrong := s.label, ""
		if s.wrong {
			label, wrong = strings.TrimSuffix(s.label, "!"), f.style.Error.Render("!")
		}
		if s.active {
			st := f.style.TabActive
			line.WriteString(st.Render(f.style.Signs.TabLeft+label) + wrong + st.Render(f.style.Signs.TabRight))
			continue
		}
		line.WriteString(" " + f.style.TabInactive.Render(label) + wrong + " ")
	}
	return line.String()
}
