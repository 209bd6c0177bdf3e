package netio

import (
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
)

func TestDemoPeerAnswersByTheLine(t *testing.T) {
	d, err := StartDemoPeer()
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	long := strings.Repeat("long ", 40_000)
	for in, want := range map[string]string{
		"Handshake\n":                  "Heartbeat\n",
		"Handshake\r\n":                "Heartbeat\r\n",
		"Handshakes\n":                 "Handshakes\n",
		"one\nHandshake\ntwo\n":        "one\nHeartbeat\ntwo\n",
		"Grüße aus 東京 \x00\xff\n":      "Grüße aus 東京 \x00\xff\n",
		"no end of line":               "no end of line",
		"Handshake":                    "Handshake",
		long + "\n" + long + "\nend\n": long + "\n" + long + "\nend\n",
	} {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.Port())))
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			io.WriteString(c, in)
			c.(*net.TCPConn).CloseWrite()
		}()
		got, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(got, []byte(want)) {
			t.Errorf("%.40q: got %.40q (%d bytes), %v; want %.40q", in, got, len(got), err, want)
		}
		c.Close()
	}
}

func TestDemoPeerCloseEndsItsConnections(t *testing.T) {
	d, err := StartDemoPeer()
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.Port())))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "x\n")
	if _, err := io.ReadFull(c, make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if n, err := c.Read(make([]byte, 1)); err == nil {
		t.Errorf("the connection lives on: read %d bytes", n)
	}
	if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.Port()))); err == nil {
		c.Close()
		t.Error("the peer still listens")
	}
}
