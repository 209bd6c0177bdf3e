package cli

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tcpdeck/model"
)

// csvHeader names the columns of the CSV form, which is that of RFC 4180.
const csvHeader = "time,kind,peer,bytes,text,event,reason,detail,incomplete,truncated,hex\r\n"

// appendCSV adds r as a line of CSV. hex has the bytes of a message where the
// text cell alone would not give them back: undecodable bytes, and what had to
// be written otherwise to be safe in a spreadsheet. spill keeps dst short
// while a long message is added.
func appendCSV(dst []byte, r *model.Record, spill spiller) []byte {
	dst = r.Time.UTC().AppendFormat(dst, model.TimeLayout)
	dst = append(append(append(dst, ','), r.Kind.String()...), ',')
	dst = append(appendCell(dst, csvSafe(r.Peer)), ',')
	if r.Kind == model.KindEvent {
		dst = append(dst, ',')
		for _, c := range []string{string(r.Event.Name), string(r.Event.Reason), r.Event.Detail} {
			dst = appendCell(append(dst, ','), csvSafe(c))
		}
		return append(dst, ",,,\r\n"...)
	}
	dst = append(strconv.AppendInt(dst, int64(len(r.Data)), 10), ',')
	dst, exact := appendTextCell(dst, r, spill)
	dst = append(append(dst, ",,,,"...), csvBool(r.Incomplete)...)
	dst = append(append(append(dst, ','), csvBool(r.Truncated)...), ',')
	if !exact || r.Inexact {
		for data := range slices.Chunk(r.Data, escapePiece) {
			dst = spill(hex.AppendEncode(dst, data))
		}
	}
	return append(dst, "\r\n"...)
}

// appendTextCell adds the text of a message piece by piece; exact says that it
// stands in the cell as it is. A long one is quoted unseen.
func appendTextCell(dst []byte, r *model.Record, spill spiller) (out []byte, exact bool) {
	quoted := len(r.Text) > escapePiece || strings.ContainsAny(r.Text, csvQuoted)
	if quoted {
		dst = append(dst, '"')
	}
	exact = true
	safe := csvSafe
	for piece := range pieces(r.Text) {
		cell := safe(string(model.Record{Text: piece, Decoded: r.Decoded}.AppendText(nil)))
		exact = exact && cell == piece && !strings.Contains(piece, "\r") // readers change CRLF
		dst = spill(append(dst, strings.ReplaceAll(cell, `"`, `""`)...))
		safe = csvVisible // only the beginning makes a formula
	}
	if quoted {
		dst = append(dst, '"')
	}
	return dst, exact
}

func csvBool(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// csvQuoted stand in quoted cells only.
const csvQuoted = "\",\r\n"

// appendCell quotes a cell where that is needed.
func appendCell(dst []byte, cell string) []byte {
	if !strings.ContainsAny(cell, csvQuoted) {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(dst, '"')
}

// formulaStarts begin what a spreadsheet would calculate, the full-width forms
// included: https://owasp.org/www-community/attacks/CSV_Injection
const formulaStarts = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"

// csvSafe makes text safe for a cell: what would be a formula gets an
// apostrophe. For the rest see csvVisible.
func csvSafe(s string) string {
	s = csvVisible(s)
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + s
	}
	return s
}

// csvVisible writes control characters, which end a cell or the file for some
// readers, as in the escaped lens.
func csvVisible(s string) string {
	if strings.ContainsFunc(s, csvControl) || !utf8.ValidString(s) {
		var b strings.Builder
		for _, r := range s {
			if csvControl(r) {
				b.WriteString(model.Escape(string(r)))
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	return s
}

func csvControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0
}
