package profiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"tcpdeck/model"
)

// Scan hands over the records of a run that p chooses, in order, in little
// memory whatever the size of the run. What is added meanwhile is not among
// them. torn is how many bytes stand behind the last whole line: a record whose
// writing was cut short.
func (o *Outputs) Scan(ctx context.Context, run model.Run, p model.Pick, codec Codec, each func(*model.Stored) error) (torn int64, err error) {
	f, err := openRun(run.Path)
	if err != nil {
		return 0, fmt.Errorf("read stored task output: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("read stored task output: %w", err)
	}
	s := scanner{reader: newReader(f, codec), size: info.Size(), p: p, since: sinceText(p)}
	from, err := s.start(ctx)
	if err == nil {
		torn, err = s.each(ctx, from, func(_ int64, st *model.Stored) error { return each(st) })
	}
	if info, failed := f.Stat(); failed == nil && info.Size() > s.size {
		torn = 0 // that record goes on
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return torn, err
}

type scanner struct {
	reader *reader
	size   int64 // of the file, at the start
	p      model.Pick
	since  string
}

// start is where the last p.Tail lines begin.
func (s *scanner) start(ctx context.Context) (int64, error) {
	if s.p.Tail == 0 {
		return 0, nil
	}
	if s.p == (model.Pick{Tail: s.p.Tail}) {
		return tailStart(s.reader.f, s.size, s.p.Tail)
	}
	var starts []int64 // of the last lines chosen; a ring once it is full
	n := 0
	_, err := s.each(ctx, 0, func(at int64, _ *model.Stored) error {
		if n < s.p.Tail {
			starts = append(starts, at)
		} else {
			starts[n%s.p.Tail] = at
		}
		n++
		return nil
	})
	if err != nil || n == 0 {
		return 0, err
	}
	return slices.Min(starts), nil
}

// each goes through the lines from an offset on.
func (s *scanner) each(ctx context.Context, from int64, each func(at int64, st *model.Stored) error) (torn int64, err error) {
	b := newBlocks(io.NewSectionReader(s.reader.f, 0, s.size), from)
	for {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		c, err := b.next()
		switch {
		case errors.Is(err, io.EOF):
			return torn, nil
		case err != nil:
			return torn, fmt.Errorf("read stored task output: %w", err)
		case c.torn > 0:
			torn = c.torn
		case c.long > 0:
			err = s.long(span{c.offset, c.offset + c.long}, each)
		default:
			err = s.lines(c, each)
		}
		if err != nil {
			return torn, err
		}
	}
}

func (s *scanner) lines(c piece, each func(at int64, st *model.Stored) error) error {
	for at := 0; at < len(c.lines); {
		end := at + bytes.IndexByte(c.lines[at:], '\n')
		if line := c.lines[at:end]; s.mayTake(line) {
			if st := s.reader.stored(line); s.p.Takes(st.Record) {
				if err := each(c.offset+int64(at), &st); err != nil {
					return err
				}
			}
		}
		at = end + 1
	}
	return nil
}

func (s *scanner) long(where span, each func(at int64, st *model.Stored) error) error {
	st, err := s.reader.long(where)
	if err != nil {
		return fmt.Errorf("read stored task output: %w", err)
	}
	if !s.p.Takes(st.Record) {
		return nil
	}
	return each(where.from, &st)
}

// mayTake passes lines over without parsing them where that is possible.
func (s *scanner) mayTake(line []byte) bool {
	if s.p == (model.Pick{Tail: s.p.Tail}) {
		return true
	}
	f, ok := readForm(line)
	return !ok || f.takes(s.p, s.since)
}
