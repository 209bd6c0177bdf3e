package main

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	maxFile     = 400 // lines
	maxFunction = 60
)

// source is one parsed Go file.
type source struct {
	path string // with slashes: "ui/theme/theme.go"
	test bool
	set  *token.FileSet
	file *ast.File
	text []byte
}

func (s source) dir() string { return path.Dir(s.path) }

func (s source) imports() []string {
	var all []string
	for _, i := range s.file.Imports {
		name, _ := strconv.Unquote(i.Path.Value)
		all = append(all, name)
	}
	return all
}

func (s source) line(p token.Pos) int { return s.set.Position(p).Line }

// sources parses every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		s := source{path: name, test: strings.HasSuffix(name, "_test.go"), set: token.NewFileSet(), text: text}
		if s.file, err = parser.ParseFile(s.set, name, text, parser.SkipObjectResolution|parser.ParseComments); err != nil {
			return err
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files found: the walk is wrong", len(all))
	}
	return all
}

// anyOf makes a rule of import paths; one that ends in / stands for all below.
func anyOf(paths ...string) func(string) bool {
	return func(imported string) bool {
		return slices.ContainsFunc(paths, func(p string) bool {
			return imported == p || strings.HasSuffix(p, "/") && strings.HasPrefix(imported, p)
		})
	}
}

func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && first != "tcpdeck"
}

// forbidden says why a folder's files must not import something.
var forbidden = []struct {
	why  string
	in   func(dir string) bool
	what func(imported string) bool
}{
	{"model is pure: the standard library without I/O, and nothing of ours",
		anyOf("model"), func(i string) bool {
			return !standard(i) || anyOf("net", "net/http", "os", "os/", "io/fs", "syscall", "log", "log/slog", "context")(i)
		}},
	{"netio and profiles do not know each other", anyOf("netio"), anyOf("tcpdeck/profiles", "tcpdeck/ui", "tcpdeck/ui/")},
	{"netio and profiles do not know each other", anyOf("profiles"), anyOf("tcpdeck/netio", "tcpdeck/ui", "tcpdeck/ui/")},
	{"ui states what it needs as interfaces; main passes the real ones in",
		anyOf("ui", "ui/"), anyOf("tcpdeck/netio", "tcpdeck/profiles")},
	{"the commands and the deck do not know each other", anyOf("ui/cli"), anyOf("tcpdeck/ui", "tcpdeck/ui/widget")},
	{"the commands and the deck do not know each other", anyOf("ui", "ui/widget", "ui/theme", "ui/words"), anyOf("tcpdeck/ui/cli")},
	{"widgets are free of the domain", anyOf("ui/widget", "ui/theme"), anyOf("tcpdeck/model", "tcpdeck/ui", "tcpdeck/ui/words")},
	{"Charm's packages belong to ui, and to main which starts the program",
		anyOf("model", "netio", "profiles"), anyOf("charm.land/", "github.com/charmbracelet/")},
	{"sockets and x/text belong to netio",
		anyOf(".", "model", "profiles", "ui", "ui/"), anyOf("net", "net/http", "net/rpc", "golang.org/x/text/", "golang.org/x/net/")},
	{"files belong to profiles and main", anyOf("ui", "ui/"), anyOf("os", "os/exec", "path/filepath", "io/ioutil")},
	{"YAML belongs to profiles and main", anyOf("model", "netio", "ui", "ui/"), anyOf("github.com/goccy/go-yaml", "github.com/goccy/go-yaml/")},
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, imported := range s.imports() {
			for _, f := range forbidden {
				if f.in(s.dir()) && f.what(imported) {
					t.Errorf("%s imports %s: %s", s.path, imported, f.why)
				}
			}
		}
	}
}

func TestTopLevelFolders(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"model", "netio", "profiles", "screenshots", "ui", "bin"} // bin: of make build, not in git
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s is not a folder of this project", e.Name())
		}
	}
}

// TestGoStatements: ui has no goroutines of its own, except the one that reads
// standard input, which ui/cli/doc.go describes. model has none at all.
func TestGoStatements(t *testing.T) {
	const stdin = "ui/cli/traffic.go"
	found := map[string]int{}
	for _, s := range sources(t) {
		if s.test || s.dir() != "model" && s.dir() != "ui" && !strings.HasPrefix(s.dir(), "ui/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				if found[s.path]++; s.path != stdin {
					t.Errorf("%s:%d: a go statement", s.path, s.line(g.Pos()))
				}
			}
			return true
		})
	}
	if found[stdin] != 1 {
		t.Errorf("%s has %d go statements, and is documented to have one", stdin, found[stdin])
	}
}

// TestColoursAreTheThemes finds what makes a colour outside ui/theme. The
// command that makes the screenshots paints a picture of a terminal; its
// colours are not the program's.
func TestColoursAreTheThemes(t *testing.T) {
	makers := []string{"lipgloss.Color", "lipgloss.RGBColor", "lipgloss.ANSIColor", "lipgloss.LightDark", "color.RGBA", "color.NRGBA", "color.Gray"}
	for _, s := range sources(t) {
		if s.test || s.dir() == "ui/theme" || s.dir() == "screenshots" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			var made ast.Expr
			switch n := n.(type) {
			case *ast.CallExpr:
				made = n.Fun
			case *ast.CompositeLit:
				made = n.Type
			}
			if sel, ok := made.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(makers, x.Name+"."+sel.Sel.Name) {
					t.Errorf("%s:%d: %s.%s: colours are made in ui/theme", s.path, s.line(sel.Pos()), x.Name, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestSizes(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		lines := 0
		for sc := bufio.NewScanner(bytes.NewReader(s.text)); sc.Scan(); {
			lines++
		}
		if lines > maxFile {
			t.Errorf("%s has %d lines; at most %d", s.path, lines, maxFile)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := s.line(f.End()) - s.line(f.Pos()) + 1; n > maxFunction {
				t.Errorf("%s:%d: %s has %d lines; at most %d", s.path, s.line(f.Pos()), f.Name.Name, n, maxFunction)
			}
		}
	}
}

// TestEveryPackageIsDescribed: a doc.go, or a comment on the package clause.
func TestEveryPackageIsDescribed(t *testing.T) {
	described := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			described[s.dir()] = described[s.dir()] || s.file.Doc != nil
		}
	}
	for dir, ok := range described {
		if !ok {
			t.Errorf("%s: no file says what the package is for", dir)
		}
	}
}
