package model

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// jsonRecord is the shape of a line, for reading it.
type jsonRecord struct {
	Time       string    `json:"time"`
	Kind       string    `json:"kind"`
	Peer       string    `json:"peer"`
	Bytes      int       `json:"bytes"`
	Text       string    `json:"text"`
	Raw        *[]byte   `json:"raw"`
	Ending     Ending    `json:"ending"`
	Incomplete bool      `json:"incomplete"`
	Truncated  bool      `json:"truncated"`
	Event      EventName `json:"event"`
	Reason     Reason    `json:"reason"`
	Detail     string    `json:"detail"`
	Profile    string    `json:"profile"`
	Role       Role      `json:"role"`
	Framing    *struct {
		Receive Ending `json:"receive"`
		Send    Ending `json:"send"`
	} `json:"framing"`
	CodePage  string  `json:"code_page"`
	Local     string  `json:"local"`
	Address   string  `json:"address"`
	ConnectMS float64 `json:"connect_ms"`

	Interaction string          `json:"interaction"`
	Rule        string          `json:"rule"`
	Outcome     Outcome         `json:"outcome"`
	Action      string          `json:"action"`
	Output      string          `json:"output"`
	Received    string          `json:"received"`
	Messages    json.RawMessage `json:"messages"`

	MessagesRaw map[string][]byte `json:"messages_raw"`
}

// ParseRecord reads one line of stored task output. A message whose text gives
// its bytes back has no Data unless the run's code page is utf-8: encode, which
// turns text of that code page into bytes, supplies it; nil means utf-8.
// decode is its counterpart, for messages that carry their bytes.
func ParseRecord(line []byte, encode func(string) []byte, decode func([]byte) string) (Record, error) {
	var j jsonRecord
	if err := json.Unmarshal(line, &j); err != nil {
		return Record{}, fmt.Errorf("not a record: %w", err)
	}
	t, err := time.Parse(time.RFC3339Nano, j.Time)
	if err != nil {
		return Record{}, fmt.Errorf("not a record: time %q", j.Time)
	}
	r := Record{Time: t, Peer: j.Peer, Incomplete: j.Incomplete, Truncated: j.Truncated, Ending: j.Ending}
	switch j.Kind {
	case "event":
		r.Event, r.Truncated = j.event(encode), false
		return r, nil
	case "sent":
		r.Kind = KindSent
	case "received":
		r.Kind = KindReceived
	default:
		return Record{}, fmt.Errorf("not a record: kind %q", j.Kind)
	}
	switch {
	case encode == nil:
		r.Data = []byte(j.Text)
		if j.Raw != nil {
			r.Data = *j.Raw
		}
		r.Text = string(r.Data)
	case j.Raw != nil:
		r.Data, r.Decoded, r.Inexact = *j.Raw, true, true
		r.Text = j.decoded(decode)
	default:
		r.Data, r.Text, r.Decoded = encode(j.Text), j.Text, true
	}
	return r, nil
}

// decoded is the text with its undecodable bytes marked again, where the
// bytes of this message alone still read as that text. In the middle of a
// stream they may not: a shift or a byte order mark may have gone before.
func (j jsonRecord) decoded(decode func([]byte) string) string {
	if !strings.ContainsRune(j.Text, utf8.RuneError) {
		return j.Text
	}
	marked := decode(*j.Raw)
	stored := strings.Map(func(r rune) rune {
		if _, bad := ByteOf(r); bad {
			return utf8.RuneError
		}
		return r
	}, marked)
	if stored != j.Text {
		return j.Text
	}
	return marked
}

func (j jsonRecord) event(encode func(string) []byte) Event {
	e := Event{Name: j.Event, Reason: j.Reason, Detail: j.Detail, Profile: j.Profile, Role: j.Role,
		CodePage: j.CodePage, Local: j.Local, Address: j.Address, ConnectMS: j.ConnectMS}
	if j.Framing != nil {
		e.Framing = &Framing{j.Framing.Receive, j.Framing.Send}
	}
	e.Rules = j.rules(encode)
	return e
}
