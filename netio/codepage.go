package netio

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"tcpdeck/model"
)

// CodePages converts text; its zero value is ready.
type CodePages struct{}

// Encode turns text into the bytes of the code page called name. A character
// that the page lacks is an UnmappableError.
func (CodePages) Encode(name, text string) ([]byte, error) {
	c, err := codecFor(name)
	if err != nil {
		return nil, err
	}
	return c.encode(nil, text)
}

// Decode turns a whole message of the code page called name into text, with
// undecodable bytes as model.BadByte runes; utf-8 stays as it is. Of a page
// that is not known only the ASCII is decoded.
func (CodePages) Decode(name string, data []byte) string {
	c, err := codecFor(name)
	if err != nil {
		c = mustCodec("us-ascii")
	}
	if c.utf8() {
		return string(data)
	}
	text, _, _ := c.decode(c.newDecoder(), nil, data, true)
	return string(text)
}

// UnmappableError says that a text cannot be written in a code page.
type UnmappableError struct {
	Rune     rune
	CodePage string
	Line     int  // of the text, from 1
	Broken   bool // the text is not valid UTF-8, and Rune is the byte where it is not
}

func (e UnmappableError) Error() string {
	if e.Broken {
		return fmt.Sprintf(`byte \x%02x is not text (UTF-8), and cannot be written in %s`, e.Rune, e.CodePage)
	}
	return fmt.Sprintf("%s (U+%04X) is not in %s", model.Escape(string(e.Rune)), e.Rune, e.CodePage)
}

// codec is what netio knows of one code page. It is shared and never changes.
type codec struct {
	name  string
	unit  int  // bytes of a code unit; a delimiter stands at a multiple of it
	bom   bool // a byte order mark at the start of a stream says the order
	ascii bool // stateless, and bytes below 0x80 between characters are ASCII
	// stateful: the same bytes may be other text later in the stream.
	stateful bool
	single   *singleTable   // of a page with one byte a character
	decoder  func() decoder // of every other page but utf-8
	// write appends text, which is valid UTF-8, up to the first character
	// that the page lacks, and returns how much of it it has written.
	write func(dst []byte, text string) (out []byte, read int)
}

// decoder reads the characters of one stream. Whether a character is complete
// depends on the bytes alone, never on how they arrived.
type decoder interface {
	// next reads the first character of src, which is not empty.
	next(src []byte) char
}

// char is what stands at one place of a stream. Size 0: all there is may be
// the beginning of a longer character.
type char struct {
	r     rune // or undecodable, or noText
	size  int
	exact bool // writing r gives these bytes
}

const (
	undecodable rune = -1
	noText      rune = -2 // a shift sequence, a byte order mark
	// twoRunes and above are the characters of big5 that Unicode writes with
	// two: see big5Pairs.
	twoRunes rune = unicode.MaxRune + 1
)

func bad(size int) char { return char{r: undecodable, size: size} }

func (c *codec) utf8() bool { return c.single == nil && c.decoder == nil }

// newDecoder returns a decoder for a new stream; nil where c needs none.
func (c *codec) newDecoder() decoder {
	if c.decoder == nil {
		return nil
	}
	return c.decoder()
}

// decode appends the text of src to dst. Unless final, it stops before an
// incomplete character at the end. n is how much of src it has read; exact
// says that the text gives these bytes back, as far as single characters
// decide that. Not for utf-8.
func (c *codec) decode(d decoder, dst, src []byte, final bool) (out []byte, n int, exact bool) {
	if c.single != nil {
		dst, exact = c.single.decode(dst, src)
		return dst, len(src), exact
	}
	exact = true
	for n < len(src) {
		if c.ascii && src[n] < utf8.RuneSelf {
			start := n
			for n < len(src) && src[n] < utf8.RuneSelf {
				n++
			}
			dst = append(dst, src[start:n]...)
			continue
		}
		ch := d.next(src[n:])
		if ch.size == 0 {
			if !final {
				break
			}
			ch = c.torn(len(src) - n)
		}
		dst = appendChar(dst, ch, src[n:])
		n += ch.size
		exact = exact && ch.exact
	}
	return dst, n, exact
}

// torn is what becomes of n bytes that begin a character whose end will never
// come: where characters are made of units, the next one begins after them.
func (c *codec) torn(n int) char {
	if c.unit > 1 {
		return bad(n)
	}
	return bad(1)
}

// appendChar adds ch, which stands at the start of src. A private character
// that would pass for a BadByte is shown by its bytes too.
func appendChar(dst []byte, ch char, src []byte) []byte {
	switch {
	case ch.r == noText:
		return dst
	case ch.r == undecodable:
		for _, b := range src[:ch.size] {
			dst = utf8.AppendRune(dst, model.BadByte(b))
		}
		return dst
	case ch.r >= twoRunes:
		return append(dst, big5Pairs[ch.r-twoRunes]...)
	}
	return utf8.AppendRune(dst, ch.r)
}

// reserved says whether r is one of the runes that stand for bytes.
func reserved(r rune) bool { return r >= model.BadByte(0) && r <= model.BadByte(255) }

// encode appends text in the code page. Each text stands for itself: it
// begins and ends in the initial state of a stateful page.
func (c *codec) encode(dst []byte, text string) ([]byte, error) {
	if c.utf8() {
		return append(dst, text...), nil
	}
	valid := validPrefix(text)
	out, n := c.write(dst, text[:valid])
	if n == len(text) {
		return out, nil
	}
	e := UnmappableError{CodePage: c.name, Line: 1 + strings.Count(text[:n], "\n")}
	if e.Rune, _ = utf8.DecodeRuneInString(text[n:]); n == valid {
		e.Rune, e.Broken = rune(text[n]), true
	}
	return dst, e
}

// validPrefix returns how much of s is valid UTF-8.
func validPrefix(s string) int {
	if utf8.ValidString(s) {
		return len(s)
	}
	for i := 0; ; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
}

// codecs has every codec that was asked for, by canonical name: most need
// tables, which take some ms to make.
var codecs sync.Map

// codecFor returns the codec of a code page by any of its names.
func codecFor(name string) (*codec, error) {
	page, ok := model.LookupCodePage(name)
	if !ok {
		return nil, fmt.Errorf("%q is not a known code page", name)
	}
	if c, ok := codecs.Load(page.Name); ok {
		return c.(*codec), nil
	}
	made := newCodec(page.Name)
	if made == nil {
		return nil, fmt.Errorf("code page %s cannot be converted", page.Name)
	}
	made.name = page.Name
	c, _ := codecs.LoadOrStore(page.Name, made)
	return c.(*codec), nil
}

// mustCodec is codecFor for a page that is in the table.
func mustCodec(name string) *codec {
	c, err := codecFor(name)
	if err != nil {
		panic(err)
	}
	return c
}

// newCodec makes the codec of a canonical name, nil for none.
func newCodec(name string) *codec {
	if name == "utf-8" {
		return &codec{unit: 1}
	}
	for _, make := range []func(string) *codec{newSingle, newUnicode, newMulti, newStateful} {
		if c := make(name); c != nil {
			return c
		}
	}
	return nil
}
