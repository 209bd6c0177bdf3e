package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"tcpdeck/model"
)

var byteOrderMark = []byte("\uFEFF")

// document is a profile's file, parsed, or one of a bundle.
type document struct {
	root    *ast.MappingNode
	entries entries
	profile model.Profile
	missing problem // where a key that is missing is missing
}

// slugOf is the name of a file without its extension.
func slugOf(file string) string { return strings.TrimSuffix(file, filepath.Ext(file)) }

// parse reads the content of a file as far as it can be read; trouble is the
// first thing that is wrong with it.
func parse(file string, data []byte) (doc document, trouble *model.FileError) {
	doc.profile = model.NewProfile()
	doc.profile.ID = model.ProfileID(slugOf(file))
	p := doc.read(data)
	if p == nil {
		return doc, nil
	}
	return doc, &model.FileError{File: file, Line: p.line, Column: p.column, Message: p.message}
}

func (d *document) read(data []byte) (trouble *problem) {
	defer containParser(&trouble)
	if d.root, trouble = parseRoot(data, profileLimits); trouble != nil {
		return trouble
	}
	return d.settings()
}

// containParser turns a panic of the parser, on a file that nobody foresaw,
// into a problem.
func containParser(trouble **problem) {
	if r := recover(); r != nil {
		*trouble = &problem{0, 0, fmt.Sprintf("it cannot be parsed: %v", r)}
	}
}

// parseRoot checks data and parses it into its settings.
func parseRoot(data []byte, l limits) (*ast.MappingNode, *problem) {
	data = bytes.TrimPrefix(data, byteOrderMark)
	if p := checkBytes(data, l); p != nil {
		return nil, p
	}
	// The tokenizer counts the lines of CRLF text wrongly.
	tokens := lexer.Tokenize(string(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))))
	if p := checkTokens(tokens, l); p != nil {
		return nil, p
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxProblem(err)
	}
	for _, part := range f.Docs {
		if part.Body == nil {
			continue
		}
		root, ok := part.Body.(*ast.MappingNode)
		if !ok {
			return nil, problemAt(part.Body, "expected settings such as name: Pay, found "+found(part.Body))
		}
		return root, nil
	}
	return nil, &problem{1, 1, "there is no setting in it; expected version: 1, name: … and so on"}
}

func syntaxProblem(err error) *problem {
	var ye yaml.Error
	if errors.As(err, &ye) && ye.GetToken() != nil {
		at, message := ye.GetToken().Position, ye.GetMessage()
		if strings.Contains(message, "'\t'") {
			message = "a tab cannot indent; expected spaces"
		}
		return &problem{at.Line, at.Column, message}
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return &problem{0, 0, first}
}

// settings reads every key, then checks the profile as a whole.
func (d *document) settings() *problem {
	var all problems
	bad := map[string]bool{}
	d.entries = entriesOf(&all, d.root, fieldsByKey, fieldKeys, func(key string, f *field, v *ast.MappingValueNode) {
		if m := f.read(&d.profile, v.Value); m != "" {
			bad[key] = true
			all.note(problemOfValue(v, key+": "+m))
		}
	})
	for _, e := range d.profile.Validate() {
		if !bad[string(e.Field)] {
			all.note(d.problemOn(string(e.Field), e.Message))
		}
	}
	return all.first
}

// problemOn places a message on the value of a key, or on the key where the
// value is nothing of one place.
func (d *document) problemOn(key, message string) *problem {
	v := d.entries[key]
	message = key + ": " + message
	if v == nil {
		return &problem{max(1, d.missing.line), max(1, d.missing.column), message}
	}
	return problemOfValue(v, message)
}
