package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"tcpdeck/model"
)

// onEOF is what the end of standard input does.
type onEOF string

const (
	eofHalfClose onEOF = "half-close"
	eofClose     onEOF = "close"
	eofIgnore    onEOF = "ignore"
)

// format is how traffic is written to stdout.
type format uint8

const (
	formatText format = iota
	formatJSON
	formatRaw
	formatHex
	formatPlain
)

// options are the flags of connect, listen and send.
type options struct {
	json, plain, hex, raw, once bool
	framing, codePage, timeout  string
	lasting, until, count       string
	onEOF, file                 string
}

// bind adds the flags of connect or listen.
func (o *options) bind(f *pflag.FlagSet, role model.Role) {
	o.bindCommon(f)
	f.BoolVar(&o.hex, "hex", false, "read each line of stdin as bytes in hex, sent as they are, and print what is received as hex dumps")
	f.BoolVar(&o.raw, "raw", false, "pass bytes unmodified both ways, like nc; nothing is recorded")
	f.StringVar(&o.count, "count", "", "end after N received messages")
	preset := eofHalfClose
	if role == model.Listener {
		preset = eofIgnore
		f.BoolVar(&o.once, "once", false, "end when the first client has closed, like nc -l")
	}
	f.StringVar(&o.onEOF, "on-eof", string(preset), "at the end of stdin do WHAT: half-close, close or ignore")
}

// bindCommon adds the flags that send has too.
func (o *options) bindCommon(f *pflag.FlagSet) {
	f.BoolVar(&o.json, "json", false, "print one JSON object per message and event")
	f.BoolVar(&o.plain, "plain", false, "print one line per message and event: time, kind, peer, bytes and text, with tabs between")
	f.StringVar(&o.framing, "framing", "", "how messages are cut and ended: X for both sides, or RECEIVE,SEND; each of raw, lf, crlf, cr, nul")
	f.StringVar(&o.codePage, "code-page", "", "the text encoding by NAME; see tcpdeck codepages")
	f.StringVar(&o.timeout, "timeout", "", "how many SECONDS to wait for data; 0 waits until the connection closes")
	f.StringVar(&o.lasting, "for", "", "end after this DURATION: 5s, 2m, 1h30m")
	f.StringVar(&o.until, "until", "", "end when received text matches REGEX (RE2); without framing, across what single reads return")
	f.StringVar(&o.file, "output", "", "write to FILE instead of stdout")
}

// noneEmpty refuses a flag that was given nothing, as by a script whose
// variable is not set: without its bound the command might never end.
func noneEmpty(f *pflag.FlagSet) (err error) {
	f.VisitAll(func(flag *pflag.Flag) {
		if flag.Changed && flag.Value.Type() == "string" && flag.Value.String() == "" && err == nil {
			err = usagef("--%s is given nothing; leave it out, or give it a value", flag.Name)
		}
	})
	return err
}

// plan is what the flags mean.
type plan struct {
	format  format
	once    bool
	lasting time.Duration // 0: no bound
	count   int64         // 0: no bound
	until   *regexp.Regexp
	onEOF   onEOF
	file    string // "": stdout
	verb    string // the command, for messages
}

// plan reads the flags, and changes p as they say.
func (o *options) plan(p *model.Profile) (plan, error) {
	pl := plan{once: o.once, onEOF: onEOF(o.onEOF), file: o.file}
	var err error
	if pl.format, err = o.format(); err != nil {
		return pl, err
	}
	switch pl.onEOF {
	case eofHalfClose, eofClose, eofIgnore:
	default:
		return pl, usagef("--on-eof %s: use half-close, close or ignore", o.onEOF)
	}
	if err := o.override(p); err != nil {
		return pl, err
	}
	if o.until != "" {
		if pl.until, err = regexp.Compile(o.until); err != nil {
			return pl, usagef("--until: %w", err)
		}
	}
	if o.lasting != "" {
		switch pl.lasting, err = parseSpan(o.lasting); {
		case err != nil:
			return pl, usagef("--for: %w", err)
		case pl.lasting == 0:
			return pl, usagef("--for %s: write a time above 0, such as 5s or 2m", o.lasting)
		}
	}
	if o.count != "" {
		if pl.count, err = strconv.ParseInt(o.count, 10, 64); err != nil || pl.count < 1 {
			return pl, usagef("--count %s: write a whole number from 1", o.count)
		}
	}
	return pl, nil
}

// format reads the flags that say how traffic is printed.
func (o *options) format() (format, error) {
	chosen, name := formatText, ""
	for _, c := range []struct {
		set    bool
		name   string
		format format
	}{{o.json, "--json", formatJSON}, {o.plain, "--plain", formatPlain}, {o.hex, "--hex", formatHex}, {o.raw, "--raw", formatRaw}} {
		switch {
		case c.set && name != "":
			return chosen, usagef("%s and %s exclude each other", name, c.name)
		case c.set:
			chosen, name = c.format, c.name
		}
	}
	if o.raw && (o.framing != "" || o.codePage != "") {
		return chosen, usagef("--raw passes bytes as they are: it takes neither --framing nor --code-page")
	}
	return chosen, nil
}

// override applies the flags that replace a field of the profile.
func (o *options) override(p *model.Profile) error {
	if o.framing != "" {
		f, err := parseFraming(o.framing, p.Framing)
		if err != nil {
			return usagef("--framing %s: %w", o.framing, err)
		}
		p.Framing = f
	}
	if o.codePage != "" {
		c, ok := model.LookupCodePage(o.codePage)
		if !ok {
			p.CodePage = o.codePage
			return usagef("--code-page: %s", p.Validate().On(model.FieldCodePage))
		}
		p.CodePage = c.Name
	}
	if o.timeout != "" {
		d, err := parseSpan(o.timeout)
		if err != nil {
			return usagef("--timeout: %w", err)
		}
		p.Timeout = d
	}
	return nil
}

// parseSpan reads a time as seconds, as the profile has them, or with a unit.
func parseSpan(s string) (time.Duration, error) {
	d, err := model.ParseTimeout(s)
	if err == nil {
		return d, nil
	}
	if u, e := time.ParseDuration(s); e == nil {
		return model.ParseTimeout(strconv.FormatFloat(u.Seconds(), 'f', -1, 64))
	}
	if _, e := strconv.ParseFloat(s, 64); e != nil {
		err = fmt.Errorf("%q is no time: write seconds, or a unit as in 90s, 5m, 1h30m", s)
	}
	return 0, err
}

// parseFraming reads X, RECEIVE,SEND or receive=X and send=Y, a colon being
// as good as the equals sign. A side that is not named stays as it is.
func parseFraming(s string, f model.Framing) (model.Framing, error) {
	words := strings.Split(strings.Trim(s, "{} "), ",")
	if len(words) > 2 {
		return f, fmt.Errorf("two sides at most: RECEIVE,SEND")
	}
	if !strings.ContainsAny(s, "=:") {
		receive, err := model.ParseEnding(words[0])
		if err != nil {
			return f, err
		}
		send, err := model.ParseEnding(words[len(words)-1])
		return model.Framing{Receive: receive, Send: send}, err
	}
	for _, w := range words {
		i := strings.IndexAny(w, "=:")
		if i < 0 {
			return f, fmt.Errorf("%q: write receive=X or send=X", w)
		}
		e, err := model.ParseEnding(w[i+1:])
		if err != nil {
			return f, err
		}
		switch strings.ToLower(strings.TrimSpace(w[:i])) {
		case "receive":
			f.Receive = e
		case "send":
			f.Send = e
		default:
			return f, fmt.Errorf("%q: the sides are receive and send", w)
		}
	}
	return f, nil
}
