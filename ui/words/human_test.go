package words

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
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestHumanCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", -100: "-100"} {
		if got := widget.Count(n); got != want {
			t.Errorf("widget.Count(%d) = %q, want %q", n, got, want)
		}
	}
	if got := Counted(1, "message") + ", " + Counted(12000, "message"); got != "1 message, 12,000 messages" {
		t.Errorf("counted: %q", got)
	}
}

func TestHumanDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 µs", 850 * time.Microsecond: "850 µs", 1234 * time.Microsecond: "1.2 ms", time.Second: "1 s",
		60 * time.Second: "60 s", 90 * time.Minute: "90 min", 26 * time.Hour: "26 h",
	} {
		if got := Duration(d); got != want {
			t.Errorf("Duration(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestClockNamesAnotherDay(t *testing.T) {
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.Local)
	if got := Clock(now.Add(-time.Hour), now); got != "13:00:00" {
		t.Error(got)
	}
	if got := Clock(now.AddDate(0, 0, -1), now); got != "2026-11-21 14:00:00" {
		t.Error(got)
	}
	if got := Clock(now.AddDate(-1, 0, 0), now); got != "2025-11-22 14:00:00" {
		t.Error(got)
	}
}
