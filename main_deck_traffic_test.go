package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// program is another program on the other end, its standard input held open.
type program struct {
	t   *testing.T
	in  io.WriteCloser
	mu  sync.Mutex
	out bytes.Buffer
}

func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *program) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// startProgram runs a program until stop is called or the test ends.
func startProgram(t *testing.T, name string, args ...string) (p *program, stop func()) {
	t.Helper()
	need(t, name)
	p = &program{t: t}
	c := exec.Command(name, args...)
	c.Stdout, c.Stderr = p, p
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in = in
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		c.Process.Kill()
		c.Wait()
	})
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("%s %q: %s", name, args, p.text())
		}
	})
	return p, stop
}

func (p *program) say(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) hears(text string) {
	p.t.Helper()
	until(p.t, patience, fmt.Sprintf("%q at the peer", text), func() (bool, string) {
		got := p.text()
		return strings.Contains(got, text), got
	})
}

// A profile is made in the editor, listed after a restart, and run as a client
// and as a listener against plain programs; all of it by keys.
func TestProfileByKeys(t *testing.T) {
	t.Parallel()
	need(t, "ncat", "nc")
	h, port := newHome(t), mustPort(t)
	const name = "Lager München 東京"

	d := h.deck(t, "120x36")
	d.see(`^╭ Connections`)
	d.add(name, port)
	if file := readFile(t, h.profiles(), "*.yaml"); !strings.Contains(file, "name: "+name+"\n") ||
		!strings.Contains(file, "framing: lf\n") || !strings.Contains(file, fmt.Sprintf("port: %d\n", port)) {
		t.Errorf("the profile on disk is\n%s", file)
	}
	d.press("q")
	if code := d.file("code", patience); code != "0" {
		t.Errorf("q ended the deck with exit code %s", code)
	}

	d = h.deck(t, "120x36")
	d.see(`^│❯ +` + name + ` +127\.0\.0\.1 +` + strconv.Itoa(port) + ` +utf-8`)
	peer, stop := startProgram(t, "ncat", "-v", "-l", "-k", "127.0.0.1", strconv.Itoa(port))
	peer.hears("Listening on")
	d.does("Enter", `● connected since`)
	d.write("Grüße, 東京 ✓")
	d.see(`❯ Grüße, 東京 ✓`)
	d.does("Enter", `→  Grüße, 東京 ✓ `)
	peer.hears("Grüße, 東京 ✓\n")
	peer.say("Ωραία! Всё в порядке")
	d.see(`←  Ωραία! Всё в порядке `)
	d.see(`sent 1 · 20 B   received 1 · 37 B `)
	stop()
	d.see(`(○|✗) (closed|reset) by peer`)
	d.leave()

	d.codePage(name, "shift_jis")
	d.shiftJIS(port)
	d.leave()
	d.codePage(name, "utf-8")
	d.listener(name, port)
}

// add makes a profile in the editor.
func (d *deck) add(name string, port int) {
	d.t.Helper()
	d.does("a", `^╭ Add Connection`)
	d.write(name)
	d.see(`❯ Name +` + name)
	d.to("Port")
	d.press("C-u")
	d.write(strconv.Itoa(port))
	d.see(`❯ Port +` + strconv.Itoa(port) + ` `)
	for _, field := range []string{"Framing received", "Line ending sent"} {
		d.to(field)
		d.pick("lf")
		d.see(field + ` +lf `)
	}
	d.does("C-s", `^│❯ +`+name+` +127`)
}

// pick chooses from the open field's list by typing.
func (d *deck) pick(value string) {
	d.t.Helper()
	d.does("Space", `^ enter take`)
	d.write(value)
	d.see(`❯ *` + value)
	d.does("Enter", `^ space open`)
}

// codePage changes a profile's code page in the editor.
func (d *deck) codePage(name, page string) {
	d.t.Helper()
	d.does("e", `^╭ Edit Connection - `+name)
	d.to("Code page")
	d.pick(page)
	d.see(`❯ Code page +` + page + ` `)
	d.does("C-s", `^│❯ +`+name+` .*`+page)
}

// shiftJIS talks to a peer that sees, and splits, the very bytes.
func (d *deck) shiftJIS(port int) {
	t := d.t
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d.does("Enter", `● connected since`)
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))

	d.write("日本語テスト")
	d.see(`❯ 日本語テスト .*13 bytes, LF`)
	d.does("Enter", `→  日本語テスト `)
	got, want := make([]byte, 13), unhex("93fa 967b 8cea 8365 8358 8367 0a")
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the peer got %x (%v), want %x", got, err, want)
	}
	// "ソ表能" has 0x5c, the backslash, for its second bytes.
	bytewise(t, c, unhex("835c 955c 945c 0a"))
	d.see(`←  ソ表能 `)
	whole := unhex("93fa 967b 0a")
	for i := 1; i < len(whole); i++ {
		bytewise(t, c, nil)
		c.Write(whole[:i])
		bytewise(t, c, whole[i:i+1])
		c.Write(whole[i+1:])
	}
	d.see(`received 5 · 27 B`)
	s := d.screen()
	if n := strings.Count(s, "←  ソ表能"); n != 1 {
		t.Errorf("ソ表能 is shown %d times:\n%s", n, s)
	}
	if n := strings.Count(s, "←  日本 "); n != 4 {
		t.Errorf("日本 is shown %d times, want 4:\n%s", n, s)
	}
	d.refusesEuro()
}

// refusesEuro: what the code page lacks is refused and kept.
func (d *deck) refusesEuro() {
	d.t.Helper()
	d.write("5 €")
	d.see(`❯ 5 €.*€ \(U\+20AC\) is not in shift_jis`)
	d.press("Enter", "C-u")
	d.press("BSpace", "BSpace", "BSpace")
	d.see(`write a message`)
	d.see(`sent 1 · 13 B`)
}

// listener runs the same profile as a listener with two clients.
func (d *deck) listener(name string, port int) {
	t := d.t
	t.Helper()
	d.does("l", `^╭ `+name+` ─ listener on 127\.0\.0\.1:`+strconv.Itoa(port)+` .*0 clients since`)
	type client struct {
		*program
		port int
		at   string
	}
	var clients []client
	for i := range 2 {
		p, _ := startProgram(t, "nc", "127.0.0.1", strconv.Itoa(port))
		d.see(`◎ ` + []string{"1 client", "2 clients"}[i] + ` since`)
		from := d.client(i)
		clients = append(clients, client{p, from, fmt.Sprintf("127.0.0.1:%d", from)})
	}
	for i, c := range clients {
		c.say(fmt.Sprintf("Grüße von %d", i+1))
		d.see(fmt.Sprintf(`:%d  ←  Grüße von %d `, c.port, i+1))
	}
	clients[0].say("noch einmal")
	d.see(fmt.Sprintf(`:%d  ←  noch einmal `, clients[0].port))
	d.see(clients[0].at + ` +\d\d:\d\d:\d\d +2 · \d+ B +- +noch einmal`)
	d.see(clients[1].at + ` +\d\d:\d\d:\d\d +1 · \d+ B +- +Grüße von 2`)

	d.write("an alle ✓")
	d.does("Enter", `→  an alle ✓ `)
	for _, c := range clients {
		c.hears("an alle ✓\n")
		d.see(fmt.Sprintf(`:%d  →  an alle ✓ `, c.port))
	}

	d.does("BTab", `^ space mark`) // the pane before the composer is the table or the output
	d.press("g")
	d.does("Space", fmt.Sprintf(`❯ to \S*:%d`, clients[0].port))
	d.does("i", `^ enter send`)
	d.write("nur für dich")
	d.see(`nur für dich`)
	d.press("Enter")
	d.see(fmt.Sprintf(`:%d  →  nur für dich `, clients[0].port))
	clients[0].hears("nur für dich\n")
	d.see(`sent 3 · \d+ B   received 3 · \d+ B`)
	d.see(clients[0].at + `.* 2 · \d+ B +2 · \d+ B`)
	d.see(clients[1].at + `.* 1 · \d+ B +1 · \d+ B`)
	if strings.Contains(clients[1].text(), "dich") {
		t.Error("a message to one marked client reached the other")
	}
	d.onlyOne(clients[0].at, clients[1].port)
}

// client waits for the n-th row of the table of clients, from 0, and returns
// the port of that client.
func (d *deck) client(n int) (port int) {
	d.t.Helper()
	row := regexp.MustCompile(`(?m)^│.*127\.0\.0\.1:(\d+) +\d\d:\d\d:\d\d`)
	until(d.t, patience, fmt.Sprintf("row %d of the clients", n), func() (bool, string) {
		s := d.screen()
		rows := row.FindAllStringSubmatch(s, -1)
		if len(rows) <= n {
			return false, s
		}
		port, _ = strconv.Atoi(rows[n][1])
		return true, s
	})
	return port
}

// onlyOne shows one client only, then disconnects the other.
func (d *deck) onlyOne(at string, other int) {
	d.t.Helper()
	others := regexp.MustCompile(fmt.Sprintf(`:%d  [←→·]`, other))
	d.press("BTab")
	d.see(`^ space mark`)
	d.press("g")
	d.does("Enter", `^│ only `+at)
	if s := d.screen(); others.MatchString(s) {
		d.t.Errorf("the output shows the other client too:\n%s", s)
	}
	d.press("Enter")
	d.see(others.String())
	d.press("G")
	d.does("x", `◎ 1 client since`)
	d.see(fmt.Sprintf(`:%d  ·  closed here`, other))
}
