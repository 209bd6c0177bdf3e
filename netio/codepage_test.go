package netio

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"tcpdeck/model"
)

// sampleOf returns text in several scripts, as far as page can write it.
func sampleOf(page string) string {
	const all = "Az09 ~{|}\\ Grüße, ŁódŹ Ёж ќ Ελλάς שלום مرحبا ไทย ğİş Ħħ ŵŷ Ăș ½ € ¥ ‾ ─█ 日本語カナ ｱｲ 凜 中国汉字 繁體 한국어 똠 \u4e02 \u00e6 \uf7e4 \u0301 \ufffd 𝄞😀 𠮷"
	var b strings.Builder
	for _, r := range all {
		if _, err := (CodePages{}).Encode(page, string(r)); err == nil {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestEveryCodePageHasACodec(t *testing.T) {
	for _, p := range model.CodePages() {
		if _, err := codecFor(p.Name); err != nil {
			t.Error(err)
		}
		if n := utf8.RuneCountInString(sampleOf(p.Name)); n < 12 {
			t.Errorf("%s writes only %d characters of the sample", p.Name, n)
		}
	}
	if _, err := codecFor("utf-7"); err == nil || err.Error() != `"utf-7" is not a known code page` {
		t.Errorf("utf-7: %v", err)
	}
}

// TestEverythingOfXText looks for a row that reads as each encoding of x/text.
func TestEverythingOfXText(t *testing.T) {
	var all []encoding.Encoding
	for _, list := range [][]encoding.Encoding{
		charmap.All, japanese.All, korean.All, simplifiedchinese.All, traditionalchinese.All, unicode.All, utf32.All,
	} {
		all = append(all, list...)
	}
	for _, e := range all {
		found := ""
		for _, p := range model.CodePages() {
			sample := sampleOf(p.Name)
			want, err := e.NewEncoder().String(sample)
			if err != nil {
				continue
			}
			// With a mark x/text writes big endian, and we little endian.
			want = strings.TrimPrefix(want, "\xff\xfe")
			if got, err := (CodePages{}).Encode(p.Name, sample); err == nil && string(got) == want {
				found = p.Name
				break
			}
		}
		if name := fmt.Sprint(e); found == "" && !strings.Contains(name, "Use BOM") && name != "HZ-GB2312" {
			t.Errorf("no code page for %s", name)
		}
	}
}

// TestWritingIsNeverSilent: whatever a page writes reads as the same again.
func TestWritingIsNeverSilent(t *testing.T) {
	for _, p := range model.CodePages() {
		c := mustCodec(p.Name)
		if c.utf8() {
			continue
		}
		written := 0
		for r := rune(0); r <= utf8.MaxRune; r++ {
			if r == 0xd800 {
				r = 0xe000
			}
			if r > 0xffff {
				r += 1008 // a sample of the planes beyond
			}
			data, err := c.encode(nil, string(r))
			if err != nil {
				continue
			}
			if c.bom && (r == 0xfeff || r == 0xfffe) {
				continue // at the start of a stream it is read as a mark
			}
			written++
			text, n, exact := c.decode(c.newDecoder(), nil, data, true)
			if reserved(r) {
				if exact {
					t.Errorf("%s: %U passes for bytes", p.Name, r)
				}
				continue
			}
			if string(text) != string(r) || n != len(data) || !exact {
				t.Errorf("%s: %U is written % x and read %q, exact %t", p.Name, r, data, text, exact)
			}
		}
		if written < 128 {
			t.Errorf("%s writes only %d characters", p.Name, written)
		}
	}
}

// TestNoCharacterPassesForABadByte: those that mark bytes in decoded text are
// shown by their own bytes, and so is told apart what was sent.
func TestNoCharacterPassesForABadByte(t *testing.T) {
	for _, page := range []string{"utf-16", "utf-16be", "utf-32le", "utf-32be", "gb18030"} {
		for i := range 256 {
			data, err := (CodePages{}).Encode(page, string(model.BadByte(byte(i))))
			if err != nil || len(data) != 4 {
				t.Fatalf("%s: % x, %v", page, data, err)
			}
			want := ""
			for _, b := range data {
				want += string(model.BadByte(b))
			}
			if got := (CodePages{}).Decode(page, data); got != want {
				t.Fatalf("%s: % x is %q", page, data, got)
			}
			s := sender{mustCodec(page)}
			if _, part, _, _ := s.encode(string(model.BadByte(byte(i))), model.LF); !part.Inexact {
				t.Fatalf("%s: sent without its bytes", page)
			}
		}
	}
}

// TestReadingAsXText compares with the decoders of x/text, byte by byte of
// every character of one or two bytes.
func TestReadingAsXText(t *testing.T) {
	for name, e := range map[string]encoding.Encoding{
		"shift_jis": japanese.ShiftJIS, "euc-jp": japanese.EUCJP, "gbk": simplifiedchinese.GBK,
		"gb18030": simplifiedchinese.GB18030, "big5": traditionalchinese.Big5, "euc-kr": korean.EUCKR,
		"koi8-r": charmap.KOI8R, "ibm437": charmap.CodePage437, "ibm037": charmap.CodePage037,
		"iso-8859-1": charmap.ISO8859_1, "iso-8859-7": charmap.ISO8859_7, "ibm1047": charmap.CodePage1047,
	} {
		for i := range 0x10000 {
			src := []byte{byte(i >> 8), byte(i)}
			want, _ := e.NewDecoder().Bytes(src)
			got := (CodePages{}).Decode(name, src)
			marked := strings.Map(func(r rune) rune {
				if reserved(r) {
					return utf8.RuneError
				}
				return r
			}, got)
			if bytes.ContainsRune(want, utf8.RuneError) {
				if !strings.ContainsRune(marked, utf8.RuneError) {
					t.Fatalf("%s: % x is %q, x/text says %q", name, src, got, want)
				}
			} else if marked != string(want) {
				t.Fatalf("%s: % x is %q, x/text says %q", name, src, got, want)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	bad := func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			b.WriteRune(model.BadByte(s[i]))
		}
		return b.String()
	}
	for _, c := range []struct{ page, data, want string }{
		{"utf-8", "a\xff€", "a\xff€"},
		{"utf-8", "\ufeffa", "\ufeffa"},
		{"us-ascii", "a\x80", "a" + bad("\x80")},
		{"iso-8859-1", "\x80\x9f\xa4", "\u0080\u009f¤"},
		{"latin1", "\x93", "\u0093"},
		{"windows-1252", "\x80\x81\x8d\x8f\x90\x9d\x93", "€" + bad("\x81\x8d\x8f\x90\x9d") + "“"},
		{"iso-8859-15", "\xa4", "€"},
		{"iso-8859-11", "\xa1\xfb\xfc\xdb", "ก๛" + bad("\xfc\xdb")},
		{"ibm037", "\xc8\x81\x27", "Ha\x1b"},
		{"ibm1140", "\x9f", "€"},
		{"shift_jis", "\x93\xfa\xb1\xa0", "日ｱ" + bad("\xa0")},
		{"shift_jis", "\x93\n", bad("\x93") + "\n"},
		{"shift_jis", "\x93\xff", bad("\x93\xff")},
		{"shift_jis", "a\x93", "a" + bad("\x93")},
		{"euc-jp", "\x8f\xb0\xa1\x8e\xb1", "丂ｱ"},
		{"euc-jp", "\x8f\xb0A", bad("\x8f\xb0") + "A"},
		{"big5", "\x88\x62\xa4\xa4", "Ê\u0304中"},
		{"gb18030", "\x84\x31\xa4\x37\x80", "\ufffd€"},
		{"gb18030", "\x81\x30\x81", bad("\x81") + "0" + bad("\x81")},
		{"gb18030", "\xe3\x32\x9a\x36", bad("\xe3") + "2" + bad("\x9a") + "6"},
		{"euc-kr", "\xb0\xa1\x8c\x63", "가똠"},
		{"iso-2022-jp", "\x1b$BF|\x1b(B~", "日~"},
		{"iso-2022-jp", "\x1b$BF\n|", bad("F") + "\n|"},
		{"iso-2022-jp", "\x1b$A\x1b[1m\x1b", bad("\x1b") + "$A" + bad("\x1b") + "[1m" + bad("\x1b")},
		{"iso-2022-jp", "\x1b(I1\x1b(J\\", "ｱ\\"},
		{"iso-2022-jp", "\x1b$(D0!\x1b(B", "丂"},
		{"hz-gb-2312", "a~~~{VP~}~\nb~x", "a~中b" + bad("~") + "x"},
		{"hz-gb-2312", "~{VP\nVP", "中\nVP"},
		{"utf-16", "\xff\xfea\x00\xff\xfe", "a\ufeff"},
		{"utf-16", "\xfe\xff\x00a", "a"},
		{"utf-16", "a\x00", "a"},
		{"utf-16le", "\xff\xfea\x00", "\ufeffa"},
		{"utf-16le", "\x3d\xd8\x00\xdea\x00", "\U0001F600a"},
		{"utf-16le", "\x3d\xd8a\x00\x00\xde", bad("\x3d\xd8") + "a" + bad("\x00\xde")},
		{"utf-16be", "\xd8\x3d\xde", bad("\xd8\x3d\xde")},
		{"utf-16be", "\xff\xfd\xdb\xff\xde\x41", "\ufffd" + bad("\xdb\xff\xde\x41")},
		{"utf-32", "\xff\xfe\x00\x00a\x00\x00\x00", "a"},
		{"utf-32", "\x00\x00\xfe\xff\x00\x00\x00a", "a"},
		{"utf-32be", "\x00\x00\xd8\x00\x00\x11\x00\x00\x80\x00\x00\x00a", bad("\x00\x00\xd8\x00\x00\x11\x00\x00\x80\x00\x00\x00a")},
		{"utf-32le", "\xfd\xff\x00\x00", "\ufffd"},
		{"no such page", "a\xff", "a" + bad("\xff")},
	} {
		if got := (CodePages{}).Decode(c.page, []byte(c.data)); got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.page, c.data, got, c.want)
		}
	}
}

func TestEncode(t *testing.T) {
	for _, c := range []struct{ page, text, want, err string }{
		{"utf-8", "a\xff€", "a\xff€", ""},
		{"iso-8859-1", "ü\u0080", "\xfc\x80", ""},
		{"iso-8859-1", "a\nb€", "", "€ (U+20AC) is not in iso-8859-1"},
		{"windows-1252", "€", "\x80", ""},
		{"windows-1252", "\u0081", "", `\x81 (U+0081) is not in windows-1252`},
		{"us-ascii", "\u202e", "", `\u202e (U+202E) is not in us-ascii`},
		{"us-ascii", "😀", "", "😀 (U+1F600) is not in us-ascii"},
		{"utf-16le", "a\xff", "", `byte \xff is not text (UTF-8), and cannot be written in utf-16le`},
		{"utf-16", "a😀", "a\x00\x3d\xd8\x00\xde", ""},
		{"utf-16be", "a\n", "\x00a\x00\n", ""},
		{"utf-32", "a", "a\x00\x00\x00", ""},
		{"utf-32be", "😀", "\x00\x01\xf6\x00", ""},
		{"shift_jis", "日本€", "", "€ (U+20AC) is not in shift_jis"},
		{"sjis", "日ｱ", "\x93\xfa\xb1", ""},
		{"iso-2022-jp", "日", "\x1b$BF|\x1b(B", ""},
		{"iso-2022-jp", "a\x1b(I", "", `\x1b (U+001B) is not in iso-2022-jp`},
		{"hz-gb-2312", "~中~", "~~~{VP~}~~", ""},
		{"hz-gb-2312", "中é", "", ""},
		{"hz-gb-2312", "中𝄞", "", "𝄞 (U+1D11E) is not in hz-gb-2312"},
		{"gbk", "€", "\x80", ""},
		{"gb18030", "a\ue000", "", `\ue000 (U+E000) is not in gb18030`},
		{"gb18030", "€😀", "\xa2\xe3\x94\x39\xfc\x36", ""},
		{"ibm037", "\n", "\x25", ""},
		{"no such page", "", "", `"no such page" is not a known code page`},
	} {
		got, err := (CodePages{}).Encode(c.page, c.text)
		if c.err == "" && c.want == "" {
			back := (CodePages{}).Decode(c.page, got)
			if err != nil || back != c.text {
				t.Errorf("%s: %q comes back as %q, %v", c.page, c.text, back, err)
			}
			continue
		}
		if fmt.Sprint(err) != c.err && (err != nil || c.err != "") {
			t.Errorf("%s: %q: error %v, want %q", c.page, c.text, err, c.err)
		}
		if string(got) != c.want {
			t.Errorf("%s: %q is % x, want % x", c.page, c.text, got, c.want)
		}
	}
}

func TestUnmappableErrorNamesLineAndCharacter(t *testing.T) {
	_, err := (CodePages{}).Encode("iso-8859-15", "one\ntwo\nthr≠ee")
	var u UnmappableError
	if !errors.As(err, &u) || u.Line != 3 || u.Rune != '≠' || u.CodePage != "iso-8859-15" {
		t.Errorf("got %+v", err)
	}
	_, err = (CodePages{}).Encode("big5", "\na\x80")
	if !errors.As(err, &u) || u.Line != 2 || u.Rune != 0x80 || !u.Broken {
		t.Errorf("got %+v", err)
	}
}

// TestUndecodableBytesComeBack: the text of a message can be sent again, also
// where the code page has no character for a byte of it.
func TestUndecodableBytesComeBack(t *testing.T) {
	for page, data := range map[string]string{
		"shift_jis": "A\xff\xfeB\x93\xfa", "windows-1252": "\x81x\x81", "utf-16le": "a\x00\xd8\xd8b", "us-ascii": "\xe4", "big5": "\x80\xff",
		"gb18030": "\xff", "utf-8": "a\xffb",
	} {
		s, err := newSender(page)
		if err != nil {
			t.Fatal(err)
		}
		got, _, _, err := s.encode(CodePages{}.Decode(page, []byte(data)), model.Raw)
		if string(got) != data || err != nil {
			t.Errorf("%s: %q came back as %q: %v", page, data, got, err)
		}
	}
	s, _ := newSender("iso-2022-jp")
	if _, _, _, err := s.encode(string(model.BadByte(0xff)), model.Raw); err == nil {
		t.Error("a byte was written in a page that has states")
	}
}
