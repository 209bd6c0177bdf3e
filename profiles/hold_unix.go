//go:build linux || darwin || freebsd

package profiles

import (
	"errors"
	"os"
	"syscall"
)

// hold marks a run as being written, until f is closed or the process has
// ended, however it ends. Where the file system knows no locks it does nothing.
func hold(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) }

// held says whether some process holds the run; known is false where the file
// system cannot tell. A run that is not held stays so until f is closed.
func held(f *os.File) (held, known bool) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	busy := errors.Is(err, syscall.EWOULDBLOCK)
	return busy, err == nil || busy
}
