package ui

import "testing"

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
