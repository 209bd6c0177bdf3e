package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FoldName maps names of profiles that are the same name to one key: without
// regard to case, as strings.EqualFold sees it, and to space around them.
func FoldName(name string) string {
	return strings.Map(foldRune, strings.TrimSpace(name))
}

// FoldText is FoldName for any text: what is part of a text is part of it
// folded too. Bytes that are not UTF-8 stay as they are.
func FoldText(s string) string {
	if utf8.ValidString(s) {
		return strings.Map(foldRune, s)
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b = append(b, s[i])
		} else {
			b = utf8.AppendRune(b, foldRune(r))
		}
		i += n
	}
	return string(b)
}

func foldRune(r rune) rune {
	if r >= unicode.MaxASCII {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		r = least
	}
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}
