package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

func TestParseSince(t *testing.T) {
	zone := time.FixedZone("here", 3600)
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, zone)
	for s, want := range map[string]time.Time{
		"2026-11-22": time.Date(2026, 11, 22, 0, 0, 0, 0, zone), "2026-11-22T08:00": time.Date(2026, 11, 22, 8, 0, 0, 0, zone),
		"2026-11-22 08:00:07": time.Date(2026, 11, 22, 8, 0, 7, 0, zone), "2026-11-22T08:00:14.5Z": time.Date(2026, 11, 22, 8, 0, 14, 5e8, time.UTC),
		"2h": now.Add(-2 * time.Hour), "1h30m": now.Add(-90 * time.Minute), "7d": now.AddDate(0, 0, -7), "1.5d": now.Add(-36 * time.Hour), "2w": now.AddDate(0, 0, -14),
	} {
		if got, err := parseSince(s, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "yesterday", "-2h", "-1d", "d", "1e9d", "NaNd", "2026-13-01", "2026-11-22T25:00", "5"} {
		if got, err := parseSince(s, now); err == nil {
			t.Errorf("%s: %v", s, got)
		}
	}
}

func message(text string) *model.Record {
	return &model.Record{Time: time.Date(2026, 11, 22, 14, 29, 3, 118e6, time.Local), Kind: model.KindReceived, Peer: "127.0.0.1:53210", Text: text, Data: []byte(text)}
}

func TestLines(t *testing.T) {
	cut := message("a\r\nb\n")
	cut.Truncated, cut.Ending = true, model.CRLF
	for _, c := range []struct {
		l    lines
		r    *model.Record
		more int64
		want string
	}{
		{lines{peers: true}, message("Handshake"), 0, "2026-11-22 14:29:03.118  127.0.0.1:53210  ←  Handshake\n"},
		{lines{}, message(""), 0, "2026-11-22 14:29:03.118  ←   (empty)\n"},
		{lines{ascii: true, prefix: "P/R:"}, cut, 0, "P/R:2026-11-22 14:29:03.118  <  a\nP/R:                            b (cut at the size limit; the next message goes on) (CRLF)\n"},
		{lines{escape: true}, message("\x1b[31m\t\u202e\xff\rx"), 5000, "2026-11-22 14:29:03.118  ←  \\x1b[31m\t\\u202e\\xff\\x0dx (5 kB more; --json has all of it)\n"},
		{lines{escape: true, dim: true}, message("a\x00"), 0, "2026-11-22 14:29:03.118  ←  a\x1b[2m\\x00\x1b[22m\n"},
		{lines{}, message("\x1b\xff"), 0, "2026-11-22 14:29:03.118  ←  \x1b\\xff\n"},
		{lines{peers: true, width: 17}, &model.Record{Time: cut.Time, Event: model.Event{Name: model.Note, Detail: "x\x1b"}}, 0, "2026-11-22 14:29:03.118                     ·  x\\x1b\n"},
	} {
		c.l.spill = kept
		if got := string(c.l.append(nil, c.r, c.more)); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	both := lines{spill: kept}
	got := ""
	for _, role := range []model.Role{model.Listener, model.Client, model.Listener} {
		both.of(model.Run{Role: role})
		got += string(both.append(nil, message("a\nb"), 0))
	}
	client, indent := "2026-11-22 14:29:03.118  ←  a\n", strings.Repeat(" ", 28)
	listener := "2026-11-22 14:29:03.118  127.0.0.1:53210  ←  a\n" + strings.Repeat(" ", 17) + indent + "b\n"
	if want := listener + client + indent + "b\n" + listener; got != want {
		t.Errorf("runs of both roles:\n%s\nwant\n%s", got, want)
	}
	long := strings.Repeat("ü", escapePiece)
	if got := string((&lines{escape: true, spill: kept}).append(nil, message("x"+long), 0)); !strings.HasSuffix(got, "  x"+long+"\n") {
		t.Error("a long text was torn")
	}
}

// TestLongMessages: in every form a long message is written in pieces that
// come to the same as all of it at once.
func TestLongMessages(t *testing.T) {
	for _, text := range []string{strings.Repeat("\x01\xff\"\u00e4", 1<<18), strings.Repeat("\r\n", 1<<18), strings.Repeat("=,", 1<<19)} {
		r := message(text)
		forms := map[string]func(spiller) []byte{
			"csv":     func(s spiller) []byte { return appendCSV(nil, r, s) },
			"plain":   func(s spiller) []byte { return spillPlain(nil, r, s) },
			"text":    func(s spiller) []byte { return (&lines{spill: s}).append(nil, r, 0) },
			"escaped": func(s spiller) []byte { return (&lines{spill: s, escape: true, dim: true}).append(nil, r, 0) },
		}
		for name, form := range forms {
			var out bytes.Buffer
			o := &outlet{w: &out}
			most := 0
			o.buf = form(func(b []byte) []byte {
				most = max(most, len(b))
				return o.spill(b)
			})
			if err := o.flush(); err != nil || !bytes.Equal(out.Bytes(), form(kept)) {
				t.Errorf("%s of %.8q: %v, or it differs", name, text, err)
			}
			if most > flushAt+12*escapePiece {
				t.Errorf("%s of %.8q: %d bytes gathered", name, text, most)
			}
		}
	}
}

// TestCSVCells: what a spreadsheet would calculate is not, and no reader stops
// at what a message holds.
func TestCSVCells(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "": "", "a,b": `"a,b"`, `a"b`: `"a""b"`, "a\nb": "\"a\nb\"",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "\"'\r=1\"", "\n=1": "\"'\n=1\"", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠A": "'＠A",
		"'=1": "'=1", "a=1": "a=1", "\x00=1": `\x00=1`, "a\x00b\x1b": `a\x00b\x1b`, "\x7f\u009b": `\x7f\x9b`,
	} {
		if got := string(appendCell(nil, csvSafe(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestCSVIsRead: whatever is written, a reader of RFC 4180 finds eleven cells
// in each line, and the message by text or hex.
func TestCSVIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		anything := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.Map(rapid.SliceOf(rapid.SampledFrom([]string{"=", "'", `"`, ",", "\r", "\n", "\x00", "a", "\t", `\x00`})), func(s []string) string { return strings.Join(s, "") }))
		var data []byte
		var records []model.Record
		for range rapid.IntRange(1, 5).Draw(t, "records") {
			r := *message(anything.Draw(t, "text"))
			r.Peer, r.Incomplete = anything.Draw(t, "peer"), rapid.Bool().Draw(t, "incomplete")
			if rapid.IntRange(0, 4).Draw(t, "event") == 0 {
				r = model.Record{Time: r.Time, Event: model.Event{Name: model.Closed, Detail: r.Text}}
			}
			records = append(records, r)
			data = appendCSV(data, &r, kept)
		}
		c := csv.NewReader(bytes.NewReader(append([]byte(csvHeader), data...)))
		c.FieldsPerRecord = 11
		rows, err := c.ReadAll()
		if err != nil || len(rows) != len(records)+1 || strings.Join(rows[0], ",")+"\r\n" != csvHeader {
			t.Fatalf("%d rows, %v in %q", len(rows), err, data)
		}
		for i, r := range records {
			row := rows[i+1]
			text := row[4]
			if row[10] != "" {
				b, err := hex.DecodeString(row[10])
				if err != nil {
					t.Fatal(err)
				}
				text = string(b)
			}
			if text != string(r.Data) {
				t.Fatalf("%q came back as %q", r.Data, row)
			}
			for j, cell := range row {
				if j != 10 && cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") || strings.ContainsAny(cell, "\x00\x1b\x7f") {
					t.Fatalf("cell %d of %q", j, row)
				}
			}
		}
	})
}

// TestSafeLines: nothing but the end of a line passes, also where what is
// written next begins within one.
func TestSafeLines(t *testing.T) {
	if got, want := string(safeLines([]byte("a\rb\r\r\n\x1b\n\nc\r"))), "a\\x0db\\x0d\r\n\\x1b\n\nc\\x0d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
