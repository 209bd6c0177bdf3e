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

// rewrite is the way out when a file is laid out so that edit could not change
// it in place: a new file below the comments of the old one.
func rewrite(data []byte, p model.Profile) []byte {
	var out []byte
	text := strings.ReplaceAll(string(bytes.TrimPrefix(data, byteOrderMark)), "\r\n", "\n")
	for _, t := range lexer.Tokenize(text) {
		if t.Type == token.CommentType {
			out = append(out, "#"+strings.TrimRight(t.Value, "\r\n")+"\n"...)
		}
	}
	return append(out, render(p)...)
}
