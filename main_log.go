package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"
)

// logLimit is the size, in bytes, from which a new run puts the log aside.
const logLimit = 4 << 20

// lazyFile is created with the first write, so that a run that has nothing
// to say leaves nothing behind.
type lazyFile struct {
	path string
	once sync.Once
	f    *os.File
	err  error
}

func newLogger(path string) *slog.Logger {
	return slog.New(slog.NewTextHandler(&lazyFile{path: path}, nil))
}

func (l *lazyFile) Write(b []byte) (int, error) {
	l.once.Do(l.open)
	if l.err != nil {
		return 0, l.err
	}
	return l.f.Write(b)
}

func (l *lazyFile) open() {
	if l.err = os.MkdirAll(filepath.Dir(l.path), 0o700); l.err != nil {
		return
	}
	if info, err := os.Stat(l.path); err == nil && info.Mode().IsRegular() && info.Size() > logLimit {
		_ = os.Rename(l.path, l.path+".old")
	}
	l.f, l.err = os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
}
