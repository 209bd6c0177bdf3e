package netio

import (
	"strings"

	"tcpdeck/model"
)

// sender turns messages into the bytes of a code page. Each begins and ends
// in the initial state of a stateful page, so that none depends on another.
type sender struct{ codec *codec }

func newSender(codePage string) (*sender, error) {
	c, err := codecFor(codePage)
	if err != nil {
		return nil, err
	}
	return &sender{c}, nil
}

// encode returns what is written for text with ending, and the part and the
// texts of its batch. A character that the code page lacks is an
// UnmappableError.
func (s *sender) encode(text string, ending model.Ending) (data []byte, part model.Part, texts []string, err error) {
	data, err = s.codec.encode(make([]byte, 0, len(text)+2), text)
	if err != nil {
		return nil, model.Part{}, nil, err
	}
	part.End = uint32(len(data))
	if data, err = s.codec.encode(data, ending.Delimiter()); err != nil {
		return nil, model.Part{}, nil, err
	}
	if s.codec.utf8() {
		return data, part, nil, nil
	}
	// Such characters mark bytes in decoded text, so the text does not say
	// what was sent.
	part.Inexact = strings.ContainsFunc(text, reserved)
	return data, part, []string{text}, nil
}

// describe returns the part and the texts of bytes that are sent as they are.
func (s *sender) describe(data []byte) (part model.Part, texts []string) {
	part.End = uint32(len(data))
	if s.codec.utf8() {
		return part, nil
	}
	text, _, exact := s.codec.decode(s.codec.newDecoder(), nil, data, true)
	part.Inexact = !exact || s.codec.stateful && !s.codec.gives(text, data)
	return part, []string{string(text)}
}
