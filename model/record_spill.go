package model

import (
	"encoding/base64"
	"unicode/utf8"
)

const (
	// spillAt is how much gathers before it is spilled.
	spillAt = 256 << 10
	// longPiece is how much of a long message is encoded in one go; base64
	// makes no padding of it.
	longPiece = 48 << 10
)

// spillQuoted is appendQuoted for a long s.
func spillQuoted[T string | []byte](dst []byte, s T, decoded bool, spill func([]byte) []byte) (out []byte, ok bool) {
	ok = true
	dst = append(dst, '"')
	for len(s) > 0 {
		n := pieceOf(s)
		var whole bool
		dst, whole = appendEscaped(dst, s[:n], decoded)
		ok = ok && whole
		s = s[n:]
		if len(dst) >= spillAt {
			dst = spill(dst)
		}
	}
	return append(dst, '"'), ok
}

// pieceOf returns how much of s the next piece is; it tears no character.
func pieceOf[T string | []byte](s T) int {
	if len(s) <= longPiece {
		return len(s)
	}
	for n := longPiece; n > longPiece-utf8.UTFMax; n-- {
		if utf8.RuneStart(s[n]) {
			return n
		}
	}
	return longPiece // no characters here
}

// spillBase64 adds data as base64; spill may be nil.
func spillBase64(dst, data []byte, spill func([]byte) []byte) []byte {
	for spill != nil && len(data) > longPiece {
		dst = base64.StdEncoding.AppendEncode(dst, data[:longPiece])
		data = data[longPiece:]
		if len(dst) >= spillAt {
			dst = spill(dst)
		}
	}
	return base64.StdEncoding.AppendEncode(dst, data)
}
