package profiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/natefinch/atomic"
)

// lock keeps other tcpdecks from changing the folder. The lock is a file of
// its own, since the files themselves are replaced.
func (s *folder[T, E]) lock() (unlock func(), err error) {
	l := flock.New(filepath.Join(s.dir, ".lock"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if ok, err := l.TryLockContext(ctx, 10*time.Millisecond); !ok {
		if errors.Is(err, context.DeadlineExceeded) {
			err = errors.New("another tcpdeck is busy with it")
		}
		return nil, fmt.Errorf("lock the %s folder: %w", s.plural, err)
	}
	_ = os.Chmod(l.Path(), 0o600) // it was made under the umask
	return func() { _ = l.Unlock() }, nil
}

// writeFile writes path in one step, for the owner alone. A fresh one must not
// be there yet.
func writeFile(path string, data []byte, fresh bool) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".save-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if !fresh {
		err = atomic.ReplaceFile(f.Name(), path)
	} else if err = os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		// No hard links here; the lock and the look just before must do.
		err = atomic.ReplaceFile(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return syncFolder(dir)
}
