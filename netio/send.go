package netio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tcpdeck/model"
)

// send queues m for its targets. Clients that can take it get it, even if
// others cannot.
func (s *session) send(m model.Outgoing) error {
	_, _, err := s.offer(m)
	return err
}

// offer encodes m once and queues it; full are the targets whose outbox had
// no room.
func (s *session) offer(m model.Outgoing) (out *outgoing, full []*conn, err error) {
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	to, missing, err := s.targets(m.To)
	if err != nil {
		return nil, nil, err
	}
	if out, err = s.encode(m); err != nil {
		return nil, nil, err
	}
	var refused error
	for _, c := range to {
		switch err := c.push(out); {
		case errors.Is(err, model.ErrQueueFull):
			full = append(full, c)
			refused = err
		case err != nil && s.role == model.Listener:
			missing = append(missing, c.peer)
		case err != nil:
			return nil, nil, err
		}
	}
	switch {
	case len(full) > 1:
		refused = fmt.Errorf("%w: the queues of %d clients are full", model.ErrQueueFull, len(full))
	case len(full) == 0 && len(missing) > 0:
		refused = fmt.Errorf("%s: %w", strings.Join(missing, ", "), model.ErrNotPeer)
	}
	return out, full, refused
}

// sendWait is send, waiting for the connection and for room.
func (s *session) sendWait(ctx context.Context, m model.Outgoing) error {
	select {
	case <-s.begun:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.o.Raw {
		return s.sendThrough(ctx, m)
	}
	out, full, err := s.offer(m)
	if len(full) == 0 {
		return err
	}
	for _, c := range full {
		err := c.pushWait(ctx, out)
		if err != nil && (s.role == model.Client || ctx.Err() != nil) {
			return err
		}
	}
	return nil
}

// sendThrough writes the bytes of m to one target after the other and returns
// when that is done: nothing is copied, queued or handed to another goroutine.
func (s *session) sendThrough(ctx context.Context, m model.Outgoing) error {
	s.sendMu.Lock()
	to, _, err := s.targets(m.To)
	s.sendMu.Unlock()
	if err != nil {
		return err
	}
	out := &outgoing{data: m.Bytes, part: model.Part{End: uint32(len(m.Bytes))}, ending: model.Raw}
	for _, c := range to {
		if err := c.pushThrough(ctx, out); err != nil && s.role == model.Client {
			return err
		}
	}
	return ctx.Err()
}

// targets returns the connections that peers name, all for none.
func (s *session) targets(peers []string) (to []*conn, missing []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == model.StateEnded || s.stopping:
		return nil, nil, fmt.Errorf("%w%s", model.ErrEnded, because(s.end.reason))
	case s.state == model.StateConnecting:
		return nil, nil, model.ErrNotConnected
	case s.role == model.Client && len(s.conns) == 0:
		return nil, nil, fmt.Errorf("%w%s", model.ErrEnded, because(s.end.reason))
	case len(s.conns) == 0 && len(peers) == 0:
		return nil, nil, model.ErrNoClients
	case len(peers) == 0 || s.role == model.Client:
		return slices.Clone(s.conns), nil, nil
	}
	left := make(map[string]bool, len(peers))
	for _, p := range peers {
		left[p] = true
	}
	for _, c := range s.conns {
		if left[c.peer] {
			to = append(to, c)
			delete(left, c.peer)
		}
	}
	for _, p := range peers {
		if left[p] {
			missing = append(missing, p)
		}
	}
	return to, missing, nil
}

func because(r model.Reason) string {
	if r == "" {
		return ""
	}
	return ": " + string(r)
}

// encode turns m into bytes.
func (s *session) encode(m model.Outgoing) (*outgoing, error) {
	if m.Bytes != nil {
		return s.encodeBytes(m.Bytes), nil
	}
	ending := m.Ending
	if ending == "" {
		ending = s.profile.Framing.Send
	}
	data, part, texts, err := s.sender.encode(m.Text, ending)
	if err != nil {
		return nil, &model.TextError{Err: err}
	}
	return &outgoing{data: data, part: part, texts: texts, ending: ending}, nil
}

// encodeBytes takes bytes as they are.
func (s *session) encodeBytes(b []byte) *outgoing {
	out := &outgoing{data: slices.Clone(b), part: model.Part{End: uint32(len(b))}, ending: model.Raw}
	if !s.o.Raw {
		out.part, out.texts = s.sender.describe(out.data)
	}
	return out
}

// halfClose ends the sending direction of all connections.
func (s *session) halfClose() error {
	s.sendMu.Lock()
	defer s.sendMu.Unlock()
	to, _, err := s.targets(nil)
	if err != nil {
		return err
	}
	for _, c := range to {
		if e := c.halfClose(); e != nil && s.role == model.Client {
			return e
		}
	}
	return nil
}

// disconnect closes one connection.
func (s *session) disconnect(peer string) error {
	if peer == "" && s.role == model.Listener {
		return model.ErrNotPeer
	}
	to, missing, err := s.targets([]string{peer})
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s: %w", peer, model.ErrNotPeer)
	}
	for _, c := range to {
		c.shut(model.ClosedHere, "")
	}
	return nil
}
