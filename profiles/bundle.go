package profiles

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

var bundleLimits = limits{signs: 512 << 10, lines: true, tokens: 1 << 20, depth: maxNesting, what: "bundle of profiles"}

// Bundle writes profiles as one YAML file: version: 1, and below profiles: a
// list of mappings with the keys of a profile's file, the id included.
func Bundle(list []model.Profile) []byte {
	if len(list) == 0 {
		return []byte("version: 1\nprofiles: []\n")
	}
	var b bytes.Buffer
	b.WriteString("version: 1\nprofiles:\n")
	for i := range list {
		lead := "  - "
		for line := range strings.Lines(string(render(list[i]))) {
			if strings.HasPrefix(line, "version:") {
				continue
			}
			b.WriteString(lead + line)
			lead = "    "
		}
	}
	return b.Bytes()
}

// ReadImport reads a file to be imported: a bundle, a profile's file or Packet
// Sender's packets.ini. file is how messages name it. Whatever is wrong with it
// comes as a *model.FileError, and nothing of it is returned then.
func ReadImport(file string, data []byte) (model.Imported, error) {
	if len(data) > model.MaxImportSize {
		return model.Imported{}, &model.FileError{File: file, Message: fmt.Sprintf("it is longer than %d MiB", model.MaxImportSize>>20)}
	}
	if strings.EqualFold(filepath.Ext(file), ".ini") || hasPackets(data) {
		return readPackets(file, data)
	}
	list, trouble := readBundle(data)
	if trouble != nil {
		return model.Imported{}, &model.FileError{File: file, Line: trouble.line, Column: trouble.column, Message: trouble.message}
	}
	return model.Imported{Profiles: list}, nil
}

func readBundle(data []byte) (list []model.Profile, trouble *problem) {
	defer containParser(&trouble)
	root, trouble := parseRoot(data, bundleLimits)
	if trouble != nil {
		return nil, trouble
	}
	for _, v := range root.Values {
		if keyText(v) == "profiles" {
			return readList(root)
		}
	}
	p, trouble := readOne(root, problem{})
	return []model.Profile{p}, trouble
}

// readOne reads the settings of one profile; missing is where they begin.
func readOne(root *ast.MappingNode, missing problem) (model.Profile, *problem) {
	d := document{root: root, profile: model.NewProfile(), missing: missing}
	trouble := d.settings()
	return d.profile, trouble
}

// readList reads the keys of a bundle.
func readList(root *ast.MappingNode) ([]model.Profile, *problem) {
	var list []model.Profile
	seen := map[string]bool{}
	for _, v := range root.Values {
		key := keyText(v)
		var trouble *problem
		switch {
		case seen[key]:
			trouble = problemAt(v.Key, key+" stands twice")
		case key == "version":
			if m := readVersion(nil, v.Value); m != "" {
				trouble = problemOfValue(v, "version: "+m)
			}
		case key == "profiles":
			list, trouble = readItems(v)
		default:
			trouble = problemAt(v.Key, "unknown key "+clip(key)+"; expected version and profiles")
		}
		if trouble != nil {
			return nil, trouble
		}
		seen[key] = true
	}
	return list, nil
}

func readItems(v *ast.MappingValueNode) ([]model.Profile, *problem) {
	items, ok := v.Value.(*ast.SequenceNode)
	if !ok {
		return nil, problemOfValue(v, "profiles: expected a list of profiles, found "+found(v.Value))
	}
	list := make([]model.Profile, 0, len(items.Values))
	for _, item := range items.Values {
		m, ok := item.(*ast.MappingNode)
		if !ok {
			return nil, problemAt(item, "expected the settings of a profile, found "+found(item))
		}
		p, trouble := readOne(m, itemStart(m))
		if trouble != nil {
			return nil, trouble
		}
		list = append(list, p)
	}
	return list, nil
}

// itemStart is where an item of the list begins.
func itemStart(m *ast.MappingNode) problem {
	at := m.GetToken().Position
	if len(m.Values) > 0 && !m.IsFlowStyle {
		at = m.Values[0].Key.GetToken().Position
	}
	return problem{line: at.Line, column: at.Column}
}
