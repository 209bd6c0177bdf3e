package widget

import "charm.land/lipgloss/v2"

// FormOptions are what a form is made of.
type FormOptions struct {
	Title  string
	Badge  string // stands before Header, brighter
	Header string // wrapped to at most two lines
	Tabs   []FormTab
	Footer []FormField // links to the left, buttons to the right; the end of the walk
	Style  FormStyle
	// Escape makes text from outside safe to draw: field values, options,
	// title, errors and notes pass it. nil: they are safe already.
	Escape  func(string) string
	Measure Measure
	// Bare leaves away the outer frame with title and header, and the boxes of
	// groups without a title: for a form that is a part of a screen.
	Bare bool
	// Leave lets tab on the last field and shift+tab on the first one leave the
	// form, with FormLeft, instead of going round.
	Leave bool
}

// FormTab is a tab of a form. Its pages are sub-tabs; a single page without a
// label is the tab itself.
type FormTab struct {
	Label string
	Pages []FormPage
}

// FormPage is what is seen of a form at one time.
type FormPage struct {
	Label  string
	Groups []FormGroup
}

// FormGroup is a box of fields with its title in the border.
type FormGroup struct {
	Title  string
	Fields []FormField
}

// FormKind is the kind of a field.
type FormKind uint8

// The kinds of fields.
const (
	FormText    FormKind = iota
	FormSuggest          // text with a list of suggestions
	FormChoice           // one of Options and nothing else
	FormNumber           // text that up and down step
	FormCheck
	FormButton
	FormLink // a button that reads like a link
	FormArea // text of several lines
)

// FormOption is one line of a list.
type FormOption struct {
	Value string // what the field gets
	Label string // what is shown; "": Value
	Note  string // shown beside it
	Words string // further words that the filter finds
}

func (o FormOption) label() string {
	if o.Label != "" {
		return o.Label
	}
	return o.Value
}

// FormField describes a field.
type FormField struct {
	Key     string // names it towards the caller; unique in the form
	Kind    FormKind
	Label   string
	Help    string // one line, shown while it has the focus
	Value   string
	Checked bool
	Options []FormOption
	Unit    string  // shown after a number
	Min     float64 // bounds of stepping; what is typed is not bounded
	Max     float64
	// Words are shown, and can be typed, for values of a number: infinite for
	// -1. One below Min is the step below it.
	Words  map[string]string
	Width  int  // cells of the box, 0: to the right edge
	Rows   int  // of the box of an area, at least 1; fewer where the form is short
	Beside bool // on the row of the field before it
	Above  bool // the label has a row of its own, above the box
	// Disabled: it cannot be used now. It is drawn dim and without the sign that
	// says what to do with it, and the walk passes over it.
	Disabled bool
}

// FormEventKind says what a key or click did to a form.
type FormEventKind uint8

// What a form reports. FormIgnored: the form has no use for that key.
const (
	FormIgnored FormEventKind = iota
	FormHandled               // nothing that the caller must know
	FormChanged               // the value of the field Key changed
	FormPressed               // the button or link Key was pressed
	FormSubmit                // enter in a field, or ctrl+s
	FormCancel                // esc with no list open
	FormLeft                  // the walk left the form; the focus is where it was
)

// FormEvent is the outcome of a key, paste or click.
type FormEvent struct {
	Kind FormEventKind
	Key  string
	Back bool // FormLeft: at the start, with shift+tab
}

var handled = FormEvent{Kind: FormHandled}

// FormStyle has the colours of a form. No style is the only sign of anything.
type FormStyle struct {
	Border, Title          lipgloss.Style // the outer frame
	Badge, Header          lipgloss.Style
	Group, GroupTitle      lipgloss.Style // boxes without the focus
	GroupFocused           lipgloss.Style // border of the box with the focus, and of lists
	TabActive, TabInactive lipgloss.Style
	Label, LabelFocused    lipgloss.Style
	Field, FieldFocused    lipgloss.Style
	Button, ButtonFocused  lipgloss.Style
	Link                   lipgloss.Style
	Help, Warning, Error   lipgloss.Style
	Escaped                lipgloss.Style // what stands for something that cannot be drawn
	Selection              lipgloss.Style // the item of a list under the cursor
	Signs                  FormSigns
}

// FormSigns are the characters of a form, one cell each.
type FormSigns struct {
	Cursor, DropDown, Spinner string
	Ellipsis                  string
	TabLeft, TabRight         string // around the tab that is shown
	Border                    lipgloss.Border
}
