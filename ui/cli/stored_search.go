package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// searching are the flags of search.
type searching struct {
	picking
	regex, ignoreCase, json, plain bool
	profiles                       []string
	context                        string
}

// storedSearch looks for a pattern in stored runs.
func (r *runner) storedSearch() *cobra.Command {
	var o searching
	c := &cobra.Command{
		Use:   "search PATTERN",
		Short: "Search all stored runs, like grep",
		Long: "PATTERN is looked for in the text of messages and in the words of events, as it stands unless --regex is given. " +
			"Before each line stand the profile and the run, then a colon, or a hyphen where the line is only context. " +
			"The newest run comes last. Where nothing is found, nothing is printed, and the exit code is 0. Of a message above 1 MiB the beginning is shown.",
		Example: "tcpdeck output search refused --since 2h -C 3\ntcpdeck output search --regex 'order-[0-9]+ (refused|late)' --profile hub --direction received",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: noCompletion,
	}
	f := c.Flags()
	f.BoolVar(&o.regex, "regex", false, "PATTERN is a regular expression (RE2)")
	f.BoolVarP(&o.ignoreCase, "ignore-case", "i", false, "without regard to upper and lower case")
	f.StringArrayVar(&o.profiles, "profile", nil, "only the runs of this PROFILE; may be given more than once")
	o.bind(f)
	_ = c.RegisterFlagCompletionFunc("profile", r.completeMoreProfiles)
	completeDirection(c)
	f.StringVarP(&o.context, "context", "C", "", "print N records before and after each hit")
	f.BoolVar(&o.json, "json", false, "print the records as they are stored, with profile_id and run, and context where it is only that")
	f.BoolVar(&o.plain, "plain", false, "print columns with a tab between: profile, run, hit or context, time, kind, peer, bytes, text")
	c.Run = r.doFilled(func(ctx context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("output search needs one PATTERN; quote it if it has spaces")
		}
		return r.search(ctx, &o, args[0])
	})
	return c
}

// query reads the flags.
func (o *searching) query(pattern string) (model.Search, error) {
	pick, err := o.pick(time.Now())
	q := model.Search{Pick: pick, Pattern: pattern, Regex: o.regex, IgnoreCase: o.ignoreCase,
		Words: func(r model.Record) string { return words.Event(r, 0) }}
	switch {
	case err != nil:
		return q, err
	case o.json && o.plain:
		return q, usagef("--json and --plain exclude each other")
	case !utf8.ValidString(pattern):
		return q, usagef("%q is not text (UTF-8)", pattern)
	}
	if o.regex {
		if _, err := syntax.Parse(pattern, syntax.Perl); err != nil {
			return q, usagef("--regex: %w", err)
		}
	}
	if o.context != "" {
		if q.Context, err = strconv.Atoi(o.context); err != nil || q.Context < 0 || q.Context > maxContext {
			return q, usagef("--context %s: write a whole number from 0 to %d", o.context, maxContext)
		}
	}
	return q, nil
}

// maxContext bounds what is remembered of the lines before.
const maxContext = 100_000

func (r *runner) search(ctx context.Context, o *searching, pattern string) error {
	q, err := o.query(pattern)
	if err != nil {
		return err
	}
	s, err := r.shelf()
	if err != nil {
		return err
	}
	runs, err := s.among(o.profiles)
	if err != nil {
		return err
	}
	w := &hits{outlet: r.env.outlet(), lines: r.newLines(), name: s.name, apart: q.Context > 0}
	show := w.text
	switch {
	case o.json:
		w.safe = r.env.onTerminal(model.EscapeJSON)
		show = w.json
	case o.plain:
		show = w.plain
	}
	err = s.outputs.Search(ctx, runs, q, func(f *model.Found) error {
		if err := show(f); err != nil {
			return err
		}
		return w.room()
	})
	if ctx.Err() == nil && enough(err) != nil {
		_ = w.flush() // what was found before is worth something
		return err
	}
	if err == nil {
		err = w.flush()
	}
	return err
}

// among returns the runs of the profiles named, of all where none is, in the
// order in which they are searched: by profile, the newest last.
func (s *shelf) among(profiles []string) ([]model.Run, error) {
	runs := slices.Clone(s.runs)
	if len(profiles) > 0 {
		runs = nil
	}
	for _, word := range profiles {
		of, err := s.of(word)
		if err != nil {
			return nil, err
		}
		runs = append(runs, of...)
	}
	slices.SortFunc(runs, func(a, b model.Run) int {
		return cmp.Or(strings.Compare(s.name(a), s.name(b)), strings.Compare(string(a.Profile), string(b.Profile)), strings.Compare(a.ID, b.ID))
	})
	return slices.CompactFunc(runs, func(a, b model.Run) bool { return a.Path == b.Path }), nil
}

// hits writes what a search finds.
type hits struct {
	*outlet
	lines *lines
	name  func(model.Run) string
	apart bool // groups of lines are set apart
	any   bool // something was written
	run   string
	where string // what stands before the lines of that run
}

func (h *hits) text(f *model.Found) error {
	if f.Gap && h.apart && h.any {
		h.buf = append(h.buf, "--\n"...)
	}
	h.any = true
	mark := ":"
	if f.Context {
		mark = "-"
	}
	if h.run != f.Run.Path {
		h.run, h.where = f.Run.Path, model.Escape(h.name(f.Run))+"/"+f.Run.ID
		h.lines.of(f.Run)
	}
	h.lines.prefix = h.where + mark
	h.buf = h.lines.append(h.buf, &f.Record, f.More)
	return nil
}

func (h *hits) plain(f *model.Found) error {
	what := "hit"
	if f.Context {
		what = "context"
	}
	for _, column := range []string{model.Escape(h.name(f.Run)), f.Run.ID, what} {
		h.buf = append(append(h.buf, column...), '\t')
	}
	h.buf = appendPlain(h.buf, &f.Record)
	return nil
}

// json writes the record as it is stored, and adds whose it is.
func (h *hits) json(f *model.Found) error {
	if f.Trouble != "" {
		return nil
	}
	h.buf = append(h.buf, f.Line...)
	if f.Rest != nil {
		if err := h.copy(f.Rest); err != nil {
			return err
		}
	}
	for len(h.buf) > 0 && h.buf[len(h.buf)-1] != '}' {
		h.buf = h.buf[:len(h.buf)-1]
	}
	id, err := json.Marshal(f.Run.Profile)
	if err != nil {
		return err
	}
	h.buf = append(h.buf[:max(0, len(h.buf)-1)], `,"profile_id":`...)
	h.buf = append(append(h.buf, id...), `,"run":"`...)
	h.buf = append(append(h.buf, f.Run.ID...), '"')
	if f.Context {
		h.buf = append(h.buf, `,"context":true`...)
	}
	h.buf = append(h.buf, "}\n"...)
	return nil
}

// copy writes all of a long record but its end, which is yet to be changed.
func (h *hits) copy(rest io.Reader) error {
	piece := make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(rest, piece)
		h.buf = append(h.buf, piece[:n]...)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return failf(exitInternal, "read stored task output: %w", err)
		}
		if len(h.buf) < flushAt || h.safe != nil { // a terminal is shown whole lines
			continue
		}
		if _, err := h.Write(h.buf[:len(h.buf)-len(piece)]); err != nil {
			return err
		}
		h.buf = append(h.buf[:0], piece...)
	}
}
