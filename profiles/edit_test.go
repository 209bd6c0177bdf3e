package profiles

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

func TestEditKeepsTheFile(t *testing.T) {
	rename := func(p *model.Profile) { p.Name = "Shop" }
	tests := []struct {
		name, text string
		change     func(*model.Profile)
		want       string
	}{
		{"nothing", "# a\nname:   Pay # b\n\nport: 0x10\n", func(*model.Profile) {}, "# a\nname:   Pay # b\n\nport: 0x10\n"},
		{"plain value with comment", "# a\nname:   Pay # b\n", rename, "# a\nname:   Shop # b\n"},
		{"quoted value", "name: \"Pay \\u00e9\"   # b\n", rename, "name: Shop   # b\n"},
		{"single quotes", "name: 'it''s'\nport: 5\n", rename, "name: Shop\nport: 5\n"},
		{"order kept", "port: 5\nname: Pay\n", func(p *model.Profile) { p.Port = 6 }, "port: 6\nname: Pay\n"},
		{"wide text before", "name: \"é漢\" # é\ngroup: a # é\n", func(p *model.Profile) { p.Group = "ü" }, "name: \"é漢\" # é\ngroup: ü # é\n"},
		{"value to be quoted", "name: Pay\n", func(p *model.Profile) { p.Name = "a: b #c" }, "name: \"a: b #c\"\n"},
		{"missing key goes to its place", "version: 1\n# who\nname: Pay\n# where\nport: 5\n", func(p *model.Profile) { p.ID = "X" }, "version: 1\nid: X\n# who\nname: Pay\n# where\nport: 5\n"},
		{"missing key at the end", "name: Pay\nport: 5 # p", func(p *model.Profile) { p.Protected = true }, "name: Pay\nport: 5 # p\nprotected: true"},
		{"id without a key before", "# head\nname: Pay\n", func(p *model.Profile) { p.ID = "X" }, "# head\nname: Pay\nid: X\n"},
		{"empty value", "name: Pay\nmax_clients: # none\nport: 5\n", func(p *model.Profile) { p.MaxClients = 3 }, "name: Pay\nmax_clients: 3 # none\nport: 5\n"},
		{"CRLF", "# h\r\nname: Pay # b\r\nport: 5\r\n", func(p *model.Profile) { p.Name, p.Timeout = "Shop", time.Second }, "# h\r\nname: Shop # b\r\ntimeout: 1\r\nport: 5\r\n"},
		{"BOM", "\uFEFFname: Pay\n", rename, "\uFEFFname: Shop\n"},
		{"indented", "  name: Pay\n  port: 5\n", func(p *model.Profile) { p.Port, p.LogSent = 6, false }, "  name: Pay\n  port: 6\n  log_sent: false\n"},
		{"flow", "{name: Pay, port: 5} # c\n", func(p *model.Profile) { p.Port, p.MaxClients = 6, 2 }, "{name: Pay, port: 6, max_clients: 2} # c\n"},
		{"several lines", "name: Pay\n  more\n# p\nport: 5\n", rename, "name: Shop\n# p\nport: 5\n"},
		{"folded", "name: >-\n  Pay\n  more\nport: 5\n", rename, "name: Shop\nport: 5\n"},
		{"value on the next line", "port:\n  5 # c\nname: Pay\n", func(p *model.Profile) { p.Port = 6 }, "port:\n  6 # c\nname: Pay\n"},
		{"framing scalar", "name: Pay\nframing: lf # f\n", func(p *model.Profile) { p.Framing.Receive = model.Raw }, "name: Pay\nframing: {receive: raw, send: lf} # f\n"},
		{"framing flow", "framing: { send: lf,  receive: raw } # f\nname: Pay\n", func(p *model.Profile) { p.Framing.Receive = model.LF }, "framing: { send: lf,  receive: lf } # f\nname: Pay\n"},
		{"framing block", "framing:\n  send: lf # s\n  receive: raw # r\nname: Pay\n", func(p *model.Profile) { p.Framing.Send = model.NUL }, "framing:\n  send: nul # s\n  receive: raw # r\nname: Pay\n"},
		{"framing one side", "framing:\n  send: lf # s\n# n\nname: Pay\n", func(p *model.Profile) { p.Framing.Receive = model.CR }, "framing: {receive: cr, send: lf}\n# n\nname: Pay\n"},
		{"document marks", "---\nname: Pay\n...\n# end\n", func(p *model.Profile) { p.Port = 7 }, "---\nname: Pay\nport: 7\n...\n# end\n"},
		{"quoted key", "\"name\": Pay\n", rename, "\"name\": Shop\n"},
		{"alias of a code page", "name: Pay\ncode_page: UTF8\nport: 5\n", rename, "name: Shop\ncode_page: UTF8\nport: 5\n"},
		{"a comma too many: written anew", "{name: Pay, port: 5,} # keep me\n", func(p *model.Profile) { p.LogSent = false },
			"# keep me\nversion: 1\nid: pay\nname: Pay\ngroup: Default group\ntimeout: 60\ncode_page: utf-8\naddress: 127.0.0.1\nport: 5\nmax_clients: 0\nlog_sent: false\nlog_received: true\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, trouble := parse("pay.yaml", []byte(tt.text))
			if trouble != nil {
				t.Fatal(trouble)
			}
			tt.change(&doc.profile)
			got, err := edit("pay.yaml", []byte(tt.text), doc.profile)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestEditLeavesABrokenFile(t *testing.T) {
	if _, err := edit("pay.yaml", []byte("name: Pay\nprot: 5\n"), model.NewProfile()); err == nil {
		t.Error("edited a broken file")
	}
}

// profiles of any content that Validate takes.
func anyProfile(t *rapid.T) model.Profile {
	ending := rapid.SampledFrom(model.Endings)
	p := model.Profile{
		ID:           model.ProfileID(rapid.StringMatching(`[A-Za-z0-9._-]{1,26}`).Draw(t, "id")),
		Name:         rapid.OneOf(rapid.StringN(1, 40, 150), rapid.SampledFrom([]string{"yes", "0x10", "1e9", "~", "a: b", "- a", "# a", " a ", "a\tb", "\x1b[31m", "{", "2024-01-01", "1:30", "\u2028", "\uFEFFa", "'", `"`, "\\", "=", "<<", "..."})).Draw(t, "name"),
		Group:        rapid.StringN(0, 20, 60).Draw(t, "group"),
		Timeout:      time.Duration(rapid.Int64Range(0, 86_400_000_000).Draw(t, "timeout")) * time.Microsecond,
		CodePage:     "utf-8",
		Address:      rapid.SampledFrom([]string{"", "*", "::1", "127.0.0.1", "host", "fe80::1%eth0", "bücher.example"}).Draw(t, "address"),
		Port:         rapid.IntRange(1, 65535).Draw(t, "port"),
		MaxClients:   rapid.IntRange(0, 1000).Draw(t, "clients"),
		LogSent:      rapid.Bool().Draw(t, "sent"),
		LogReceived:  rapid.Bool().Draw(t, "received"),
		Framing:      model.Framing{Receive: ending.Draw(t, "receive"), Send: ending.Draw(t, "send")},
		Protected:    rapid.Bool().Draw(t, "protected"),
		CloseTimeout: rapid.Bool().Draw(t, "close"),
		KeepHalfOpen: rapid.Bool().Draw(t, "keep"),
		MaxMessage:   rapid.IntRange(1, 1<<30).Draw(t, "max"),
	}
	if len(p.Validate()) > 0 {
		t.Skip("not valid")
	}
	return p
}

func TestRenderIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyProfile(t)
		doc, trouble := parse("pay.yaml", render(p))
		if trouble != nil {
			t.Fatalf("%v\n%s", trouble, render(p))
		}
		if doc.profile != p {
			t.Fatalf("got  %+v\nwant %+v\n%s", doc.profile, p, render(p))
		}
	})
}

// A text that would make the tokenizer slow is written so that it does not.
func TestRenderOfManyLess(t *testing.T) {
	for _, n := range []int{lessRun, lessRun + 1, 130_000} {
		p := named("Pay")
		p.ID, p.Group = "pay", strings.Repeat("<", n)
		doc, trouble := parse("pay.yaml", render(p))
		if trouble != nil || doc.profile != p {
			t.Errorf("%d: %v, %d read back", n, trouble, len(doc.profile.Group))
		}
	}
}

// Any edit of a file with a comment on every line changes values in place.
func TestEditKeepsEveryComment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := anyProfile(t), anyProfile(t)
		text := strings.ReplaceAll(string(render(from)), "\n", " # kept\n")
		got, err := edit("pay.yaml", []byte(text), to)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if strings.Count(string(got), " # kept\n") != strings.Count(text, " # kept\n") || strings.HasPrefix(string(got), "#") {
			t.Fatalf("from\n%s\nto\n%s", text, got)
		}
	})
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Pay gateway": "pay-gateway", "  A/B\\..C ": "a-b-c", "Größe": "gr-e", "漢字": "profile", "": "profile", "CON": "con-profile",
		"com1": "com1-profile", "com10": "com10", "../../etc/passwd": "etc-passwd", strings.Repeat("ab ", 40): strings.Repeat("ab-", 20) + "a",
	} {
		if got := slug(name, "profile"); got != want {
			t.Errorf("slug(%q) = %q, want %q", name, got, want)
		}
	}
	for a, b := range map[string]string{"Pay": "pAY", "ÄÖ": "äö", "\u212A": "k", "ſ": "S", "Σ": "ς", " a ": "A"} {
		if fold(a) != fold(b) {
			t.Errorf("fold(%q) differs from fold(%q)", a, b)
		}
	}
}
