package profiles

import (
	"strconv"
	"strings"
	"unicode"
)

// slug makes a file name, without extension, from a profile's name.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			gap = b.Len() > 0
			continue
		}
		if b.Len() >= 60 {
			break
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	s := b.String()
	if s == "" || reserved(s) {
		s = strings.TrimPrefix(s+"-profile", "-")
	}
	return s
}

// reserved says whether Windows takes a file of that name for a device.
func reserved(name string) bool {
	name, _, _ = strings.Cut(strings.ToLower(name), ".")
	switch name {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	return len(name) == 4 && (name[:3] == "com" || name[:3] == "lpt") && name[3] >= '0' && name[3] <= '9'
}

// freeFile is the first of slug.yaml, slug-2.yaml, … that is not taken; case
// does not tell files apart everywhere.
func freeFile(slug string, taken func(lowerCase string) bool) string {
	for n := 1; ; n++ {
		file := slug
		if n > 1 {
			file += "-" + strconv.Itoa(n)
		}
		if file += extension; !taken(strings.ToLower(file)) {
			return file
		}
	}
}

// fold maps names that differ only in case to one key, as strings.EqualFold
// sees them.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= unicode.MaxASCII {
			least := r
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				least = min(least, f)
			}
			r = least
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(name))
}
