package model

import (
	"errors"
	"io"
	"net/netip"
	"strings"
	"time"
)

// ErrInUse: a tcpdeck is writing the stored run.
var ErrInUse = errors.New("it is being written")

// Pick chooses records of stored task output. The zero value takes all.
type Pick struct {
	Since     time.Time
	Direction string // "sent", "received" or "event"
	Peer      string // address:port, or an address with any port
	Tail      int    // the last so many of those that the rest chooses
}

// Takes says whether p chooses r, Tail aside.
func (p Pick) Takes(r Record) bool {
	return !r.Time.Before(p.Since) && (p.Direction == "" || p.Direction == r.Kind.String()) && p.TakesPeer(r.Peer)
}

// TakesPeer says whether p chooses what came from or went to peer.
func (p Pick) TakesPeer(peer string) bool {
	if p.Peer == "" || p.Peer == peer {
		return true
	}
	host, _, _ := SplitPeer(peer)
	return host != "" && host == strings.Trim(p.Peer, "[]")
}

// SplitPeer takes the address of one end of a connection apart. addr is not
// valid where the host is a name.
func SplitPeer(peer string) (host, port string, addr netip.AddrPort) {
	addr, _ = netip.ParseAddrPort(peer)
	i := strings.LastIndexByte(peer, ':')
	if i < 0 {
		return peer, "", addr
	}
	return strings.Trim(peer[:i], "[]"), peer[i+1:], addr
}

// Stored is one line of a stored run.
type Stored struct {
	// Line is the record as it stands in the file, without the line's end. It
	// may be used during the call that hands it over only.
	Line   []byte
	Record Record
	// Trouble says why the line is no record; Record is a note that says so.
	Trouble string
}

// Search says what to look for in stored task output.
type Search struct {
	Pick
	Pattern    string
	Regex      bool // RE2; otherwise Pattern stands for itself
	IgnoreCase bool
	Context    int // so many records before and after each hit
	// Words are what an event is searched for, in place of a text.
	Words func(Record) string
}

// Found is one record that a search shows.
type Found struct {
	Stored
	Run     Run
	Context bool // it is shown for the sake of one beside it
	Gap     bool // records between it and the one before are not shown
	// More is how many bytes of a very long message Record does not have, and
	// Rest has what follows Line of its stored form; else 0 and nil.
	More int64
	Rest io.Reader
}

// QuoteJSON is text as it stands within the strings of stored records.
func QuoteJSON(text string) []byte {
	out, _ := appendEscaped(nil, text, false)
	return out
}
