package netio

import (
	"strings"
	"unicode/utf8"

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
	// Characters that mark bytes in decoded text: it does not say what is sent.
	marked := !s.codec.utf8() && strings.ContainsFunc(text, reserved)
	write := s.codec.encode
	if marked && !s.codec.stateful { // in a stateful page bytes would have another meaning
		write = s.codec.encodeMarked
	}
	if data, err = write(make([]byte, 0, len(text)+2), text); err != nil {
		return nil, model.Part{}, nil, err
	}
	part.End = uint32(len(data))
	if data, err = s.codec.encode(data, ending.Delimiter()); err != nil {
		return nil, model.Part{}, nil, err
	}
	if s.codec.utf8() {
		return data, part, nil, nil
	}
	part.Inexact = marked
	return data, part, []string{text}, nil
}

// encodeMarked is encode, but what stands for a byte of a message that is no text
// becomes that byte again.
func (c *codec) encodeMarked(dst []byte, text string) ([]byte, error) {
	for {
		i := strings.IndexFunc(text, reserved)
		if i < 0 {
			return c.encode(dst, text)
		}
		var err error
		if dst, err = c.encode(dst, text[:i]); err != nil {
			return nil, err
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		b, _ := model.ByteOf(r)
		dst, text = append(dst, b), text[i+size:]
	}
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
