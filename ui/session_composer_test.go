package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tcpdeck/model"
)

func TestEnterSendsAndForgetsTheText(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	typeText(t, scr, "one two")
	mustShow(t, scr, "one two", "7 bytes, no line ending")
	if a := pressed(t, scr, "enter"); a != nil {
		t.Fatalf("%#v", a)
	}
	if len(s.sent) != 1 || s.sent[0].Text != "one two" || s.sent[0].Ending != "" || s.sent[0].To != nil {
		t.Fatalf("%+v", s.sent)
	}
	if strings.Contains(picture(scr), "one two") {
		t.Error("the screen shows as sent what the log does not have")
	}
	pressed(t, scr, "enter")
	if len(s.sent) != 1 {
		t.Error("an empty message without an ending was sent")
	}
}

func TestLineEndingAndNewLines(t *testing.T) {
	for _, key := range []string{"ctrl+t", "ctrl+e"} {
		s := stubClient()
		scr := opened(t, s)
		pressAll(t, scr, "a", "alt+enter", "b", "ctrl+j", "c", key)
		mustShow(t, scr, "6 bytes, LF")
		pressed(t, scr, key)
		mustShow(t, scr, "9 bytes, CRLF")
		pressed(t, scr, "enter")
		if len(s.sent) != 1 || s.sent[0].Text != "a\r\nb\r\nc" || s.sent[0].Ending != model.CRLF {
			t.Fatalf("%s: %+v", key, s.sent)
		}
	}
}

func TestHistory(t *testing.T) {
	s, h := stubClient(), &history{}
	scr := newSessionScreen(stubDeps(s), 1, h)
	scr.SetSize(80, 22)
	for _, m := range []string{"first", "second", "second"} {
		typeText(t, scr, m)
		pressed(t, scr, "enter")
	}
	typeText(t, scr, "draft")
	pressAll(t, scr, "up")
	mustShow(t, scr, "❯ second")
	pressAll(t, scr, "up", "up")
	mustShow(t, scr, "❯ first")
	pressAll(t, scr, "down", "down")
	mustShow(t, scr, "❯ draft")
	if !slices.Equal(h.sent, []string{"first", "second"}) {
		t.Errorf("%q", h.sent)
	}
	other := newSessionScreen(stubDeps(s), 1, h)
	other.SetSize(80, 22)
	pressed(t, other, "up")
	mustShow(t, other, "❯ second")
	h.add(strings.Repeat("x", historyBytes+1))
	for i := range 2 * historyEntries {
		h.add(fmt.Sprint(i))
	}
	if len(h.sent) != historyEntries || h.sent[0] != fmt.Sprint(historyEntries) {
		t.Errorf("%d entries, from %q", len(h.sent), h.sent[0])
	}
}

func TestSendErrorsKeepTheText(t *testing.T) {
	for _, err := range []error{model.ErrNotConnected, model.ErrQueueFull, stubPageError{}} {
		s := stubClient()
		s.sendErr = err
		scr := opened(t, s)
		typeText(t, scr, "kept")
		n, ok := pressed(t, scr, "enter").(Notify)
		if !ok || !n.Error || !strings.Contains(n.Text, err.Error()) {
			t.Errorf("%v: %+v", err, n)
		}
		mustShow(t, scr, "❯ kept")
	}
}

func TestTextThatThePageLacksIsShownBeforeSending(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	typeText(t, scr, "5 €")
	mustShow(t, scr, "€ (U+20AC) is not in iso-8859-1")
	pressed(t, scr, "backspace")
	mustShow(t, scr, "2 bytes, no line ending")
}

func TestProtectedNeedsASecondEnter(t *testing.T) {
	protected := func() (*stubSessions, *sessionScreen) {
		s := stubClient()
		s.status.Profile.Protected = true
		scr := opened(t, s)
		typeText(t, scr, "pay")
		return s, scr
	}
	s, scr := protected()
	mustShow(t, scr, "PROTECTED")
	pressed(t, scr, "enter")
	mustShow(t, scr, "enter again sends to Payments gateway")
	if len(s.sent) != 0 {
		t.Fatal("sent at once")
	}
	pressed(t, scr, "enter")
	if len(s.sent) != 1 || s.sent[0].Text != "pay" {
		t.Fatalf("%+v", s.sent)
	}
	for _, other := range []string{"x", "space", "left", "up", "down", "backspace", "alt+enter", "ctrl+t", "tab", "esc"} {
		s, scr := protected()
		pressAll(t, scr, "enter", other)
		scr.focus(paneComposer)
		pressed(t, scr, "enter")
		if len(s.sent) != 0 {
			t.Errorf("%s does not disarm", other)
		}
	}
	s, scr = protected()
	pressed(t, scr, "enter")
	if _, ok := must(scr.Update(tea.PasteMsg{Content: "z"})).(Ask); !ok {
		t.Error("a paste into a protected session does not ask")
	}
	pressed(t, scr, "enter")
	if len(s.sent) != 0 {
		t.Error("a paste does not disarm")
	}
}

func TestProtectedRefusesAtOnceWhatCannotBeSent(t *testing.T) {
	s := stubClient()
	s.status.Profile.Protected, s.status.Profile.CodePage = true, "iso-8859-1"
	scr := opened(t, s)
	typeText(t, scr, "€")
	mustShow(t, scr, "€ (U+20AC) is not in iso-8859-1")
	pressed(t, scr, "enter")
	if scr.write.armed {
		t.Error("enter again would send it")
	}
}

func must(a Action, _ tea.Cmd) Action { return a }

func TestPasteBecomesOneMessage(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	if a := must(scr.Update(tea.PasteMsg{Content: "a\rb\r\nc\nd"})); a != nil {
		t.Fatalf("%#v", a)
	}
	pressed(t, scr, "enter")
	if len(s.sent) != 1 || s.sent[0].Text != "a\nb\nc\nd" {
		t.Fatalf("%+v", s.sent)
	}
}

func TestBigPasteAsks(t *testing.T) {
	for words, text := range map[string]string{
		"2,000 lines, 4 kB":   strings.Repeat("x\r", 2_000), // the last one ends with its break
		"10,000 lines, 60 kB": strings.Repeat("hello\r", 9_999) + "hello!",
		"1 line, 65.5 kB":     strings.Repeat("x", pasteBytes+1),
	} {
		s := stubClient()
		scr := opened(t, s)
		ask, ok := must(scr.Update(tea.PasteMsg{Content: text})).(Ask)
		if !ok || !strings.Contains(ask.Dialog.(*choice).text, words) {
			t.Fatalf("%s: %#v", words, ask)
		}
		if !scr.write.edit.Empty() {
			t.Fatal("the text is there before the answer")
		}
		accept(t, scr, ask)
		exact(t, scr.View(), 80, 22)
		pressed(t, scr, "enter")
		if len(s.sent) != 1 || s.sent[0].Text != strings.ReplaceAll(text, "\r", "\n") {
			t.Errorf("%s: not what was pasted", words)
		}
	}
}

func TestHugePasteIsRefused(t *testing.T) {
	s := stubClient()
	s.status.Profile.Name = "it's mine"
	scr := opened(t, s)
	no, ok := must(scr.Update(tea.PasteMsg{Content: strings.Repeat("x", pasteMost+1)})).(Notify)
	if !ok || !no.Error || !strings.Contains(no.Text, `tcpdeck connect 'it'\''s mine' --raw < FILE`) {
		t.Fatalf("%#v", no)
	}
	if !scr.write.edit.Empty() {
		t.Error("it was pasted all the same")
	}
}

func TestHalfCloseAsksAndOnlyWhenEmpty(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	typeText(t, scr, "ab")
	pressAll(t, scr, "left", "ctrl+d")
	mustShow(t, scr, "❯ a ")
	pressed(t, scr, "backspace")
	ask := pressed(t, scr, "ctrl+d")
	if s.halfClosed != 0 {
		t.Fatal("closed without an answer")
	}
	accept(t, scr, ask)
	if s.halfClosed != 1 {
		t.Fatal("not half-closed")
	}
}

func TestComposerSaysWhyNothingCanBeSent(t *testing.T) {
	s := stubClient()
	scr := opened(t, s)
	s.status.State = model.StateConnecting
	scr.Refresh()
	mustShow(t, scr, "connecting: nothing can be sent yet")
	s.status.State, s.status.Reason = model.StateEnded, model.ResetByPeer
	scr.Refresh()
	mustShow(t, scr, "the session has ended", "✗ reset by peer   esc, then r connects again, c closes the tab")
	pressed(t, scr, "esc")
	mustShow(t, scr, "✗ reset by peer   r connects again, c closes the tab")
}
