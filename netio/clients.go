package netio

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tcpdeck/model"
)

// lastCut bounds the last message kept for the clients table, in bytes.
const lastCut = 256

// lastMessage is what the clients table shows of the last message.
type lastMessage struct {
	time    time.Time
	part    model.Part
	data    []byte
	text    string // with decoded
	decoded bool
}

func (l *lastMessage) set(b *model.Batch) {
	i := len(b.Parts) - 1
	l.time, l.part, l.decoded, l.text = b.Time, b.Parts[i], b.Texts != nil, ""
	l.data = append(l.data[:0], b.Data[l.part.Start:min(l.part.End, l.part.Start+lastCut)]...)
	if l.decoded {
		l.text = strings.Clone(cutText(b.Texts[i]))
	}
}

// record returns a copy for the outside.
func (l *lastMessage) record(peer string) model.Record {
	if l.time.IsZero() {
		return model.Record{}
	}
	r := model.Record{Time: l.time, Kind: model.KindReceived, Peer: peer, Data: append([]byte(nil), l.data...),
		Text: l.text, Decoded: l.decoded, Inexact: l.part.Inexact, Incomplete: l.part.Incomplete, Truncated: l.part.Truncated}
	if !l.decoded {
		r.Text = string(r.Data)
		if l.part.End-l.part.Start > lastCut {
			r.Text = cutText(r.Text)
		}
	}
	return r
}

// cutText cuts at lastCut without leaving part of a character.
func cutText(s string) string {
	if len(s) >= lastCut {
		s = s[:lastCut]
		for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
			if utf8.RuneStart(s[i]) {
				if !utf8.FullRuneInString(s[i:]) {
					s = s[:i]
				}
				break
			}
		}
	}
	return s
}

// peers names the clients of a listener in the order of arrival. The list is
// made anew only after one came or went, and is never changed once given out.
func (s *session) peers() []string {
	if s.role != model.Listener {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.peerList == nil {
		conns := slices.Clone(s.conns)
		slices.SortFunc(conns, func(a, b *conn) int { return int(a.number - b.number) })
		s.peerList = make([]string, len(conns))
		for i, c := range conns {
			s.peerList[i] = c.peer
		}
	}
	return s.peerList
}

// clients is how these clients fare, as far as they are connected.
func (s *session) clients(peers []string) []model.ClientStatus {
	if s.role != model.Listener {
		return nil
	}
	s.mu.Lock()
	found := make([]*conn, len(peers))
	for _, c := range s.conns {
		if i := slices.Index(peers, c.peer); i >= 0 {
			found[i] = c
		}
	}
	s.mu.Unlock()
	out := make([]model.ClientStatus, 0, len(peers))
	for _, c := range found {
		if c != nil {
			out = append(out, c.status())
		}
	}
	return out
}

func (c *conn) status() model.ClientStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	return model.ClientStatus{Peer: c.peer, Since: c.since, Sent: c.sent, Received: c.received,
		Last: c.last.record(c.peer), Queued: c.box.bytes}
}
