package profiles

import (
	"strings"
	"testing"
	"time"

	"tcpdeck/model"
)

const head = "version: 1\nname: Pay\n"

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		name, text   string
		line, column int
		want         string // in the message
	}{
		{"empty", "", 1, 1, "the file is empty"},
		{"blank", " \n\n", 1, 1, "the file is empty"},
		{"comments only", "# pay\n", 1, 1, "there is no setting in it"},
		{"binary", "name: a\n\x7fELF\x00\n", 2, 1, "U+007F"},
		{"NUL", "name: a\x00b\n", 1, 8, "U+0000"},
		{"not UTF-8", "version: 1\nname: gr\xfc\xdfe\n", 2, 9, "0xfc is not UTF-8"},
		{"lone carriage return", "version: 1\rname: a\n", 1, 11, "U+000D"},
		{"no mapping", "hello\n", 1, 1, "expected settings"},
		{"list", "- a\n- b\n", 1, 1, "found a list"},
		{"second document", head + "---\nname: B\n", 3, 1, "a second document begins here"},
		{"after the end", head + "...\nname: B\n", 4, 1, "a second document begins here"},
		{"alias", "name: *x\n", 1, 7, "an alias (*) is not allowed"},
		{"star address", head + "address: *\n", 3, 10, `for the text "*" write it in quotes`},
		{"anchor", "name: &x a\n", 1, 7, "an anchor (&) is not allowed"},
		{"merge key", head + "<<: {port: 1}\n", 3, 1, "unknown key"},
		{"tag", "name: !!str a\n", 1, 7, "a tag (!)"},
		{"directive", "%YAML 1.2\n---\nname: a\n", 1, 1, "a directive (%)"},
		{"long key", "? name\n: a\n", 1, 1, "a long key (?) is not allowed"},
		{"unknown key", head + "prot: 5\n", 3, 1, `unknown key "prot"; expected one of version, id, name`},
		{"key twice", head + "port: 1\n# c\nport: 2\n", 5, 1, "port stands twice, first on line 3"},
		{"no name", "version: 1\nport: 1\n", 1, 1, "name: a name is needed"},
		{"blank name", "version: 1\nname: '  '\n", 2, 7, "name: a name is needed"},
		{"null name", "version: 1\nname:\n", 2, 1, "name: expected text, found nothing"},
		{"number as name", "name: 8080\n", 1, 7, `name: expected text, found the number 8080; put it in quotes: "8080"`},
		{"list as name", "name: [a]\n", 1, 7, "name: expected text, found a list"},
		{"port 0", head + "port: 0\n", 3, 7, "port: 0 is not in 1–65535"},
		{"port 65536", head + "port: 65536 # high\n", 3, 7, "port: 65536 is not in 1–65535"},
		{"port http", head + "port: http\n", 3, 7, `port: expected a whole number from 1 to 65535, found the text "http"`},
		{"port quoted", head + "port: \"80\"\n", 3, 7, "expected a whole number"},
		{"port fraction", head + "port: 80.5\n", 3, 7, "found the number 80.5"},
		{"port huge", head + "port: 99999999999999999999\n", 3, 7, "port: expected a whole number"},
		{"timeout -1", head + "timeout: -1\n", 3, 10, "timeout: -1 is not in 0–86400 seconds"},
		{"timeout 1e9", head + "timeout: 1e9\n", 3, 10, "timeout: 1e9 is not in 0–86400 seconds"},
		{"timeout abc", head + "timeout: abc\n", 3, 10, `timeout: expected a number of seconds from 0 to 86400, found the text "abc"`},
		{"timeout 60s", head + "timeout: 60s\n", 3, 10, "expected a number of seconds"},
		{"timeout inf", head + "timeout: .inf\n", 3, 10, "expected a number of seconds"},
		{"code page", head + "code_page: utf-99\n", 3, 12, `code_page: "utf-99" is not a known code page`},
		{"address", head + "address: a b\n", 3, 10, "address: "},
		{"clients", head + "max_clients: -1\n", 3, 14, "max_clients: -1 is not in"},
		{"switch", head + "log_sent: yes\n", 3, 11, `log_sent: expected true or false, found the text "yes"`},
		{"framing", head + "framing: xml\n", 3, 10, `framing: "xml" is not a framing`},
		{"framing side", head + "framing: {receive: lf, sned: lf}\n", 3, 10, `framing: unknown key "sned"`},
		{"framing twice", head + "framing: {send: lf, send: lf}\n", 3, 10, "framing: send stands twice"},
		{"framing block", head + "framing:\n  receive: 5\n", 3, 1, "framing: receive: expected lf or"},
		{"version 2", "version: 2\nname: a\n", 1, 10, "version: expected 1"},
		{"id", head + "id: 12\n", 3, 5, "id: expected text"},
		{"unclosed", "name: [a\n", 1, 7, "not found"},
		{"quote", "version: 1\nname: \"a\n", 2, 7, "end character"},
		{"tab", "version: 1\n\tname: a\n", 2, 1, "tab"},
		{"indent", "version: 1\n  name: a\n", 1, 10, "not allowed"},
		{"CRLF lines", "# head\r\nversion: 1 # é\r\nname: \"a\"  # t\r\nport: x\r\n", 4, 7, "port: expected"},
		{"BOM", "\uFEFFversion: 1\nname: 5\n", 2, 7, "name: expected text"},
		{"after wide text", "version: 1\nname: \"é漢\" # é\ngroup: {a: 1}\n", 3, 8, "found a mapping"},
		{"the first of two", head + "port: 0\ntimeout: -1\n", 3, 7, "port"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse("pay.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if err.File != "pay.yaml" || err.Line != tt.line || err.Column != tt.column || !strings.Contains(err.Message, tt.want) {
				t.Errorf("got %v, want %d:%d … %s", err, tt.line, tt.column, tt.want)
			}
		})
	}
}

func TestParseReads(t *testing.T) {
	with := func(change func(*model.Profile)) model.Profile {
		p := model.NewProfile()
		p.ID, p.Name = "pay", "Pay"
		change(&p)
		return p
	}
	tests := []struct {
		name, text string
		want       model.Profile
	}{
		{"the least", "name: Pay\n", with(func(*model.Profile) {})},
		{"flow", "{version: 1, name: Pay, port: 5}\n", with(func(p *model.Profile) { p.Port = 5 })},
		{"document marks", "---\n" + head + "...\n# end\n", with(func(*model.Profile) {})},
		{"all", head + "id: 01ABC\ngroup: \"\"\ntimeout: 2.5\ncode_page: UTF8\naddress: '*'\nport: 1\nmax_clients: 3\nlog_sent: false\nlog_received: false\nframing: {receive: raw, send: CRLF}\nprotected: true\nclose_on_timeout: true\nkeep_half_open: true\nmax_message: 100\n",
			model.Profile{ID: "01ABC", Name: "Pay", Timeout: 2500 * time.Millisecond, CodePage: "utf-8", Address: "*", Port: 1, MaxClients: 3,
				Framing: model.Framing{Receive: model.Raw, Send: model.CRLF}, Protected: true, CloseTimeout: true, KeepHalfOpen: true, MaxMessage: 100}},
		{"framing both", head + "framing: lf\n", with(func(p *model.Profile) { p.Framing = model.Framing{Receive: model.LF, Send: model.LF} })},
		{"framing block", head + "framing:\n  send: nul\n", with(func(p *model.Profile) { p.Framing.Send = model.NUL })},
		{"brackets in text", "name: \"" + strings.Repeat("[", 60) + "\" # " + strings.Repeat("[", 500) + "\n", with(func(p *model.Profile) { p.Name = strings.Repeat("[", 60) })},
		{"signs in text", "name: R&D *2* !\n", with(func(p *model.Profile) { p.Name = "R&D *2* !" })},
		{"IPv6", head + "address: ::1\n", with(func(p *model.Profile) { p.Address = "::1" })},
		{"a third of a second", head + "timeout: 0.29\n", with(func(p *model.Profile) { p.Timeout = 290 * time.Millisecond })},
		{"empty max_clients", head + "max_clients:\n", with(func(*model.Profile) {})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := parse("pay.yaml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if doc.profile != tt.want {
				t.Errorf("got  %+v\nwant %+v", doc.profile, tt.want)
			}
		})
	}
}
