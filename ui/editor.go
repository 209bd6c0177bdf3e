package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
	"tcpdeck/ui/theme"
	"tcpdeck/ui/widget"
)

// editor edits one profile. Nothing reaches the disk before OK.
type editor struct {
	d      Deps
	entry  model.Entry // as it was opened, or last saved
	isNew  bool
	saving bool // a save is under way
	form   *widget.Form
}

// newEditor opens the editor on a stored entry, or on the values of a new
// profile.
func newEditor(d Deps, e model.Entry, isNew bool) *editor {
	ed := &editor{d: d, entry: e, isNew: isNew}
	ed.form = widget.NewForm(widget.FormOptions{
		Title: ed.heading(), Badge: "TCP", Header: editorHeader, Tabs: editorTabs(d, e.Profile), Footer: editorFooter(),
		Style: formStyle(d.Theme), Escape: model.Escape,
	})
	ed.form.Focus(string(model.FieldName))
	ed.advise()
	return ed
}

const editorHeader = "Stores address, port and encoding, to create TCP listeners or clients and exchange messages."

// heading is the title in the border: whose values are edited, and where that
// profile leads as long as nothing was saved.
func (e *editor) heading() string {
	if e.isNew {
		return "Add Connection"
	}
	p := e.entry.Profile
	address := p.Address
	if address == "" {
		address = "*"
	}
	return "Edit Connection - " + p.Name + " [@" + model.JoinHostPort(address, strconv.Itoa(p.Port)) + "]"
}

// Title implements Screen.
func (e *editor) Title() string {
	if e.isNew {
		return "Add Connection"
	}
	return "Edit Connection"
}

// SetSize implements Screen. The theme may have been rebuilt since.
func (e *editor) SetSize(width, height int) {
	e.form.SetMeasure(e.d.Theme.Measure)
	e.form.SetStyle(formStyle(e.d.Theme))
	e.form.SetSize(width, height)
}

// View implements Screen.
func (e *editor) View() string { return e.form.View() }

// Typing implements Typing.
func (e *editor) Typing() bool { return e.form.Typing() }

// Dirty implements Dirty.
func (e *editor) Dirty() bool { return e.form.Changed() }

// Cursor implements Cursored.
func (e *editor) Cursor() *tea.Cursor {
	return formCursor(e.form)
}

// formCursor is where the cursor of a form is, from its top left.
func formCursor(f *widget.Form) *tea.Cursor {
	x, y, ok := f.Cursor()
	if !ok {
		return nil
	}
	return tea.NewCursor(x, y)
}

// wheelRows is how far one turn of the wheel scrolls.
const wheelRows = 3

// Update implements Screen.
func (e *editor) Update(msg tea.Msg) (Action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return e.react(e.form.Update(msg))
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return e.react(e.form.Click(msg.X, msg.Y))
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			e.form.Wheel(-wheelRows)
		} else {
			e.form.Wheel(wheelRows)
		}
	case profileSavedMsg:
		return e.saved(msg)
	}
	return nil, nil
}

// react does what an event of the form calls for.
func (e *editor) react(ev widget.FormEvent) (Action, tea.Cmd) {
	switch ev.Kind {
	case widget.FormSubmit:
		return e.ok()
	case widget.FormCancel:
		return e.cancel()
	case widget.FormPressed:
		return e.pressed(ev.Key)
	case widget.FormChanged:
		e.advise()
	}
	return nil, nil
}

func (e *editor) pressed(button string) (Action, tea.Cmd) {
	switch button {
	case buttonOK:
		return e.ok()
	case buttonCancel:
		return e.cancel()
	case buttonTest:
		return e.test()
	case buttonCopy:
		return e.copyID()
	case buttonReset:
		e.form.Set(string(model.FieldMaxClients), "")
	}
	return nil, nil
}

// cancel closes the editor, after asking when something would be lost.
func (e *editor) cancel() (Action, tea.Cmd) {
	if !e.Dirty() {
		return Back{}, nil
	}
	text := "The values of the new connection are not saved; they will be lost."
	if !e.isNew {
		text = "The changes to " + e.entry.Profile.Name + " are not saved; they will be lost."
	}
	return Ask{newConfirm("Discard changes", text, "Discard", Back{})}, nil
}

func (e *editor) copyID() (Action, tea.Cmd) {
	if e.entry.Profile.ID == "" {
		return Notify{Text: "a new connection gets its id when it is saved"}, nil
	}
	return Copy{string(e.entry.Profile.ID)}, nil
}

// formStyle is the theme as a form wants it.
func formStyle(t *theme.Theme) widget.FormStyle {
	signs := widget.FormSigns{Cursor: t.Signs.Cursor, DropDown: t.Signs.DropDown, Spinner: t.Signs.Spinner,
		Ellipsis: t.Signs.Ellipsis, TabLeft: "▌", TabRight: "▐", Border: t.Signs.Border}
	if t.Signs.ASCII {
		signs.TabLeft, signs.TabRight = "[", "]"
	}
	return widget.FormStyle{
		Border: t.BorderFocused, Title: t.Title, Badge: t.Accent.Bold(true), Header: t.Dim,
		Group: t.Border, GroupTitle: t.Text, GroupFocused: t.BorderFocused,
		TabActive: t.TabActive, TabInactive: t.TabInactive,
		Label: t.Text, LabelFocused: t.Accent.Bold(true), Field: t.Field, FieldFocused: t.FieldFocused,
		Button: t.Text, ButtonFocused: t.FieldFocused.Bold(true), Link: t.Accent.Underline(true),
		Help: t.Dim, Warning: t.Warning, Error: t.Error, Escaped: t.Escaped, Selection: t.Selection, Signs: signs,
	}
}
