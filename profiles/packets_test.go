package profiles

import (
	"slices"
	"strings"
	"testing"

	"tcpdeck/model"
)

func TestSettingsValue(t *testing.T) {
	for text, want := range map[string]string{
		`plain`: "plain", `a b  `: "a b", `"  a b  "`: "  a b  ", `" a" `: " a", `a\tb`: "a\tb", `"a\"b"`: `a"b`, `a\\b`: `a\b`, `\x41g`: "Ag", `\x41\x62`: "Ab",
		`\xd83d\xde00`: "😀", `\xe9`: "é", `\x20ac`: "€", `\101`: "A", `\0`: "\x00", `\q`: "", `a\`: `a\`, `\x`: "", `\xzz`: "zz", `\xfffff41`: "\uff41",
		`@Variant(\0\0\0\x87)`: "", `@Invalid()`: "", `@@home`: "@home", `@ByteArray(a b)`: "a b", `@`: "@", `a, b`: "a, b", `"a;b"`: "a;b", `"open`: "open", ``: "",
		"\xff": "\uFFFD", `a\ b`: "ab",
	} {
		if got := settingsValue(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func TestSettingsKey(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "a%20b": "a b", `a\b`: "a/b", "%U20AC": "€", "%UD83D%UDE00": "😀", "%E9": "é", "%": "%", "%2": "%2", "%zz": "%zz", "%U12": "%U12", "%Uzzzz": "%Uzzzz",
	} {
		if got := settingsKey(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func TestReadSettings(t *testing.T) {
	for _, text := range []string{
		"; a comment = 1\nroot=1\n[General]\nalso=2 ; said\n[%General]\nx=3\n[a%20b]\nc\\d=4\nlong=\"5\n6\"\nno value\n=7\n[open\ny=8\nlast=9",
		strings.ReplaceAll("; a comment = 1\nroot=1\n[General]\nalso=2 ; said\n[%General]\nx=3\n[a%20b]\nc\\d=4\nlong=\"5\n6\"\nno value\n=7\n[open\ny=8\nlast=9", "\n", "\r\n"),
	} {
		got := readSettings([]byte("\uFEFF" + text))
		want := map[string]string{"root": "1", "also": "2", "General/x": "3", "a b/c/d": "4", "a b/": "7", "open/y": "8", "open/last": "9"}
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%s is %q, want %q", key, got[key], value)
			}
		}
		if long := strings.ReplaceAll(got["a b/long"], "\r", ""); long != "5\n6" || len(got) != len(want)+1 {
			t.Errorf("%q", got)
		}
	}
	if got := readSettings([]byte("a=gr\xfc\xdfe\n"))["a"]; got != "grüße" {
		t.Errorf("Latin-1 is %q", got)
	}
}

func TestReadPackets(t *testing.T) {
	read := func(text string) model.Imported {
		t.Helper()
		in, err := ReadImport("packets.ini", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	in := read("[NAMES]\n1\\name=a\nsize=1\n[a]\nport=1\ntcpOrUdp= tcp \ntoIP=host\n")
	want := named("a")
	want.Group, want.Address, want.Port = packetGroupName, "host", 1
	if !slices.Equal(in.Profiles, []model.Profile{want}) || len(in.Notes) > 0 {
		t.Errorf("%+v", in)
	}
	// What is not listed is not there, whatever the size says.
	in = read("[NAMES]\n1\\name=a\nsize=2000000000\n[a]\nport=x\ntcpOrUdp=TCP\n[b]\nport=1\ntcpOrUdp=TCP\ntoIP=host\n")
	if len(in.Profiles) > 0 || !strings.Contains(in.Notes[1], `"a": port: "x" is not a whole number`) {
		t.Errorf("%+v", in)
	}
	if in = read("[NAMES]\nsize=-1\n"); len(in.Profiles)+len(in.Notes) > 0 {
		t.Errorf("%+v", in)
	}
	for kind, want := range map[string]string{"TCP": "TCP", "udp": "UDP", "SSL": "SSL", "HTTP Get": "HTTP", "HTTPS Post": "HTTP", "DTLS": "DTLS", "": "of no known kind"} {
		if got := packetKind(kind); got != want {
			t.Errorf("%q is %s", kind, got)
		}
	}
}

// No input makes it panic, and what comes of one is valid.
func FuzzReadPackets(f *testing.F) {
	f.Add([]byte("[NAMES]\n1\\name=a\nsize=1\n[a]\nport=1\ntcpOrUdp=TCP\ntoIP=host\nhexString=00\n"))
	f.Add([]byte("[NAMES]\n1\\name=\"\\x41\\\"%20\"\nsize=1\n[%U20AC%zz\\]\nport=@Variant(\\0)\n;\n\"\\"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := ReadImport("packets.ini", data)
		if err != nil {
			return
		}
		for _, p := range in.Profiles {
			if errs := p.Validate(); len(errs) > 0 {
				t.Errorf("%+v: %v", p, errs)
			}
		}
	})
}

// The same of a YAML file: what is read is valid, and can be written and read.
func FuzzReadBundle(f *testing.F) {
	f.Add([]byte("version: 1\nprofiles:\n  - name: a\n    framing: {receive: lf}\n  - {name: 'b''c', id: x}\n"))
	f.Add([]byte("name: \"a\\u00e9\"\nport: 5 # c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := ReadImport("x", data)
		if err != nil || hasPackets(data) {
			return
		}
		again, err := ReadImport("x", Bundle(in.Profiles))
		for i := range in.Profiles {
			if in.Profiles[i].ID == "" {
				return // Bundle is for stored profiles, which have one
			}
		}
		if err != nil || !slices.Equal(again.Profiles, in.Profiles) {
			t.Errorf("%v: %+v, want %+v", err, again.Profiles, in.Profiles)
		}
	})
}
