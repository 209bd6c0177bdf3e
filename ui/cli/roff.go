package cli

import (
	"fmt"
	"strings"
)

// roff is a manual page being written, in the man macros that groff and mandoc
// share (groff_man(7), mandoc's man(7)).
type roff struct{ b strings.Builder }

// request writes a line that begins with a macro; its arguments are text.
func (p *roff) request(macro string, args ...string) {
	p.b.WriteString("." + macro)
	for _, a := range args {
		p.b.WriteString(` "` + strings.ReplaceAll(roffText(a), `"`, `\(dq`) + `"`)
	}
	p.b.WriteByte('\n')
}

// text writes a line of running text.
func (p *roff) text(s string) { p.b.WriteString(guard(roffText(s)) + "\n") }

// paragraphs writes text, an empty line between its paragraphs.
func (p *roff) paragraphs(s string) {
	for i, one := range strings.Split(s, "\n\n") {
		if i > 0 {
			p.request("PP")
		}
		p.text(strings.ReplaceAll(one, "\n", " "))
	}
}

// item writes what is described under a bold term, whose last word, if value
// is not empty, is to be replaced by something.
func (p *roff) item(term, value, description string) {
	p.request("TP")
	line := `\fB` + roffText(term) + `\fR`
	if value != "" {
		line += ` \fI` + roffText(value) + `\fR`
	}
	p.b.WriteString(line + "\n")
	p.text(description)
}

// example writes lines as they are to be typed.
func (p *roff) example(lines string) {
	p.request("PP")
	p.request("RS 4")
	p.request("nf")
	for _, l := range strings.Split(strings.TrimRight(lines, "\n"), "\n") {
		p.text(l)
	}
	p.request("fi")
	p.request("RE")
}

// roffText is s with every character standing for itself.
func roffText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r >= 0x80:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// guard keeps a line of text from being taken for a request.
func guard(line string) string {
	if strings.HasPrefix(line, ".") {
		return `\&` + line
	}
	return line
}
