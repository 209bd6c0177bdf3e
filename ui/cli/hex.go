package cli

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// hexPiece is how much of a message, in bytes, is dumped at a time: whole
// lines of a dump.
const hexPiece = 16 << 10

// appendDump adds data as hexdump -C writes it; at is the offset of its first
// byte, a multiple of 16.
func appendDump(dst, data []byte, at int) []byte {
	for line := range strings.Lines(hex.Dump(data)) {
		dst = fmt.Appendf(dst, "%08x%s", at, line[8:])
		at += 16
	}
	return dst
}
