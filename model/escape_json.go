package model

import (
	"unicode/utf16"
	"unicode/utf8"
)

// EscapeJSON makes JSON text safe to look at: what is not drawn as itself
// becomes \uNNNN, which means the same, and a broken byte \ufffd, as readers
// have it. Line feeds stay.
func EscapeJSON(text []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == '\n' || visible(r) && (r != utf8.RuneError || n > 1) {
			i += n
			continue
		}
		out = append(out, text[done:i]...)
		for _, unit := range utf16.AppendRune(nil, r) {
			out = append(out, '\\', 'u', hexDigits[unit>>12], hexDigits[unit>>8&15], hexDigits[unit>>4&15], hexDigits[unit&15])
		}
		i += n
		done = i
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}
