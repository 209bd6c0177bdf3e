package profiles

import (
	"bytes"
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"tcpdeck/model"
)

// render writes a new file.
func render(p model.Profile) []byte {
	standard := model.NewProfile()
	var b strings.Builder
	for _, f := range fields {
		text := f.write(&p)
		if f.later && text == f.write(&standard) {
			continue
		}
		b.WriteString(f.key + ": " + text + "\n")
	}
	return []byte(b.String())
}

// rewrite is the way out when a file is laid out so that it could not be
// changed in place: the new one below the comments of the old one.
func rewrite(data, text []byte) []byte {
	var out []byte
	old := strings.ReplaceAll(string(bytes.TrimPrefix(data, byteOrderMark)), "\r\n", "\n")
	for _, t := range lexer.Tokenize(old) {
		if t.Type == token.CommentType {
			out = append(out, "#"+strings.TrimRight(t.Value, "\r\n")+"\n"...)
		}
	}
	return append(out, text...)
}
