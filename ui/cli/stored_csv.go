package cli

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"tcpdeck/model"
)

// csvHeader names the columns of the CSV form, which is that of RFC 4180.
const csvHeader = "time,kind,peer,bytes,text,event,reason,detail,incomplete,truncated,hex\r\n"

// appendCSV adds r as a line of CSV. hex has the bytes of a message where the
// text cell alone would not give them back: undecodable bytes, and what had to
// be written otherwise to be safe in a spreadsheet.
func appendCSV(dst []byte, r *model.Record) []byte {
	cells := [11]string{0: r.Time.UTC().Format(model.TimeLayout), 1: r.Kind.String(), 2: csvSafe(r.Peer)}
	if r.Kind == model.KindEvent {
		e := r.Event
		cells[5], cells[6], cells[7] = csvSafe(string(e.Name)), csvSafe(string(e.Reason)), csvSafe(e.Detail)
	} else {
		cells[3] = strconv.Itoa(len(r.Data))
		text := string(r.AppendText(nil))
		cells[4] = csvSafe(text)
		if cells[4] != text || text != r.Text || r.Inexact || strings.Contains(text, "\r") { // readers change CRLF
			cells[10] = hex.EncodeToString(r.Data)
		}
		cells[8], cells[9] = csvBool(r.Incomplete), csvBool(r.Truncated)
	}
	for i, c := range cells {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendCell(dst, c)
	}
	return append(dst, "\r\n"...)
}

func csvBool(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// appendCell quotes a cell where that is needed.
func appendCell(dst []byte, cell string) []byte {
	if !strings.ContainsAny(cell, "\",\r\n") {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(dst, '"')
}

// formulaStarts begin what a spreadsheet would calculate, the full-width forms
// included: https://owasp.org/www-community/attacks/CSV_Injection
const formulaStarts = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"

// csvSafe makes text safe for a cell: control characters, which end a cell or
// the file for some readers, are written as in the escaped lens, and what
// would be a formula gets an apostrophe.
func csvSafe(s string) string {
	if strings.ContainsFunc(s, csvControl) || !utf8.ValidString(s) {
		var b strings.Builder
		for _, r := range s {
			if csvControl(r) {
				b.WriteString(model.Escape(string(r)))
			} else {
				b.WriteRune(r)
			}
		}
		s = b.String()
	}
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + s
	}
	return s
}

func csvControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0
}
