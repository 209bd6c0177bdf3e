package widget

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// escapeAll escapes as the product does, as far as the tests need it.
func escapeAll(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == unicode.ReplacementChar && !strings.HasPrefix(s[i:], "\ufffd"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < 0x80 && unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case !unicode.IsGraphic(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func composing(width, maxHeight int) *Composer {
	c := NewComposer(escapeAll)
	c.SetWidth(width)
	c.SetMaxHeight(maxHeight)
	c.Focus()
	return c
}

// press sends keys by name; a name that is none is typed.
func press(t *testing.T, c *Composer, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if !c.Update(keyPress(k)) {
			t.Fatalf("%s was not taken", k)
		}
	}
}

func keyPress(k string) tea.KeyPressMsg {
	codes := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome,
		"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "enter": tea.KeyEnter, "pgup": tea.KeyPgUp, "f": 'f',
		"b": 'b', "j": 'j', "w": 'w', "k": 'k', "u": 'u', "d": 'd', "t": 't', "a": 'a'}
	mods := map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt}
	if mod, key, ok := strings.Cut(k, "+"); ok && mods[mod] != 0 {
		return tea.KeyPressMsg{Code: codes[key], Mod: mods[mod]}
	}
	if code := codes[k]; code != 0 && len(k) > 1 {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func checkCursor(t *testing.T, c *Composer, x, y int) {
	t.Helper()
	if cur := c.Cursor(); cur == nil || cur.X != x || cur.Y != y {
		t.Fatalf("cursor at %+v, want %d,%d in\n%s", cur, x, y, ansi.Strip(c.View()))
	}
}

func TestComposerLine(t *testing.T) {
	c := composing(60, 4)
	c.Placeholder = "a message"
	c.SetInfo("0 bytes, no line ending")
	checkView(t, c, "❯ a message                          0 bytes, no line ending")
	checkCursor(t, c, 2, 0)
	press(t, c, "p", "i", "ng")
	c.SetInfo("4 bytes, no line ending")
	checkView(t, c, "❯ ping                               4 bytes, no line ending")
	checkCursor(t, c, 6, 0)
	c.SetTarget("to all ▾")
	checkView(t, c, "❯ to all ▾  ping                     4 bytes, no line ending")
	checkCursor(t, c, 16, 0)
	c.ASCII = true
	c.SetReason("not connected")
	checkView(t, c, "> to all ▾  ping                               not connected")
	c.SetValue("")
	checkView(t, c, "> to all ▾  not connected")
	if c.Blur(); c.Cursor() != nil {
		t.Fatal("a cursor without focus")
	}
}

func TestComposerNarrow(t *testing.T) {
	c := composing(30, 3)
	c.SetTarget("to 127.0.0.1:53210 ▾")
	c.SetInfo("4 bytes, no line ending")
	c.SetValue("ping")
	checkView(t, c, "❯ ping", "       4 bytes, no line ending")
	c.SetMaxHeight(1)
	checkView(t, c, "❯ ping")
}

func TestComposerGrowsAndScrolls(t *testing.T) {
	c := composing(12, 3) // 9 cells of text and one for the cursor
	press(t, c, "one", "alt+enter", "two", "ctrl+j")
	checkView(t, c, "❯ one", "  two", "")
	checkCursor(t, c, 2, 2)
	c.Insert("漢字漢字漢字")
	checkView(t, c, "  two", "  漢字漢字", "  漢字")
	checkCursor(t, c, 6, 2)
	press(t, c, "up")
	checkCursor(t, c, 6, 1)
	press(t, c, "up", "up")
	checkView(t, c, "❯ one", "  two", "  漢字漢字")
	checkCursor(t, c, 5, 0)
	press(t, c, "down", "down", "down")
	checkCursor(t, c, 6, 2) // the column it set out from
	if got := c.Value(); got != "one\ntwo\n漢字漢字漢字" {
		t.Fatalf("value %q", got)
	}
}

func TestComposerClick(t *testing.T) {
	c := composing(20, 3)
	c.SetValue("one\n漢字x")
	c.ClickAt(5, 1)
	checkCursor(t, c, 4, 1) // the left edge of the wide one
	c.ClickAt(15, 0)
	checkCursor(t, c, 5, 0)
	c.ClickAt(0, 9)
	checkCursor(t, c, 2, 1)
}

// The end of a full line, and wide text before the cursor, are where the
// textarea's cursor is wrong.
func TestComposerCursorWithWideText(t *testing.T) {
	c := composing(13, 3) // 10 cells of text
	c.SetValue("漢字漢字漢")
	checkView(t, c, "❯ 漢字漢字漢")
	checkCursor(t, c, 12, 0)
	press(t, c, "left")
	checkCursor(t, c, 10, 0)
	press(t, c, "end", "x")
	checkCursor(t, c, 3, 1)
	c.SetValue("e\u0301x\u202ey")
	checkView(t, c, "❯ e\u0301x\\u202ey")
	checkCursor(t, c, 11, 0)
	for _, x := range []int{10, 4, 3, 2} {
		press(t, c, "left")
		checkCursor(t, c, x, 0)
	}
	press(t, c, "delete")
	if c.Value() != "x\u202ey" {
		t.Fatalf("delete took half a cluster: %q", c.Value())
	}
	press(t, c, "right", "right", "backspace")
	if c.Value() != "xy" {
		t.Fatalf("backspace before the y left %q", c.Value())
	}
}

func TestComposerKeepsEveryByte(t *testing.T) {
	c := composing(60, 5)
	c.Update(tea.PasteMsg{Content: "a\tb\rc\r\nd\ne\x1b[31m\ufffd\xff\u200d\x00"})
	if want := "a\tb\nc\nd\ne\x1b[31m\ufffd\xff\u200d\x00"; c.Value() != want {
		t.Fatalf("value %q, want %q", c.Value(), want)
	}
	checkView(t, c, "❯ a       b", "  c", "  d", `  e\x1b[31m`+"\ufffd"+`\xff\u200d\x00`)
}

func TestComposerEditing(t *testing.T) {
	c := composing(60, 5)
	for _, e := range []struct {
		keys []string
		want string // | is the cursor
	}{
		{[]string{"one two", " ", "three"}, "one two three|"},
		{[]string{"alt+b", "alt+b"}, "one |two three"},
		{[]string{"alt+f"}, "one two| three"},
		{[]string{"ctrl+w"}, "one | three"},
		{[]string{"alt+d"}, "one |"},
		{[]string{"ctrl+u", "x", "alt+enter", "y"}, "x\ny|"},
		{[]string{"home", "backspace"}, "x|y"},
		{[]string{"alt+enter", "ctrl+b", "delete"}, "x|y"},
		{[]string{"left", "left", "ctrl+k"}, "|"},
		{[]string{"backspace", "delete", "alt+b", "alt+f", "ctrl+w", "alt+d", "left", "right"}, "|"},
	} {
		press(t, c, e.keys...)
		at := c.text.cursor
		lines := slices.Clone(c.text.lines)
		lines[at.line] = lines[at.line][:at.col] + "|" + lines[at.line][at.col:]
		if got := strings.Join(lines, "\n"); got != e.want {
			t.Fatalf("after %v: %q, want %q", e.keys, got, e.want)
		}
	}
	for _, k := range []string{"enter", "pgup", "ctrl+t"} {
		if c.Update(keyPress(k)) {
			t.Errorf("%s was taken from the screen", k)
		}
	}
}

func TestComposerHistory(t *testing.T) {
	c := composing(40, 3)
	c.SetHistory([]string{"first", "second\nof two"})
	press(t, c, "draft", "up")
	if c.Value() != "second\nof two" {
		t.Fatalf("up shows %q", c.Value())
	}
	press(t, c, "!", "up", "up")
	if c.Value() != "first" {
		t.Fatalf("the first line's up shows %q", c.Value())
	}
	if c.Update(keyPress("up")) {
		t.Fatal("something before the oldest message")
	}
	press(t, c, "down")
	if c.Value() != "second\nof two!" {
		t.Fatalf("an edited message became %q", c.Value())
	}
	press(t, c, "down")
	if c.Value() != "draft" {
		t.Fatalf("the draft became %q", c.Value())
	}
	if c.Update(keyPress("down")) {
		t.Fatal("something after the draft")
	}
	c.Remember("draft")
	c.Remember("draft")
	c.SetValue("")
	press(t, c, "up", "up")
	if c.Value() != "second\nof two" {
		t.Fatalf("one message before the last is %q", c.Value())
	}
}

func TestComposerAnyText(t *testing.T) {
	keys := []string{"up", "down", "left", "right", "home", "end", "backspace", "delete", "alt+enter", "ctrl+w", "alt+b", "alt+f", "alt+d", "x", "漢"}
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(6, seed))
		c := composing(r.IntN(60), r.IntN(6))
		c.ByRune = seed%2 == 1
		c.SetHistory([]string{"one", "two\nlines"})
		c.SetTarget([]string{"", "to all ▾"}[r.IntN(2)])
		c.SetInfo([]string{"", "4 bytes, no line ending"}[r.IntN(2)])
		for range 30 {
			switch r.IntN(4) {
			case 0:
				c.Insert(plainText(randomText(r, r.IntN(30))) + []string{"", "\r", "\u202e", "\xfe"}[r.IntN(4)])
			case 1:
				c.SetWidth(r.IntN(60))
			default:
				c.Update(keyPress(keys[r.IntN(len(keys))]))
			}
			about := fmt.Sprintf("seed %d, %d wide", seed, c.width)
			checkSize(t, c.Measure, c.View(), c.width, c.Height(), about)
			if c.Height() < 1 || c.Height() > c.maxHeight {
				t.Fatalf("%s: %d lines high, at most %d", about, c.Height(), c.maxHeight)
			}
			if cur := c.Cursor(); c.width > 0 && (cur.X < 0 || cur.X >= c.width || cur.Y < 0 || cur.Y >= c.Height()) {
				t.Fatalf("%s: cursor at %d,%d, %d lines high", about, cur.X, cur.Y, c.Height())
			}
		}
	}
}

// A pasted file must not make typing slow. The bound is far above what it
// takes, and far below what laying out all of it on each key does.
func TestComposerWithTenThousandLines(t *testing.T) {
	c := composing(80, 6)
	c.Insert(strings.Repeat("a line of a file\r", 100_000))
	began := time.Now()
	for range 50 {
		press(t, c, "x")
		c.View()
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("50 keys took %v", took)
	}
	if n := strings.Count(c.Value(), "\n"); n != 100_000 {
		t.Errorf("%d lines were kept", n)
	}
}
