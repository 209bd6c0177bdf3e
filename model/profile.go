package model

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// ProfileID names a profile for good. A ULID, or the file's slug for a
// hand-written file until its first save.
type ProfileID string

// Limits and defaults of a profile.
const (
	DefaultGroup      = "Default group"
	DefaultPort       = 9090
	DefaultTimeout    = 60 * time.Second
	MaxTimeout        = 86400 * time.Second
	DefaultMaxMessage = 16 << 20 // bytes
	MaxNameLength     = 200      // bytes
)

// Profile is one stored TCP connection. It has no fixed role.
type Profile struct {
	ID           ProfileID
	Name         string
	Group        string
	Timeout      time.Duration // how long a read waits; 0: until the connection closes
	CodePage     string        // canonical name, see LookupCodePage
	Address      string
	Port         int
	MaxClients   int // 0: unbounded
	LogSent      bool
	LogReceived  bool
	Framing      Framing
	Protected    bool // production: sending and listening ask first
	CloseTimeout bool // close_on_timeout: the strict wait everywhere
	KeepHalfOpen bool
	MaxMessage   int // bytes after which a received message is cut
}

// NewProfile returns a profile with every default of the editor; its name and
// id are empty.
func NewProfile() Profile {
	return Profile{
		Group: DefaultGroup, Timeout: DefaultTimeout, CodePage: "utf-8",
		Address: "127.0.0.1", Port: DefaultPort, LogSent: true, LogReceived: true,
		Framing: Framing{Receive: Raw, Send: Raw}, MaxMessage: DefaultMaxMessage,
	}
}

// ListenAddress returns the address that a listener binds: "" for all. A DNS
// name other than localhost is refused.
func (p Profile) ListenAddress() (string, error) {
	switch {
	case p.Address == "" || p.Address == "*":
		return "", nil
	case strings.EqualFold(p.Address, "localhost"):
		return "127.0.0.1", nil
	}
	if _, err := netip.ParseAddr(p.Address); err != nil {
		return "", FieldError{FieldAddress, fmt.Sprintf(
			"a listener binds an address of this machine, and %q is a DNS name; use 127.0.0.1, or * for all", p.Address)}
	}
	return p.Address, nil
}

// DialAddress returns the host that a client connects to.
func (p Profile) DialAddress() (string, error) {
	if p.Address == "" || p.Address == "*" {
		return "", FieldError{FieldAddress, "a client needs an address to connect to"}
	}
	return p.Address, nil
}
