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
	if len(o.buf) < flushAt {
		return nil
	}
	return o.flush()
}

func (o *outlet) flush() error {
	if len(o.buf) == 0 {
		return nil
	}
	data := o.buf
	if o.safe != nil {
		data = o.safe(data)
	}
	_, err := o.w.Write(data)
	if o.buf = o.buf[:0]; cap(o.buf) > keepRoom {
		o.buf = nil
	}
	return o.failed(err)
}

// Write implements io.Writer, past the buffer.
func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	return n, o.failed(err)
}

func (o *outlet) failed(err error) error {
	if err == nil {
		return nil
	}
	return failf(exitInternal, "%s: %w", o.name, err)
}

// safeLines makes whole lines safe for a terminal.
func safeLines(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for line := range bytes.Lines(data) {
		text := bytes.TrimRight(line, "\r\n")
		out = append(out, model.Escape(string(text))...)
		out = append(out, line[len(text):]...)
	}
	return out
}
