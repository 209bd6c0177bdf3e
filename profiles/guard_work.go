package profiles

// maxWork is how much work, in steps of about a nanosecond, the tokenizer may
// have with what takes it a time that grows with the square of its length.
const maxWork = 64 << 20

// work estimates that.
type work struct {
	done   int
	run    int  // of the character < so far
	tabs   int  // on the line so far
	blanks int  // empty lines in a row before the line
	text   bool // the line is not empty
}

// add adds the character at an offset.
func (w *work) add(r rune, offset int) {
	if r == '<' { // it counts the others that follow
		w.run++
		w.done += w.run
	} else {
		w.run = 0
	}
	switch r {
	case '\n':
		if w.blanks++; w.text {
			w.blanks = 0
		}
		if w.blanks > 32 { // at the end of a block of text it copies all of that for each
			w.done += 8 * offset
		}
		w.tabs, w.text = 0, false
		return
	case '\t': // in quotes it looks for the end of the line
		w.tabs++
	case ' ', '\r':
	default:
		w.text = true
	}
	w.done += w.tabs
}
