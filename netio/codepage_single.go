package netio

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"tcpdeck/model"
)

// singleTable is a code page with one byte a character.
type singleTable struct {
	text  [256]string // of each byte; a BadByte rune for one that has none
	exact [256]bool   // the character is written with this byte
	ascii bool        // bytes below 0x80 are ASCII
	bytes map[rune]byte
}

func newSingle(name string) *codec {
	decode := singlePage(name)
	if decode == nil {
		return nil
	}
	t := &singleTable{bytes: make(map[rune]byte, 256)}
	for i := range 256 {
		r := decode(byte(i))
		if r == utf8.RuneError {
			t.text[i] = string(model.BadByte(byte(i)))
			continue
		}
		t.text[i] = string(r)
		if _, twice := t.bytes[r]; !twice {
			t.bytes[r], t.exact[i] = byte(i), true
		}
	}
	t.ascii = t.text['\n'] == "\n" && t.text['a'] == "a"
	return &codec{unit: 1, single: t, write: t.write}
}

func (t *singleTable) decode(dst, src []byte) (out []byte, exact bool) {
	exact = true
	for i := 0; i < len(src); {
		if start := i; t.ascii && src[i] < utf8.RuneSelf {
			for i < len(src) && src[i] < utf8.RuneSelf {
				i++
			}
			dst = append(dst, src[start:i]...)
			continue
		}
		dst = append(dst, t.text[src[i]]...)
		exact = exact && t.exact[src[i]]
		i++
	}
	return dst, exact
}

func (t *singleTable) write(dst []byte, text string) ([]byte, int) {
	for i, r := range text {
		b, ok := t.bytes[r]
		if !ok {
			return dst, i
		}
		dst = append(dst, b)
	}
	return dst, len(text)
}

// singlePage returns how a page with one byte a character reads a byte, with
// U+FFFD for one that it lacks; nil for any other page.
func singlePage(name string) func(byte) rune {
	switch name {
	case "us-ascii":
		return func(b byte) rune {
			if b < utf8.RuneSelf {
				return rune(b)
			}
			return utf8.RuneError
		}
	case "iso-8859-11":
		return latinThai
	}
	page := charmapOf(name)
	if page == nil {
		return nil
	}
	return page.DecodeByte
}

// latinThai is iso-8859-11, which x/text lacks: TIS-620 with the C1 controls
// and the no-break space.
func latinThai(b byte) rune {
	switch {
	case b <= 0xa0:
		return rune(b)
	case b <= 0xda, b >= 0xdf && b <= 0xfb:
		return 0x0e00 + rune(b-0xa0)
	}
	return utf8.RuneError
}

// charmapOf is a switch, not a map: a map would be built at every start.
func charmapOf(name string) *charmap.Charmap {
	if family, _, _ := strings.Cut(name, "-"); family == "windows" {
		return windowsCharmap(name)
	} else if family == "iso" {
		return isoCharmap(name)
	}
	switch name {
	case "ibm037":
		return charmap.CodePage037
	case "ibm437":
		return charmap.CodePage437
	case "ibm850":
		return charmap.CodePage850
	case "ibm852":
		return charmap.CodePage852
	case "ibm855":
		return charmap.CodePage855
	case "ibm858":
		return charmap.CodePage858
	case "ibm860":
		return charmap.CodePage860
	case "ibm862":
		return charmap.CodePage862
	case "ibm863":
		return charmap.CodePage863
	case "ibm865":
		return charmap.CodePage865
	case "ibm866":
		return charmap.CodePage866
	case "ibm1047":
		return charmap.CodePage1047
	case "ibm1140":
		return charmap.CodePage1140
	case "koi8-r":
		return charmap.KOI8R
	case "koi8-u":
		return charmap.KOI8U
	case "macintosh":
		return charmap.Macintosh
	case "macintosh-cyrillic":
		return charmap.MacintoshCyrillic
	case "x-user-defined":
		return charmap.XUserDefined
	}
	return nil
}

func windowsCharmap(name string) *charmap.Charmap {
	switch name {
	case "windows-874":
		return charmap.Windows874
	case "windows-1250":
		return charmap.Windows1250
	case "windows-1251":
		return charmap.Windows1251
	case "windows-1252":
		return charmap.Windows1252
	case "windows-1253":
		return charmap.Windows1253
	case "windows-1254":
		return charmap.Windows1254
	case "windows-1255":
		return charmap.Windows1255
	case "windows-1256":
		return charmap.Windows1256
	case "windows-1257":
		return charmap.Windows1257
	case "windows-1258":
		return charmap.Windows1258
	}
	return nil
}

// isoCharmap: the pages of explicit and logical order differ from their plain
// ones in how a screen lays them out, not in a byte.
func isoCharmap(name string) *charmap.Charmap {
	switch name {
	case "iso-8859-1":
		return charmap.ISO8859_1
	case "iso-8859-2":
		return charmap.ISO8859_2
	case "iso-8859-3":
		return charmap.ISO8859_3
	case "iso-8859-4":
		return charmap.ISO8859_4
	case "iso-8859-5":
		return charmap.ISO8859_5
	case "iso-8859-6", "iso-8859-6-e", "iso-8859-6-i":
		return charmap.ISO8859_6
	case "iso-8859-7":
		return charmap.ISO8859_7
	case "iso-8859-8", "iso-8859-8-e", "iso-8859-8-i":
		return charmap.ISO8859_8
	case "iso-8859-9":
		return charmap.ISO8859_9
	case "iso-8859-10":
		return charmap.ISO8859_10
	case "iso-8859-13":
		return charmap.ISO8859_13
	case "iso-8859-14":
		return charmap.ISO8859_14
	case "iso-8859-15":
		return charmap.ISO8859_15
	case "iso-8859-16":
		return charmap.ISO8859_16
	}
	return nil
}
