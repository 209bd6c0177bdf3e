package profiles

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"tcpdeck/model"
)

// bundle says what a bundle holds: version: 1, and below its key a list of
// mappings with the keys of a file each, the id included.
type bundle[T any] struct {
	key    string
	noun   string // what one of them is
	limits limits
	render func(T) []byte
	// read reads the settings of one; missing is where they begin.
	read func(root *ast.MappingNode, missing problem) (T, *problem)
}

func bundleLimits(what string, depth int) limits {
	return limits{signs: 512 << 10, lines: true, tokens: 1 << 20, depth: depth, what: what}
}

var profileBundle = bundle[model.Profile]{
	key: "profiles", noun: "profile", limits: bundleLimits("bundle of profiles", maxNesting), render: render,
	read: func(root *ast.MappingNode, missing problem) (model.Profile, *problem) {
		d := document{root: root, profile: model.NewProfile(), missing: missing}
		trouble := d.settings()
		return d.profile, trouble
	},
}

var interactionBundle = bundle[model.Interaction]{
	key: "interactions", noun: "interaction", limits: bundleLimits("bundle of interactions", interactionLimits.depth+2), render: renderInteraction,
	read: func(root *ast.MappingNode, missing problem) (model.Interaction, *problem) {
		d := interactionDocument{root: root, interaction: model.NewInteraction(), missing: missing}
		trouble := d.settings()
		return d.interaction, trouble
	},
}

// Bundle writes profiles as one YAML file: version: 1, and below profiles: a
// list of mappings with the keys of a profile's file, the id included.
func Bundle(list []model.Profile) []byte { return profileBundle.text(list) }

// BundleInteractions writes interactions as one YAML file: version: 1, and below
// interactions: a list of mappings with the keys of an interaction's file, the
// id included.
func BundleInteractions(list []model.Interaction) []byte { return interactionBundle.text(list) }

func (k bundle[T]) text(list []T) []byte {
	if len(list) == 0 {
		return []byte("version: 1\n" + k.key + ": []\n")
	}
	var b bytes.Buffer
	b.WriteString("version: 1\n" + k.key + ":\n")
	for _, v := range list {
		lead := "  - "
		for line := range strings.Lines(string(k.render(v))) {
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
	if len(data) <= model.MaxImportSize && (strings.EqualFold(filepath.Ext(file), ".ini") || hasPackets(data)) {
		return readPackets(file, data)
	}
	list, err := profileBundle.readFile(file, data)
	return model.Imported{Profiles: list}, err
}

// ReadInteractions reads a file to be imported: a bundle of interactions or an
// interaction's file. An interaction without an id of its own has none. file is
// how messages name it. Whatever is wrong with it comes as a *model.FileError,
// and nothing of it is returned then.
func ReadInteractions(file string, data []byte) ([]model.Interaction, error) {
	return interactionBundle.readFile(file, data)
}

func (k bundle[T]) readFile(file string, data []byte) ([]T, error) {
	if len(data) > model.MaxImportSize {
		return nil, &model.FileError{File: file, Message: fmt.Sprintf("it is longer than %d MiB", model.MaxImportSize>>20)}
	}
	list, trouble := k.parse(data)
	if trouble != nil {
		return nil, &model.FileError{File: file, Line: trouble.line, Column: trouble.column, Message: trouble.message}
	}
	return list, nil
}

func (k bundle[T]) parse(data []byte) (list []T, trouble *problem) {
	defer containParser(&trouble)
	root, trouble := parseRoot(data, k.limits)
	if trouble != nil {
		return nil, trouble
	}
	for _, v := range root.Values {
		if keyText(v) == k.key {
			return k.readList(root)
		}
	}
	got, trouble := k.read(root, problem{})
	return []T{got}, trouble
}

// readList reads the keys of a bundle.
func (k bundle[T]) readList(root *ast.MappingNode) ([]T, *problem) {
	var list []T
	seen := map[string]bool{}
	for _, v := range root.Values {
		key := keyText(v)
		var trouble *problem
		switch {
		case seen[key]:
			trouble = problemAt(v.Key, key+" stands twice")
		case key == "version":
			if m := checkVersion(v.Value); m != "" {
				trouble = problemOfValue(v, "version: "+m)
			}
		case key == k.key:
			list, trouble = k.readItems(v)
		default:
			trouble = problemAt(v.Key, "unknown key "+clip(key)+"; expected version and "+k.key)
		}
		if trouble != nil {
			return nil, trouble
		}
		seen[key] = true
	}
	return list, nil
}

func (k bundle[T]) readItems(v *ast.MappingValueNode) ([]T, *problem) {
	items, ok := v.Value.(*ast.SequenceNode)
	if !ok {
		return nil, problemOfValue(v, k.key+": expected a list of "+k.key+", found "+found(v.Value))
	}
	list := make([]T, 0, len(items.Values))
	for _, item := range items.Values {
		m, ok := item.(*ast.MappingNode)
		if !ok {
			return nil, problemAt(item, "expected the settings of "+one(k.noun)+", found "+found(item))
		}
		got, trouble := k.read(m, itemStart(m))
		if trouble != nil {
			return nil, trouble
		}
		list = append(list, got)
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
