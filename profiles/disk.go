package profiles

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is where runs are stored; tests use one that hangs and fails.
type disk interface {
	// create makes a new file; it must not be there yet.
	create(path string) (diskFile, error)
	// reopen opens a file to append to, made anew if it is gone. A torn last
	// line is cut off first; empty says that nothing is left.
	reopen(path string) (f diskFile, empty bool, err error)
}

// diskFile takes whole lines, appended.
type diskFile interface {
	Write(lines []byte) (int, error)
	Close() error
}

type osDisk struct{}

func (osDisk) create(path string) (diskFile, error) {
	return openAppend(path, os.O_WRONLY|os.O_EXCL)
}

func (osDisk) reopen(path string) (diskFile, bool, error) {
	f, err := openAppend(path, os.O_RDWR)
	if err != nil {
		return nil, false, err
	}
	size, err := cutTorn(f)
	if err != nil {
		f.Close()
		return nil, false, err
	}
	return f, size == 0, nil
}

func openAppend(path string, flags int) (*os.File, error) {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, flags|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(0o600); err != nil { // it was made under the umask
		f.Close()
		return nil, err
	}
	hold(f)
	return f, nil
}

// cutTorn truncates f to its last whole line and returns what is left.
func cutTorn(f *os.File) (size int64, err error) {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	buf := make([]byte, 64<<10)
	for size = end; size > 0; {
		n := min(size, int64(len(buf)))
		if _, err := f.ReadAt(buf[:n], size-n); err != nil {
			return 0, err
		}
		i := bytes.LastIndexByte(buf[:n], '\n')
		size += int64(i) + 1 - n // no line end: the whole of buf goes
		if i >= 0 {
			break
		}
	}
	if size < end {
		err = f.Truncate(size)
	}
	return size, err
}

// systemWords is the system's reason of an error, without the path.
func systemWords(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
