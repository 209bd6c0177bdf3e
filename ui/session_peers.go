package ui

import (
	"hash/fnv"
	"strings"

	"charm.land/lipgloss/v2"

	"tcpdeck/model"
)

// peerNames shortens peers to their port while all are of one host.
type peerNames struct {
	host   string
	mixed  bool
	widest int            // of the full names
	seen   map[string]int // the order in which peers were first seen
}

// seenLimit bounds the peers whose order is kept; the colours of further ones
// may coincide with those of their neighbours.
const seenLimit = 4096

// see takes note of a peer and its host.
func (n *peerNames) see(peer string) {
	if peer == "" {
		return
	}
	if _, known := n.seen[peer]; !known && len(n.seen) < seenLimit {
		if n.seen == nil {
			n.seen = map[string]int{}
		}
		n.seen[peer] = len(n.seen)
	}
	n.widest = max(n.widest, min(len(peer), 26))
	switch host := hostOf(peer); {
	case host == n.host:
	case n.host == "":
		n.host = host
	default:
		n.mixed = true
	}
}

// width is that of the peer column.
func (n *peerNames) width() int {
	if n.mixed {
		return n.widest
	}
	return len(":65535")
}

// short is the name of a peer in the output, safe to draw.
func (n *peerNames) short(peer string) string {
	if i := strings.LastIndexByte(peer, ':'); i >= 0 && !n.mixed {
		peer = peer[i:]
	}
	return model.Escape(peer)
}

// style is the colour of a peer: the same one for as long as it is there.
func (n *peerNames) style(styles []lipgloss.Style, peer string) lipgloss.Style {
	if len(styles) == 0 {
		return lipgloss.NewStyle()
	}
	return styles[n.colour(peer, len(styles))]
}

// colour chooses one of so many colours for a peer: in turn, so that the first
// ones all differ.
func (n *peerNames) colour(peer string, of int) int {
	if i, known := n.seen[peer]; known {
		return i % of
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(peer)) // never fails
	return int(h.Sum32() % uint32(of))
}
