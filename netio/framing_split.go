package netio

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"tcpdeck/model"
)

// framing is one way to find the messages of a stream. split has the shape of
// bufio.SplitFunc: the token, which lies in data, is the message, advance what
// it takes with its delimiter. Called again after advance 0, it gets the same
// data with more behind it; else reset was called.
type framing interface {
	split(data []byte, atEOF bool) (advance int, token []byte, err error)
	reset()
	// overhead is the number of bytes beyond a message that must be at hand to
	// know that it is longer.
	overhead() int
}

// newFraming returns the framing of a delimiter, written in the code page.
func newFraming(c *codec, ending model.Ending) (framing, error) {
	if ending == model.Raw {
		return rawFraming{}, nil
	}
	if !ending.Known() {
		return nil, fmt.Errorf("%q is not a framing", string(ending))
	}
	delimiter, err := c.encode(nil, ending.Delimiter())
	if err != nil {
		return nil, fmt.Errorf("framing %s: %w", ending, err)
	}
	if len(delimiter) == 1 {
		return &byteFraming{delimiter: delimiter[0]}, nil
	}
	return &delimitedFraming{delimiter: delimiter, unit: c.unit}, nil
}

// rawFraming takes what one read returned for a message.
type rawFraming struct{}

func (rawFraming) split(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
func (rawFraming) reset()                                         {}
func (rawFraming) overhead() int                                  { return 0 }

// byteFraming ends messages with one byte.
type byteFraming struct {
	delimiter byte
	seen      int // data[:seen] holds none
}

func (f *byteFraming) split(data []byte, _ bool) (int, []byte, error) {
	i := bytes.IndexByte(data[f.seen:], f.delimiter)
	if i < 0 {
		f.seen = len(data)
		return 0, nil, nil
	}
	i += f.seen
	f.seen = 0
	return i + 1, data[:i], nil
}

func (f *byteFraming) reset()      { f.seen = 0 }
func (*byteFraming) overhead() int { return 0 }

// delimitedFraming ends messages with several bytes, which stand at a multiple
// of the code unit.
type delimitedFraming struct {
	delimiter []byte
	unit      int
	seen      int // no delimiter begins in data[:seen]
}

func (f *delimitedFraming) split(data []byte, _ bool) (int, []byte, error) {
	for {
		i := bytes.Index(data[f.seen:], f.delimiter)
		if i < 0 {
			f.seen = max(f.seen, len(data)-len(f.delimiter)+1)
			return 0, nil, nil
		}
		i += f.seen
		if i%f.unit == 0 {
			f.seen = 0
			return i + len(f.delimiter), data[:i], nil
		}
		f.seen = i + 1
	}
}

func (f *delimitedFraming) reset()        { f.seen = 0 }
func (f *delimitedFraming) overhead() int { return len(f.delimiter) - 1 }

// tornUTF8 returns how many bytes at the end of data begin a character whose
// rest may still come.
func tornUTF8(data []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(data); i++ {
		if tail := data[len(data)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return i
			}
			return 0
		}
	}
	return 0
}
