package cli

import (
	"bytes"
	"errors"
	"io"
	"syscall"

	"tcpdeck/model"
)

// outlet gathers what goes to stdout or to a file.
type outlet struct {
	w    io.Writer
	name string // of where it goes, for the error
	safe bool   // it is a terminal, and what is written may hold anything
	buf  []byte
}

func (e *Env) outlet() *outlet { return &outlet{w: e.Stdout, name: "stdout"} }

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
	if o.safe {
		data = safeLines(data)
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
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return err
	}
	return failf(exitInternal, "%s: %w", o.name, err)
}

// quietly takes a reader that has gone, as head does, for one that had enough.
func (r *runner) quietly(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
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
