package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcpdeck/model"
)

func TestFinder(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          [][2]int
	}{
		{"ab", "xABab", [][2]int{{1, 3}, {3, 5}}},
		{"Ab", "abAb", [][2]int{{2, 4}}},
		{"aa", "aaaa", [][2]int{{0, 2}, {2, 4}}},
		{"über", "ÜBER über", [][2]int{{0, 5}, {6, 11}}},
		{"a.c", "abc a.c", [][2]int{{4, 7}}},
		{"x", "", nil},
		{"longer than this", "this", nil},
	} {
		if got := newFinder(c.pattern).ranges(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

func TestFinderSeesWhatTheLensShows(t *testing.T) {
	r := message("a\x02B")
	for pattern, lenses := range map[string][]lens{
		"a\x02b": {lensText, lensEscaped, lensHex}, `\x02`: {lensText, lensEscaped}, "61 02": {lensHex}, "nothing": nil,
	} {
		for l := range lensCount {
			if got := newFinder(pattern).in(r, sight{lens: l, width: 80}); got != slices.Contains(lenses, l) {
				t.Errorf("%q through %s: %v", pattern, l, got)
			}
		}
	}
	e := model.Record{Event: model.Event{Name: model.Closed, Reason: model.ResetByPeer}}
	if !newFinder("reset by").in(e, sight{}) {
		t.Error("events are not searched")
	}
}

// manyRecords is a log with hits at the given rows.
func manyRecords(n int, hits ...int) *model.Log {
	l := model.NewLog(1 << 30)
	for i := range n {
		text := fmt.Sprintf("row %d", i)
		if slices.Contains(hits, i) {
			text = "a Needle here"
		}
		put(l, noon, model.KindReceived, "p:1", text)
	}
	return l
}

func cursorAt(t *testing.T, s *sessionScreen, want int64) {
	t.Helper()
	if seq, ok := s.out.view.CursorSeq(); !ok || seq != want {
		t.Errorf("the cursor is on row %d, not %d", seq, want)
	}
}

func TestSearch(t *testing.T) {
	s := stubClient()
	s.log = manyRecords(30_000, 5, 12_000, 29_990)
	scr := opened(t, s)
	pressAll(t, scr, "esc", "g", "/")
	if !scr.Typing() || scr.Cursor() == nil {
		t.Fatal("the search line is not open")
	}
	typeText(t, scr, "needle")
	mustShow(t, scr, " /needle")
	pressed(t, scr, "enter")
	cursorAt(t, scr, 5)
	mustShow(t, scr, "/needle")
	for _, step := range []struct {
		key  string
		want int64
		note string
	}{{"n", 12_000, ""}, {"n", 29_990, ""}, {"n", 5, "went on at the top"}, {"N", 29_990, "went on at the end"}, {"N", 12_000, ""}} {
		pressed(t, scr, step.key)
		cursorAt(t, scr, step.want)
		mustShow(t, scr, step.note)
	}
	styled := "48;2;255;215;95" // the background of matches
	if !strings.Contains(scr.View(), styled) {
		t.Error("the match is not marked")
	}
	if a := pressed(t, scr, "esc"); a != nil || strings.Contains(scr.View(), styled) {
		t.Error("esc does not clear the search")
	}
	if a := pressed(t, scr, "esc"); a != (Back{}) {
		t.Errorf("%#v", a)
	}
	if _, ok := pressed(t, scr, "n").(Notify); !ok {
		t.Error("n without a search says nothing")
	}
}

func TestSearchMindsCaseOnlyWhenItIsGiven(t *testing.T) {
	s := stubClient()
	s.log = manyRecords(100, 50)
	scr := opened(t, s)
	pressAll(t, scr, "esc", "g", "/")
	typeText(t, scr, "NEEDLE")
	pressed(t, scr, "enter")
	mustShow(t, scr, "not found")
	cursorAt(t, scr, 0)
	pressAll(t, scr, "/", "esc", "/", "enter")
	if scr.out.finder != nil {
		t.Error("an empty search does not clear the last one")
	}
}

func TestSearchGoesInSteps(t *testing.T) {
	s := stubClient()
	s.log = manyRecords(3 * stepRecords)
	scr := opened(t, s)
	pressAll(t, scr, "esc", "g", "/", "q", "enter")
	_, cmd := scr.out.again(false)
	step := cmd().(forScreen).msg
	if _, next := scr.Update(step); next == nil {
		t.Fatal("one step searched the whole log, or the search does not go on")
	}
	mustShow(t, scr, "searching, ")
	scr.out.clearSearch()
	if _, next := scr.Update(step); next != nil {
		t.Error("a cleared search goes on")
	}
	huge := model.NewLog(1 << 30)
	for range 4 {
		put(huge, noon, model.KindReceived, "p:1", strings.Repeat("x", stepBytes/2))
	}
	q := newQuest(huge, 0, false)
	q.finder = newFinder("y")
	if m := q.step(1); len(m.rest.rest) != 0 && m.rest.left() == 4 {
		t.Error("a step of large messages makes no way")
	}
}

func TestSearchKeepsToTheShownClient(t *testing.T) {
	s := stubListener()
	scr := opened(t, s)
	pressAll(t, scr, "shift+tab", "down", "enter", "shift+tab", "g", "/")
	typeText(t, scr, "handshake")
	pressed(t, scr, "enter")
	mustShow(t, scr, "not found")
}

// A code page chosen afterwards is a lens: the same bytes, other text, and the
// search looks at what is shown.
func TestReadAsAnotherCodePage(t *testing.T) {
	s := stubClient()
	put(s.log.(*model.Log), noon, model.KindReceived, "10.2.3.4:7001", "gr\xfc\xdfe")
	d := stubDeps(s)
	d.CodePages = latinPages{}
	scr := newSessionScreen(d, s.status.ID, &history{})
	scr.SetSize(100, 30)
	mustShow(t, scr, `gr\xfc\xdfe`)
	ask, ok := pressAll(t, scr, "esc", "p").(Ask)
	if !ok {
		t.Fatal("p does not ask")
	}
	chooser := ask.Dialog.(*palette)
	chooser.SetSize(100, 30)
	typeText(t, chooser, "iso-8859-1 ")
	pressed(t, chooser, "enter")
	mustShow(t, scr, "grüße", "read as iso-8859-1")
	pressed(t, scr, "/")
	typeText(t, scr, "üß")
	pressed(t, scr, "enter")
	if r, ok := scr.out.record(); !ok || string(r.Data) != "gr\xfc\xdfe" {
		t.Errorf("found %q", r.Data)
	}
	scr.out.setPage("")
	mustShow(t, scr, `gr\xfc\xdfe`)
}

// latinPages decodes iso-8859-1.
type latinPages struct{ stubPages }

func (latinPages) Decode(_ string, data []byte) string {
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}
