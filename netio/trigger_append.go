package netio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// writeLine writes the event to the trigger's file as one line, in one write. The
// file is opened for each line, so that it may be rotated at any time.
func (t *triggers) writeLine(f *firing) deed {
	path, err := expandHome(t.trigger.Append)
	if err == nil {
		err = appendLine(path, f.line())
	}
	if err != nil {
		return deed{detail: "cannot write: " + err.Error()}
	}
	return deed{ok: true}
}

// expandHome puts the user's home folder in the place of a leading ~.
func expandHome(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, rest), err
}

// appendLine adds a line to a regular file, or to a new one, which only the
// user may read. Whatever path is, it does not block.
func appendLine(path string, line []byte) error {
	info, err := os.Stat(path)
	if err == nil {
		err = checkRegular(path, info)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// Between the look and the opening the name may have become a pipe, which
	// must not block either.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return err
	}
	if err := checkRegular(path, info); err != nil {
		return err
	}
	_, err = f.Write(line)
	return err
}

func checkRegular(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", path)
	}
	return nil
}
