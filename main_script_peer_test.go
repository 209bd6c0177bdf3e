package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// peer VAR ACTION…: listens on the port that it puts into VAR and does the
// actions with the first connection, then closes it:
//
//	send:TEXT    flood:TEXT, again and again until it fails
//	read:LINES   bytes:N    eof, which reads to the end
//	when:FILE    waits until the script has made the file
//	fin          rst        hold, which keeps it open
func peer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: peer VAR ACTION…")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		if c, err := l.Accept(); err == nil {
			act(c.(*net.TCPConn), args[1:], ts.MkAbs("."), over)
		}
	}()
	ts.Defer(func() {
		close(over)
		l.Close()
		<-done
	})
}

func act(c *net.TCPConn, actions []string, dir string, over <-chan struct{}) {
	defer c.Close()
	for _, a := range actions {
		word, rest, _ := strings.Cut(a, ":")
		switch word {
		case "send":
			io.WriteString(c, unquote(rest))
		case "flood":
			for text := bytes.Repeat([]byte(unquote(rest)), 100); ; {
				if _, err := c.Write(text); err != nil {
					return
				}
			}
		case "read":
			n, _ := strconv.Atoi(rest)
			for one := make([]byte, 1); n > 0; {
				if _, err := c.Read(one); err != nil {
					return
				}
				if one[0] == '\n' {
					n--
				}
			}
		case "bytes":
			n, _ := strconv.ParseInt(rest, 10, 64)
			if _, err := io.CopyN(io.Discard, c, n); err != nil {
				return
			}
		case "eof":
			io.Copy(io.Discard, c)
		case "when":
			if !awaitPath(filepath.Join(dir, rest), over) {
				return
			}
		case "fin":
			c.CloseWrite()
		case "rst":
			c.SetLinger(0)
			return
		case "hold":
			<-over
		}
	}
}

// awaitPath waits until there is a file.
func awaitPath(path string, over <-chan struct{}) bool {
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return true
		}
		select {
		case <-over:
			return false
		case <-tick.C:
		}
	}
}

// unquote reads a text with the escapes of Go.
func unquote(s string) string {
	text, err := strconv.Unquote(`"` + s + `"`)
	if err != nil {
		panic(fmt.Sprintf("peer: %q: %v", s, err))
	}
	return text
}
