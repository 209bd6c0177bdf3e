package netio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"tcpdeck/model"
)

// Windows has its own numbers for what the others call ECONNRESET and so on;
// no other system uses these.
const (
	wsaAccess       = syscall.Errno(10013)
	wsaAddrInUse    = syscall.Errno(10048)
	wsaAddrNotAvail = syscall.Errno(10049)
	wsaNetUnreach   = syscall.Errno(10051)
	wsaConnAborted  = syscall.Errno(10053)
	wsaConnReset    = syscall.Errno(10054)
	wsaTimedOut     = syscall.Errno(10060)
	wsaConnRefused  = syscall.Errno(10061)
	wsaHostUnreach  = syscall.Errno(10065)
)

func is(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// systemError is the innermost error, without the addresses that net puts
// around it.
func systemError(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return err.Error()
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// readReason says why reading ended, other than by EOF.
func readReason(err error) (model.Reason, string) {
	switch {
	case is(err, net.ErrClosed, io.ErrClosedPipe):
		return model.ClosedHere, ""
	case is(err, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, wsaConnReset, wsaConnAborted):
		return model.ResetByPeer, systemError(err)
	case is(err, syscall.ETIMEDOUT, wsaTimedOut):
		return model.TimedOut, "the peer no longer answers (" + systemError(err) + ")"
	case is(err, syscall.EHOSTUNREACH, syscall.ENETUNREACH, wsaHostUnreach, wsaNetUnreach):
		return model.Unreachable, systemError(err)
	}
	return model.InternalError, err.Error()
}

// writeReason says why a write failed.
func writeReason(err error) (model.Reason, string) {
	if is(err, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, wsaConnReset, wsaConnAborted) {
		return model.ResetByPeer, systemError(err)
	}
	return model.WriteFailed, systemError(err)
}

// errInternal is what a contained panic of a dial attempt ends in.
var errInternal = errors.New("a fault of tcpdeck itself; its log has the details")

// dialReason says why connecting to what failed, in plain words and with the
// system's error.
func dialReason(what string, err error) (model.Reason, string) {
	var dns *net.DNSError
	var address *net.AddrError // what the resolver takes for no name at all
	sys := " (" + systemError(err) + ")"
	switch {
	case errors.Is(err, errInternal):
		return model.InternalError, err.Error()
	case errors.As(err, &dns):
		return model.NotResolved, dnsDetail(dns)
	case errors.As(err, &address):
		return model.NotResolved, what + " is not a name that can be resolved (" + address.Err + ")"
	case is(err, syscall.ECONNREFUSED, wsaConnRefused):
		return model.Refused, "nothing listens on " + what + sys
	case is(err, context.DeadlineExceeded, os.ErrDeadlineExceeded, syscall.ETIMEDOUT, wsaTimedOut):
		return model.TimedOut, what + " did not answer"
	case is(err, syscall.EACCES, syscall.EPERM, wsaAccess):
		return model.Permission, "connecting to " + what + " is not permitted" + sys
	case is(err, syscall.EADDRNOTAVAIL, wsaAddrNotAvail):
		return model.Unreachable, "no local address or port is left to reach " + what + sys
	case is(err, syscall.ECONNRESET, wsaConnReset):
		return model.ResetByPeer, what + " reset the connection before it stood" + sys
	case is(err, syscall.EINVAL) && lacksZone(what):
		return model.Unreachable, what + " names no interface, which a link-local address needs, as in fe80::1%eth0" + sys
	}
	return model.Unreachable, what + " cannot be reached" + sys
}

// lacksZone says whether address:port is link-local without its interface (RFC
// 4007, section 11).
func lacksZone(what string) bool {
	a, err := netip.ParseAddrPort(what)
	return err == nil && a.Addr().Is6() && a.Addr().IsLinkLocalUnicast() && a.Addr().Zone() == ""
}

func dnsDetail(err *net.DNSError) string {
	switch {
	case err.IsNotFound:
		return "the name " + err.Name + " does not exist (" + err.Err + ")"
	case err.IsTimeout:
		return "no name server answered for " + err.Name + " (" + err.Err + ")"
	}
	return "the name " + err.Name + " was not resolved (" + err.Err + ")"
}

// listenReason says why binding where failed.
func listenReason(where string, port int, err error) (model.Reason, string) {
	sys := " (" + systemError(err) + ")"
	switch {
	case is(err, syscall.EADDRINUSE, wsaAddrInUse):
		detail := where + " is in use"
		if owner := portOwner(port); owner != "" {
			detail += " by " + owner
		}
		return model.PortInUse, detail + sys
	case is(err, syscall.EACCES, syscall.EPERM, wsaAccess):
		if port < 1024 { // RFC 6335, section 6: the system ports
			sys += "; ports below 1024 take a privilege"
		}
		return model.Permission, "listening on " + where + " is not permitted" + sys
	case is(err, syscall.EADDRNOTAVAIL, wsaAddrNotAvail):
		return model.Unreachable, where + " is not an address of this machine" + sys
	}
	return model.Unreachable, "cannot listen on " + where + sys
}

// words names a duration as PRODUCT.md writes it: "60 s".
func words(d time.Duration) string { return fmt.Sprintf("%g s", d.Seconds()) }
