package profiles

import (
	"net/netip"
	"strconv"

	"tcpdeck/model"
)

// Addresses for documentation, RFC 5737 and RFC 3849: they stand for what is
// not known.
var (
	unknown4 = netip.AddrFrom4([4]byte{192, 0, 2, 0})
	unknown6 = netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8})
)

// ends returns the addresses of a connection, of one family. What is no
// address, a name or nothing at all, gets one that says so.
func (c *capture) ends(local, remote string) (here, there netip.AddrPort) {
	here, there = plainAddress(local), plainAddress(remote)
	six := there.Addr().Is6() || !there.IsValid() && here.Addr().Is6()
	if here.Addr().IsUnspecified() || here.IsValid() && here.Addr().Is6() != six {
		here = netip.AddrPortFrom(netip.Addr{}, here.Port())
	}
	if !here.Addr().IsValid() {
		here = netip.AddrPortFrom(stranger(six, 1), orPort(here.Port(), local))
	}
	if !there.Addr().IsValid() {
		n, ok := c.strangers[remote]
		if !ok {
			n = uint32(len(c.strangers)) + 2
			c.strangers[remote] = n
		}
		there = netip.AddrPortFrom(stranger(six, n), orPort(0, remote))
	}
	return here, there
}

// plainAddress reads an address without its zone, IPv4 as such.
func plainAddress(s string) netip.AddrPort {
	_, _, a := model.SplitPeer(s)
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
}

// stranger is the n-th address that stands for one that is not known.
func stranger(six bool, n uint32) netip.Addr {
	if six {
		b := unknown6.As16()
		b[14], b[15] = byte(n>>8), byte(n)
		return netip.AddrFrom16(b)
	}
	b := unknown4.As4()
	b[3] = byte(n)
	return netip.AddrFrom4(b)
}

// orPort is port, else the one that s ends with, else 1: 0 is none.
func orPort(port uint16, s string) uint16 {
	if port != 0 {
		return port
	}
	_, text, _ := model.SplitPeer(s)
	if n, err := strconv.ParseUint(text, 10, 16); err == nil && n != 0 {
		return uint16(n)
	}
	return 1
}
