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
	// line is cut off first.
	reopen(path string) (diskFile, error)
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

func (osDisk) reopen(path string) (diskFile, error) {
	f, err := openAppend(path, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	if err := cutTorn(f); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
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
	return f, nil
}

// cutTorn truncates f to its last whole line.
func cutTorn(f *os.File) error {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	buf := make([]byte, 64<<10)
	for at := end; at > 0; {
		n := min(at, int64(len(buf)))
		if _, err := f.ReadAt(buf[:n], at-n); err != nil {
			return err
		}
		if i := bytes.LastIndexByte(buf[:n], '\n'); i >= 0 {
			if whole := at - n + int64(i) + 1; whole < end {
				return f.Truncate(whole)
			}
			return nil
		}
		at -= n
	}
	return f.Truncate(0)
}

// systemWords is the system's reason of an error, without the path.
func systemWords(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}
