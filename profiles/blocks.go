package profiles

import (
	"bytes"
	"errors"
	"io"
)

// longLine is from where on a line does not go through the memory as a whole
// unless somebody needs all of it.
const longLine = 1 << 20

// blocks reads a stored run in large pieces, from at on.
type blocks struct {
	f   *io.SectionReader
	at  int64 // of buf in the file
	buf []byte
	n   int // bytes of buf that are not handed out yet, or were last
	out int // of them, handed out
	end bool
}

// newBlocks reads f, which is as much of a file as is to be read.
func newBlocks(f *io.SectionReader, at int64) *blocks {
	room := min(longLine, f.Size()-at+1) // one more finds the end; most runs are short
	return &blocks{f: f, at: at, buf: make([]byte, room)}
}

// piece is a part of a run that begins where a line begins.
type piece struct {
	offset int64
	lines  []byte // whole lines with their ends; valid until the next piece
	long   int64  // instead: one line of so many bytes, its end included
	torn   int64  // instead: the last of the file, bytes without a line end
}

// next returns the next piece, io.EOF after the last.
func (b *blocks) next() (piece, error) {
	b.n = copy(b.buf, b.buf[b.out:b.n])
	b.at += int64(b.out)
	b.out = 0
	if err := b.fill(); err != nil {
		return piece{}, err
	}
	if last := bytes.LastIndexByte(b.buf[:b.n], '\n'); last >= 0 {
		b.out = last + 1
		return piece{offset: b.at, lines: b.buf[:b.out]}, nil
	}
	if b.n == 0 {
		return piece{}, io.EOF
	}
	return b.skipLong()
}

// fill reads until the buffer is full or the file at its end.
func (b *blocks) fill() error {
	for b.n < len(b.buf) && !b.end {
		n, err := b.f.ReadAt(b.buf[b.n:], b.at+int64(b.n))
		b.n += n
		b.end = errors.Is(err, io.EOF)
		if err != nil && !b.end {
			return err
		}
	}
	return nil
}

// skipLong finds the end of a line that the buffer does not hold.
func (b *blocks) skipLong() (piece, error) {
	c := piece{offset: b.at}
	for !b.end {
		b.at += int64(b.n)
		b.n = 0
		if err := b.fill(); err != nil {
			return piece{}, err
		}
		if i := bytes.IndexByte(b.buf[:b.n], '\n'); i >= 0 {
			b.out = i + 1
			c.long = b.at + int64(b.out) - c.offset
			return c, nil
		}
	}
	b.out = b.n
	c.torn = b.at + int64(b.n) - c.offset
	return c, nil
}

// tailStart returns where the last n whole lines of f begin.
func tailStart(f io.ReaderAt, size int64, n int) (int64, error) {
	buf := make([]byte, longLine)
	for seen := 0; size > 0; {
		part := buf[:min(size, int64(len(buf)))]
		if _, err := f.ReadAt(part, size-int64(len(part))); err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		size -= int64(len(part))
		for end := len(part); ; {
			end = bytes.LastIndexByte(part[:end], '\n')
			if end < 0 {
				break
			}
			if seen++; seen > n {
				return size + int64(end) + 1, nil
			}
		}
	}
	return 0, nil
}
