package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
)

// keptProfiles is a store in memory that answers Save as it is told.
type keptProfiles struct {
	Profiles
	entries []model.Entry
	saved   []model.Profile
	over    []string
	answers []error // one for each Save, then nil
}

func (k *keptProfiles) Entries() []model.Entry { return slices.Clone(k.entries) }

func (k *keptProfiles) Save(p model.Profile, over string) (model.Entry, error) {
	k.saved, k.over = append(k.saved, p), append(k.over, over)
	if len(k.answers) > 0 {
		err := k.answers[0]
		k.answers = k.answers[1:]
		if err != nil {
			return model.Entry{}, err
		}
	}
	if p.ID == "" {
		p.ID = "01NEW"
	}
	return model.Entry{Profile: p, Version: "saved"}, nil
}

// editRig is an editor that is driven as the App drives it.
type editRig struct {
	*editor
	t      *testing.T
	store  *keptProfiles
	action Action
	cmd    tea.Cmd
}

func sampleProfile() model.Profile {
	p := model.NewProfile()
	p.ID, p.Name, p.Address = "01SAMPLE", "Sample TCP connection", "192.168.0.73"
	return p
}

func editDeps(k *keptProfiles) Deps {
	other := sampleProfile()
	other.ID, other.Name, other.Group, other.Address = "01PAY", "Payments gateway", "Payments", "pay1.internal"
	mine := model.Entry{Profile: sampleProfile(), Version: "v1"}
	k.entries = append(k.entries, mine, model.Entry{Profile: other})
	return Deps{Profiles: k, Theme: theme.New(true, false), Addresses: func() []string { return []string{"127.0.0.1", "192.168.0.5"} }}
}

func newEditRig(t *testing.T, isNew bool) *editRig {
	r := &editRig{t: t, store: &keptProfiles{}}
	d := editDeps(r.store)
	e := r.store.entries[0]
	if isNew {
		e = model.Entry{Profile: model.NewProfile()}
	}
	r.editor = newEditor(d, e, isNew)
	r.SetSize(80, 22)
	return r
}

// press sends keys the way App.key does: bindings first.
func (r *editRig) press(keys ...string) {
	for _, k := range keys {
		msg, ok := formPresses[k]
		if !ok {
			r.t.Fatalf("no key %q in these tests", k)
		}
		if b, ok := find(r.Bindings(), msg, !r.Typing()); ok {
			r.action, r.cmd = b.press()
			continue
		}
		r.action, r.cmd = r.Update(msg)
	}
}

func (r *editRig) text(s string) {
	for _, c := range s {
		r.action, r.cmd = r.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// enter replaces the text of a field.
func (r *editRig) enter(field model.Field, s string) {
	r.form.Focus(string(field))
	r.press("ctrl+u")
	r.text(s)
}

// settle runs the command that the last key started and hands its outcome
// back, as the App does.
func (r *editRig) settle() {
	r.t.Helper()
	if r.cmd == nil {
		r.t.Fatal("no command was started")
	}
	m, ok := r.cmd().(forScreen)
	if !ok || m.to != Screen(r.editor) {
		r.t.Fatal("the outcome does not come back to the editor")
	}
	r.action, r.cmd = r.Update(m.msg)
}

// dialog is the choice that the last action opened.
func (r *editRig) dialog() *choice {
	r.t.Helper()
	ask, ok := r.action.(Ask)
	if !ok {
		r.t.Fatalf("no dialog, but %#v", r.action)
	}
	c, ok := ask.Dialog.(*choice)
	if !ok {
		r.t.Fatalf("no choice, but %T", ask.Dialog)
	}
	return c
}

// answer chooses the button with this label.
func (r *editRig) answer(c *choice, label string) {
	r.t.Helper()
	for _, b := range c.buttons {
		if b.Label == label {
			r.action = b.Then
			if run, ok := b.Then.(Run); ok {
				r.cmd = run.Cmd
			}
			return
		}
	}
	r.t.Fatalf("no button %s", label)
}

func TestEditorWalk(t *testing.T) {
	want := []string{"name", "group", "timeout", "code_page", "address", "port", "max_clients", "reset", "log_sent", "log_received",
		"framing_receive", "framing_send", "protected", "close_on_timeout", "keep_half_open", "max_message",
		"copy", "cancel", "ok", "protocol", "test"}
	for name, key := range map[string]string{"forth": "tab", "back": "shift+tab"} {
		r := newEditRig(t, false)
		var got []string
		for range want {
			got = append(got, r.form.Focused())
			r.press(key)
		}
		if name == "back" {
			slices.Reverse(got[1:])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
		if r.form.Focused() != "name" {
			t.Errorf("%s: the walk does not come round, but to %s", name, r.form.Focused())
		}
	}
}

func TestEditorFirstFocus(t *testing.T) {
	r := newEditRig(t, false)
	r.text("!")
	if got := r.form.Value("name"); got != "Sample TCP connection!" {
		t.Errorf("typing at once gives %q", got)
	}
}

func TestEditorSavesEveryField(t *testing.T) {
	r := newEditRig(t, true)
	r.enter(model.FieldName, " Hub ")
	r.enter(model.FieldGroup, "My own group")
	r.enter(model.FieldTimeout, "1.5")
	r.form.Focus("code_page")
	r.press("space")
	r.text("shift_jis")
	r.press("enter")
	r.enter(model.FieldAddress, "*")
	r.enter(model.FieldPort, "9191")
	r.press("up")
	r.enter(model.FieldMaxClients, "10")
	r.form.Focus("log_sent")
	r.press("space")
	r.form.Focus("framing_receive")
	r.press("down", "down", "enter")
	r.form.Focus("framing_send")
	r.press("enter")
	r.text("crlf")
	r.press("enter", "tab", "space", "tab", "space", "tab", "space")
	r.enter(model.FieldMaxMessage, "1000")
	r.press("enter")
	r.settle()
	want := model.Profile{Name: "Hub", Group: "My own group", Timeout: 1.5e9, CodePage: "shift_jis", Address: "*", Port: 9192,
		MaxClients: 10, LogReceived: true, Framing: model.Framing{Receive: model.LF, Send: model.CRLF},
		Protected: true, CloseTimeout: true, KeepHalfOpen: true, MaxMessage: 1000}
	if len(r.store.saved) != 1 || r.store.saved[0] != want || r.store.over[0] != "" {
		t.Errorf("saved %+v over %q", r.store.saved, r.store.over)
	}
	do, ok := r.action.(Do)
	if !ok || do[0] != (Back{From: r.editor}) || do[1] != (Select{"01NEW"}) || do[2] != (Notify{Text: "Hub saved"}) {
		t.Errorf("then it does %#v", r.action)
	}
	if r.Dirty() {
		t.Error("still dirty")
	}
}

func TestEditorKeepsWhatIsNotTouched(t *testing.T) {
	r := newEditRig(t, false)
	r.press("ctrl+s")
	r.settle()
	if len(r.store.saved) != 1 || r.store.saved[0] != sampleProfile() || r.store.over[0] != "v1" {
		t.Errorf("saved %+v over %q", r.store.saved, r.store.over)
	}
}

func TestEditorErrors(t *testing.T) {
	for _, c := range []struct {
		field model.Field
		text  string
		focus string
		want  string
	}{
		{model.FieldName, "  ", "name", "a name is needed"},
		{model.FieldTimeout, "-1", "timeout", "-1 is not in 0–86400 seconds"},
		{model.FieldTimeout, "1e9", "timeout", "1e9 is not in 0–86400 seconds"},
		{model.FieldTimeout, "abc", "timeout", `"abc" is not a number of seconds`},
		{model.FieldPort, "0", "port", "0 is not in 1–65535"},
		{model.FieldPort, "65536", "port", "65536 is not in 1–65535"},
		{model.FieldPort, "http", "port", "http"},
		{model.FieldAddress, "a b", "address", "a b"},
		{model.FieldMaxClients, "-1", "max_clients", "-1 is not in"},
		{model.FieldMaxMessage, "0", "max_message", "0 is not in"},
		{model.FieldMaxMessage, "x", "max_message", "whole number"},
	} {
		t.Run(string(c.field)+" "+c.text, func(t *testing.T) {
			r := newEditRig(t, false)
			r.enter(c.field, c.text)
			r.press("ctrl+s")
			view := ansi.Strip(r.View())
			if r.cmd != nil || len(r.store.saved) > 0 {
				t.Error("it saves")
			}
			if r.form.Focused() != c.focus || !strings.Contains(view, "! "+c.want) && !strings.Contains(view, c.want) {
				t.Errorf("focus on %s\n%s", r.form.Focused(), view)
			}
			if !strings.Contains(view, "settings !") {
				t.Errorf("no tab is marked\n%s", view)
			}
		})
	}
}

func TestEditorFocusesTheFirstError(t *testing.T) {
	r := newEditRig(t, false)
	r.enter(model.FieldMaxMessage, "x")
	r.enter(model.FieldPort, "0")
	r.enter(model.FieldTimeout, "x")
	r.form.Focus(buttonOK)
	r.press("enter")
	if r.form.Focused() != "timeout" {
		t.Errorf("focus on %s", r.form.Focused())
	}
	r.press("ctrl+u")
	r.text("5")
	r.press("enter")
	if r.form.Focused() != "port" {
		t.Errorf("then on %s", r.form.Focused())
	}
	if tab, page := r.form.Page(); tab != "Connection settings" || page != "Main settings" {
		t.Errorf("shown is %s, %s", tab, page)
	}
}

func TestEditorCancel(t *testing.T) {
	r := newEditRig(t, false)
	if r.press("esc"); r.action != (Back{}) {
		t.Errorf("nothing changed, and it does %#v", r.action)
	}
	r.text("x")
	r.press("esc")
	c := r.dialog()
	if !strings.Contains(c.text, "Sample TCP connection") || c.buttons[0].Label != "Cancel" {
		t.Errorf("asks %q", c.text)
	}
	r.answer(c, "Discard")
	if r.action != (Back{}) {
		t.Errorf("Discard does %#v", r.action)
	}
	r.form.Focus(buttonCancel)
	r.press("space")
	r.dialog()
	r.form.Focus("code_page")
	r.press("space")
	if r.press("esc"); r.action != nil || r.form.ListOpen() {
		t.Errorf("esc on an open list does %#v", r.action)
	}
}

func TestEditorCopyID(t *testing.T) {
	r := newEditRig(t, false)
	r.form.Focus(buttonCopy)
	if r.press("enter"); r.action != (Copy{"01SAMPLE"}) {
		t.Errorf("%#v", r.action)
	}
	r = newEditRig(t, true)
	r.form.Focus(buttonCopy)
	r.press("enter")
	if _, ok := r.action.(Notify); !ok {
		t.Errorf("without an id: %#v", r.action)
	}
}

func TestEditorReset(t *testing.T) {
	r := newEditRig(t, false)
	r.enter(model.FieldMaxClients, "10")
	r.press("tab", "space")
	if r.form.Value("max_clients") != "" {
		t.Errorf("Reset leaves %q", r.form.Value("max_clients"))
	}
}

func TestEditorAddressNotes(t *testing.T) {
	for address, want := range map[string]string{
		"": "binds all addresses", "*": "binds all addresses", " * ": "binds all addresses",
		"pay1.internal": "a listener needs an address", "localhost": "", "10.0.0.1": "", "::1": "", "a b": "",
	} {
		r := newEditRig(t, false)
		r.enter(model.FieldAddress, address)
		view := ansi.Strip(r.View())
		if want != "" && !strings.Contains(view, want) {
			t.Errorf("%q: no %q in\n%s", address, want, view)
		}
		if want == "" && (strings.Contains(view, "Warning:") || strings.Contains(view, "Note:")) {
			t.Errorf("%q: a note in\n%s", address, view)
		}
		r.form.Focus("name")
		r.form.Focus("port")
		if want != "" && !strings.Contains(ansi.Strip(r.View()), want) {
			t.Errorf("%q: the note is seen only while the field has the focus", address)
		}
	}
}

func TestEditorSuggestions(t *testing.T) {
	d := editDeps(&keptProfiles{})
	var got []string
	for _, o := range addressOptions(d, sampleProfile()) {
		got = append(got, o.Value)
	}
	if want := []string{"127.0.0.1", "192.168.0.5", "pay1.internal", "*"}; !slices.Equal(got, want) {
		t.Errorf("addresses: %v", got)
	}
	got = nil
	for _, o := range groupOptions(d.Profiles.Entries()) {
		got = append(got, o.Value)
	}
	if want := []string{model.DefaultGroup, "Payments"}; !slices.Equal(got, want) {
		t.Errorf("groups: %v", got)
	}
}
