package ui

import (
	"testing"

	"tcpdeck/model"
)

func TestMarksOfCutMessages(t *testing.T) {
	s := stubClient()
	l := model.NewLog(1 << 20)
	l.Append(&model.Batch{Time: noon, Kind: model.KindReceived, Data: []byte("abc"), Ending: model.CRLF, Parts: []model.Part{
		{Start: 0, End: 1, Truncated: true}, {Start: 1, End: 2, Incomplete: true}, {Start: 3, End: 3}}})
	s.log = l
	mustShow(t, opened(t, s), "a (cut at the size limit; the next message goes on) (CRLF)", "b (incomplete: ended inside a message)", "(empty)")
}
