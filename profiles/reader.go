package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"tcpdeck/model"
)

// reader makes records of the lines of a run.
type reader struct {
	f      *os.File
	encode func(string) []byte
	decode func([]byte) string
	run    model.Event // its started event, as far as it can be read
	at     time.Time   // of the last record
}

func newReader(f *os.File, codec Codec) *reader {
	r := &reader{f: f}
	first, err := readFirst(f)
	if err != nil {
		return r
	}
	r.run, r.at = first.Event, first.Time
	if page := r.run.CodePage; page != "" && page != "utf-8" && codec != nil {
		r.encode, r.decode = codec(page)
	}
	return r
}

// parse reads one line.
func (r *reader) parse(line []byte) (model.Record, error) {
	if rec, ok := readEvent(line); ok {
		return rec, nil
	}
	if r.encode == nil {
		if f, ok := readForm(line); ok {
			if rec, ok := f.record(); ok {
				return rec, nil
			}
		}
	}
	return model.ParseRecord(line, r.encode, r.decode)
}

// stored is parse; of a line that is no record it makes a note, dated as the
// record before.
func (r *reader) stored(line []byte) model.Stored {
	rec, err := r.parse(line)
	if err != nil {
		return r.trouble(line, "a line here is broken: "+err.Error())
	}
	r.at = rec.Time
	return model.Stored{Line: line, Record: rec}
}

func (r *reader) trouble(line []byte, why string) model.Stored {
	return model.Stored{Line: line, Trouble: why, Record: model.Record{
		Time: r.at, Kind: model.KindEvent, Event: model.Event{Name: model.Note, Detail: why}}}
}

// long reads a line that is not in memory, up to longestLine.
func (r *reader) long(where span) (model.Stored, error) {
	if where.to-where.from > longestLine {
		return r.trouble(nil, fmt.Sprintf("a line here is too long to be shown: %d bytes", where.to-where.from)), nil
	}
	line := make([]byte, where.to-where.from-1)
	if _, err := r.f.ReadAt(line, where.from); err != nil {
		return model.Stored{}, err
	}
	return r.stored(line), nil
}

// foundText is how much text of a very long message a search shows.
const foundText = 64 << 10

// found makes what a search hands over of a line; nil: it has to be read.
func (r *reader) found(where span, line []byte) model.Found {
	size := where.to - where.from - 1
	if size >= longLine {
		return r.foundLong(where)
	}
	kept := make([]byte, size)
	if line != nil {
		copy(kept, line)
	} else if _, err := r.f.ReadAt(kept, where.from); err != nil {
		return model.Found{Stored: r.trouble(nil, "a line here cannot be read: "+err.Error())}
	}
	return model.Found{Stored: r.stored(kept)}
}

// foundLong reads the beginning of a long message, and what is said at its
// end.
func (r *reader) foundLong(where span) model.Found {
	f, line, ok := r.longForm(where)
	if !ok {
		return model.Found{Stored: r.trouble(nil, fmt.Sprintf("a line here is too long to be shown: %d bytes", where.to-where.from))}
	}
	t, _ := readTime(f.time)
	text := unquote(cutRunes(f.text))
	out := model.Found{More: max(0, parseCount(f.bytes)-int64(len(text)))}
	out.Line = line
	out.Record = model.Record{Time: t, Kind: f.kind, Peer: unquote(f.peer), Text: text, Data: []byte(text)}
	var end [100]byte
	if n, err := r.f.ReadAt(end[:], where.to-1-int64(len(end))); n == len(end) && (err == nil || errors.Is(err, io.EOF)) {
		marks(&out.Record, string(end[:]))
	}
	from := where.from + int64(len(line))
	out.Rest = io.NewSectionReader(r.f, from, where.to-1-from)
	return out
}

// longForm reads the form of a long line from its beginning.
func (r *reader) longForm(where span) (f form, line []byte, ok bool) {
	line = make([]byte, foundText+4<<10)
	if _, err := r.f.ReadAt(line, where.from); err != nil {
		return f, nil, false
	}
	f, ok = readForm(line)
	return f, line, ok
}

// cutRunes takes a torn character from the end of s.
func cutRunes(s []byte) []byte {
	for i := len(s) - 1; i >= 0 && i >= len(s)-4; i-- {
		if c := s[i]; c < 0x80 {
			return s
		} else if c >= 0xc0 { // it begins one; whole or not, nobody misses it
			return s[:i]
		}
	}
	return s
}

// endedBefore says whether the last record of the run is older than t: there
// is nothing in it for somebody who asks for what came since.
func (r *reader) endedBefore(t time.Time) bool {
	info, err := r.f.Stat()
	if err != nil || t.IsZero() {
		return false
	}
	tail := make([]byte, min(info.Size(), 64<<10))
	if _, err := r.f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
		return false
	}
	end := bytes.LastIndexByte(tail, '\n')
	if end < 0 {
		return false
	}
	line := tail[bytes.LastIndexByte(tail[:end], '\n')+1 : end]
	if _, ours := isForm(line); !ours {
		return false
	}
	last, ok := readTime(line[formTime:formMid])
	return ok && last.Before(t.Add(-time.Minute)) // connections do not wait for each other to be logged
}
