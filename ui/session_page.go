package ui

import (
	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

// pagedSource shows the messages of a task output as another code page reads
// their bytes. Each message is decoded by itself.
type pagedSource struct {
	model.Source
	pages CodePages
	page  string
}

func (p pagedSource) Forward(from int64, n int, f model.Filter) []model.Record {
	return p.read(p.Source.Forward(from, n, f))
}

func (p pagedSource) Backward(to int64, n int, f model.Filter) []model.Record {
	return p.read(p.Source.Backward(to, n, f))
}

// read decodes messages anew; one that is too long to copy keeps its text, so
// that a window costs the same whatever stands in it.
func (p pagedSource) read(rs []model.Record) []model.Record {
	for i, r := range rs {
		if r.Kind != model.KindEvent && len(r.Data) <= maxCopy {
			rs[i].Text, rs[i].Decoded = p.pages.Decode(p.page, r.Data), p.page != "utf-8"
		}
	}
	return rs
}

// choosePage asks by which code page the messages are to be read.
func (o *output) choosePage() (Action, tea.Cmd) {
	all := []Binding{{Keys: []string{""}, Long: "as the profile says", Do: call(func() { o.setPage("") })}}
	for _, c := range model.CodePages() {
		all = append(all, Binding{Keys: []string{""}, Long: c.Name + "  " + c.Title, Do: call(func() { o.setPage(c.Name) })})
	}
	return Ask{newPalette(o.d.Theme, "Read as code page", all)}, nil
}

// setPage reads the messages by a code page, "" by that of the session. What
// is stored, and what is sent, stays as it is.
func (o *output) setPage(page string) {
	o.page, o.rows.source = page, o.plain
	if page != "" {
		o.rows.source = pagedSource{o.plain, o.d.CodePages, page}
	}
	o.rows.changed()
	o.arrange()
	o.view.Refresh(o.source())
}
