package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"

	"tcpdeck/model"
)

// rawChunk is how much of stdin one send takes with --raw: little enough to
// stay in the processor's cache.
const rawChunk = 64 << 10

// feeder sends what standard input has, or what the command line gave.
type feeder struct {
	in       io.Reader
	given    []model.Outgoing // instead of in
	sessions Sessions
	id       model.SessionID
	profile  model.Profile
	format   format
	client   bool
	warn     func(string)               // a line for stderr
	someone  func(context.Context) bool // waits until someone is there to send to
	done     chan error                 // gets one value: nil at the end of input

	mentioned bool
}

// run reads to the end of input, to an error or until ctx ends.
func (f *feeder) run(ctx context.Context) {
	send := f.lines
	switch {
	case f.given != nil:
		send = f.all
	case f.format == formatRaw:
		send = f.chunks
	}
	err := send(ctx)
	if err == nil && f.client && !f.someone(ctx) {
		err = errGone // there was no connection to end
	}
	f.done <- err
}

func (f *feeder) all(ctx context.Context) error {
	for _, m := range f.given {
		if err := f.send(ctx, m); err != nil {
			return err
		}
		if m.Bytes == nil {
			f.mention()
		}
	}
	return nil
}

// mention says once that a line leaves without an ending.
func (f *feeder) mention() {
	if f.profile.Framing.Send == model.Raw && !f.mentioned {
		f.mentioned = true
		f.warn(unended(f.profile))
	}
}

func (f *feeder) chunks(ctx context.Context) error {
	buf := make([]byte, rawChunk) // with --raw, what was sent is written
	for {
		n, err := f.in.Read(buf)
		if n > 0 {
			if e := f.send(ctx, model.Outgoing{Bytes: buf[:n]}); e != nil {
				return e
			}
		}
		if err != nil {
			return readError(err)
		}
	}
}

func (f *feeder) lines(ctx context.Context) error {
	in := bufio.NewReaderSize(f.in, 64<<10)
	for number := 1; ; number++ {
		line, err := f.line(in, number)
		if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
			return readError(err)
		}
		last := err != nil
		if err := f.message(ctx, line, number); err != nil {
			return err
		}
		if last {
			return nil
		}
	}
}

// line reads one line, without its end. A CR before it is part of the message
// unless the framing adds one itself.
func (f *feeder) line(in *bufio.Reader, number int) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > f.profile.MaxMessage+2 {
			return nil, usagef("stdin, line %d: longer than %d bytes; --raw sends data without lines", number, f.profile.MaxMessage)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return line, err
		}
		line = line[:len(line)-1]
		if e := f.profile.Framing.Send; (e == model.CRLF || e == model.CR) && len(line) > 0 && line[len(line)-1] == '\r' {
			line = line[:len(line)-1]
		}
		return line, nil
	}
}

// message sends one line. Text that the code page lacks is refused before any
// byte of it leaves.
func (f *feeder) message(ctx context.Context, line []byte, number int) error {
	if f.format == formatHex {
		data, err := model.ParseHex(string(line))
		if err != nil {
			return usagef("stdin, line %d: %w; neither it nor what follows was sent", number, err)
		}
		if len(data) == 0 {
			return nil
		}
		return f.send(ctx, model.Outgoing{Bytes: data})
	}
	err := f.send(ctx, model.Outgoing{Text: string(line)})
	var lacks *model.TextError
	if errors.As(err, &lacks) {
		return usagef("stdin, line %d: %w; neither it nor what follows was sent", number, lacks.Err)
	}
	if err == nil {
		f.mention()
	}
	return err
}

// errGone says that there is nobody to send to any more: the session is
// ending, and how it ends is what counts.
var errGone = errors.New("the session is ending")

func (f *feeder) send(ctx context.Context, m model.Outgoing) error {
	// For a client SendWait waits for the connection, and says why there is none.
	for f.client || f.someone(ctx) {
		err := f.sessions.SendWait(ctx, f.id, m)
		switch {
		case errors.Is(err, model.ErrNoClients):
			continue // the last one left meanwhile
		case errors.Is(err, model.ErrNotPeer):
			return nil // one of several is leaving
		case errors.Is(err, model.ErrEnded), errors.Is(err, model.ErrClosing),
			errors.Is(err, model.ErrHalfClosed), errors.Is(err, model.ErrNoSession):
			return errGone
		}
		return err
	}
	return errGone
}

// readError tells the end of input from a failure to read it. A closed
// standard input is an empty one.
func readError(err error) error {
	var e *exitError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, fs.ErrClosed), errors.Is(err, syscall.EBADF):
		return nil
	case errors.As(err, &e):
		return err
	}
	return fmt.Errorf("stdin: %w", err)
}

// unended is the warning for a line that leaves without an ending.
func unended(p model.Profile) string {
	if p.ID == "" {
		return "sent without a line ending: framing is raw; --framing lf adds one"
	}
	return "sent without a line ending: profile " + p.Name + " is raw; --framing lf adds one"
}
