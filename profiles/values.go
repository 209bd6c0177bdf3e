package profiles

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

func asText(v ast.Node) (string, bool) {
	switch n := v.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	}
	return "", false
}

func asNumber(v ast.Node) (int, bool) {
	n, ok := v.(*ast.IntegerNode)
	if !ok {
		return 0, false
	}
	switch i := n.Value.(type) {
	case int64:
		return int(i), int64(int(i)) == i
	case uint64:
		return int(i), i < 1<<31
	}
	return 0, false
}

// readText makes a reader of a text, which says what was expected where there
// is none. readNumber and readSwitch are alike.
func readText[T any](at func(*T) *string) func(*T, ast.Node) string {
	return func(to *T, v ast.Node) string {
		s, ok := asText(v)
		if !ok {
			return expectedText(v)
		}
		*at(to) = s
		return ""
	}
}

func readNumber[T any](what string, at func(*T) *int) func(*T, ast.Node) string {
	return func(to *T, v ast.Node) string {
		n, ok := asNumber(v)
		if !ok {
			return fmt.Sprintf("expected %s, found %s", what, found(v))
		}
		*at(to) = n
		return ""
	}
}

func readSwitch[T any](at func(*T) *bool) func(*T, ast.Node) string {
	return func(to *T, v ast.Node) string {
		b, ok := v.(*ast.BoolNode)
		if !ok {
			return "expected true or false, found " + found(v)
		}
		*at(to) = b.Value
		return ""
	}
}

// isNumeral says whether v is a number. The parser takes 1e9 for text.
func isNumeral(v ast.Node) bool {
	switch n := v.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return true
	case *ast.StringNode:
		_, err := strconv.ParseFloat(n.Value, 64)
		return n.Token.Type == token.StringType && !errors.Is(err, strconv.ErrSyntax)
	}
	return false
}

// found names a value of the wrong kind.
func found(v ast.Node) string {
	switch n := v.(type) {
	case *ast.NullNode:
		return "nothing"
	case *ast.StringNode:
		return "the text " + clip(n.Value)
	case *ast.LiteralNode:
		return "a block of text"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.BoolNode:
		return n.GetToken().Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "the number " + clipped(n.GetToken().Value)
	}
	return "something else"
}

func expectedText(v ast.Node) string {
	if _, null := v.(*ast.NullNode); null {
		return `expected text, found nothing; for the default leave the line out, for an empty text write ""`
	}
	m := "expected text, found " + found(v)
	if _, scalar := v.(ast.ScalarNode); scalar {
		m += `; put it in quotes: "` + clipped(v.GetToken().Value) + `"`
	}
	return m
}

// clip quotes text from a file for a message.
func clip(s string) string { return strconv.Quote(clipped(s)) }

func clipped(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

func keyText(v *ast.MappingValueNode) string {
	if s, ok := v.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return v.Key.GetToken().Value
}

// quote writes s as a YAML scalar on one line, in quotes only where every
// reader would not take it for itself.
func quote(s string) string {
	if isPlain(s) {
		return s
	}
	return inQuotes(s)
}

// quoteInside is quote for a scalar in brackets, where a colon may end one.
func quoteInside(s string) string {
	if isPlain(s) && (!strings.Contains(s, ":") || isItem(s)) {
		return s
	}
	return inQuotes(s)
}

// lessRun is how many < may stand in a row in what is written, see work.
const lessRun = 250

var tooManyLess = strings.Repeat("<", lessRun+1)

func inQuotes(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	less := 0 // so far in a row
	for _, r := range s {
		if less++; r != '<' || less > lessRun {
			less = 0
		}
		switch {
		case r == '<' && less == 0:
			b.WriteString(`\u003c`)
		case r == '"', r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == ' ' || r != 0xFEFF && unicode.IsGraphic(r) && !unicode.IsSpace(r):
			b.WriteRune(r)
		case r <= 0xffff:
			b.WriteString(`\u` + hexDigits(r, 4))
		default:
			b.WriteString(`\U` + hexDigits(r, 8))
		}
	}
	b.WriteByte('"')
	return b.String()
}

func hexDigits(r rune, digits int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", max(0, digits-len(s))) + s
}

// isPlain says whether s, without quotes, is read back as the text s, inside
// brackets too.
func isPlain(s string) bool {
	if s == "" || strings.TrimSpace(s) != s || strings.ContainsAny(s, ",[]{}#\"'\\&*!|>%@`?") || strings.Contains(s, tooManyLess) {
		return false
	}
	for _, r := range s {
		if r != ' ' && (unicode.IsSpace(r) || !unicode.IsGraphic(r)) {
			return false
		}
	}
	switch strings.ToLower(s) { // YAML 1.1 reads these as something else
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~":
		return false
	}
	m, ok := parseText("k: " + s + "\n").(*ast.MappingNode)
	if !ok || len(m.Values) != 1 {
		return false
	}
	v, ok := m.Values[0].Value.(*ast.StringNode)
	return ok && v.Value == s
}

// isItem says whether s, without quotes, is read back as the text s in a list
// within braces.
func isItem(s string) bool {
	m, ok := parseText("{k: [" + s + "]}\n").(*ast.MappingNode)
	if !ok || len(m.Values) != 1 {
		return false
	}
	l, ok := m.Values[0].Value.(*ast.SequenceNode)
	if !ok || len(l.Values) != 1 {
		return false
	}
	v, ok := l.Values[0].(*ast.StringNode)
	return ok && v.Value == s
}

// parseText parses a short text; nil: it is no single document.
func parseText(s string) ast.Node {
	f, err := parser.Parse(lexer.Tokenize(s), 0)
	if err != nil || len(f.Docs) != 1 {
		return nil
	}
	return f.Docs[0].Body
}
