package netio

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// newUnicode makes the codecs of utf-16 and utf-32. Those that do not name
// their byte order are written little endian, without a mark.
func newUnicode(name string) *codec {
	switch name {
	case "utf-16", "utf-16le":
		return newUTF16(binary.LittleEndian, name == "utf-16")
	case "utf-16be":
		return newUTF16(binary.BigEndian, false)
	case "utf-32", "utf-32le":
		return newUTF32(binary.LittleEndian, name == "utf-32")
	case "utf-32be":
		return newUTF32(binary.BigEndian, false)
	}
	return nil
}

// order is what both byte orders can do.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func newUTF16(o order, bom bool) *codec {
	return &codec{
		unit: 2, bom: bom,
		decoder: func() decoder { return &utf16Decoder{big: o == order(binary.BigEndian), start: bom, exact: true} },
		write: func(dst []byte, text string) ([]byte, int) {
			for _, r := range text {
				if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
					dst = o.AppendUint16(o.AppendUint16(dst, uint16(high)), uint16(low))
				} else {
					dst = o.AppendUint16(dst, uint16(r))
				}
			}
			return dst, len(text)
		},
	}
}

type utf16Decoder struct {
	big   bool
	start bool // a byte order mark may come
	exact bool // read in the order in which the codec writes
}

func (d *utf16Decoder) next(src []byte) char {
	if len(src) < 2 {
		return char{}
	}
	if d.start {
		d.start = false
		if big, marked := byteOrderMark(src, 2); marked {
			if big {
				d.big, d.exact = true, false
			}
			return char{r: noText, size: 2}
		}
	}
	r := d.unit(src)
	if r < 0xd800 || r > 0xdfff {
		return char{r, 2, d.exact}
	}
	if r >= 0xdc00 {
		return bad(2)
	}
	if len(src) < 4 {
		return char{}
	}
	r = utf16.DecodeRune(r, d.unit(src[2:]))
	if r == utf8.RuneError {
		return bad(2)
	}
	if reserved(r) {
		return bad(4)
	}
	return char{r, 4, d.exact}
}

func (d *utf16Decoder) unit(src []byte) rune {
	if d.big {
		return rune(src[0])<<8 | rune(src[1])
	}
	return rune(src[1])<<8 | rune(src[0])
}

func newUTF32(o order, bom bool) *codec {
	return &codec{
		unit: 4, bom: bom,
		decoder: func() decoder { return &utf32Decoder{order: o, start: bom, exact: true} },
		write: func(dst []byte, text string) ([]byte, int) {
			for _, r := range text {
				dst = o.AppendUint32(dst, uint32(r))
			}
			return dst, len(text)
		},
	}
}

type utf32Decoder struct {
	order order
	start bool
	exact bool
}

func (d *utf32Decoder) next(src []byte) char {
	if len(src) < 4 {
		return char{}
	}
	if d.start {
		d.start = false
		if big, marked := byteOrderMark(src, 4); marked {
			if big {
				d.order, d.exact = binary.BigEndian, false
			}
			return char{r: noText, size: 4}
		}
	}
	v := d.order.Uint32(src)
	if r := rune(v); v <= utf8.MaxRune && utf8.ValidRune(r) && !reserved(r) {
		return char{r, 4, d.exact}
	}
	return bad(4)
}

// byteOrderMark says whether src begins with U+FEFF, and in which order.
func byteOrderMark(src []byte, unit int) (big, marked bool) {
	if len(src) < unit {
		return false, false
	}
	if unit == 2 {
		v := binary.BigEndian.Uint16(src)
		return v == 0xfeff, v == 0xfeff || v == 0xfffe
	}
	v := binary.BigEndian.Uint32(src)
	return v == 0xfeff, v == 0xfeff || v == 0xfffe0000
}
