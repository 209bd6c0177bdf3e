package profiles

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// shelve stores each text as a run of one profile, and returns the runs in
// their order.
func shelve(t testing.TB, texts ...string) (*Outputs, []model.Run) {
	t.Helper()
	o := NewOutputs(t.TempDir())
	for i, text := range texts {
		name := filepath.Join(o.folder("p"), fmt.Sprintf("01M832DPPR54FXEAS9H53TPD%02d.jsonl", i))
		if err := makeFolder(filepath.Dir(name)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := o.Runs("p")
	if err != nil || len(runs) != len(texts) {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	slices.Reverse(runs)
	return o, runs
}

// eventWords stand in for those of the commands.
func eventWords(r model.Record) string {
	return "<" + string(r.Event.Name) + " " + r.Event.Detail + ">"
}

// find searches and writes what was found as run, mark, text.
func find(t testing.TB, o *Outputs, runs []model.Run, q model.Search) []string {
	t.Helper()
	q.Words = eventWords
	var out []string
	err := o.Search(context.Background(), runs, q, nil, func(f *model.Found) error {
		text := f.Record.Text
		if f.Record.Kind == model.KindEvent {
			text = eventWords(f.Record)
		}
		mark := ":"
		if f.Context {
			mark = "-"
		}
		if f.Gap && q.Context > 0 {
			mark = "~" + mark
		}
		out = append(out, f.Run.ID[len(f.Run.ID)-1:]+mark+text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func messageLine(kind model.Kind, peer, text string, at time.Time) string {
	b := &model.Batch{Time: at, Kind: kind, Peer: peer, Data: []byte(text), Parts: []model.Part{{End: uint32(len(text))}}}
	return string(b.AppendJSON(nil))
}

func eventLine(peer string, e model.Event, at time.Time) string {
	return string((&model.Batch{Time: at, Kind: model.KindEvent, Peer: peer, Event: e}).AppendJSON(nil))
}

var day = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

// TestSearchFindsWhatParsingFinds: whatever is stored, and however its lines
// came to be written, a search finds what going through it one by one finds.
func TestSearchFindsWhatParsingFinds(t *testing.T) {
	pieces := []string{"time", "kind", "n", "u001b", "\x1b", "\n", `"`, `\`, "ü", "K", "\u212a", "s", "ſ", "abc", "ABC", " ", "7", "\xff", "\u2028", "text", `","raw":"`, "é", "\u009b", "refused"}
	some := func(t *rapid.T, what string, n int) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, n).Draw(t, what), "")
	}
	rapid.Check(t, func(rt *rapid.T) {
		var texts []string
		for range rapid.IntRange(1, 3).Draw(rt, "runs") {
			text := ""
			for range rapid.IntRange(0, 12).Draw(rt, "lines") {
				line := messageLine(model.KindReceived, rapid.SampledFrom([]string{"", "a:1", `"x"`}).Draw(rt, "peer"), some(rt, "text", 5), day)
				switch rapid.IntRange(0, 6).Draw(rt, "form") {
				case 0:
					line = eventLine("a:1", model.Event{Name: model.Note, Detail: some(rt, "detail", 3) + "."}, day)
				case 1: // as another program would write it
					var v map[string]any
					if err := json.Unmarshal([]byte(line), &v); err != nil {
						rt.Fatal(err)
					}
					b, _ := json.Marshal(v)
					line = string(b) + "\n"
				case 2:
					line = "rubbish time kind abc\n"
				}
				text += line
			}
			texts = append(texts, text+`{"time":"2026-11-22T08:00:14.000773550Z","kind":"received","bytes":3,"text":"abc`)
		}
		o, runs := shelve(t, texts...)
		q := model.Search{Regex: rapid.Bool().Draw(rt, "regex"), IgnoreCase: rapid.Bool().Draw(rt, "fold")}
		q.Pattern = some(rt, "pattern", 3)
		if !strings.Contains(strings.ToValidUTF8(q.Pattern, ""), q.Pattern) {
			rt.Skip("no text")
		}
		if q.Regex {
			q.Pattern = rapid.SampledFrom([]string{"ab+c", "(abc|7)", "[a-c]+.", "(?i)abc|time", "^abc$", "k(in)?d", "u001b", "(ab|b)c", `\n`, "x*", "(abc){2}", ".*ü"}).Draw(rt, "expr")
		}
		want := slowly(t, runs, q)
		if got := find(t, o, runs, q); !slices.Equal(got, want) {
			rt.Fatalf("%+v in %q:\ngot  %q\nwant %q", q, texts, got, want)
		}
	})
}

func slowly(t *testing.T, runs []model.Run, q model.Search) []string {
	t.Helper()
	expr := q.Pattern
	if !q.Regex {
		expr = regexp.QuoteMeta(expr)
	}
	if q.IgnoreCase {
		expr = "(?i)" + expr
	}
	re := regexp.MustCompile(expr)
	var out []string
	for _, run := range runs {
		all, err := os.ReadFile(run.Path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(all), "\n")
		for _, line := range lines[:len(lines)-1] {
			r, err := model.ParseRecord([]byte(line), nil, nil)
			if err != nil {
				continue
			}
			var text struct{ Text string }
			if err := json.Unmarshal([]byte(line), &text); err != nil {
				t.Fatal(err)
			}
			shown := r.Text
			if r.Kind == model.KindEvent {
				text.Text = eventWords(r)
				shown = text.Text
			}
			if re.MatchString(text.Text) {
				out = append(out, run.ID[len(run.ID)-1:]+":"+shown)
			}
		}
	}
	return out
}

func TestSearchContext(t *testing.T) {
	run := func(words string) string {
		out := ""
		for w := range strings.FieldsSeq(words) {
			out += messageLine(model.KindReceived, "a:1", w, day)
		}
		return out
	}
	o, runs := shelve(t, run("a b X d e f g X i X k l m"), run("n o"), run("X q"))
	for n, want := range map[int]string{
		0: "0:X 0:X 0:X 2:X",
		1: "0~-b 0:X 0-d 0~-g 0:X 0-i 0:X 0-k 2~:X 2-q",
		2: "0~-a 0-b 0:X 0-d 0-e 0-f 0-g 0:X 0-i 0:X 0-k 0-l 2~:X 2-q",
		9: "0~-a 0-b 0:X 0-d 0-e 0-f 0-g 0:X 0-i 0:X 0-k 0-l 0-m 2~:X 2-q",
	} {
		if got := strings.Join(find(t, o, runs, model.Search{Pattern: "X", Context: n}), " "); got != want {
			t.Errorf("-C %d:\ngot  %s\nwant %s", n, got, want)
		}
	}
}

func TestSearchPicks(t *testing.T) {
	hour := func(n int) time.Time { return day.Add(time.Duration(n) * time.Hour) }
	old := messageLine(model.KindSent, "a:1", "x old", hour(-48))
	o, runs := shelve(t, old, old+
		messageLine(model.KindSent, "10.0.0.5:1", "x sent", hour(0))+
		messageLine(model.KindReceived, "10.0.0.5:2", "x received", hour(1))+
		eventLine("[::1]:1", model.Event{Name: model.Note, Detail: "x note"}, hour(2)))
	for _, c := range []struct {
		pick model.Pick
		want string
	}{
		{model.Pick{}, "0:x old|1:x old|1:x sent|1:x received|1:<note x note>"},
		{model.Pick{Direction: "sent"}, "0:x old|1:x old|1:x sent"},
		{model.Pick{Direction: "received"}, "1:x received"},
		{model.Pick{Direction: "event"}, "1:<note x note>"},
		{model.Pick{Peer: "10.0.0.5:2"}, "1:x received"},
		{model.Pick{Peer: "10.0.0.5"}, "1:x sent|1:x received"},
		{model.Pick{Peer: "::1"}, "1:<note x note>"},
		{model.Pick{Peer: "[::1]:1"}, "1:<note x note>"},
		{model.Pick{Peer: "0.0.5"}, ""},
		{model.Pick{Since: hour(1)}, "1:x received|1:<note x note>"},
		{model.Pick{Since: hour(1).Add(1), Direction: "received"}, ""},
		{model.Pick{Since: hour(-48), Direction: "sent", Peer: "a"}, "0:x old|1:x old"},
	} {
		if got := strings.Join(find(t, o, runs, model.Search{Pick: c.pick, Pattern: "x"}), "|"); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.pick, got, c.want)
		}
	}
}

// TestSearchLongMessages: what stands anywhere in a message that is not held
// in memory is found, and only there; its stored form is handed over whole.
func TestSearchLongMessages(t *testing.T) {
	filler := strings.Repeat("0123456789abcde\n", (longLine+longLine/8)/16)
	long := func(begin, end string) string {
		b := &model.Batch{Time: day, Kind: model.KindReceived, Peer: "a:1", Ending: model.NUL, Data: []byte(begin + filler + end)}
		b.Parts = []model.Part{{End: uint32(len(b.Data)), Truncated: true}}
		return string(b.AppendJSON(nil))
	}
	line := long("first\x1b", "\"needle\" 😀ü")
	o, runs := shelve(t, messageLine(model.KindSent, "a:1", "needle before", day)+line+messageLine(model.KindSent, "a:1", "after needle", day)+
		long("", "\xff")) // with its bytes in base64 as well
	for _, c := range []struct {
		q    model.Search
		want bool
	}{
		{model.Search{Pattern: "first\x1b0"}, true}, {model.Search{Pattern: "u001b"}, false}, {model.Search{Pattern: `"needle" 😀ü`}, true},
		{model.Search{Pattern: "e\n\"n"}, true}, {model.Search{Pattern: "received"}, false}, {model.Search{Pattern: "NEEDLE\"", IgnoreCase: true}, true},
		{model.Search{Pattern: "n[e]+dle. .ü$", Regex: true}, true}, {model.Search{Pattern: "^needle.*ü", Regex: true}, false}, {model.Search{Pattern: "truncated"}, false},
	} {
		got := 0
		c.q.Words = eventWords
		err := o.Search(context.Background(), runs, c.q, nil, func(f *model.Found) error {
			if f.Rest == nil {
				return nil
			}
			got++
			rest, err := io.ReadAll(f.Rest)
			if err != nil {
				return err
			}
			if string(f.Line)+string(rest)+"\n" != line {
				t.Error("the stored form is another")
			}
			r := f.Record
			if !strings.HasPrefix(r.Text, "first\x1b0123") || len(r.Text) > 80<<10 || int64(len(r.Text))+f.More != int64(len(filler)+6+15) ||
				!r.Truncated || r.Incomplete || r.Ending != model.NUL || r.Peer != "a:1" || !r.Time.Equal(day) {
				t.Errorf("%.20q… of %d and %d more: %+v", r.Text, len(r.Text), f.More, r.Ending)
			}
			return nil
		})
		if err != nil || (got == 1) != c.want {
			t.Errorf("%+v: %d hits, %v", c.q, got, err)
		}
	}
}

func TestSearchEnds(t *testing.T) {
	text := strings.Repeat(messageLine(model.KindSent, "a:1", "x", day), 50_000)
	o, runs := shelve(t, text, text, text)
	enough := errors.New("enough")
	n := 0
	err := o.Search(context.Background(), runs, model.Search{Pattern: "x"}, nil, func(*model.Found) error {
		if n++; n == 10 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 10 {
		t.Errorf("%d, %v", n, err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	err = o.Search(ctx, runs, model.Search{Pattern: "x"}, nil, func(*model.Found) error { cancel(enough); return nil })
	if !errors.Is(err, enough) {
		t.Error(err)
	}
	if err := o.Search(context.Background(), runs, model.Search{Pattern: "(", Regex: true}, nil, nil); err == nil {
		t.Error("a broken expression is searched for")
	}
	gone := append([]model.Run{{Path: runs[0].Path + "x"}}, runs[:1]...)
	if got := find(t, o, gone, model.Search{Pattern: "x"}); len(got) != 50_000 {
		t.Errorf("%d hits beside a run that was removed", len(got))
	}
}

func TestNeedles(t *testing.T) {
	for _, c := range []struct {
		q    model.Search
		want string
	}{
		{model.Search{Pattern: "a\"b\n"}, `[a\"b\n] false`},
		{model.Search{Pattern: "order-[0-9]+ refused", Regex: true}, "[ refused] false"},
		{model.Search{Pattern: "(order)+x{2}", Regex: true}, "[order] false"},
		{model.Search{Pattern: "refused|timed out", Regex: true}, "[refused timed out] false"},
		{model.Search{Pattern: "refused|.*", Regex: true}, "[] false"},
		{model.Search{Pattern: "(refused)?", Regex: true}, "[] false"},
		{model.Search{Pattern: "abc|def|ghi|jkl|mno", Regex: true}, "[] false"},
		{model.Search{Pattern: "ReFuSed Thing", IgnoreCase: true}, "[ed thing] true"},
		{model.Search{Pattern: "ks", IgnoreCase: true}, "[] false"},
		{model.Search{Pattern: "", IgnoreCase: true}, "[] false"},
	} {
		m, err := newMatcher(c.q)
		if err != nil {
			t.Fatal(err)
		}
		words := []string{}
		for _, n := range m.needles {
			words = append(words, string(n))
		}
		if got := fmt.Sprint(words, m.fold); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
}
