package model

import (
	"strconv"
	"unicode/utf8"
)

// TimeLayout is how a record writes its time, always in UTC.
const TimeLayout = "2006-01-02T15:04:05.000000000Z"

// AppendJSON adds the records of b to dst, one JSON object a line. It is the
// one form for stdout and for stored task output.
func (b *Batch) AppendJSON(dst []byte) []byte { return b.SpillJSON(dst, nil) }

// SpillJSON is AppendJSON with bounded room, whatever b holds: as soon as
// spillAt bytes have gathered, spill takes them, the end of a record or not,
// and returns what to go on with. The rest is returned.
func (b *Batch) SpillJSON(dst []byte, spill func([]byte) []byte) []byte {
	head := make([]byte, 0, 128)
	head = append(head, `{"time":"`...)
	head = b.Time.UTC().AppendFormat(head, TimeLayout)
	head = append(head, `","kind":"`...)
	head = append(head, b.Kind.String()...)
	head = append(head, '"')
	if b.Kind == KindEvent {
		dst = append(dst, head...)
		return append(b.Event.appendJSON(dst, b.Peer), "}\n"...)
	}
	if b.Peer != "" {
		head = append(head, `,"peer":`...)
		head = appendString(head, b.Peer, false)
	}
	head = append(head, `,"bytes":`...)
	for i, p := range b.Parts {
		dst = append(dst, head...)
		dst = strconv.AppendInt(dst, int64(p.End-p.Start), 10)
		dst = append(dst, `,"text":`...)
		dst = b.appendMessage(dst, i, p, spill)
		dst = append(dst, "}\n"...)
		if spill != nil && len(dst) >= spillAt {
			dst = spill(dst)
		}
	}
	return dst
}

// appendMessage adds the text of part i and all that follows it.
func (b *Batch) appendMessage(dst []byte, i int, p Part, spill func([]byte) []byte) []byte {
	data, inexact := b.Data[p.Start:p.End], p.Inexact
	ok := true
	switch {
	case b.Texts != nil && (spill == nil || len(b.Texts[i]) <= longPiece):
		dst = appendString(dst, b.Texts[i], true)
	case b.Texts != nil:
		dst, _ = spillQuoted(dst, b.Texts[i], true, spill)
	case spill == nil || len(data) <= longPiece:
		dst, ok = appendUTF8(dst, data)
	default:
		dst, ok = spillQuoted(dst, data, false, spill)
	}
	if inexact || !ok {
		dst = append(dst, `,"raw":"`...)
		dst = spillBase64(dst, data, spill)
		dst = append(dst, '"')
	}
	if b.Ending != "" {
		dst = append(append(append(dst, `,"ending":"`...), b.Ending...), '"')
	}
	if p.Incomplete {
		dst = append(dst, `,"incomplete":true`...)
	}
	if p.Truncated {
		dst = append(dst, `,"truncated":true`...)
	}
	return dst
}

// plainJSON says which ASCII bytes stand for themselves in a JSON string.
// DEL is escaped too, so that a stored file is safe to look at.
var plainJSON = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// appendUTF8 adds data as a JSON string; ok says that it was valid UTF-8.
func appendUTF8(dst, data []byte) (out []byte, ok bool) {
	i := 0
	for i < len(data) && plainJSON[data[i]] {
		i++
	}
	if i == len(data) {
		dst = append(dst, '"')
		dst = append(dst, data...)
		return append(dst, '"'), true
	}
	return appendQuoted(dst, data, false)
}

// appendString adds s as a JSON string. Broken bytes, and with decoded BadByte
// runes, become U+FFFD.
func appendString(dst []byte, s string, decoded bool) []byte {
	dst, _ = appendQuoted(dst, s, decoded)
	return dst
}

// appendQuoted is appendString; ok says that s was valid UTF-8.
func appendQuoted[T string | []byte](dst []byte, s T, decoded bool) (out []byte, ok bool) {
	dst, ok = appendEscaped(append(dst, '"'), s, decoded)
	return append(dst, '"'), ok
}

// appendEscaped is appendQuoted without the quotes.
func appendEscaped[T string | []byte](dst []byte, s T, decoded bool) (out []byte, ok bool) {
	ok = true
	for i := 0; i < len(s); {
		c := s[i]
		if plainJSON[c] {
			start := i
			for i < len(s) && plainJSON[s[i]] {
				i++
			}
			dst = append(dst, s[start:i]...)
			continue
		}
		if c < utf8.RuneSelf {
			dst = appendControl(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		ok = ok && (r != utf8.RuneError || n > 1)
		if _, bad := ByteOf(r); bad && decoded {
			r = utf8.RuneError
		}
		dst = appendJSONRune(dst, r)
		i += n
	}
	return dst, ok
}

// appendJSONRune adds a rune beyond ASCII: as it is, but the C1 controls
// and the line separators escaped.
func appendJSONRune(dst []byte, r rune) []byte {
	if r < 0xa0 || r == 0x2028 || r == 0x2029 {
		return append(dst, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
	}
	return utf8.AppendRune(dst, r)
}

func appendControl(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

func (e Event) appendJSON(dst []byte, peer string) []byte {
	text := func(key, value string) {
		if value != "" {
			dst = append(append(append(dst, `,"`...), key...), `":`...)
			dst = appendString(dst, value, false)
		}
	}
	text("event", string(e.Name))
	text("peer", peer)
	text("reason", string(e.Reason))
	text("detail", e.Detail)
	text("profile", e.Profile)
	text("role", string(e.Role))
	if e.Framing != nil {
		dst = append(dst, `,"framing":{"receive":"`...)
		dst = append(append(dst, e.Framing.Receive...), `","send":"`...)
		dst = append(append(dst, e.Framing.Send...), `"}`...)
	}
	text("code_page", e.CodePage)
	text("local", e.Local)
	text("address", e.Address)
	if e.Name == Connected && e.ConnectMS > 0 {
		dst = append(dst, `,"connect_ms":`...)
		dst = strconv.AppendFloat(dst, e.ConnectMS, 'f', 3, 64)
	}
	if e.Rules != nil {
		dst = e.Rules.appendJSON(dst)
	}
	return dst
}
