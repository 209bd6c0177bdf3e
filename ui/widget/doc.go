// Package widget holds the parts of the screens that know nothing of the
// product: the view of a scrolling output, lists, boxes with a title, tab bar,
// status line, outlines of a tree, form fields and the message editor.
//
// All of them draw by window, so that a frame costs what it shows and never
// what there is. A View is lines joined by \n, each exactly as wide as asked
// for, without a newline at the end. Colours come from outside as structs of
// styles. Text that a widget is given is already escaped, with one exception:
// what is edited in a Composer or a Form, which keep it as it is and show it
// escaped.
// Widgets start no goroutine and are used from one.
package widget
