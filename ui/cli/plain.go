package cli

import (
	"strconv"

	"tcpdeck/model"
	"tcpdeck/ui/words"
)

// appendPlain adds r as one line of five columns with a tab between: time, kind
// (sent, received or the name of an event), peer, bytes (empty for an event)
// and text. Neither tab nor line break stands within a column.
func appendPlain(dst []byte, r *model.Record) []byte { return spillPlain(dst, r, kept) }

// spillPlain is appendPlain with bounded room.
func spillPlain(dst []byte, r *model.Record, spill spiller) []byte {
	dst = r.Time.UTC().AppendFormat(dst, model.TimeLayout)
	dst = append(dst, '\t')
	if r.Kind == model.KindEvent {
		dst = append(dst, model.Escape(string(r.Event.Name))...)
	} else {
		dst = append(dst, r.Kind.String()...)
	}
	dst = append(dst, '\t')
	dst = append(dst, model.Escape(r.Peer)...)
	dst = append(dst, '\t')
	if r.Kind == model.KindEvent {
		dst = append(dst, '\t')
		dst = append(dst, words.Event(*r, 0)...)
		return append(dst, '\n')
	}
	dst = strconv.AppendInt(dst, int64(len(r.Data)), 10)
	dst = append(dst, '\t')
	for piece := range pieces(r.Text) {
		for _, s := range (model.Record{Text: piece, Decoded: r.Decoded}).EscapeAll() {
			dst = append(dst, s.Text...)
		}
		dst = spill(dst)
	}
	return append(dst, '\n')
}
