package cli

import (
	"testing"
	"time"

	"tcpdeck/model"
)

func TestParseFraming(t *testing.T) {
	was := model.Framing{Receive: model.CR, Send: model.NUL}
	for in, want := range map[string]model.Framing{
		"lf":                         {Receive: model.LF, Send: model.LF},
		"LF":                         {Receive: model.LF, Send: model.LF},
		"raw,crlf":                   {Receive: model.Raw, Send: model.CRLF},
		" raw , crlf ":               {Receive: model.Raw, Send: model.CRLF},
		"send=lf":                    {Receive: model.CR, Send: model.LF},
		"receive:raw":                {Receive: model.Raw, Send: model.NUL},
		"send=cr,receive=crlf":       {Receive: model.CRLF, Send: model.CR},
		"{receive: raw, send: crlf}": {Receive: model.Raw, Send: model.CRLF},
	} {
		if got, err := parseFraming(in, was); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "x", "lf,", ",lf", "lf,lf,lf", "both=lf", "receive=x", "send=lf,cr"} {
		if got, err := parseFraming(in, was); err == nil {
			t.Errorf("%q is taken as %v", in, got)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"0": 0, "5": 5 * time.Second, "0.25": 250 * time.Millisecond, "5s": 5 * time.Second,
		"200ms": 200 * time.Millisecond, "1h30m": 90 * time.Minute, "24h": 24 * time.Hour,
	} {
		if got, err := parseSpan(in); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "-1", "-1s", "1e9", "25h", "abc", "5 apples", "NaN", "Inf", "0x10"} {
		if got, err := parseSpan(in); err == nil {
			t.Errorf("%q is taken as %v", in, got)
		}
	}
}

func TestOptionsLeaveTheProfileAlone(t *testing.T) {
	p := model.NewProfile()
	p.Name = "p"
	want := p
	o := options{onEOF: "ignore"}
	pl, err := o.plan(&p)
	if err != nil || p != want {
		t.Errorf("without flags the profile became %+v, %v", p, err)
	}
	if (pl != plan{onEOF: eofIgnore}) {
		t.Errorf("without flags the plan is %+v", pl)
	}
}
