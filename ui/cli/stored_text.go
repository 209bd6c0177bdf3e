package cli

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// lines writes records as lines for people.
type lines struct {
	escape bool // for a terminal
	dim    bool // and what is escaped in a dim style
	peers  bool // a column of them
	ascii  bool
	width  int    // of that column, as far as it is known
	peer   string // that of the last record
	column string // and what stands for it
	indent string // as wide as what stands before a text
	prefix string // before each line
	spill  spiller
}

// newLines returns lines as they go to stdout.
func (r *runner) newLines() *lines {
	terminal := r.env.StdoutTerminal
	return &lines{spill: kept, width: len("127.0.0.1:53210"), escape: terminal, dim: terminal && !r.env.NoColor, ascii: r.look.ASCII}
}

// of prepares for the records of a run: where clients come and go, it is said
// who they are.
func (l *lines) of(run model.Run) { l.peers, l.indent = run.Role == model.Listener, "" }

// stampLayout is the time of a record, in local time.
const stampLayout = "2006-01-02 15:04:05.000"

// escapePiece bounds how much of a message is escaped in one go.
const escapePiece = 64 << 10

// append adds r: time, peer, sign and text, the further lines of the text
// below its first. more is how many bytes of it are not in r.
func (l *lines) append(dst []byte, r *model.Record, more int64) []byte {
	dst = append(dst, l.prefix...)
	dst = l.rail(dst, r)
	if r.Kind == model.KindEvent {
		dst = append(dst, words.Event(*r, 0)...)
		return append(dst, '\n')
	}
	rest := r.Text
	for {
		line, after, broken := strings.Cut(rest, "\n")
		if broken {
			line = strings.TrimSuffix(line, "\r")
		}
		dst = l.text(dst, line, r.Decoded)
		if !broken || after == "" { // a break at the end begins no line
			break
		}
		dst = append(append(dst, '\n'), l.prefix...)
		dst = l.spill(append(dst, l.indent...))
		rest = after
	}
	marks := words.Marks(*r)
	if more > 0 {
		marks = append(marks, "("+words.Bytes(more)+" more; --json has all of it)")
	}
	if len(marks) > 0 {
		dst = l.faint(dst, " "+strings.Join(marks, " "))
	}
	return append(dst, '\n')
}

// rail is what stands before the text.
func (l *lines) rail(dst []byte, r *model.Record) []byte {
	dst = r.Time.Local().AppendFormat(dst, stampLayout)
	dst = append(dst, "  "...)
	if l.indent == "" || r.Peer != l.peer {
		l.align(r.Peer)
	}
	dst = append(dst, l.column...)
	return append(append(dst, l.sign(r.Kind)...), "  "...)
}

// align prepares what stands before the texts of a peer.
func (l *lines) align(peer string) {
	l.peer, l.column = peer, ""
	if l.peers {
		text := model.Escape(peer)
		width := ansi.StringWidth(text)
		l.width = max(l.width, width)
		l.column = text + strings.Repeat(" ", l.width-width+2)
	}
	l.indent = strings.Repeat(" ", len(stampLayout+"  ")+ansi.StringWidth(l.column)+len(">  "))
}

func (l *lines) sign(k model.Kind) string {
	signs := [...]string{"·", "→", "←"}
	if l.ascii {
		signs = [...]string{".", ">", "<"}
	}
	return signs[k]
}

// text adds a line of a message.
func (l *lines) text(dst []byte, line string, decoded bool) []byte {
	for piece := range pieces(line) {
		r := model.Record{Text: piece, Decoded: decoded}
		if !l.escape {
			dst = l.spill(r.AppendText(dst))
			continue
		}
		for _, s := range r.EscapeLines()[0] {
			if s.Escaped {
				dst = l.faint(dst, s.Text)
			} else {
				dst = append(dst, s.Text...)
			}
		}
		dst = l.spill(dst)
	}
	return dst
}

// pieces cuts text for escaping it: 16 MiB that are nothing but escapes would
// take half a gigabyte in one go. No character is torn.
func pieces(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			n := len(text)
			if n > escapePiece {
				for n = escapePiece; n > escapePiece-utf8.UTFMax && !utf8.RuneStart(text[n]); n-- {
				}
			}
			if !yield(text[:n]) {
				return
			}
			text = text[n:]
		}
	}
}

// faint adds what is not the message itself.
func (l *lines) faint(dst []byte, text string) []byte {
	if !l.dim {
		return append(dst, text...)
	}
	return append(append(append(dst, "\x1b[2m"...), text...), "\x1b[22m"...)
}
