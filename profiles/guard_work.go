package profiles

import "bytes"

// maxWork is how much work, in steps of about a nanosecond, the tokenizer may
// have with what takes it a time that grows with the square of its length.
const maxWork = 64 << 20

// work estimates that.
type work struct {
	done   int
	run    int // of the character < so far
	tabs   int // on the line so far
	before int // characters of the line before each of them, together
	line   int // where the line begins
	blanks int // empty lines in a row before the line
}

// less adds the character < at an offset. It counts the others that follow.
func (w *work) less(data []byte, at int) {
	if at == 0 || data[at-1] != '<' {
		w.run = 0
	}
	w.run++
	w.done += w.run
}

// tab adds a tab. In quotes it looks for the end of the line.
func (w *work) tab(at int) {
	w.tabs++
	w.before += at - w.line
}

// end adds the end of a line, or of the file. At the end of a block of text each
// of many empty lines copies all of that.
func (w *work) end(data []byte, at int) {
	w.done += w.tabs*(at-w.line) - w.before
	if len(bytes.TrimRight(data[w.line:at], " \t\r")) > 0 {
		w.blanks = 0
	} else if w.blanks++; w.blanks > 32 {
		w.done += 8 * at
	}
	w.tabs, w.before, w.line = 0, 0, at+1
}
