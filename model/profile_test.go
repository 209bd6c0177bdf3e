package model

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestNewProfileNeedsOnlyAName(t *testing.T) {
	p := NewProfile()
	errs := p.Validate()
	if len(errs) != 1 || errs[0] != (FieldError{FieldName, "a name is needed"}) {
		t.Errorf("a new profile: %v", errs)
	}
	p.Name = "Payments"
	if errs := p.Validate(); errs != nil {
		t.Errorf("with a name: %v", errs)
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		change func(p *Profile)
		want   string // of FieldErrors; "" for a valid profile
	}{
		{func(p *Profile) { p.Name = " \t" }, "name: a name is needed"},
		{func(p *Profile) { p.Name = strings.Repeat("é", 101) }, "name: the name is longer than 200 bytes"},
		{func(p *Profile) { p.Name = "a\nb" }, "name: a line break is not possible here"},
		{func(p *Profile) { p.Name = "a\x00b" }, "name: a NUL character is not possible here"},
		{func(p *Profile) { p.Name = "a\xff" }, "name: this is not valid UTF-8"},
		{func(p *Profile) { p.Name = "Zürich 日本 \x1b[31m" }, ""}, // escaped where it is shown
		{func(p *Profile) { p.Group = "" }, ""},
		{func(p *Profile) { p.Group = "a\rb" }, "group: a line break is not possible here"},
		{func(p *Profile) { p.Timeout = 0 }, ""},
		{func(p *Profile) { p.Timeout = MaxTimeout }, ""},
		{func(p *Profile) { p.Timeout = MaxTimeout + 1 }, "timeout: 86400.000000001 is not in 0–86400 seconds"},
		{func(p *Profile) { p.Timeout = -time.Second }, "timeout: -1 is not in 0–86400 seconds"},
		{func(p *Profile) { p.CodePage = "CP 1252" }, ""},
		{func(p *Profile) { p.CodePage = "uft-8" }, `code_page: "uft-8" is not a known code page; nearest: utf-8`},
		{func(p *Profile) { p.CodePage = "" }, `code_page: "" is not a known code page; see tcpdeck codepages`},
		{func(p *Profile) { p.Address = "*" }, ""},
		{func(p *Profile) { p.Address = "a b" }, `address: "a b" is not an address or a name: ' ' cannot stand in it`},
		{func(p *Profile) { p.Port = 0 }, "port: 0 is not in 1–65535"},
		{func(p *Profile) { p.Port = 65535 }, ""},
		{func(p *Profile) { p.Port = 65536 }, "port: 65536 is not in 1–65535"},
		{func(p *Profile) { p.Port = -1 }, "port: -1 is not in 1–65535"},
		{func(p *Profile) { p.MaxClients = -1 }, "max_clients: -1 is not in 0–1000000 (0: unbounded)"},
		{func(p *Profile) { p.MaxClients = 1_000_000 }, ""},
		{func(p *Profile) { p.Framing.Send = "" }, "framing: use raw, lf, crlf, cr or nul"},
		{func(p *Profile) { p.Framing.Receive = "LF" }, "framing: use raw, lf, crlf, cr or nul"},
		{func(p *Profile) { p.MaxMessage = 0 }, "max_message: 0 is not in 1–1073741824 bytes"},
		{func(p *Profile) { p.MaxMessage = 1<<30 + 1 }, "max_message: 1073741825 is not in 1–1073741824 bytes"},
		{
			func(p *Profile) { p.Port, p.Name, p.Timeout = 0, "", -time.Second },
			"name: a name is needed; timeout: -1 is not in 0–86400 seconds; port: 0 is not in 1–65535",
		},
	} {
		p := NewProfile()
		p.Name = "Payments"
		c.change(&p)
		if got := p.Validate().Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestFieldErrorsOn(t *testing.T) {
	errs := FieldErrors{{FieldName, "a"}, {FieldPort, "b"}}
	if errs.On(FieldPort) != "b" || errs.On(FieldGroup) != "" {
		t.Errorf("got %q and %q", errs.On(FieldPort), errs.On(FieldGroup))
	}
}

// result is what a parse returned, as one text.
func result(v any, err error) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(v)
}

func TestParsePort(t *testing.T) {
	for s, want := range map[string]string{
		"1": "1", " 9090 ": "9090", "65535": "65535", "+80": "80", "0080": "80",
		"0":                    "0 is not in 1–65535",
		"65536":                "65536 is not in 1–65535",
		"-1":                   "-1 is not in 1–65535",
		"http":                 `"http" is not a whole number; a port is a number from 1 to 65535`,
		"80.0":                 `"80.0" is not a whole number; a port is a number from 1 to 65535`,
		"0x50":                 `"0x50" is not a whole number; a port is a number from 1 to 65535`,
		"1_000":                `"1_000" is not a whole number; a port is a number from 1 to 65535`,
		"٨٠":                   `"٨٠" is not a whole number; a port is a number from 1 to 65535`,
		"":                     "a number is missing; a port is a number from 1 to 65535",
		"99999999999999999999": "99999999999999999999 is too large a number; a port is a number from 1 to 65535",
	} {
		if got := result(ParsePort(s)); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

func TestParseTimeout(t *testing.T) {
	for s, want := range map[string]string{
		"0": "0s", "60": "1m0s", " 1.5 ": "1.5s", "86400": "24h0m0s", ".5": "500ms", "8e1": "1m20s", "-0": "0s",
		"-1":      "-1 is not in 0–86400 seconds",
		"86401":   "86401 is not in 0–86400 seconds",
		"1e9":     "1e9 is not in 0–86400 seconds",
		"1e999":   "1e999 is not in 0–86400 seconds",
		"abc":     `"abc" is not a number of seconds`,
		"NaN":     `"NaN" is not a number of seconds`,
		"inf":     `"inf" is not a number of seconds`,
		"-Inf":    `"-Inf" is not a number of seconds`,
		"60s":     `"60s" is not a number of seconds`,
		"0x10":    `"0x10" is not a number of seconds`,
		"1_0":     `"1_0" is not a number of seconds`,
		"1,5":     `"1,5" is not a number of seconds`,
		"":        "a number of seconds is missing; 0 waits until the connection closes",
		"\x1b[2J": `"\x1b[2J" is not a number of seconds`,
	} {
		if got := result(ParseTimeout(s)); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

func TestParseMaxClients(t *testing.T) {
	for s, want := range map[string]string{
		"": "0", "  ": "0", "0": "0", "10": "10", "1000000": "1000000",
		"-1":      "-1 is not in 0–1000000 (0: unbounded)",
		"1000001": "1000001 is not in 0–1000000 (0: unbounded)",
		"many":    `"many" is not a whole number`,
	} {
		if got := result(ParseMaxClients(s)); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

func TestCheckAddress(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "*": "", "127.0.0.1": "", "::1": "", "fe80::1%eth0": "", "localhost": "", "pay.example.org.": "",
		"my_host-1": "", "bücher.example": "", "xn--bcher-kva.example": "", "10.0.0.5a": "",
		"256.1.1.1":               `"256.1.1.1" is not an IPv4 address`,
		"1.2.3":                   `"1.2.3" is not an IPv4 address`,
		"010.0.0.1":               `"010.0.0.1" is not an IPv4 address`,
		"9090":                    `"9090" is not an IPv4 address`,
		"host:80":                 `"host:80" is neither an IPv6 address nor a name; the port has its own field`,
		"[::1]":                   `"[::1]" is neither an IPv6 address nor a name; the port has its own field`,
		"http://x":                `"http://x" is neither an IPv6 address nor a name; the port has its own field`,
		" host":                   `" host" is not an address or a name: ' ' cannot stand in it`,
		"a/b":                     `"a/b" is not an address or a name: '/' cannot stand in it`,
		"*.example":               `"*.example" is not an address or a name: '*' cannot stand in it`,
		"a\u202eb":                `"a\u202eb" is not an address or a name: '\u202e' cannot stand in it`,
		"a..b":                    `"a..b" is not an address: a part of a name has 1 to 63 characters`,
		".":                       `"." is not an address: a part of a name has 1 to 63 characters`,
		strings.Repeat("a.", 127): "a name has at most 253 characters",
	} {
		if got := CheckAddress(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestListenAndDialAddress(t *testing.T) {
	for _, c := range []struct{ address, listen, dial string }{
		{"", "", "address: a client needs an address to connect to"},
		{"*", "", "address: a client needs an address to connect to"},
		{"localhost", "127.0.0.1", "localhost"},
		{"LocalHost", "127.0.0.1", "LocalHost"},
		{"0.0.0.0", "0.0.0.0", "0.0.0.0"},
		{"::1", "::1", "::1"},
		{"pay.example.org", `address: a listener binds an address of this machine, and "pay.example.org" is a DNS name; use 127.0.0.1, or * for all`, "pay.example.org"},
	} {
		p := Profile{Address: c.address}
		if got := result(p.ListenAddress()); got != c.listen {
			t.Errorf("listen %q: got %q, want %q", c.address, got, c.listen)
		}
		if got := result(p.DialAddress()); got != c.dial {
			t.Errorf("dial %q: got %q, want %q", c.address, got, c.dial)
		}
	}
}
