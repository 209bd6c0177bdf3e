package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

// fileReader reads files of at most limit bytes, and standard input for "-". A
// pipe may never end: a signal, which ends ctx, ends the waiting, and the
// process takes the reading with it.
func fileReader(ctx context.Context, stdin *os.File) func(path string, limit int64) ([]byte, error) {
	type outcome struct {
		data []byte
		err  error
	}
	return func(path string, limit int64) ([]byte, error) {
		done := make(chan outcome, 1)
		go func() {
			data, err := readBounded(path, stdin, limit)
			done <- outcome{data, err}
		}()
		select {
		case o := <-done:
			return o.data, o.err
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func readBounded(path string, stdin *os.File, limit int64) ([]byte, error) {
	f := stdin
	if path == "-" {
		path = "stdin"
	} else {
		var err error
		if f, err = os.Open(path); err != nil {
			return nil, err
		}
		defer f.Close()
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: larger than %d bytes", path, limit)
	}
	return data, err
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
