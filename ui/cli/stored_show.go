package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// showing are the flags of show.
type showing struct {
	picking
	run         string
	json, plain bool
}

// storedShow prints one run.
func (r *runner) storedShow() *cobra.Command {
	var o showing
	c := &cobra.Command{
		Use:     "show PROFILE",
		Short:   "Print a stored run, one line a record",
		Long:    "Time, peer where clients came and went, direction and text, one line a record; further lines of a text stand below its first. To a terminal everything is escaped; to a pipe or file the text is as it is, with undecodable bytes as \\xNN.",
		Example: "tcpdeck output show \"Payments gateway\" --tail 20\ntcpdeck output show hub --run 01M832 --direction received --since 2h --plain",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	f := c.Flags()
	f.StringVar(&o.run, "run", "", "the RUN by its id or the beginning of it; the newest unless given")
	f.BoolVar(&o.json, "json", false, "print the records as they are stored, one JSON object a line")
	f.BoolVar(&o.plain, "plain", false, "print columns with a tab between: time, kind, peer, bytes, text; always escaped")
	o.bind(f)
	o.bindTail(f)
	r.completeRuns(c)
	completeDirection(c)
	c.Run = r.doFilled(func(ctx context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("output show needs one PROFILE; see tcpdeck output list")
		}
		return r.show(ctx, &o, args[0])
	})
	return c
}

func (r *runner) show(ctx context.Context, o *showing, profile string) error {
	if o.json && o.plain {
		return usagef("--json and --plain exclude each other")
	}
	pick, err := o.pick(time.Now())
	if err != nil {
		return err
	}
	s, err := r.shelf()
	if err != nil {
		return err
	}
	run, err := s.run(profile, o.run)
	if err != nil {
		return err
	}
	out, l := r.env.outlet(), r.newLines()
	l.of(run)
	each := out.text(l)
	switch {
	case o.json:
		out.safe = r.env.onTerminal(model.EscapeJSON)
		each = out.asStored
	case o.plain:
		each = out.plain
	}
	return r.scan(ctx, s, run, pick, out, each)
}

// text is what writes records as lines for people.
func (o *outlet) text(l *lines) func(*model.Stored) error {
	l.spill = o.spill
	return func(st *model.Stored) error {
		o.buf = l.append(o.buf, &st.Record, 0)
		return o.room()
	}
}

func (o *outlet) plain(st *model.Stored) error {
	o.buf = spillPlain(o.buf, &st.Record, o.spill)
	return o.room()
}

// asStored writes a record as it is stored; what is none is left out.
func (o *outlet) asStored(st *model.Stored) error {
	if st.Trouble != "" {
		return nil
	}
	if line := st.Line; len(line) > flushAt && o.safe == nil { // without a copy
		if err := o.flush(); err != nil {
			return err
		}
		if _, err := o.Write(line); err != nil {
			return err
		}
	} else {
		o.buf = append(o.buf, line...)
	}
	o.buf = append(o.buf, '\n')
	return o.room()
}

// scan passes the records of a run to each, and says on stderr what is wrong
// with it.
func (r *runner) scan(ctx context.Context, s *shelf, run model.Run, pick model.Pick, o *outlet, each func(*model.Stored) error) error {
	broken := 0
	torn, err := s.outputs.Scan(ctx, run, pick, func(st *model.Stored) error {
		if st.Trouble != "" {
			broken++
		}
		return each(st)
	})
	if err == nil {
		err = o.flush()
	}
	if err != nil {
		return err
	}
	if broken > 0 {
		r.env.warn(fmt.Sprintf("%s: run %s: broken lines, which are no records: %d", s.name(run), run.ID, broken))
	}
	r.warnTorn(s.name(run), run, torn)
	return nil
}

// warnTorn says that the last record of a run is not whole.
func (r *runner) warnTorn(name string, run model.Run, torn int64) {
	if torn > 0 {
		r.env.warn(fmt.Sprintf("%s: run %s: the last line is torn: %d bytes of a record", name, run.ID, torn))
	}
}
