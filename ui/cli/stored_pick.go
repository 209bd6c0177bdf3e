package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"tcpdeck/model"
)

// picking are the flags that choose records.
type picking struct{ since, direction, peer, tail string }

func (p *picking) bind(f *pflag.FlagSet) {
	f.StringVar(&p.since, "since", "", "only what came since WHEN: 2h, 7d, 2026-11-22, 2026-11-22T08:00, in local time")
	f.StringVar(&p.direction, "direction", "", "only WHAT: sent, received or event")
	f.StringVar(&p.peer, "peer", "", "only what came from or went to this ADDRESS:PORT, or ADDRESS with any port")
}

func (p *picking) bindTail(f *pflag.FlagSet) {
	f.StringVar(&p.tail, "tail", "", "only the last N records")
}

// pick reads the flags.
func (p *picking) pick(now time.Time) (model.Pick, error) {
	out := model.Pick{Direction: p.direction, Peer: p.peer}
	switch p.direction {
	case "", "sent", "received", "event":
	default:
		return out, usagef("--direction %s: use sent, received or event", p.direction)
	}
	var err error
	if p.since != "" {
		if out.Since, err = parseSince(p.since, now); err != nil {
			return out, usagef("--since %s: %w", p.since, err)
		}
	}
	if p.tail != "" {
		if out.Tail, err = strconv.Atoi(p.tail); err != nil || out.Tail < 1 {
			return out, usagef("--tail %s: write a whole number from 1", p.tail)
		}
	}
	return out, nil
}

// parseSince reads a moment: a day, a day and a time of it, both local, one
// with its zone, or how long ago it was.
func parseSince(s string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateTime} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return t, nil
		}
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t, nil
	}
	age, err := parseAge(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("write how long ago, such as 2h or 7d, a day such as %s, or a time such as %s",
			now.Format(time.DateOnly), now.Format("2006-01-02T15:04"))
	}
	return now.Add(-age), nil
}

// parseAge reads a span of time: 90s, 2h30m, and besides days and weeks, 30d
// and 2w.
func parseAge(s string) (time.Duration, error) {
	for unit, span := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if number, ok := strings.CutSuffix(s, unit); ok {
			n, err := strconv.ParseFloat(number, 64)
			if err == nil && n >= 0 && n < 100_000 {
				return time.Duration(n * float64(span)), nil
			}
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("write a time such as 30d, 2w or 12h")
	}
	return d, nil
}
