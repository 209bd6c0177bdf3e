package model

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// quotedHex is how many characters of what is no hex an error quotes: a line of
// stdin can have 16 MiB.
const quotedHex = 64

// ParseHex reads bytes as people write them: 0a 0B, 0a0b, 0a:0b or 0x0a,0x0b.
func ParseHex(s string) ([]byte, error) {
	var digits strings.Builder
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n:,-", r) }) {
		if w = strings.TrimPrefix(strings.ToLower(w), "0x"); len(w)%2 == 1 {
			return nil, fmt.Errorf("%.*q is half a byte too much or too little", quotedHex, w)
		}
		digits.WriteString(w)
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		return nil, fmt.Errorf("not bytes in hex: %.*q", quotedHex, s)
	}
	return b, nil
}
