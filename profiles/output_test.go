package profiles

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

func TestRuns(t *testing.T) {
	o := NewOutputs(t.TempDir())
	p := named("Pay")
	p.ID = "../../pay"
	if runs, err := o.Runs(p.ID); err != nil || runs != nil {
		t.Errorf("before any: %v, %v", runs, err)
	}
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for i := range 3 {
		r, err := o.Open(p, model.Client, at.Add(time.Duration(i)*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		b := started(p)
		b.Time = at.Add(time.Duration(i) * time.Minute)
		r.Record(b)
		r.Close()
		if st := r.Storage(); st.Lost > 0 || !strings.HasPrefix(st.Path, o.dir+string(filepath.Separator)) {
			t.Fatal(st)
		}
	}
	dir := o.folder(p.ID)
	for _, junk := range []string{"notes.txt", "01.jsonl", "01K9X2J5M3Q4R5S6T7V8W9X0Y1.jsonl", ".jsonl"} {
		if err := os.WriteFile(filepath.Join(dir, junk), []byte("junk\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "01K9X2J5M3Q4R5S6T7V8W9X0Y2.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	check := func(id model.ProfileID) {
		t.Helper()
		runs, err := o.Runs(id)
		if err != nil || len(runs) != 4 {
			t.Fatalf("%d runs, %v", len(runs), err)
		}
		for i, run := range runs[:3] {
			if want := at.Add(2*time.Minute - time.Duration(i)*time.Minute); !run.Started.Equal(want) || run.Role != model.Client || run.Name != "Pay" || run.Profile != id || run.Size < 100 {
				t.Errorf("run %d: %+v", i, run)
			}
		}
		if run := runs[3]; run.Role != "" || run.Started.IsZero() {
			t.Errorf("a run that tells nothing: %+v", run)
		}
	}
	check(p.ID)
	if err := o.Rename(p.ID, "NEW"); err != nil {
		t.Fatal(err)
	}
	if runs, err := o.Runs(p.ID); err != nil || len(runs) > 0 {
		t.Errorf("after the renaming: %v, %v", runs, err)
	}
	check("NEW")
	if err := o.Rename("none", "NEW"); err != nil {
		t.Error(err)
	}
}

func TestFolderName(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"01K9X2J5M3Q4R5S6T7V8W9X0Y1", "my-pay_2.x", "", ".", "..", "...", "../x", "/etc/passwd", `a\b`, "a/b", "a:b", "con", "NUL.txt", "x.", ".x", "a b", "ü", "a\x00b", strings.Repeat("x", 300), "a\nb"} {
		got := folderName(id)
		if other, twice := seen[got]; twice {
			t.Errorf("%q and %q share %q", id, other, got)
		}
		seen[got] = id
		if got == "" || len(got) > 100 || strings.ContainsAny(got, "/\\:\x00\n ") || strings.Trim(got, ".") != got || reserved(got) {
			t.Errorf("folderName(%q) = %q", id, got)
		}
	}
	if got := folderName("my-pay_2.x"); got != "my-pay_2.x" {
		t.Errorf("a plain id became %q", got)
	}
}

// store writes lines to a file and reads it as a run.
func store(t *testing.T, text string, codec func(string) (func(string) []byte, func([]byte) string)) *StoredRun {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := NewOutputs("").Read(model.Run{Path: path, Started: time.Unix(7, 0)}, codec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	indexed(t, s)
	return s
}

func indexed(t *testing.T, s *StoredRun) {
	t.Helper()
	await(t, 10*time.Second, s.Changed(), "indexed", func() bool { return !s.Loading() })
}

// Every window of a stored run is that of a log in memory.
func TestStoredRunIsASource(t *testing.T) {
	log := model.NewLog(1 << 30)
	p := named("x")
	text := []byte{}
	add := func(b *model.Batch) {
		log.Append(b)
		text = b.AppendJSON(text)
	}
	first := started(p)
	first.Time = time.Unix(1, 0).UTC()
	add(first)
	var next int64
	for i := range 700 {
		size := 20
		if i%100 == 50 {
			size = 700_000 // blocks end by bytes, too
		}
		b := numbered(&next, 1+i%4, size)
		b.Time = b.Time.UTC().Add(time.Duration(i))
		b.Peer = fmt.Sprintf("127.0.0.1:%d", 1+i%3)
		add(b)
	}
	s := store(t, string(text), nil)
	_, end := log.Bounds()
	if first, got := s.Bounds(); first != 0 || got != end {
		t.Fatalf("bounds %d, %d; want 0, %d", first, got, end)
	}
	for _, f := range []model.Filter{{}, {Peer: "127.0.0.1:2"}, {Peer: "127.0.0.1:"}, {Peer: "nobody"}} {
		for _, at := range []int64{-1, 0, 1, 255, 256, 257, 511, 512, 900, end - 1, end, end + 5} {
			for _, n := range []int{0, 1, 50} {
				if got, want := s.Forward(at, n, f), log.Forward(at, n, f); !sameRecords(got, want) {
					t.Fatalf("Forward(%d, %d, %v): %d records, want %d", at, n, f, len(got), len(want))
				}
				if got, want := s.Backward(at, n, f), log.Backward(at, n, f); !sameRecords(got, want) {
					t.Fatalf("Backward(%d, %d, %v): %d records, want %d", at, n, f, len(got), len(want))
				}
			}
		}
	}
}

func sameRecords(a, b []model.Record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if !x.Time.Equal(y.Time) {
			return false
		}
		x.Time = y.Time
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return true
}

func TestStoredRunBrokenLines(t *testing.T) {
	good := `{"time":"2026-11-22T08:00:14.000000001Z","kind":"received","peer":"a:1","bytes":1,"text":"x"}`
	s := store(t, good+"\nrubbish\n\n{\"kind\":\"sent\"}\n"+good+"\n"+good[:40], nil)
	got := s.Forward(0, 100, model.Filter{})
	if len(got) != 6 {
		t.Fatalf("%d records", len(got))
	}
	for i, want := range []string{"", "line 2 is broken", "line 3 is broken", "line 4 is broken", "", "the last line is torn: 40 bytes"} {
		r := got[i]
		if (want == "") != (r.Kind == model.KindReceived) || !strings.Contains(r.Event.Detail, want) || r.Seq != int64(i) || r.Time.Year() != 2026 {
			t.Errorf("record %d: %+v", i, r)
		}
	}
	if s := store(t, "", nil); len(s.Forward(0, 5, model.Filter{})) != 0 {
		t.Error("records in an empty file")
	}
	if s := store(t, "rubbish", nil); len(s.Backward(5, 5, model.Filter{})) != 1 {
		t.Error("rubbish is not shown")
	}
}

func TestStoredRunCodePage(t *testing.T) {
	p := named("x")
	p.CodePage = "test-page"
	b := &model.Batch{Kind: model.KindReceived, Data: []byte{1, 0xff}, Parts: []model.Part{{Start: 0, End: 1}, {Start: 1, End: 2, Inexact: true}}, Texts: []string{"A", string(model.BadByte(0xff))}}
	text := b.AppendJSON(started(p).AppendJSON(nil))
	asked := ""
	s := store(t, string(text), func(page string) (func(string) []byte, func([]byte) string) {
		asked = page
		return func(s string) []byte { return []byte{s[0] - 'A' + 1} }, func([]byte) string { return string(model.BadByte(0xff)) }
	})
	got := s.Forward(1, 5, model.Filter{})
	if asked != "test-page" || len(got) != 2 || got[0].Data[0] != 1 || got[0].Text != "A" || got[1].Data[0] != 0xff || got[1].Text != string(model.BadByte(0xff)) {
		t.Errorf("%q: %+v", asked, got)
	}
}

// A line of 33 MiB is read; it does not weigh on its neighbours.
func TestStoredRunLongLine(t *testing.T) {
	var next int64
	text := numbered(&next, 3, 64).AppendJSON(nil)
	text = numbered(&next, 1, 33<<20).AppendJSON(text)
	text = numbered(&next, 3, 64).AppendJSON(text)
	s := store(t, string(text), nil)
	if got := s.Forward(2, 3, model.Filter{}); len(got) != 3 || len(got[1].Data) != 33<<20 || string(got[2].Data[:8]) != "00000004" {
		t.Errorf("%d records", len(got))
	}
	if len(s.blocks) < 3 {
		t.Errorf("%d blocks", len(s.blocks))
	}
}

func TestStoredRunGrows(t *testing.T) {
	var next int64
	text := numbered(&next, 300, 64).AppendJSON(nil)
	s := store(t, string(text[:len(text)-10]), nil)
	if _, end := s.Bounds(); end != 300 {
		t.Fatalf("end %d", end)
	}
	f, err := os.OpenFile(s.file.Name(), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(numbered(&next, 300, 64).AppendJSON(text[len(text)-10:])[0:]); err != nil {
		t.Fatal(err)
	}
	await(t, 5*time.Second, s.Changed(), "growth seen", func() bool { _, end := s.Bounds(); return end == 600 })
	for i, r := range s.Forward(0, 1000, model.Filter{}) {
		if want := fmt.Sprintf("%08d", i); string(r.Data[:8]) != want {
			t.Fatalf("record %d is %q", i, r.Data[:8])
		}
	}
	if err := os.Truncate(s.file.Name(), 0); err != nil {
		t.Fatal(err)
	}
	await(t, 5*time.Second, s.Changed(), "cut seen", func() bool { _, end := s.Bounds(); return end == 0 })
}

// A line beyond all measure costs nothing but its own place.
func TestStoredRunHugeLine(t *testing.T) {
	var next int64
	good := numbered(&next, 1, 64).AppendJSON(nil)
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	hole := int64(len(good)) + longestLine + 1
	if err := os.Truncate(path, hole); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(append([]byte("\n"), good...)); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s, err := NewOutputs("").Read(model.Run{Path: path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	indexed(t, s)
	got := s.Forward(0, 5, model.Filter{})
	if len(got) != 3 || got[0].Kind != model.KindReceived || got[2].Kind != model.KindReceived || !strings.Contains(got[1].Event.Detail, "too long to be shown") {
		t.Errorf("%d records: %.200v", len(got), got)
	}
}

// TestWhole: it waits until all lines are found, and says so when they are not.
func TestWhole(t *testing.T) {
	const lines = 20_000
	path := filepath.Join(t.TempDir(), "run.jsonl")
	line := `{"time":"2026-11-25T18:04:01Z","kind":"sent","peer":"1.1.1.1:1","bytes":1,"text":"` + strings.Repeat("x", 2000) + `"}` + "\n"
	if err := os.WriteFile(path, []byte(strings.Repeat(line, lines)), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func() *StoredRun {
		s, err := NewOutputs("").Read(model.Run{Path: path}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := read()
	if err := s.Whole(t.Context()); err != nil {
		t.Error(err)
	}
	if _, end := s.Bounds(); end != lines {
		t.Errorf("%d lines", end)
	}
	s.Close()

	s = read()
	s.Close()
	if err := s.Whole(t.Context()); err == nil && s.lines < lines {
		t.Errorf("%d lines are all", s.lines)
	}
}
