package widget

import (
	"math"
	"strconv"
	"strings"
)

// step adds by to a number within its bounds. Text that is no number counts
// as the lower bound, so that a step always leads back to a valid value.
func (fd *formField) step(by float64) {
	n, err := strconv.ParseFloat(strings.TrimSpace(fd.value()), 64)
	switch {
	case err != nil && !math.IsInf(n, 0), math.IsNaN(n):
		n = fd.Min
		if strings.TrimSpace(fd.value()) == "" {
			n += by
		}
	default:
		n += by
	}
	if n < fd.Min {
		n = fd.Min
		if low, ok := fd.low(); ok && by < 0 && err == nil {
			n = low
		}
	}
	n = min(n, fd.Max)
	fd.set(strconv.FormatFloat(n, 'f', -1, 64))
}

// meant is the value that a typed text stands for: that of its word.
func (fd *formField) meant(text string) string {
	for value, word := range fd.Words {
		if strings.EqualFold(strings.TrimSpace(text), word) {
			return value
		}
	}
	return text
}

// low is the nearest number below Min that has a word.
func (fd *formField) low() (n float64, ok bool) {
	for value := range fd.Words {
		v, err := strconv.ParseFloat(value, 64)
		if err == nil && v < fd.Min && (!ok || v > n) {
			n, ok = v, true
		}
	}
	return n, ok
}
