package ui

import (
	"testing"
	"time"

	"tcpdeck/ui/widget"
)

func TestHumanBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 840: "840 B", 999: "999 B", 1000: "1 kB", 1234: "1.2 kB", 48_000: "48 kB", 99_960: "100 kB",
		999_499: "999 kB", 999_600: "1 MB", 16_700_000: "16.7 MB", 1 << 40: "1.1 TB", 1<<63 - 1: "9.2 EB",
	} {
		if got := humanBytes(n); got != want {
			t.Errorf("humanBytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestHumanCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", -100: "-100"} {
		if got := widget.Count(n); got != want {
			t.Errorf("widget.Count(%d) = %q, want %q", n, got, want)
		}
	}
	if got := counted(1, "message") + ", " + counted(12000, "message"); got != "1 message, 12,000 messages" {
		t.Errorf("counted: %q", got)
	}
}

func TestHumanDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 µs", 850 * time.Microsecond: "850 µs", 1234 * time.Microsecond: "1.2 ms", time.Second: "1 s",
		60 * time.Second: "60 s", 90 * time.Minute: "90 min", 26 * time.Hour: "26 h",
	} {
		if got := humanDuration(d); got != want {
			t.Errorf("humanDuration(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestClockNamesAnotherDay(t *testing.T) {
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.Local)
	if got := clock(now.Add(-time.Hour), now); got != "13:00:00" {
		t.Error(got)
	}
	if got := clock(now.AddDate(0, 0, -1), now); got != "2026-11-21 14:00:00" {
		t.Error(got)
	}
	if got := clock(now.AddDate(-1, 0, 0), now); got != "2025-11-22 14:00:00" {
		t.Error(got)
	}
}

func TestRateLeavesTheRunningSecondOut(t *testing.T) {
	for _, c := range []struct {
		seconds []uint32
		want    float64
	}{
		{nil, 0}, {[]uint32{0, 0, 0}, 0}, {[]uint32{0, 0, 7}, 7}, {[]uint32{0, 4, 2, 1}, 3}, {[]uint32{2, 0, 4, 99}, 2},
	} {
		if got := rate(c.seconds); got != c.want {
			t.Errorf("rate(%v) = %v, want %v", c.seconds, got, c.want)
		}
	}
}

func TestSparkline(t *testing.T) {
	bars := []string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}
	if got := sparkline([]uint32{0, 1, 50, 100}, bars); got != " ▁▄█" {
		t.Errorf("%q", got)
	}
	if got := sparkline([]uint32{0, 0}, bars); got != "  " {
		t.Errorf("%q", got)
	}
	if got := sparkline([]uint32{4294967295, 1}, bars); got != "█▁" {
		t.Errorf("%q", got)
	}
}
