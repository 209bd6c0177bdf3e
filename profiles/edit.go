package profiles

import (
	"errors"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

// errNotWritable would be something that YAML cannot hold.
var errNotWritable = errors.New("this cannot be written as YAML")

// edit returns data with the values of p: only what p has differently is
// changed, so that comments, order and style stay as a person wrote them.
func edit(file string, data []byte, p model.Profile) ([]byte, error) {
	p.Timeout = p.Timeout.Round(time.Microsecond)
	doc, trouble := parse(file, data)
	if trouble != nil {
		return nil, trouble
	}
	e := profileEditor{newEditor(data), doc}
	for i, f := range fields {
		if f.write(&doc.profile) != f.write(&p) {
			e.set(i, f.write(&p))
		}
	}
	for _, out := range [][]byte{e.whole(), rewrite(data, render(p))} {
		if again, trouble := parse(file, out); trouble == nil && again.profile == p {
			return out, nil
		}
	}
	return nil, errNotWritable
}

// profileEditor changes the file of a profile.
type profileEditor struct {
	*editor
	doc document
}

func (e profileEditor) area() area { return area{e.doc.root, e.lastLine()} }

// set gives field i the value text.
func (e profileEditor) set(i int, text string) {
	f := fields[i]
	v := e.doc.entries[f.key]
	switch {
	case v == nil:
		e.insert(e.area(), e.before(i), f.key+": "+text)
	case f.key == "framing" && e.setSides(v, text):
	default:
		e.setValue(e.area(), v, text)
	}
}

// before is the entry behind which field i goes: the nearest field before it,
// else the last one.
func (e profileEditor) before(i int) *ast.MappingValueNode {
	for k := i - 1; k >= 0; k-- {
		if v := e.doc.entries[fields[k].key]; v != nil {
			return v
		}
	}
	values := e.doc.root.Values
	return values[len(values)-1]
}

// setSides changes the sides of a framing within its mapping; false: there is
// no mapping, or it lacks a side.
func (e profileEditor) setSides(v *ast.MappingValueNode, text string) bool {
	m, ok := v.Value.(*ast.MappingNode)
	if !ok || len(m.Values) != 2 {
		return false
	}
	var f model.Framing
	if receive, send, both := strings.Cut(strings.Trim(text, "{}"), ", "); both {
		f.Receive = model.Ending(strings.TrimPrefix(receive, "receive: "))
		f.Send = model.Ending(strings.TrimPrefix(send, "send: "))
	} else {
		f = model.Framing{Receive: model.Ending(text), Send: model.Ending(text)}
	}
	for _, side := range m.Values {
		want := f.Send
		if keyText(side) == "receive" {
			want = f.Receive
		}
		if had, _ := readEnding(side.Value); had != want {
			e.setValue(e.area(), side, string(want))
		}
	}
	return true
}
