package model

import "testing"

func TestParseTarget(t *testing.T) {
	const neither = ` is neither a profile nor host:port`
	for _, c := range []struct {
		target   string
		role     Role
		name     string
		address  string
		port     int
		mistaken string // the error
	}{
		{target: "127.0.0.1:9090", role: Client, name: "127.0.0.1:9090", address: "127.0.0.1", port: 9090},
		{target: "pay.example:1", role: Client, name: "pay.example:1", address: "pay.example", port: 1},
		{target: "[::1]:9090", role: Client, name: "[::1]:9090", address: "::1", port: 9090},
		{target: "[fe80::1%eth0]:80", role: Listener, name: "[fe80::1%eth0]:80", address: "fe80::1%eth0", port: 80},
		{target: "host:0080", role: Client, name: "host:80", address: "host", port: 80},
		{target: ":9090", role: Listener, name: ":9090", address: "127.0.0.1", port: 9090},
		{target: "*:9090", role: Listener, name: "*:9090", address: "*", port: 9090},
		{target: "localhost:9090", role: Listener, name: "localhost:9090", address: "localhost", port: 9090},

		{target: ":9090", role: Client, mistaken: "address: a client needs an address to connect to"},
		{target: "*:9090", role: Client, mistaken: "address: a client needs an address to connect to"},
		{target: "pay", role: Client, mistaken: `"pay"` + neither},
		{target: "", role: Client, mistaken: `""` + neither},
		{target: "a:b:80", role: Client, mistaken: `"a:b:80"` + neither},
		{target: "http://host:80", role: Client, mistaken: `"http://host:80"` + neither},
		{target: "::1:9090", role: Client, mistaken: `"::1:9090": write an IPv6 address as [::1]:9090`},
		{target: "::1", role: Client, mistaken: `"::1" has no port: write [::1]:9090`},
		{target: "[::1]", role: Client, mistaken: `"[::1]" is neither a profile nor [IPv6 address]:port`},
		{target: "[host]:80", role: Client, mistaken: `"[host]:80" is neither a profile nor [IPv6 address]:port`},
		{target: "[]:80", role: Client, mistaken: `"[]:80" is neither a profile nor [IPv6 address]:port`},
		{target: "host:", role: Client, mistaken: "port: a number is missing; a port is a number from 1 to 65535"},
		{target: "host:http", role: Client, mistaken: `port: "http" is not a whole number; a port is a number from 1 to 65535`},
		{target: "host:0", role: Client, mistaken: "port: 0 is not in 1–65535"},
		{target: "host:65536", role: Client, mistaken: "port: 65536 is not in 1–65535"},
		{target: "256.1.1.1:80", role: Client, mistaken: `address: "256.1.1.1" is not an IPv4 address`},
		{target: "-host:80", role: Client, mistaken: `address: "-host" is not an address`},
		{target: "a b:80", role: Client, mistaken: `address: "a b" is not an address or a name: ' ' cannot stand in it`},
		{target: "pay.example:80", role: Listener, mistaken: `address: a listener binds an address of this machine, and "pay.example" is a DNS name; use 127.0.0.1, or * for all`},
	} {
		p, err := ParseTarget(c.target, c.role)
		if c.mistaken != "" {
			if err == nil || err.Error() != c.mistaken {
				t.Errorf("%s %q: error %v, want %s", c.role, c.target, err, c.mistaken)
			}
			continue
		}
		if err != nil || p.Name != c.name || p.Address != c.address || p.Port != c.port {
			t.Errorf("%s %q: %q at %q %d, %v", c.role, c.target, p.Name, p.Address, p.Port, err)
		}
		if p.Framing != (Framing{Receive: Raw, Send: LF}) || p.Timeout != 0 {
			t.Errorf("%s %q does not behave like nc: %+v", c.role, c.target, p)
		}
		if errs := p.Validate(); errs != nil {
			t.Errorf("%s %q is not valid: %v", c.role, c.target, errs)
		}
	}
}

func TestAdHocTakesTwoWords(t *testing.T) {
	for _, host := range []string{"::1", "[::1]"} {
		p, err := AdHoc(host, " 80 ", Client)
		if err != nil || p.Name != "[::1]:80" || p.Address != "::1" || p.Port != 80 {
			t.Errorf("%q: %+v, %v", host, p, err)
		}
	}
	if _, err := AdHoc("host", "x", Client); err == nil {
		t.Error("took x for a port")
	}
}

func TestJoinHostPort(t *testing.T) {
	for host, want := range map[string]string{"a": "a:1", "::1": "[::1]:1", "": ":1"} {
		if got := JoinHostPort(host, "1"); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}
