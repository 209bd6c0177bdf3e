package profiles

import (
	"context"
	"os"
	"strings"
	"testing"

	"tcpdeck/model"
)

// TestRunGrows: who reads a run that is being written gets what was there at
// the start, and an end; a record half written is none that was cut short.
func TestRunGrows(t *testing.T) {
	const lines = 50_000
	line := messageLine(model.KindSent, "a:1", "x", day)
	o, runs := shelve(t, strings.Repeat(line, lines)+line[:20])
	f, err := os.OpenFile(runs[0].Path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	grow := func() {
		if n++; n == 1 {
			if _, err := f.WriteString(line[20:] + line + line[:20]); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, p := range []model.Pick{{}, {Tail: 20_000}, {Direction: "sent"}, {Direction: "sent", Tail: 20_000}} {
		want := lines + 2*i // the readings before added two whole lines each
		if p.Tail > 0 {
			want = p.Tail
		}
		n = 0
		torn, err := o.Scan(context.Background(), runs[0], p, nil, func(*model.Stored) error { grow(); return nil })
		if n != want || torn != 0 || err != nil {
			t.Errorf("%+v: %d records, want %d; torn %d, %v", p, n, want, torn, err)
		}
	}
	n = 0
	err = o.Search(context.Background(), runs, model.Search{Pattern: "x"}, nil, func(*model.Found) error { grow(); return nil })
	if n != lines+8 || err != nil {
		t.Errorf("%d hits, %v", n, err)
	}
	if torn, err := o.Scan(context.Background(), runs[0], model.Pick{Tail: 1}, nil, func(*model.Stored) error { return nil }); torn != 20 || err != nil {
		t.Errorf("of a run that ended within a record %d are torn, %v", torn, err)
	}
}
