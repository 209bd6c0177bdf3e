package model

// maxSaid is how much of a conversation is read for rules, in bytes.
const maxSaid = 8 << 20

// Said is what was said with one peer.
type Said struct {
	Peer    string
	Peers   int      // with so many something was said
	Records []Record // its messages, and what the session says of its framing

	messages, bytes int
	more            bool // there is more of it than rules can be made of
}

// Take adds a record, and says whether no more is to be read: RulesOf refuses it
// anyway.
func (s *Said) Take(r Record) (enough bool) {
	switch {
	case r.Kind != KindEvent && r.Peer == s.Peer && !r.Incomplete:
		s.messages++
		s.bytes += len(r.Data) + len(r.Text)
	case r.Kind != KindEvent || r.Event.Framing == nil:
		return false
	}
	if s.more = s.messages > MaxRules || s.bytes > maxSaid; !s.more {
		s.Records = append(s.Records, r)
	}
	return s.more
}

// SaidIn finds in a task output what was said with a peer, or where none is given
// with the one of whom there are the most messages. It may read all of the task
// output, but holds no more of it than a few MiB: RulesOf refuses what is longer.
func SaidIn(output Source, peer string) Said {
	s := Said{Peer: peer}
	counts := map[string]int{}
	each(output, func(r Record) bool {
		if r.Kind != KindEvent {
			if counts[r.Peer]++; peer == "" && counts[r.Peer] > counts[s.Peer] {
				s.Peer = r.Peer
			}
		}
		return true
	})
	s.Peers = len(counts)
	each(output, func(r Record) bool { return !s.Take(r) })
	return s
}

// each hands over the records of a task output while do wants more.
func each(output Source, do func(Record) bool) {
	at, end := output.Bounds()
	for at < end {
		records := output.Forward(at, 256, Filter{})
		if len(records) == 0 {
			return
		}
		for _, r := range records {
			if at = r.Seq + 1; !do(r) {
				return
			}
		}
	}
}
