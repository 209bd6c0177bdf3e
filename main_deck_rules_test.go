package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// demoClientFile is the demo of the client, as the deck writes it.
const demoClientFile = `name: Demo by keys
rules:
  - send: {body: Handshake, iterations: -1}
    then:
      - receive: {}
        then:
          - check: {equal: Wait, group: 1}
          - check: {equal: Heartbeat, group: 1}
            then:
              - send: {body: Some instruction}
                key: INSTRUCTION
                exit: success
          - check: {always: true, group: 1}
            exit: failure
`

// appendRule appends a rule of a kind below the selected one.
func (d *deck) appendRule(kind string) {
	d.t.Helper()
	d.does("a", `╭ Append rule `)
	d.write(kind)
	d.see(`│ ❯ ` + kind)
	d.press("Enter")
	d.see(`▌` + kind + `▐`)
	d.see(`^ enter done`)
}

// done goes from the properties to the tree.
func (d *deck) done() { d.t.Helper(); d.does("Escape", `^ a append`) }

// buildDemo builds the demo of the client by keys alone.
func (d *deck) buildDemo() {
	d.t.Helper()
	group := func(value string) {
		d.write(value)
		d.see(`Check : Equal '` + value + `'`)
		d.press("BTab", "BTab", "Up")
		d.see(`Check \(/1\) : Equal '` + value + `'`)
	}
	d.appendRule("Send")
	d.write("Handshake")
	d.see(`Send : Handshake`)
	d.press("BTab", "BTab", "BTab", "Down") // the step below 1
	d.see(`Send \(\*\) : Handshake`)
	d.done()
	d.appendRule("Receive")
	d.done()
	d.appendRule("Check")
	group("Wait")
	d.done()
	d.press("Left")
	d.see(`❯ +▾ Receive`)
	d.appendRule("Check")
	group("Heartbeat")
	d.done()
	d.appendRule("Send")
	d.write("Some instruction")
	d.see(`Send : Some instruction`)
	d.does("PPage", `▌Base▐`)
	d.press("Tab")
	d.see(`❯ Result message key`)
	d.write("INSTRUCTION")
	d.press("Tab", "Tab", "Tab")
	d.see(`❯ Force exit`)
	d.press("Enter")
	d.write("Succ")
	d.press("Enter")
	d.see(`Send : Some instruction \(exit:success\) +INSTRUCTION`)
	d.done()
	d.press("Left", "Left", "Left") // to its check, fold that, to the receive
	d.see(`❯ +▾ Receive`)
	d.appendRule("Check")
	d.press("BTab", "Enter")
	d.write("always")
	d.press("Enter")
	d.see(`Check : NotCheck`)
	d.press("BTab", "Up")
	d.see(`Check \(/1\) : NotCheck`)
	d.does("PPage", `▌Base▐`)
	d.press("Tab", "Tab", "Tab")
	d.see(`❯ Force exit`)
	d.press("Enter")
	d.write("Fail")
	d.press("Enter")
	d.see(`NotCheck \(exit:failure`)
	d.done()
}

// TestRulesByKeys builds the demo of the client by keys alone, saves it, runs it
// in the test console against the mirror peer and reads the log window.
func TestRulesByKeys(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	port := mustPort(t)
	h.write(t, "hub", port, "timeout: 10\n")
	d := h.deck(t, "120x40")
	d.see(`^│❯ +hub`)
	d.does("i", `No interactions yet`)
	d.does("a", `No rules yet`)
	d.buildDemo()
	d.does("F4", `❯ Name`)
	d.write("Demo by keys")
	d.does("C-s", `Demo by keys saved`)
	if got := readFile(t, filepath.Join(h.dir, "config", "tcpdeck", "interactions"), "*.yaml"); !strings.HasSuffix(got, demoClientFile) {
		t.Errorf("the file is\n%s", got)
	}

	d.does("F3", `▌Test console▐`)
	d.see(`❯\[  Test  \]`)
	d.press("BTab", "BTab")
	d.see(`❯ Against`)
	d.does("Enter", `│❯ The network +the connection`)
	d.write("demo")
	d.does("Enter", `Against +Mirror peer: demo`)
	d.press("Tab", "Tab")
	d.see(`❯\[  Test  \]`)
	d.does("Enter", `TCP communication test finished: success\.`)
	d.does("Enter", `^ enter press`)
	d.press("Tab")
	d.see(`^ enter test`)
	d.press("g")
	d.see(`^│❯→  Outgoing -> 127\.0\.0\.1:\d+ +│
│    Time: \d\d\.\d\d\.20\d\d \d\d:\d\d:\d\d +│
│    Key: +│
│    Rule: Send \(\*\) : Handshake +│
│    Body: Handshake +│`)
	d.see(`^│ ·  Check \(/1\) : Equal 'Wait': not matched by 'Heartbeat'`)
	d.press("G")
	d.see(`^│ →  Outgoing -> 127\.0\.0\.1:\d+ +│
│    Time: .*
│    Key: INSTRUCTION +│
│    Rule: Send : Some instruction \(exit:success\) +│
│    Body: Some instruction +│`)
	d.does("F2", `▌Interaction rules▐`)
	d.see(`Send \(\*\) : Handshake +ran 1×`)
	d.see(`Check \(/1\) : NotCheck \(exit:failure\) +never`)
}

// demoListenerFile is the demo of the listener.
const demoListenerFile = `name: Demo listener
rules:
  - receive: {iterations: -1}
    then:
      - check: {equal: Handshake, group: 1}
        then:
          - send: {body: Heartbeat}
            then:
              - receive: {}
                key: INSTRUCTION
                fire: true
      - check: {always: true, group: 1}
        exit: failure
`

// TestDemosInTwoDecks: the demo of the client in one deck against that of the
// listener in another, in several code pages.
func TestDemosInTwoDecks(t *testing.T) {
	for _, page := range []string{"utf-8", "shift_jis", "utf-16le"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			port := mustPort(t)
			begin := func(file, as, stands string) *deck {
				h := newHome(t)
				h.write(t, "hub", port, "timeout: 10\ncode_page: "+page+"\n")
				h.interaction(t, "demo", file)
				d := h.deck(t, "120x40")
				d.see(`^│❯ +hub`)
				d.does("x", `╭ Run on hub`)
				d.write(as)
				d.see(`❯ as ` + as + `: Demo`)
				d.does("Enter", stands)
				return d
			}
			listener := begin(demoListenerFile, "listener", `^╭ hub ─ listener`)
			client := begin(demoClientFile, "client", `^╭ hub ─ client`)
			client.see(`→  Some instruction`)
			client.see(`·  Demo by keys: success \(INSTRUCTION\)`)
			listener.see(`trigger fired: Some instruction \(INSTRUCTION\)`)
			listener.see(`Demo listener: success`)
			listener.see(`interaction Demo listener · 1 succeeded · 1 fired`)
		})
	}
}

// TestRulesOnTheNetwork runs an interaction on a connection against a plain
// program, attaches one to a session, and makes rules of what was said.
func TestRulesOnTheNetwork(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := make(chan string, 9)
	go plainListener(l, heard)
	h.write(t, "plain", l.Addr().(*net.TCPAddr).Port, "timeout: 10\n")
	h.interaction(t, "demo", demoClientFile)
	d := h.deck(t, "80x24")
	d.see(`^│❯ +plain`)
	d.does("x", `╭ Run on plain`)
	d.see(`as client: Demo by keys`)
	d.does("Enter", `^╭ plain ─ client`)
	d.see(`←  Heartbeat`)
	d.see(`·  Demo by keys: success \(INSTRUCTION\)`)
	d.see(`closed (here|by peer)`)
	if got := <-heard; got != "Some instruction\n" {
		t.Errorf("the peer heard %q", got)
	}
	d.does("Escape", `^ i write`)
	d.press("r")
	if got := <-heard; got != "Some instruction\n" {
		t.Errorf("again, the peer heard %q", got)
	}
	d.does("Escape", `^ i write`)
	d.does("0", `^ enter connect`)
	d.does("Enter", `● connected since`)
	d.does("Escape", `^ i write`)
	d.does("a", `╭ Attach to plain`)
	d.does("Enter", `·  Demo by keys: success`)
	if got := <-heard; got != "Some instruction\n" {
		t.Errorf("the peer heard %q", got)
	}
	d.does("R", `╭ Make an interaction of what was said`)
	d.does("Enter", `^│❯ +Send : Handshake|Interaction ─ plain recorded`)
	d.see(`Check \(/1\) : Equal 'Heart`)
	d.see(`Send : Some instruction`)

	// The run that is over, without the peer: as a mirror, and dry.
	l.Close()
	d.does("F4", `❯ Name`)
	d.does("F3", `❯\[  Test  \]`)
	for _, against := range []struct{ choice, done string }{
		{"Mirror peer: run", `finished: success\.`},
		{"Dry run: run", `finished: 1 of 1 conversation succeeded\.`},
	} {
		d.press("BTab", "BTab")
		d.see(`❯ Against`)
		d.does("Enter", `│❯ `)
		d.write(against.choice)
		d.see(`Against +` + against.choice + ` `)
		d.does("Enter", `Against +`+against.choice+` of 20`)
		d.press("Tab", "Tab")
		d.see(`❯\[  Test  \]`)
		d.does("Enter", against.done)
		d.does("Enter", `^ enter press`)
	}
}

// TestRulesFooters: each key of each footer of the screens of interactions does
// something.
func TestRulesFooters(t *testing.T) {
	t.Parallel()
	d := newHome(t).deck(t, "160x40", "demo")
	d.does("Escape", `^ i write`)
	d.does("Escape", `^ enter connect`)
	d.does("i", `^ enter edit`)
	help := steps{"", `╭ Help: `, "Escape", ""}
	all := steps{"", `╭ Everything `, "Escape", ""}
	d.footer(`^ enter edit`, map[string]steps{
		"enter": {"", `^╭ Interaction ─ Demo client`, "Escape", ""},
		"a":     {"", `No rules yet`, "Escape", ""},
		"r":     {"", `╭ Run Demo client`, "Escape", ""},
		"c":     {"", `^╭ Interaction ─ Demo client copy`, "Escape", `╭ Discard changes`, "Right", `❯Discard`, "Enter", ""},
		"d":     {"", `╭ Delete interaction`, "Escape", ""},
		"esc":   {"", `^ enter connect`, "i", ""},
		"?":     help, "ctrl+p": all,
	})
	d.does("Enter", `^ a append`)
	inTree := `^ a append`
	d.footer(inTree, map[string]steps{
		"a":      {"", `╭ Append rule `, "Escape", ""},
		"enter":  {"", `^ enter new line|^ enter done`, "Escape", ""},
		"d":      {"", `╭ Delete rule`, "Escape", ""},
		"t":      {"", `▌Test console▐`, "F2", ""},
		"ctrl+s": {"", `Demo client saved`},
		"esc":    {"", `^ enter edit`, "Enter", ""},
		"?":      help, "ctrl+p": all,
	})
	d.does("F3", `^ enter press`)
	d.footer(`^ enter press`, map[string]steps{
		"enter":  {"", `╭ Done `, "Enter", ""},
		"tab":    {"", `^ enter test`, "Tab", ""},
		"esc":    {"", inTree, "F3", ""},
		"ctrl+s": {"", `Demo client saved`},
		"?":      help, "ctrl+p": all,
	})
	d.does("Tab", `^ enter test`)
	d.footer(`^ enter test`, map[string]steps{
		"enter":  {"", `╭ Done `, "Enter", ""},
		"y":      {"", `sent to the terminal's clipboard`},
		"tab":    {"", `^ enter press`, "Tab", ""},
		"esc":    {"", inTree, "F3", `^ enter press`, "Tab", ""},
		"ctrl+s": {"", `Demo client saved`},
		"?":      help, "ctrl+p": all,
	})
	d.does("F4", `^ enter save`)
	d.footer(`^ enter save`, map[string]steps{
		"enter":  {"", `Demo client saved`},
		"tab":    {"", `❯ Command`, "BTab", `❯ Name`},
		"esc":    {"", `^ enter edit`, "Enter", inTree, "F4", ""},
		"ctrl+s": {"", `Demo client saved`},
		"f1":     help, "ctrl+p": all,
	})
}

// interaction puts an interaction into the folder as a person would by hand.
func (h home) interaction(t *testing.T, file, text string) {
	t.Helper()
	dir := filepath.Join(h.dir, "config", "tcpdeck", "interactions")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file+".yaml"), []byte("version: 1\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// plainListener behaves like the sample of the reference product: it answers a
// handshake with a heartbeat and reads what it is then told.
func plainListener(l net.Listener, heard chan<- string) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			c.SetDeadline(time.Now().Add(patience))
			if readLine(c) == "Handshake\n" {
				fmt.Fprint(c, "Heartbeat\n")
				heard <- readLine(c)
			}
		}()
	}
}

// readLine reads a line, byte by byte.
func readLine(c net.Conn) string {
	var line strings.Builder
	for one := make([]byte, 1); !strings.HasSuffix(line.String(), "\n"); {
		if _, err := c.Read(one); err != nil {
			break
		}
		line.Write(one)
	}
	return line.String()
}
