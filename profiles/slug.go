package profiles

import (
	"strings"

	"tcpdeck/model"
)

// slug makes a file name, without extension, from the name of a profile or of
// what else noun says.
func slug(name, noun string) string {
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
		s = strings.TrimPrefix(s+"-"+noun, "-")
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

// fold is the key that all spellings of one name have.
func fold(name string) string { return model.FoldName(name) }
