package cli

import (
	"bytes"
	"io"

	"tcpdeck/model"
)

// outlet gathers what goes to stdout or to a file.
type outlet struct {
	w    io.Writer
	name string // of where it goes, for the error
	// safe makes whole lines safe for a terminal, where that is not done yet.
	safe func([]byte) []byte
	buf  []byte
	err  error // of the first write that failed
}

func (e *Env) outlet() *outlet { return &outlet{w: e.Stdout, name: "stdout"} }

// onTerminal is safe where stdout is a terminal, else nothing.
func (e *Env) onTerminal(safe func([]byte) []byte) func([]byte) []byte {
	if e.StdoutTerminal {
		return safe
	}
	return nil
}

// room is called between records: it writes when there is much.
func (o *outlet) room() error {
	if o.err != nil || len(o.buf) >= flushAt {
		return o.flush()
	}
	return nil
}

func (o *outlet) flush() error {
	if data := o.buf; o.err == nil && len(data) > 0 {
		if o.safe != nil {
			data = o.safe(data)
		}
		_, o.err = o.Write(data)
	}
	if o.buf = o.buf[:0]; cap(o.buf) > keepRoom {
		o.buf = nil
	}
	return o.err
}

// spiller takes what has gathered of a long record, and returns what to go on
// with.
type spiller func([]byte) []byte

// spill implements spiller. room tells of its errors.
func (o *outlet) spill(b []byte) []byte {
	if len(b) < flushAt {
		return b
	}
	o.buf = b
	_ = o.flush()
	return o.buf
}

func kept(b []byte) []byte { return b }

// Write implements io.Writer, past the buffer.
func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		err = failf(exitInternal, "%s: %w", o.name, err)
	}
	return n, err
}

// safeLines makes whole lines safe for a terminal.
func safeLines(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for line := range bytes.Lines(data) {
		text := line
		if whole, ended := bytes.CutSuffix(line, []byte("\n")); ended {
			text = bytes.TrimSuffix(whole, []byte("\r"))
		}
		out = append(out, model.Escape(string(text))...)
		out = append(out, line[len(text):]...)
	}
	return out
}
