package model

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ParseTarget reads an ad-hoc host:port, "[::1]:9090" for IPv6, into a profile
// that behaves like nc: framing received raw, sent lf, timeout 0. For the
// listener ":9090" means 127.0.0.1 and "*:9090" all addresses.
func ParseTarget(s string, role Role) (Profile, error) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return Profile{}, fmt.Errorf("%q is neither a profile nor host:port", s)
	}
	host, port := s[:i], s[i+1:]
	if strings.HasPrefix(host, "[") {
		if !isIPv6(unbracket(host)) {
			return Profile{}, fmt.Errorf("%q is neither a profile nor [IPv6 address]:port", s)
		}
	} else if strings.Contains(host, ":") {
		switch {
		case isIPv6(host):
			return Profile{}, fmt.Errorf("%q: write an IPv6 address as [%s]:%s", s, host, port)
		case isIPv6(s):
			return Profile{}, fmt.Errorf("%q has no port: write [%s]:%d", s, s, DefaultPort)
		}
		return Profile{}, fmt.Errorf("%q is neither a profile nor host:port", s)
	}
	return AdHoc(host, port, role)
}

// unbracket takes the brackets off an IPv6 address.
func unbracket(host string) string {
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		return host[1 : len(host)-1]
	}
	return host
}

func isIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6()
}

// JoinHostPort writes host and port as one word, an IPv6 address in brackets.
func JoinHostPort(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// AdHoc is ParseTarget for host and port as two words.
func AdHoc(host, port string, role Role) (Profile, error) {
	host = unbracket(host)
	p := NewProfile()
	p.Address, p.Timeout, p.Framing = host, 0, Framing{Receive: Raw, Send: LF}
	n, err := ParsePort(port)
	if err != nil {
		return Profile{}, FieldError{FieldPort, err.Error()}
	}
	p.Port, p.Name = n, JoinHostPort(host, strconv.Itoa(n))
	if host == "" && role == Listener {
		p.Address = "127.0.0.1"
	}
	if strings.HasPrefix(host, "-") {
		return Profile{}, FieldError{FieldAddress, fmt.Sprintf("%q is not an address", host)}
	}
	if m := CheckAddress(p.Address); m != "" {
		return Profile{}, FieldError{FieldAddress, m}
	}
	if role == Listener {
		_, err = p.ListenAddress()
	} else {
		_, err = p.DialAddress()
	}
	return p, err
}
