package netio

import (
	"net"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

// TestAgainstPlainPrograms: programs that behave like the samples of the
// reference product, written with net alone.
func TestAgainstPlainPrograms(t *testing.T) {
	read := func(c net.Conn) string {
		buf := make([]byte, 100)
		n, _ := c.Read(buf)
		return string(buf[:n])
	}
	for _, c := range []struct {
		name    string
		serve   func(c net.Conn)
		outcome model.Outcome
		why     string
	}{
		{"right", func(c net.Conn) { read(c); c.Write([]byte("Heartbeat")) }, model.Success, ""},
		{"wait first", func(c net.Conn) { read(c); c.Write([]byte("Wait")); read(c); c.Write([]byte("Heartbeat")) }, model.Success, ""},
		{"wrong", func(c net.Conn) { read(c); c.Write([]byte("Heartbeet")) }, model.Failure,
			`forced exit on the message "Heartbeet"; without framing a message is what one read returns`},
		{"late", func(c net.Conn) { read(c) }, model.Failure, "timed out: no message for 0.3 s"},
		{"split", func(c net.Conn) { read(c); c.Write([]byte("Heart")) }, model.Failure,
			`forced exit on the message "Heart"; without framing a message is what one read returns`},
		{"glued", func(c net.Conn) { read(c); c.Write([]byte("HeartbeatHeartbeat")) }, model.Failure,
			`forced exit on the message "HeartbeatHeartbeat"; without framing a message is what one read returns`},
		{"missing", func(c net.Conn) { read(c); c.Close() }, model.Failure, "the peer closed the connection, and a message was expected"},
		{"reset", func(c net.Conn) { read(c); c.(*net.TCPConn).SetLinger(0); c.Close() }, model.Failure, "reset by peer: connection reset by peer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, Options{})
			s := newServer(t)
			heard := make(chan string, 1)
			go func() {
				nc := s.accept()
				c.serve(nc)
				heard <- read(nc)
			}()
			p := model.NewProfile()
			p.Name, p.Port, p.Timeout = "test", s.port(), 10*time.Second
			if c.name == "late" {
				p.Timeout = 300 * time.Millisecond
			}
			client := b.Start(p, model.Client, model.StartOptions{Drive: demo(t, model.Client)})
			b.ended(client)
			outcome, why, _ := b.outcome(client)
			if outcome != c.outcome || why != c.why && !strings.HasPrefix(why, "reset by peer") {
				t.Errorf("%s: %s", outcome, why)
			}
			if got := <-heard; (got == "Some instruction") != (c.outcome == model.Success) {
				t.Errorf("the peer heard %q", got)
			}
		})
	}
}

// TestListenerAgainstPlainClients is the mirrored set.
func TestListenerAgainstPlainClients(t *testing.T) {
	for _, c := range []struct {
		name    string
		call    func(b *bed, c *net.TCPConn)
		outcome model.Outcome
		why     string
		fired   int
	}{
		{"right", func(b *bed, c *net.TCPConn) {
			b.write(c, "Handshake")
			b.hears(c, "Heartbeat")
			b.write(c, "Some instruction")
			c.Close()
		}, model.Success, "", 1},
		{"half-closed", func(b *bed, c *net.TCPConn) {
			b.write(c, "Handshake")
			b.hears(c, "Heartbeat")
			b.write(c, "Some instruction")
			c.CloseWrite()
		}, model.Success, "", 1},
		{"wrong", func(b *bed, c *net.TCPConn) { b.write(c, "Handsheik") }, model.Failure,
			`forced exit on the message "Handsheik"; without framing a message is what one read returns`, 0},
		{"missing", func(b *bed, c *net.TCPConn) {
			b.write(c, "Handshake")
			b.hears(c, "Heartbeat")
			c.Close()
		}, model.Failure, "the peer closed the connection, and a message was expected", 0},
		{"nothing", func(b *bed, c *net.TCPConn) { c.Close() }, model.Success, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, Options{})
			p := model.NewProfile()
			p.Name, p.Timeout = "test", 10*time.Second
			listener, address := b.listener(p, model.StartOptions{Drive: demo(t, model.Listener)})
			c.call(b, b.call(address))
			outcome, why, _ := b.outcome(listener)
			if outcome != c.outcome || why != c.why || len(fired(b, listener)) != c.fired {
				t.Errorf("%s: %s, fired %d", outcome, why, len(fired(b, listener)))
			}
			b.until("the client is gone", func() bool { return len(b.Peers(listener)) == 0 })
		})
	}
}
