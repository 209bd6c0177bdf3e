package main

import (
	"bytes"
	"encoding/hex"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Headless, the same code pages with a peer that splits at every byte. The
// bytes come from another implementation.
func TestCodePagesBytewise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ page, text, data string }{
		{"utf-16le", "Grüße 東京 ✓", "4700 7200 fc00 df00 6500 2000 7167 ac4e 2000 1327 0a00"},
		{"ibm037", "Grüße: 42 ÄÖÜ", "c799dc59857a40f4f24063ecfc 25"},
		{"gb18030", "你好，世界 € 😀", "c4e3 bac3 a3ac cac0 bde7 20 a2e3 20 9439fc36 0a"},
		{"iso-2022-jp", "日本語とABCとテスト", "1b2442 467c4b5c386c2448 1b2842 414243 1b2442 2448254625392548 1b2842 0a"},
		{"shift_jis", "ソ表能", "835c 955c 945c 0a"},
		{"utf-8", "Grüße 東京 😀", "4772c3bcc39f6520e69db1e4baac20f09f98800a"},
	} {
		t.Run(c.page, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			data := unhex(c.data)
			got := make(chan []byte, 1)
			go func() {
				b := make([]byte, len(data))
				if conn, err := l.Accept(); err == nil {
					conn.SetDeadline(time.Now().Add(patience))
					io.ReadFull(conn, b)
					bytewise(t, conn, data)
					conn.Close()
				}
				got <- b
			}()
			tcpdeck, err := exec.LookPath("tcpdeck")
			if err != nil {
				t.Fatal(err)
			}
			run := exec.Command(tcpdeck, "connect", l.Addr().String(), "--framing", "lf", "--code-page", c.page, "--timeout", "20")
			run.Env, run.Stdin = newHome(t).env(), strings.NewReader(c.text+"\n")
			var errs bytes.Buffer
			run.Stderr = &errs
			out, err := run.Output()
			if err != nil || string(out) != c.text+"\n" {
				t.Errorf("stdout %q, want %q (%v: %s)", out, c.text+"\n", err, &errs)
			}
			if b := <-got; !bytes.Equal(b, data) {
				t.Errorf("the peer got %x, want %x", b, data)
			}
		})
	}
}

// bytewise writes bytes so that each is a segment of its own.
func bytewise(t *testing.T, c net.Conn, data []byte) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for i := range data {
		<-tick.C
		if _, err := c.Write(data[i : i+1]); err != nil {
			t.Error(err)
			return
		}
	}
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}
