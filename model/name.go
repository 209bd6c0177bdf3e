package model

import (
	"strings"
	"unicode"
)

// FoldName maps names of profiles that are the same name to one key: without
// regard to case, as strings.EqualFold sees it, and to space around them.
func FoldName(name string) string {
	return strings.Map(foldRune, strings.TrimSpace(name))
}

// FoldText is FoldName for any text: what is part of a text is part of it
// folded too.
func FoldText(s string) string { return strings.Map(foldRune, s) }

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
