package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"tcpdeck/model"
)

// exportFormats are what export writes, by the extension of a file.
var exportFormats = map[string]string{".txt": "text", ".jsonl": "jsonl", ".csv": "csv", ".pcapng": "pcapng"}

// exporting are the flags of export.
type exporting struct{ run, format, file string }

// storedExport writes one run in another form.
func (r *runner) storedExport() *cobra.Command {
	var o exporting
	c := &cobra.Command{
		Use:   "export PROFILE",
		Short: "Write a stored run as text, JSON Lines, CSV or pcapng",
		Long: "text is what show prints; jsonl the records as they are stored; csv follows RFC 4180, with an apostrophe before what a spreadsheet would take for a formula, and the bytes in hex where the text alone is not exact. " +
			"pcapng is for Wireshark: the messages as TCP segments with their times, directions and addresses; handshakes, acknowledgements and ends of connections are made up.",
		Example: "tcpdeck output export \"Payments gateway\" --file night.pcapng\ntcpdeck output export hub --run 01M832 --format csv > night.csv",
		Args:    cobra.ArbitraryArgs,

		ValidArgsFunction: r.completeProfiles,
	}
	f := c.Flags()
	f.StringVar(&o.run, "run", "", "the RUN by its id or the beginning of it; the newest unless given")
	f.StringVar(&o.format, "format", "", "the FORMAT: text, jsonl, csv or pcapng; unless given, by the extension of the file, else text")
	f.StringVar(&o.file, "file", "", "write to FILE instead of stdout")
	r.completeRuns(c)
	completeWords(c, "format", "text", "jsonl", "csv", "pcapng")
	c.Run = r.doFilled(func(ctx context.Context, args []string) error {
		if len(args) != 1 {
			return usagef("output export needs one PROFILE; see tcpdeck output list")
		}
		if err := o.settle(); err != nil {
			return err
		}
		if o.format == "pcapng" && o.file == "" && r.env.StdoutTerminal {
			return usagef("pcapng is binary and no terminal can show it; use --file, or a pipe")
		}
		s, err := r.shelf()
		if err != nil {
			return err
		}
		run, err := s.run(args[0], o.run)
		if err != nil {
			return err
		}
		return r.exportRun(ctx, &o, s, run)
	})
	return c
}

// settle finds the format.
func (o *exporting) settle() error {
	if o.format == "" {
		o.format = "text"
		for extension, format := range exportFormats {
			if strings.HasSuffix(strings.ToLower(o.file), extension) {
				o.format = format
			}
		}
	}
	for _, format := range exportFormats {
		if o.format == format {
			return nil
		}
	}
	return usagef("--format %s: use text, jsonl, csv or pcapng", o.format)
}

func (r *runner) exportRun(ctx context.Context, o *exporting, s *shelf, run model.Run) error {
	out, l := r.env.outlet(), r.newLines()
	if o.file == "" {
		switch o.format {
		case "jsonl":
			out.safe = r.env.onTerminal(model.EscapeJSON)
		case "csv":
			out.safe = r.env.onTerminal(safeLines)
		}
		return r.exportTo(ctx, o.format, s, run, out, l)
	}
	if r.env.SameFile(o.file, run.Path) {
		return usagef("--file %s is the stored run itself", o.file)
	}
	f, err := r.env.Create(o.file)
	if err != nil {
		return err
	}
	out.w, out.name = f, o.file
	l.escape, l.dim = false, false
	err = r.exportTo(ctx, o.format, s, run, out, l)
	if closed := f.Close(); err == nil && closed != nil {
		err = failf(exitInternal, "%s: %w", o.file, closed)
	}
	return err
}

func (r *runner) exportTo(ctx context.Context, format string, s *shelf, run model.Run, out *outlet, l *lines) error {
	switch format {
	case "pcapng":
		torn, err := s.outputs.Capture(ctx, run, s.name(run), out)
		if err != nil {
			return err
		}
		r.warnTorn(s.name(run), run, torn)
		return nil
	case "csv":
		out.buf = append(out.buf, csvHeader...)
		return r.scan(ctx, s, run, model.Pick{}, out, func(st *model.Stored) error {
			out.buf = appendCSV(out.buf, &st.Record, out.spill)
			return out.room()
		})
	case "jsonl":
		return r.scan(ctx, s, run, model.Pick{}, out, out.asStored)
	}
	l.of(run)
	return r.scan(ctx, s, run, model.Pick{}, out, out.text(l))
}
