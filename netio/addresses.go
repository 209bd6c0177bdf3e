package netio

import "net"

// LocalAddresses returns the addresses of this machine that a listener can
// bind, loopback first.
func LocalAddresses() []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var loopback, others []string
	for _, a := range all {
		n, ok := a.(*net.IPNet)
		switch {
		case !ok || n.IP.IsLinkLocalUnicast() && n.IP.To4() == nil: // needs a zone
		case n.IP.IsLoopback():
			loopback = append(loopback, n.IP.String())
		default:
			others = append(others, n.IP.String())
		}
	}
	return append(loopback, others...)
}
