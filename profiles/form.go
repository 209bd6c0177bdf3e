package profiles

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tcpdeck/model"
)

// form is where things stand in a message's line as Batch.AppendJSON writes
// it, found without parsing: a search looks at millions of lines.
type form struct {
	kind  model.Kind
	time  []byte
	peer  []byte // as escaped
	bytes []byte
	text  []byte // as escaped
	rest  []byte // what follows the text
}

// Where the parts of each line stand that have a fixed place.
const (
	formTime = len(`{"time":"`)
	formMid  = formTime + len(model.TimeLayout)
	formKind = formMid + len(`","kind":"`)
)

// isForm says whether line begins as ours do, and kind is the first letter of
// its kind.
func isForm(line []byte) (kind byte, ok bool) {
	if len(line) <= formKind || string(line[:formTime]) != `{"time":"` || string(line[formMid:formKind]) != `","kind":"` || line[formMid-1] != 'Z' {
		return 0, false
	}
	return line[formKind], true
}

// readForm reads the line of a message; a beginning that reaches into its
// text will do. Events are for the parser.
func readForm(line []byte) (f form, ok bool) {
	kind, ok := isForm(line)
	if !ok || kind == 'e' {
		return f, false
	}
	f.time = line[formTime:formMid]
	rest := line[formKind:]
	if rest, ok = bytes.CutPrefix(rest, []byte(`sent"`)); ok {
		f.kind = model.KindSent
	} else if rest, ok = bytes.CutPrefix(rest, []byte(`received"`)); ok {
		f.kind = model.KindReceived
	} else {
		return f, false
	}
	if after, has := bytes.CutPrefix(rest, []byte(`,"peer":"`)); has {
		end := quoteEnd(after)
		if end == len(after) {
			return f, false
		}
		f.peer, rest = after[:end], after[end+1:]
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`,"bytes":`)); !ok {
		return f, false
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	f.bytes = rest[:digits]
	if rest, ok = bytes.CutPrefix(rest[digits:], []byte(`,"text":"`)); !ok {
		return f, false
	}
	end := quoteEnd(rest)
	f.text, f.rest = rest[:end], rest[end:]
	return f, true
}

// quoteEnd returns where the string of JSON that s begins with ends: its
// quote, or the end of s.
func quoteEnd(s []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(s[at:], '"')
		if i < 0 {
			return len(s)
		}
		at += i
		back := at
		for back > 0 && s[back-1] == '\\' {
			back--
		}
		if (at-back)%2 == 0 {
			return at
		}
		at++
	}
}

// takes is Pick.Takes without parsing. since is the time of p as records have
// it.
func (f form) takes(p model.Pick, since string) bool {
	return string(f.time) >= since && (p.Direction == "" || p.Direction == f.kind.String()) &&
		(p.Peer == "" || p.TakesPeer(string(f.peer)))
}

// sinceText is the time of p as records have it: they compare as text.
func sinceText(p model.Pick) string {
	if p.Since.IsZero() {
		return ""
	}
	return p.Since.UTC().Format(model.TimeLayout)
}

// record makes the record of the plainest lines, by far the most: utf-8 with
// nothing to unescape, and nothing after the text. ok is false for all others.
func (f form) record() (r model.Record, ok bool) {
	if string(f.rest) != `"}` || bytes.IndexByte(f.text, '\\') >= 0 || bytes.IndexByte(f.peer, '\\') >= 0 {
		return r, false
	}
	t, ok := readTime(f.time)
	if !ok {
		return r, false
	}
	text := string(f.text)
	return model.Record{Time: t, Kind: f.kind, Peer: string(f.peer), Text: text, Data: []byte(text)}, true
}

// readTime reads a time of model.TimeLayout.
func readTime(s []byte) (time.Time, bool) {
	var v [7]int
	for i, f := range [7]struct{ at, n int }{{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}, {20, 9}} {
		for _, c := range s[f.at : f.at+f.n] {
			if c < '0' || c > '9' {
				return time.Time{}, false
			}
			v[i] = 10*v[i] + int(c-'0')
		}
	}
	t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], v[6], time.UTC)
	return t, t.Month() == time.Month(v[1]) && t.Day() == v[2] && v[3] < 24 && v[4] < 60 && v[5] < 60
}

// marks reads what may stand behind the text of a message that is not parsed:
// rest is the last of its line.
func marks(r *model.Record, rest string) {
	rest = strings.TrimSuffix(rest, "}")
	rest, r.Truncated = strings.CutSuffix(rest, `,"truncated":true`)
	rest, r.Incomplete = strings.CutSuffix(rest, `,"incomplete":true`)
	if _, after, has := strings.Cut(rest, `,"ending":"`); has {
		r.Ending = model.Ending(strings.TrimSuffix(after, `"`))
	}
}

// unquote returns the text of an escaped string of JSON; of one that was cut
// within an escape it leaves that out.
func unquote(s []byte) (text string) {
	const longest = len(`\ud83d\ude00`) // of the escapes
	for range longest {
		quoted := append(append(append(make([]byte, 0, len(s)+2), '"'), s...), '"')
		if json.Unmarshal(quoted, &text) == nil || len(s) == 0 {
			break
		}
		s = s[:len(s)-1]
	}
	return text
}

func parseCount(b []byte) int64 {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
