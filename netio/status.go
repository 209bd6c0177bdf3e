package netio

import (
	"sync"
	"time"

	"tcpdeck/model"
)

// meter counts the traffic of a session.
type meter struct {
	mu       sync.Mutex
	out, in  model.Traffic
	rate     [16]uint32 // messages in each of the 16 seconds up to second
	second   int64      // Unix time of the newest
	measured bool
}

func (m *meter) sent(now time.Time, messages, bytes int)     { m.add(&m.out, now, messages, bytes) }
func (m *meter) received(now time.Time, messages, bytes int) { m.add(&m.in, now, messages, bytes) }

func (m *meter) add(t *model.Traffic, now time.Time, messages, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t.Messages += int64(messages)
	t.Bytes += int64(bytes)
	second := now.Unix()
	if !m.measured {
		m.second, m.measured = second, true
	}
	if gap := second - m.second; gap > 0 {
		n := int(min(gap, int64(len(m.rate))))
		copy(m.rate[:], m.rate[n:])
		clear(m.rate[len(m.rate)-n:])
		m.second = second
	}
	m.rate[len(m.rate)-1] += uint32(messages)
}

// status costs the same with any number of clients.
func (s *session) status() model.Status {
	st := model.Status{ID: s.id, Profile: s.profile, Role: s.role, AdHoc: s.o.AdHoc, Storage: s.storage()}
	if s.out.log != nil {
		_, st.Records = s.out.log.Bounds()
	}
	st.Interaction = s.driver().snapshot()
	m := &s.meter
	m.mu.Lock()
	st.Sent, st.Received, st.Rate = m.out, m.in, m.rate
	if m.measured {
		st.RateAt = time.Unix(m.second, 0)
	}
	m.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	st.State, st.Since, st.Local, st.Remote, st.ConnectFor = s.state, s.since, s.local, s.remote, s.connectFor
	if s.role == model.Listener {
		st.Clients = len(s.conns)
	}
	if s.state == model.StateEnded {
		st.Reason, st.Detail = s.end.reason, s.end.detail
	}
	return st
}
