package model

import (
	"sort"
	"strconv"
	"strings"
	"sync"
)

// CodePage names a text encoding. The conversion itself is netio's.
type CodePage struct {
	Number  int      // the number that Windows and IBM give it; 0: none
	Name    string   // canonical, lower case: "utf-8", "windows-1252"
	Title   string   // for people: "Western European (Windows)"
	Aliases []string // lower case
}

// CodePages lists every code page, utf-8 first, then by family and number.
func CodePages() []CodePage { return codePages }

// codePageKeys finds a row by name, alias or number, all folded. It is built
// at the first name that is not canonical: most profiles never need it.
var codePageKeys = sync.OnceValue(func() map[string]int {
	keys := make(map[string]int, 8*len(codePages))
	for i, c := range codePages {
		for _, k := range c.keys() {
			keys[k] = i
		}
	}
	return keys
})

// keys returns everything by which c is found, folded. Names may repeat: an
// alias often differs from the name in its hyphens only.
func (c CodePage) keys() []string {
	keys := []string{foldCodePage(c.Name)}
	for _, a := range c.Aliases {
		keys = append(keys, foldCodePage(a))
	}
	if c.Number != 0 {
		n := strconv.Itoa(c.Number)
		keys = append(keys, n, "cp"+n)
	}
	return keys
}

// foldCodePage is what two spellings of one name have in common.
func foldCodePage(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// LookupCodePage finds a code page by name, alias or number without regard to
// case, spaces, hyphens and underscores.
func LookupCodePage(name string) (CodePage, bool) {
	for _, c := range codePages {
		if c.Name == name {
			return c, true
		}
	}
	i, ok := codePageKeys()[foldCodePage(name)]
	if !ok {
		return CodePage{}, false
	}
	return codePages[i], true
}

// NearestCodePages returns up to three names that a person who wrote name may
// have meant: the fewest typing errors first, and those with the same number
// before others.
func NearestCodePages(name string) []string {
	want := foldCodePage(name)
	if want == "" || len(want) > 40 {
		return nil
	}
	type candidate struct{ row, cost int }
	var found []candidate
	for i, c := range codePages {
		best := -1
		for _, k := range c.keys() {
			if cost, near := codePageCost(want, k); near && (best < 0 || cost < best) {
				best = cost
			}
		}
		if best >= 0 {
			found = append(found, candidate{i, best})
		}
	}
	sort.SliceStable(found, func(a, b int) bool { return found[a].cost < found[b].cost })
	var names []string
	for _, c := range found[:min(3, len(found))] {
		names = append(names, codePages[c.row].Name)
	}
	return names
}

// codePageCost says how far the folded name want is from key. A wrong digit
// names another page, so it costs more than a wrong letter; the same long
// number is near whatever the letters are ("win1252", "ms-1252"), and so is
// the beginning of a name.
func codePageCost(want, key string) (cost int, near bool) {
	wantLetters, wantDigits := splitDigits(want)
	letters, digits := splitDigits(key)
	switch {
	case len(wantDigits) >= 3 && wantDigits == digits:
		return editDistance(wantLetters, letters), true
	case len(want) >= 2 && strings.HasPrefix(key, want):
		return 3, true
	case len(key) < 4 || letters == "":
		return 0, false // too short to be meant by anything but itself
	}
	cost = editDistance(want, key) + editDistance(wantDigits, digits)
	return cost + 2, cost <= max(2, len(want)/3)
}

func splitDigits(s string) (letters, digits string) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits += string(r)
		} else {
			letters += string(r)
		}
	}
	return letters, digits
}

// editDistance counts the letters to insert, drop or replace to turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, corner+1, row[j]+1)
		}
	}
	return row[len(b)]
}
