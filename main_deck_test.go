package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// steps are keys and what each must change the screen to: key, pattern, key,
// pattern … The last ones lead back. "" is the key itself and the footer that
// the steps began with.
type steps []string

// pressed is how tmux calls the keys of the footer.
var pressed = map[string]string{
	"esc": "Escape", "enter": "Enter", "tab": "Tab", "space": "Space", "↑": "Up", "↓": "Down", "f1": "F1",
	"ctrl+t": "C-t", "ctrl+p": "C-p", "ctrl+s": "C-s", "alt+enter": "M-Enter",
}

// footer tries every key that the footer names, in its order. stands is the
// footer's beginning; each key's steps must lead back to it.
func (d *deck) footer(stands string, keys map[string]steps) {
	d.t.Helper()
	d.see(stands + `.* ctrl\+p everything`) // all of it is drawn
	lines := strings.Split(strings.TrimRight(d.screen(), "\n"), "\n")
	for _, item := range strings.Split(lines[len(lines)-1], " · ") {
		key, help, _ := strings.Cut(strings.TrimSpace(item), " ")
		todo, ok := keys[key]
		if !ok {
			d.t.Errorf("the footer names %q (%s), which this test does not know:\n%s", key, help, lines[len(lines)-1])
			continue
		}
		for i := 0; i < len(todo); i += 2 {
			press := todo[i]
			if press == "" {
				press = key
				if p, ok := pressed[key]; ok {
					press = p
				}
			}
			want := todo[i+1]
			if want == "" {
				want = stands
			}
			d.does(press, want)
		}
		d.see(stands)
	}
}

// The demo shows a conversation, and each key of each footer does something.
func TestDemoFooters(t *testing.T) {
	t.Parallel()
	d := newHome(t).deck(t, "200x40", "demo")
	d.see(`^╭ Echo peer ─ client → .*● connected since`)
	d.see(`→  Handshake`)
	d.see(`←  Heartbeat`)
	d.see(`←  Grüße aus München, 東京より ✓`)

	help := steps{"", `╭ Help: `, "Escape", ""}
	all := steps{"", `╭ Everything `, "Escape", ""}
	d.footer(`^ enter send`, map[string]steps{
		"enter":     {"p", `❯ p +`, "", `←  p +│`},
		"↑":         {"", `^│ ❯ p `, "Down", `^│ ❯ write a message`},
		"esc":       {"", `^ i write`, "i", `^ enter send`},
		"ctrl+t":    {"", `2 bytes, CRLF │$`, "C-t", `1 byte, CR │$`, "C-t", `1 byte, NUL │$`, "C-t", `no line ending │$`, "C-t", `1 byte, LF │$`},
		"alt+enter": {"a", `❯ a `, "", `2 lines|3 bytes`, "BSpace", `❯ a .*2 bytes`, "BSpace", `write a message`},
		"tab":       {"", `^ i write`, "Tab", `^ enter send`},
		"f1":        help,
		"ctrl+p":    all,
	})
	d.does("Escape", `^ i write`)
	d.footer(`^ i write`, map[string]steps{
		"i":      {"", `^ enter send`, "Escape", `^ i write`},
		"/":      {"", `^ enter search`, "Escape", `^ i write`},
		"f":      {"", `not following new rows; f`, "f", `  following new rows`},
		"]":      {"", `^│ escaped`, "]", `^│ hex`, "[", `^│ escaped`, "[", `^│ +│\n├─+┤\n│ ❯ write`},
		"w":      {"", `^│ wrapped`},
		"y":      {"", `sent to the terminal's clipboard`},
		"s":      {"", `○ stopped here +r connects again`, "r", `● connected since`, "Escape", `^ i write`},
		"a":      {"", `╭ Attach to Echo peer`, "Enter", `Demo client: success \(INSTRUCTION\)`},
		"esc":    {"", `^╭ Connections`, "1", `^╭ Echo peer`},
		"tab":    {"", `^ enter send`, "Escape", `^ i write`},
		"?":      help,
		"ctrl+p": {"", `╭ Everything `, "Escape", ""},
	})
	d.does("Escape", `^╭ Connections`)
	d.connectionsFooter()
	d.editorFooters()
}

func (d *deck) connectionsFooter() {
	d.t.Helper()
	d.footer(`^ enter connect`, map[string]steps{
		"enter":  {"", `^╭ Till 7 ─ client`, "Escape", `^ i write`, "Escape", ""},
		"l":      {"", `^╭ Till 7 ─ listener on 127`, "Escape", `^ i write`, "Escape", ""},
		"a":      {"", `^╭ Add Connection`, "Escape", ""},
		"e":      {"", `^╭ Edit Connection - Till 7`, "Escape", ""},
		"t":      {"", `The connection works`, "Escape", ""},
		"/":      {"", `^│ /`, "x", `^│ / x`, "Escape", ""},
		"o":      {"", `╭ Open host:port`, "Escape", ""},
		"v":      {"", `^╭ Till 7 ─ past task output`, "Escape", ""},
		"i":      {"", `^╭ Interactions ─.* 2 interactions ─╮`, "Escape", ""},
		"x":      {"", `╭ Run on Till 7 `, "Escape", ""},
		"c":      {"", `Till 7 copy`, "Escape", ""},
		"d":      {"", `╭ Delete connection`, "Escape", ""},
		"?":      {"", `╭ Help: `, "Escape", ""},
		"ctrl+p": {"", `╭ Everything `, "Escape", ""},
	})
	// Delete and undo all the way.
	d.does("d", `╭ Delete connection`)
	d.does("Right", `❯Delete`)
	d.press("Enter")
	d.see(`^╭ Connections ─+ 6 ─╮`)
	d.does("u", `^╭ Connections ─+ 7 ─╮`)
	d.choose("Till 7")
}

// editorFooters tries the keys of each kind of field.
func (d *deck) editorFooters() {
	d.t.Helper()
	d.does("e", `^╭ Edit Connection - Till 7`)
	inEditor := `^╭ Edit Connection - Till 7`
	base := map[string]steps{
		"enter":  {"", `^╭ Connections`, "e", inEditor},
		"ctrl+s": {"", `^╭ Connections`, "e", inEditor},
		"esc":    {"", `^╭ Connections`, "e", inEditor},
		"f1":     {"", `╭ Help: `, "Escape", ""},
		"?":      {"", `╭ Help: `, "Escape", ""},
		"ctrl+p": {"", `╭ Everything `, "Escape", ""},
		"tab":    {"", `❯ Group`, "BTab", `❯ Name`},
	}
	d.footer(`^ enter OK · tab next`, base)
	for _, f := range []struct {
		label string
		keys  map[string]steps
	}{
		{"Group", map[string]steps{"↓": {"", `^ enter take`, "Escape", `^ enter OK`}}},
		{"Timeout", map[string]steps{"↑": {"", `Timeout +61`, "Down", `Timeout +60`}, "↓": {"", `Timeout +59`, "Up", `Timeout +60`}}},
		{"Code page", map[string]steps{"space": {"", `^ enter take`, "Escape", `^ space open`}}},
		{"Maximum number", map[string]steps{"↑": {"", `clients +1`, "C-u", `clients +↕`}, "↓": {"Up", `clients +1`, "", `clients +0`, "C-u", `clients +↕`}}},
		{"Log sent", map[string]steps{"space": {"", `\[ \] Log sent`, "Space", `\[x\] Log sent`}}},
	} {
		d.to(f.label)
		d.field(f.keys)
	}
	d.to("Code page")
	d.does("Space", `^ enter take`)
	d.footer(`^ enter take`, map[string]steps{
		"enter":  {"", `^ space open`, "Space", `^ enter take`},
		"↓":      {"", `1253`}, // the list says what it is on
		"esc":    {"", `^ space open`, "Space", `^ enter take`},
		"f1":     {"", `╭ Help: `, "Escape", ""},
		"ctrl+p": {"", `╭ Everything `, "Escape", ""},
	})
}

// field tries the keys that the footer has for this kind of field only.
func (d *deck) field(keys map[string]steps) {
	d.t.Helper()
	for key, todo := range keys {
		d.see(` ` + regexp.QuoteMeta(key) + ` `)
		for i := 0; i < len(todo); i += 2 {
			press := todo[i]
			if press == "" {
				press = pressed[key]
			}
			d.does(press, todo[i+1])
		}
	}
}

// Two decks on one folder: the second save is refused with a choice, and
// nothing is lost. What is edited by hand is listed within a second.
func TestTwoDecks(t *testing.T) {
	t.Parallel()
	h, port := newHome(t), mustPort(t)
	h.write(t, "shared", port, "# kept\n")
	one, two := h.deck(t, "100x30"), h.deck(t, "100x30")
	for _, d := range []*deck{one, two} {
		d.see(`❯ +shared`)
		d.does("e", `^╭ Edit Connection - shared`)
	}
	rename := func(d *deck, name string) {
		d.press("C-u")
		d.write(name)
		d.see(`❯ Name +` + name)
		d.press("C-s")
	}
	rename(one, "first")
	one.see(`❯ +first`)
	rename(two, "second")
	two.see(`╭ Changed meanwhile`)
	path := filepath.Join(h.profiles(), "shared.yaml")
	if b := readFile(t, h.profiles(), "*.yaml"); !strings.Contains(b, "name: first") || strings.Contains(b, "second") || !strings.Contains(b, "# kept") {
		t.Errorf("after the refused save the file is\n%s", b)
	}
	two.see(`Overwrite.*Reload`)
	two.does("Escape", `^ enter OK`) // neither: the editor still has what was typed
	two.see(`❯ Name +second`)
	two.press("C-s")
	two.see(`╭ Changed meanwhile`)
	two.pressButton("Overwrite")
	two.see(`^╭ Connections`)
	one.see(`❯ +second`)

	if _, err := os.Stat(path); err != nil {
		files, _ := filepath.Glob(h.profiles() + "/*.yaml")
		path = files[0]
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), "name: second", "name: by hand", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	written := time.Now()
	one.see(`❯ +by hand`)
	two.see(`❯ +by hand`)
	if took := time.Since(written); took > time.Second {
		t.Errorf("a change by hand was listed after %v", took)
	}
}

// pressButton walks to a button of a dialog and presses it.
func (d *deck) pressButton(name string) {
	d.t.Helper()
	for range 4 {
		if strings.Contains(d.screen(), "❯"+name) {
			break
		}
		d.tab()
	}
	d.press("Enter")
}
