package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
)

// types types text key by key.
func (r *rig) types(text string) *rig {
	for _, c := range text {
		if c == ' ' {
			r.keys("space")
		} else {
			r.keys(string(c))
		}
	}
	return r
}

func (r *rig) interactions() *stubInteractions { return r.d.Interactions.(*stubInteractions) }

// rules is the interaction's screen that is shown.
func (r *rig) rules() *rulesScreen {
	r.t.Helper()
	s, ok := r.screen().(*rulesScreen)
	if !ok {
		r.t.Fatalf("no interaction is shown:\n%s", r.picture())
	}
	return s
}

// demoByKeys are the keys that build the client's demo in an empty tree.
func demoByKeys(r *rig) {
	send, receive, check := []string{"a", "enter"}, []string{"a", "down", "enter"}, []string{"a", "down", "down", "enter"}
	group := []string{"shift+tab", "shift+tab", "up"}                                               // back from the value
	r.keys(send...).types("Handshake").keys("shift+tab", "shift+tab", "shift+tab", "down", "enter") // below 1: infinite
	r.keys(receive...).keys("enter")
	r.keys(check...).types("Wait").keys(group...).keys("enter", "left")
	r.keys(check...).types("Heartbeat").keys(group...).keys("enter")
	r.keys(send...).types("Some instruction").keys("pgup", "tab").types("INSTRUCTION").
		keys("tab", "tab", "tab", "enter", "down", "enter", "esc", "left", "left", "left") // to the check, fold it, to its receive
	r.keys(check...).keys("shift+tab", "enter").types("NotCheck").keys("enter", "shift+tab", "up")
	r.keys("pgup", "tab", "tab", "tab", "enter", "down", "down", "enter", "esc")
}

// TestDemoByKeys builds the client's demo by keys alone, and saves it.
func TestDemoByKeys(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {50, 20}} {
		r := newRig(t, size[0], size[1]).keys("i").shows("No interactions yet.").keys("a")
		demoByKeys(r)
		if s := r.rules(); !model.SameRules(s.tree.now.rules, model.DemoRules(model.Client)) {
			t.Fatalf("%v:\n%s", size, r.picture())
		}
		r.keys("ctrl+s").shows("a name is needed").types("Mine").keys("ctrl+s").shows("Mine saved")
		e := r.interactions().entries
		if len(e) != 1 || e[0].Interaction.Name != "Mine" || !model.SameRules(e[0].Interaction.Rules, model.DemoRules(model.Client)) {
			t.Errorf("saved %+v", e)
		}
		if r.rules().Dirty() {
			t.Error("it counts as changed after it was saved")
		}
		r.keys("f2", "esc").shows("Mine", "1 interaction")
	}
}

// TestDemoButton: only while the tree is empty.
func TestDemoButton(t *testing.T) {
	r := newRig(t, 120, 40).keys("i", "a", "D", "down", "enter").shows("Receive (*)", "Check (/1) : Equal 'Handshake'", "Demo listener", "fires")
	r.keys("D")
	if len(r.dialogs) > 0 {
		t.Error("the demo is offered over a tree")
	}
	r.keys("u").shows("No rules yet").keys("U").shows("Receive (*)")
}

func TestRulesPictures(t *testing.T) {
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for name, keys := range map[string][]string{
			"tree": nil, "send": {"G", "k", "enter"}, "check": {"G", "enter"}, "base": {"G", "k", "enter", "pgup"},
			"console": {"f3"}, "settings": {"f4"}, "append": {"a"},
		} {
			r := newRig(t, size[0], size[1])
			r.interactions().add(i)
			r.keys("i", "enter").keys(keys...)
			view, _ := r.draw()
			exact(t, view, size[0], size[1])
			golden(t, fmt.Sprintf("rules-%s-%dx%d", name, size[0], size[1]), view)
		}
	}
}

func openedRules(t *testing.T, rules []model.Rule) *rig {
	t.Helper()
	i := model.NewInteraction()
	i.Name, i.Rules = "Opened", rules
	r := newRig(t, 120, 40)
	r.interactions().add(i)
	return r.keys("i", "enter")
}

// outline is the labels of a tree, each below its rule.
func outline(rules []model.Rule) string {
	var b strings.Builder
	model.Walk(rules, func(p model.Path, r model.Rule) { fmt.Fprintf(&b, "%s%s;", strings.Repeat(">", len(p)-1), r.Label()) })
	return b.String()
}

func TestTreeKeys(t *testing.T) {
	one := func(body string) model.Rule {
		r := model.NewRule(model.SendRule)
		r.Body = body
		return r
	}
	r := openedRules(t, []model.Rule{one("a"), one("b"), one("c")})
	is := func(want string) {
		t.Helper()
		if got := outline(r.rules().tree.now.rules); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	}
	r.keys("j", "J")
	is("Send : a;Send : c;Send : b;")
	r.keys("K", "K")
	is("Send : b;Send : a;Send : c;")
	r.keys("j", "L")
	is("Send : b;>Send : a;Send : c;")
	r.keys("H")
	is("Send : b;Send : a;Send : c;")
	r.keys("L", "k", "y", "G", "p")
	is("Send : b;>Send : a;Send : c;Send : b;>Send : a;")
	r.keys("d").shows("1 rule below it").keys("enter") // Cancel has the focus
	is("Send : b;>Send : a;Send : c;Send : b;>Send : a;")
	r.keys("d", "tab", "enter")
	is("Send : b;>Send : a;Send : c;")
	r.keys("d")
	is("Send : b;>Send : a;")
	r.keys("u", "u", "u", "u", "u", "u", "u", "u", "u")
	is("Send : a;Send : b;Send : c;")
	r.keys("U", "U", "U", "U", "U", "U", "U", "U", "U")
	is("Send : b;>Send : a;")
	r.keys("esc").shows("not saved; they will be lost").keys("esc").keys("u", "u", "u", "u", "u", "u", "u", "u", "u", "esc").shows("1 interaction")
}

// TestUndoOfTyping: what was typed into one field is one step.
func TestUndoOfTyping(t *testing.T) {
	r := openedRules(t, model.DemoRules(model.Client)).keys("enter", "ctrl+u").types("Hello").keys("esc").shows("Send (*) : Hello")
	r.keys("u").shows("Send (*) : Handshake").keys("u")
	if r.rules().Dirty() {
		t.Error("it counts as changed")
	}
}

// TestFaultsAtTheField: what is wrong is said under its field at once, and on
// saving the first one gets the focus.
func TestFaultsAtTheField(t *testing.T) {
	r := openedRules(t, model.DemoRules(model.Client)).keys("enter").types("{{").shows("}} must end it", "!")
	r.keys("esc", "G", "ctrl+s").shows("! {{ begins a value")
	if s := r.rules(); !s.inProps || s.props.Focused() != "body" || s.tree.now.at.String() != "1" || len(r.interactions().over) > 0 {
		t.Errorf("at %s of %v", s.props.Focused(), s.tree.now.at)
	}
	r.keys("ctrl+u", "esc", "j", "enter").types("x").shows(`is not a whole number`)
}

func TestSaveConflicts(t *testing.T) {
	r := openedRules(t, model.DemoRules(model.Client)).keys("enter").types("!")
	r.interactions().err = fmt.Errorf("save: %w", model.ErrChanged)
	r.keys("ctrl+s").shows("Overwrite loses those changes", "Reload loses yours").keys("tab", "enter").shows("Opened saved")
	if got := r.interactions().over; len(got) != 2 || got[1] != "1" {
		t.Errorf("saved over %q", got)
	}
	r.types("!")
	r.interactions().err = model.ErrGone
	r.keys("ctrl+s").shows("was removed since").keys("esc")
	r.interactions().err = errors.New("disk full")
	r.keys("ctrl+s").shows("disk full")
}

// TestConsentOnSave: a command written here is allowed by saving it; one that
// came with the interaction is shown first.
func TestConsentOnSave(t *testing.T) {
	i := model.NewInteraction()
	i.ID, i.Name, i.Rules, i.Trigger.Command = "x", "Imported", model.DemoRules(model.Client), []string{"sh", "-c", "echo 'a b'"}
	r := newRig(t, 120, 40)
	r.interactions().add(i)
	r.keys("i", "enter", "enter").types("!").keys("ctrl+s").shows("not allowed yet", `sh -c`, "Imported saved").keys("esc")
	if r.interactions().allowed["x"] {
		t.Fatal("it is allowed")
	}
	r.types("!").keys("ctrl+s", "tab", "enter")
	if !r.interactions().allowed["x"] {
		t.Error("it is not allowed")
	}
	// A part of the trigger written here does not allow the rest of it.
	r.interactions().allowed["x"] = false
	r.keys("f4", "tab", "tab", "tab", "tab", "space", "ctrl+s").shows("not allowed yet", "echo").keys("esc")
	r.keys("f4", "shift+tab").types("http://127.0.0.1/x").keys("ctrl+s").shows("not allowed yet", "echo").keys("esc")
	if e := r.interactions().entries[0]; r.interactions().allowed["x"] || !e.Interaction.Trigger.Bell || e.Interaction.Trigger.Post == "" {
		t.Errorf("allowed %v, %v", r.interactions().allowed, e.Interaction.Trigger)
	}
	r.keys("ctrl+u", "shift+tab", "shift+tab", "ctrl+u").types("true").keys("ctrl+s").shows("Imported saved")
	if e := r.interactions().entries[0]; !r.interactions().allowed["x"] || fmt.Sprint(e.Interaction.Trigger.Command) != "[true]" {
		t.Errorf("allowed %v, %v", r.interactions().allowed, e.Interaction.Trigger)
	}
	// A copy has no consent of its own; what is added to what is allowed does.
	r.keys("esc", "c", "ctrl+s").shows("not allowed yet", "  true").keys("esc", "esc")
	r.keys("g", "enter", "f4", "tab", "tab").types("/tmp/x").keys("ctrl+s").shows("Imported saved").hides("not allowed yet")
	if !r.interactions().allowed["x"] {
		t.Error("it is not allowed")
	}
}

// TestRulesAtEverySize: no size and no key is too much for it.
func TestRulesAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {1, 1}, {20, 5}, {30, 8}, {31, 9}, {45, 12}, {68, 16}, {80, 10}, {200, 60}} {
		r := newRig(t, size[0], size[1])
		i := model.NewInteraction()
		i.Name, i.Rules = "Hostile \x1b[2J\u202e", model.DemoRules(model.Listener)
		i.Rules[0].Name = "\x1b]0;x\a\u202e"
		r.interactions().add(i)
		r.keys("i", "enter")
		for _, key := range []string{"j", "enter", "x", "tab", "space", "esc", "esc", "]", "tab", "tab", "enter", "esc", "]", "x", "esc", "esc", "f2", "a", "esc", "d", "esc", "K", "J", "?", "esc", "ctrl+p", "esc"} {
			r.keys(key)
			view, _ := r.draw()
			if size[0] > 0 && !r.lay.small {
				exact(t, view, size[0], size[1])
			}
			if strings.ContainsAny(r.picture(), "\x1b\a\u202e") {
				t.Fatalf("something hostile is drawn at %v", size)
			}
		}
	}
}

// TestUnreadProperty: what is no number is neither saved nor tried nor lost in
// silence.
func TestUnreadProperty(t *testing.T) {
	i := model.NewInteraction()
	i.Name, i.Rules = "Demo client", model.DemoRules(model.Client)
	r := newRig(t, 120, 40)
	r.interactions().add(i)
	r.keys("i", "enter", "enter", "shift+tab", "ctrl+u").types("50x").shows(`"50x" is not a whole number`, "not saved")
	for _, key := range []string{"ctrl+s", "ctrl+t"} {
		if key == "ctrl+t" {
			r.keys("f3")
		}
		r.keys(key).shows(`! "50x" is not a whole number`, "▌Interaction rules▐").hides("saved\n")
	}
	if e := r.interactions().entries[0]; !model.SameRules(e.Interaction.Rules, i.Rules) {
		t.Errorf("saved %s", outline(e.Interaction.Rules))
	}
	r.keys("esc", "esc").shows("Discard changes").keys("esc", "down").shows(`"50x" is not a whole number, and was not taken`)
	r.keys("up", "enter", "shift+tab", "ctrl+u").types("60").keys("ctrl+s").shows("Demo client saved")
	if got := r.interactions().entries[0].Interaction.Rules[0].DelayAfter; got != 60*time.Millisecond {
		t.Error(got)
	}
}

// TestSaveOverBroken: a file that was broken by hand meanwhile is not said to be
// overwritten.
func TestSaveOverBroken(t *testing.T) {
	r := openedRules(t, model.DemoRules(model.Client)).keys("enter").types("!")
	e := &r.interactions().entries[0]
	e.Err = &model.FileError{File: e.File, Line: 1, Column: 7, Message: "it does not end"}
	r.interactions().err = fmt.Errorf("save: %w", model.ErrChanged)
	r.keys("ctrl+s").shows("Broken meanwhile", "it does not end", "leaves that one as it is").hides("Overwrite")
}

// TestRulesByMouse: tabs, toolbar and wheel act on what is pointed at.
func TestRulesByMouse(t *testing.T) {
	var rules []model.Rule
	for i := range 60 {
		r := model.NewRule(model.SendRule)
		r.Body = fmt.Sprint("body ", i)
		rules = append(rules, r)
	}
	r := openedRules(t, rules)
	s := r.rules()
	line := func() string { return strings.Split(ansi.Strip(s.tabLine()), "\n")[0] }
	for i, label := range rulesTabs {
		for _, at := range []int{0, len(label) - 1} {
			s.click(tea.MouseClickMsg{X: 1 + ansi.StringWidth(line()[:strings.Index(line(), label)]) + at, Y: 1})
			if s.tab != rulesTab(i) {
				t.Errorf("a click on %s went to %s", label, rulesTabs[s.tab])
			}
		}
	}
	s.show(tabRules)
	r.keys("g", "down")
	for range 3 {
		s.wheel(tea.MouseWheelMsg{Button: tea.MouseWheelDown, X: 5, Y: 8})
	}
	rule, _ := s.tree.rule()
	if id, _ := s.tree.outline.Selected(); rule.Body == "body 0" || s.props.Value(string(model.FieldBody)) != rule.Body || id == rootRow {
		t.Errorf("%q is selected, the properties have %q", rule.Body, s.props.Value(string(model.FieldBody)))
	}
	toolbar := ansi.Strip(s.toolbar())
	press := func(label string) {
		action, _ := s.click(tea.MouseClickMsg{X: 1 + ansi.StringWidth(toolbar[:strings.Index(toolbar, label)]), Y: 2})
		if action != nil {
			r.perform(action)
		}
	}
	press("Delete")
	if len(s.tree.now.rules) != 59 {
		t.Errorf("%d rules after Delete", len(s.tree.now.rules))
	}
	press("Undo")
	press("Demo") // not while there are rules
	if len(s.tree.now.rules) != 60 {
		t.Errorf("%d rules after Undo", len(s.tree.now.rules))
	}
	press("Append rule")
	r.shows("╭ Append rule")
}

// TestConsoleInLittleRoom: the log and the panel take turns.
func TestConsoleInLittleRoom(t *testing.T) {
	r, _ := consoleRig(t, 40, 10)
	r.shows("[  Test  ]")
	r.keys("enter").shows("[  Stop  ]")
	r.keys("tab").hides("[  Stop  ]").keys("tab").shows("[  Stop  ]")
}
