package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/ui/theme"
)

// Binding is one key and all that is known of it. Routing, the footer, the
// help, the palette and the README are made from it.
type Binding struct {
	Keys []string // as tea.KeyPressMsg.String() says them; the first is shown
	Key  string   // how the key is shown, where not as Keys[0]: "↑"
	Help string   // a word or two for the footer; "" keeps it out of the footer
	Long string   // what it does, for help, palette and README
	Do   func() (Action, tea.Cmd)
	Off  func() string // why it cannot be used now, "" when it can; nil: always
}

// Shown is how the key is written for people.
func (b Binding) Shown() string {
	if b.Key != "" {
		return b.Key
	}
	return b.Keys[0]
}

// arrows are the keys shown by a sign that is not ASCII.
var arrows = strings.NewReplacer("↑", "up", "↓", "down", "←", "left", "→", "right", "…", "..")

// sayKey is a key's name as the theme can draw it.
func sayKey(t *theme.Theme, key string) string {
	if t.Signs.ASCII {
		return arrows.Replace(key)
	}
	return key
}

// off is the reason why b cannot be used now, or "".
func (b Binding) off() string {
	if b.Off == nil {
		return ""
	}
	return b.Off()
}

// find returns the first binding for key. Without text the keys that would
// type a character find nothing.
func find(bs []Binding, key tea.KeyPressMsg, text bool) (Binding, bool) {
	if !text && key.Text != "" {
		return Binding{}, false
	}
	k := key.String()
	for _, b := range bs {
		if slices.Contains(b.Keys, k) {
			return b, true
		}
	}
	return Binding{}, false
}

// press performs b, or says why it cannot be done now.
func (b Binding) press() (Action, tea.Cmd) {
	if why := b.off(); why != "" {
		return Notify{Text: why}, nil
	}
	return b.Do()
}

// act makes a handler of an action that is known beforehand.
func act(a Action) func() (Action, tea.Cmd) {
	return func() (Action, tea.Cmd) { return a, nil }
}

// call makes a handler of a function that needs no App.
func call(f func()) func() (Action, tea.Cmd) {
	return func() (Action, tea.Cmd) { f(); return nil, nil }
}

// shownWhile is Shown, but while text is typed the first key that types none.
func (b Binding) shownWhile(typing bool) string {
	if typing {
		for _, k := range b.Keys {
			if len(k) > 1 {
				return k
			}
		}
	}
	return b.Shown()
}
