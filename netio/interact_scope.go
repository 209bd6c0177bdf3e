package netio

import (
	"strconv"
	"time"

	"tcpdeck/model"
)

// scope is what a rule finds above itself.
type scope struct {
	message  *model.InHand // nil at the top
	captures *captures
}

// captures are those of an expression, and of the ones above it.
type captures struct {
	node   *model.Node
	values []model.Capture
	above  *captures
}

// value is what a body's {{name}} stands for: a capture, the nearest first, a
// result, a value of the run, or one of those that always are there.
func (t *talk) value(name string, s scope, iteration int) (string, bool) {
	if number, err := strconv.Atoi(name); err == nil {
		c := s.captures.values[number] // Compile has seen to it
		return c.Text, c.Took
	}
	for c := s.captures; c != nil; c = c.above {
		for i, value := range c.values {
			if value.Took && c.node.CaptureName(i) == name {
				return value.Text, true
			}
		}
	}
	if text, ok := t.results.text(name); ok {
		return text, true
	}
	if v, ok := t.drive.Values[name]; ok {
		return v, true
	}
	switch name {
	case "message":
		if s.message != nil {
			return s.message.Text, true
		}
	case "peer":
		return t.peer, true
	case "time":
		return time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), true
	case "unix":
		return strconv.FormatInt(time.Now().Unix(), 10), true
	case "iteration":
		return strconv.Itoa(iteration), true
	}
	return "", false
}
