package model

import (
	"fmt"
	"strings"
)

// Ending names how one direction is framed: how messages are cut from the
// byte stream on the receiving side, and what is added on the sending side.
type Ending string

// The framings of this version. Raw cuts nothing and adds nothing; the others
// are delimiters, written in the code page of the connection.
const (
	Raw  Ending = "raw"
	LF   Ending = "lf"
	CRLF Ending = "crlf"
	CR   Ending = "cr"
	NUL  Ending = "nul"
)

// Endings lists every Ending in the order in which the interface offers them.
var Endings = []Ending{Raw, LF, CRLF, CR, NUL}

// Framing is the framing of both directions. The zero value is not valid;
// NewProfile gives raw both ways.
type Framing struct {
	Receive Ending
	Send    Ending
}

// ParseEnding reads an Ending without regard to case.
func ParseEnding(s string) (Ending, error) {
	e := Ending(strings.ToLower(strings.TrimSpace(s)))
	if !e.Known() {
		return "", fmt.Errorf("%q is not a framing: use raw, lf, crlf, cr or nul", s)
	}
	return e, nil
}

// Known says whether e is one of Endings.
func (e Ending) Known() bool {
	for _, k := range Endings {
		if e == k {
			return true
		}
	}
	return false
}

// Delimiter returns the characters that end a message, empty for raw. They
// are text: a code page turns them into bytes.
func (e Ending) Delimiter() string {
	switch e {
	case LF:
		return "\n"
	case CRLF:
		return "\r\n"
	case CR:
		return "\r"
	case NUL:
		return "\x00"
	}
	return ""
}

// Next is the ending after e in Endings, for a key that cycles.
func (e Ending) Next() Ending {
	for i, k := range Endings {
		if e == k {
			return Endings[(i+1)%len(Endings)]
		}
	}
	return Raw
}

// Words describes the ending for the composer: "LF", "no line ending".
func (e Ending) Words() string {
	if e == Raw || e == "" {
		return "no line ending"
	}
	return strings.ToUpper(string(e))
}
