package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"unicode/utf8"
)

// Limits of a file before the YAML parser may see it: the parser takes
// seconds and most of a gigabyte for 20 kB of brackets.
const (
	maxFileSize = 256 << 10
	maxNesting  = 32
	// The parser keeps the keys above each value with it, and copies what
	// follows a key in its mapping, or in the file if the key has no value.
	maxKeyLength = 20 // bytes
	maxKeys      = 64 // of one mapping
	maxNothing   = 4 << 10
)

// limits are those that depend on what a file is.
type limits struct {
	signs  int // brackets and commas; in a bundle every sign of its structure
	lines  bool
	tokens int
	depth  int // of the nesting
	what   string
}

var profileLimits = limits{signs: 16 << 10, tokens: 16 << 10, depth: maxNesting, what: "profile"}

// readRegular reads the file of a profile or what else noun says, of at most
// maxFileSize bytes. Whatever path is, it does not block.
func readRegular(path, noun string) ([]byte, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if err := checkInfo(info, noun); err != nil {
		return nil, info, err
	}
	// Between the look and the opening the name may have become a pipe, which
	// must not block either.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, info, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, nil, err
	}
	if err := checkInfo(info, noun); err != nil {
		return nil, info, err
	}
	data := make([]byte, 0, info.Size()+1)
	for len(data) <= maxFileSize {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, info, nil
		}
		if err != nil {
			return nil, info, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
	return nil, info, fmt.Errorf("it is longer than %d KiB; %s is far shorter", maxFileSize>>10, one(noun))
}

// checkInfo says whether a file is one that may be opened and read.
func checkInfo(info fs.FileInfo, noun string) error {
	if m := info.Mode(); !m.IsRegular() {
		return fmt.Errorf("it is %s; expected a regular file", modeWords(m))
	}
	if info.Size() > maxFileSize {
		return fmt.Errorf("it has %d bytes; %s has at most %d KiB", info.Size(), one(noun), maxFileSize>>10)
	}
	return nil
}

// one is a noun with its article.
func one(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func modeWords(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}

// readWords is the plain reason why a file could not be read.
func readWords(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it is a link to nothing"
	case errors.Is(err, fs.ErrPermission):
		return "it may not be read: permission denied"
	case errors.As(err, &pe):
		return "it cannot be read: " + pe.Err.Error()
	}
	return err.Error()
}

// checkBytes finds what is no text, or more than the tokenizer should see.
func checkBytes(data []byte, l limits) *problem {
	if len(bytes.TrimSpace(data)) == 0 {
		return &problem{1, 1, "the file is empty; expected version: 1, name: … and so on"}
	}
	signs := 0
	var w work
	line, column := 1, 0
	for i := 0; i < len(data); {
		if isPlainByte[data[i]] {
			column++
			i++
			continue
		}
		r, n := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(data[i:])
		}
		column++
		switch {
		case r == utf8.RuneError && n == 1:
			return &problem{line, column, fmt.Sprintf("the byte 0x%02x is not UTF-8; expected text in UTF-8", data[i])}
		case r == '\n':
			w.end(data, i)
			line, column = line+1, 0
		case r == '\r' && i+1 < len(data) && data[i+1] == '\n':
		case r == '\t':
			w.tab(i)
		case r == '<':
			w.less(data, i)
		case r < ' ', r >= 0x7f && r < 0xa0:
			return &problem{line, column, fmt.Sprintf("the character U+%04X cannot stand here; expected text", r)}
		}
		if l.isSign(data, i) {
			signs++
		}
		if signs > l.signs || w.done > maxWork {
			return l.tooMuch(line, column, w)
		}
		i += n
	}
	if w.end(data, len(data)); w.done > maxWork {
		return l.tooMuch(line, column, w)
	}
	return nil
}

// isPlainByte are the bytes that mean nothing to checkBytes, which are most.
var isPlainByte = func() (plain [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		plain[c] = !strings.ContainsRune("[]{},:-?<", c)
	}
	return plain
}()

// isSign says whether a character makes the structure of the file.
func (l limits) isSign(data []byte, i int) bool {
	switch data[i] {
	case '[', ']', '{', '}', ',':
		return true
	case '\n':
		return l.lines
	case ':', '-', '?':
		return l.lines && i+1 < len(data) && data[i+1] <= ' '
	}
	return false
}

func (l limits) tooMuch(line, column int, w work) *problem {
	message := "these are too many brackets for " + one(l.what)
	switch {
	case w.done > maxWork:
		message = "this is too much to read: long lines with tabs, many empty lines or many < in a row"
	case l.lines:
		message = "here it becomes too much for one " + l.what + "; make several of it"
	}
	return &problem{line, max(1, column), message}
}
