package model

import (
	"slices"
	"strings"
	"testing"
)

// TestCodePagesAreUnique: no two rows answer to one name, alias or number.
func TestCodePagesAreUnique(t *testing.T) {
	rows, titles := map[string]string{}, map[string]bool{}
	for _, c := range CodePages() {
		if c.Name != strings.ToLower(c.Name) || c.Title == "" || titles[c.Title] {
			t.Errorf("%s: name or title %q is bad", c.Name, c.Title)
		}
		titles[c.Title] = true
		for _, a := range c.Aliases {
			if a != strings.ToLower(a) {
				t.Errorf("%s: alias %q is not in lower case", c.Name, a)
			}
		}
		for _, k := range c.keys() {
			if other, ok := rows[k]; ok && other != c.Name {
				t.Errorf("%s and %s both answer to %q", other, c.Name, k)
			}
			rows[k] = c.Name
		}
	}
	if first := CodePages()[0].Name; first != "utf-8" {
		t.Errorf("the first is %s", first)
	}
}

func TestLookupCodePage(t *testing.T) {
	for name, want := range map[string]string{
		"utf-8": "utf-8", "UTF8": "utf-8", "65001": "utf-8", "cp65001": "utf-8",
		"latin1": "iso-8859-1", "ISO_8859-1": "iso-8859-1", "iso8859 1": "iso-8859-1", "28591": "iso-8859-1",
		"cp1252": "windows-1252", "1252": "windows-1252", "Windows 1252": "windows-1252",
		"sjis": "shift_jis", "Shift-JIS": "shift_jis", "windows-31j": "shift_jis", "932": "shift_jis",
		"ebcdic": "ibm037", "037": "ibm037", "37": "ibm037", "IBM037": "ibm037", "cp037": "ibm037", "1047": "ibm1047",
		"850": "ibm850", "cp437": "ibm437", "ascii": "us-ascii", "20127": "us-ascii", "874": "windows-874",
		"gb2312": "gbk", "936": "gbk", "hz": "hz-gb-2312", "949": "euc-kr", "950": "big5", "koi8r": "koi8-r",
		"utf16": "utf-16", "UTF-16LE": "utf-16le", "1200": "utf-16le", "mac": "macintosh", "jis": "iso-2022-jp",
		"iso-8859-12": "", "utf-7": "", "": "", "-": "", "1": "", "windows": "",
	} {
		c, ok := LookupCodePage(name)
		if ok != (want != "") || c.Name != want {
			t.Errorf("%q is %q, want %q", name, c.Name, want)
		}
	}
}

// TestCodePagesOfTheIssue: those that must be there, by their canonical names.
func TestCodePagesOfTheIssue(t *testing.T) {
	names := `utf-8 utf-16 utf-32 utf-16le utf-16be utf-32le utf-32be us-ascii
		windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257
		windows-1258 windows-874 iso-8859-1 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7
		iso-8859-8 iso-8859-9 iso-8859-10 iso-8859-11 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16
		ibm437 ibm850 ibm852 ibm855 ibm858 ibm860 ibm862 ibm863 ibm865 ibm866 ibm037 ibm1047 ibm1140
		koi8-r koi8-u macintosh macintosh-cyrillic shift_jis euc-jp iso-2022-jp gb18030 gbk hz-gb-2312 big5 euc-kr`
	for _, name := range strings.Fields(names) {
		if c, ok := LookupCodePage(name); !ok || c.Name != name {
			t.Errorf("%s is missing: %q", name, c.Name)
		}
	}
}

func TestNearestCodePages(t *testing.T) {
	for name, want := range map[string]string{
		"utf-9": "utf-8", "uft-8": "utf-8", "utf": "utf-8", "win-1252": "windows-1252", "windows1252x": "windows-1252",
		"iso-8859-12": "iso-8859-1", "iso8859_51": "iso-8859-5", "shiftjs": "shift_jis", "big-6": "big5",
		"ms1250": "windows-1250", "ascci": "us-ascii", "koi8-x": "koi8-r", "eucjp2": "euc-jp", "ibm-850": "ibm850",
	} {
		got := NearestCodePages(name)
		if !slices.Contains(got, want) || len(got) > 3 {
			t.Errorf("%q: got %q, want %s among them", name, got, want)
		}
		for _, n := range got {
			if _, ok := LookupCodePage(n); !ok {
				t.Errorf("%q: %q is no code page", name, n)
			}
		}
	}
	for _, name := range []string{"", "  ", "klingon-alphabet", strings.Repeat("utf-8", 100)} {
		if got := NearestCodePages(name); got != nil {
			t.Errorf("%q: got %q", name, got)
		}
	}
}
