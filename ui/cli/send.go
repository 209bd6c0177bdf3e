package cli

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// sendOptions are the flags of send.
type sendOptions struct {
	options
	wait string
}

// send makes the command that sends messages and waits for replies.
func (r *runner) send() *cobra.Command {
	var o sendOptions
	c := &cobra.Command{
		Use:   "send TARGET MESSAGE…",
		Short: "Connect, send messages, wait for replies",
		Long: "Connects, sends each MESSAGE with the line ending of the profile (a host:port gets LF), waits for as many replies " +
			"as --wait says and prints each on a line of its own. Without --wait it ends as soon as all is sent. " +
			"Without framing, replies that arrive together count as one; --framing lf tells lines apart. " +
			"Text that the code page lacks is refused before anything is sent.",
		Example: "tcpdeck send 127.0.0.1:6379 PING --wait 1\n" +
			"tcpdeck send \"Payments gateway\" '02 41 42 03' --hex --wait 1 --timeout 5",
		Args: cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	f := c.Flags()
	o.bindCommon(f)
	f.BoolVar(&o.hex, "hex", false, "each MESSAGE is bytes in hex, sent as they are; replies are printed as hex dumps")
	f.StringVar(&o.wait, "wait", "", "how many replies (N) to wait for")
	completeEncoding(c)
	o.onEOF = string(eofClose)
	c.Run = r.doFilled(func(ctx context.Context, args []string) error { return r.sendTo(ctx, &o, args) })
	return c
}

func (r *runner) sendTo(ctx context.Context, o *sendOptions, args []string) error {
	if len(args) < 2 {
		return usagef("send needs a TARGET and a MESSAGE: tcpdeck send 127.0.0.1:9090 hello")
	}
	services, t, err := r.find(args[:1], model.Client)
	if err != nil {
		return err
	}
	pl, err := o.plan(&t.profile)
	if err != nil {
		return err
	}
	if o.wait != "" {
		if pl.count, err = strconv.ParseInt(o.wait, 10, 64); err != nil || pl.count < 0 {
			return usagef("--wait %s: write a whole number of replies", o.wait)
		}
	}
	if pl.verb = "send"; pl.count > 0 || pl.until != nil || pl.lasting > 0 {
		pl.onEOF = eofIgnore
	}
	if err := t.check(model.Client); err != nil {
		return err
	}
	given, err := messages(args[1:], t.profile, o.hex, services.CodePages)
	if err != nil {
		return err
	}
	work := &traffic{env: r.env, sessions: services.Sessions, target: t, role: model.Client, plan: pl, given: given}
	return work.run(ctx)
}

// messages are the words of a command line, all of which can be sent.
func messages(args []string, p model.Profile, asHex bool, pages CodePages) ([]model.Outgoing, error) {
	given := make([]model.Outgoing, len(args))
	for i, a := range args {
		var err error
		if asHex {
			if given[i].Bytes, err = model.ParseHex(a); err == nil && len(given[i].Bytes) == 0 {
				err = errors.New("no bytes")
			}
		} else {
			given[i].Text = a
			_, err = pages.Encode(p.CodePage, a)
		}
		if err != nil {
			return nil, usagef("message %d: %w; nothing was sent", i+1, err)
		}
	}
	return given, nil
}
