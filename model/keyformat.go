package model

import (
	"fmt"
	"strconv"
	"strings"
)

// keyFormat writes a count as a key. The formats are those of .NET's numeric
// format strings that a count needs, in the invariant culture: D2 gives 01, N0
// 1,234, X4 04D2 (x4 04d2), 000 001.
type keyFormat struct {
	letter byte // D, N, X, x; 0: zeros
	digits int
}

const maxKeyDigits = 99

func parseKeyFormat(s string) (keyFormat, error) {
	wrong := fmt.Errorf("%q is not a number format: use D2, N0, X4 or 000", labelCut(s))
	if s == "" {
		return keyFormat{}, wrong
	}
	if strings.Trim(s, "0") == "" {
		if len(s) > maxKeyDigits {
			return keyFormat{}, wrong
		}
		return keyFormat{digits: len(s)}, nil
	}
	f := keyFormat{letter: s[0]}
	switch f.letter {
	case 'd', 'n':
		f.letter -= 'a' - 'A'
	case 'D', 'N', 'X', 'x':
	default:
		return keyFormat{}, wrong
	}
	if s == "N" || s == "n" {
		f.digits = 2 // as .NET has it
	}
	for _, c := range []byte(s[1:]) {
		if c < '0' || c > '9' {
			return keyFormat{}, wrong
		}
		if f.digits = f.digits*10 + int(c-'0'); f.digits > maxKeyDigits {
			return keyFormat{}, wrong
		}
	}
	return f, nil
}

// key is the key of the n-th result message.
func (f keyFormat) key(n int) string {
	switch f.letter {
	case 'N':
		return grouped(n) + strings.TrimSuffix("."+strings.Repeat("0", f.digits), ".")
	case 'X', 'x':
		s := strconv.FormatInt(int64(n), 16)
		if f.letter == 'X' {
			s = strings.ToUpper(s)
		}
		return strings.Repeat("0", max(0, f.digits-len(s))) + s
	}
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, f.digits-len(s))) + s
}

// grouped writes n with a comma between thousands.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
