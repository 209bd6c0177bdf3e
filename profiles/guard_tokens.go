package profiles

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// checkTokens finds what the parser must not see, or what no profile needs.
// The tokenizer is linear, so this is cheap even for a hostile file.
func checkTokens(tokens token.Tokens, l limits) *problem {
	n := nesting{most: l.depth, open: make([]level, 1, 8)}
	ended := false
	var last *token.Token // before t, comments aside
	for i, t := range tokens {
		if i == l.tokens {
			return tokenProblem(t, fmt.Sprintf("the file goes on for too long; expected the few settings of %s", one(l.what)))
		}
		if t.Type == token.CommentType {
			continue
		}
		if ended || t.Type == token.DocumentHeaderType && last != nil {
			return tokenProblem(t, fmt.Sprintf("a second document begins here; expected one %s a file", l.what))
		}
		if m := refused(t); m != "" {
			return tokenProblem(t, m)
		}
		if p := n.add(t, last); p != nil {
			return p
		}
		ended = t.Type == token.DocumentEndType
		last = t
	}
	return nil
}

func tokenProblem(t *token.Token, message string) *problem {
	return &problem{t.Position.Line, t.Position.Column, message}
}

// refused says why no file needs a token.
func refused(t *token.Token) string {
	switch t.Type {
	case token.AliasType:
		return `an alias (*) is not allowed; for the text "*" write it in quotes`
	case token.AnchorType:
		return `an anchor (&) is not allowed; for text that begins with & use quotes`
	case token.TagType:
		return "a tag (!) is not allowed; for text that begins with ! use quotes"
	case token.DirectiveType:
		return "a directive (%) is not allowed"
	case token.MappingKeyType:
		return "a long key (?) is not allowed; for text that begins with ? use quotes"
	}
	return ""
}

// nesting follows how deep collections are within each other, and finds what
// makes the parser slow in them.
type nesting struct {
	most    int     // levels
	open    []level // the first is the document
	nothing int     // keys without a value
}

// level is an open collection.
type level struct {
	flow    bool // in brackets
	mapping bool // of these, braces
	column  int  // of the others: where it begins
	keys    int  // so far, if it is a mapping
	colons  int  // in brackets: since the last comma
}

func (n *nesting) top() *level { return &n.open[len(n.open)-1] }

// add adds a token, and the one before it.
func (n *nesting) add(t, last *token.Token) *problem {
	top := n.top()
	if last != nil && top.isNothing(t, last) {
		if n.nothing++; n.nothing > maxNothing {
			return tokenProblem(last, "these are too many keys without a value")
		}
	}
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.open = append(n.open, level{flow: true, mapping: t.Type == token.MappingStartType})
	case token.SequenceEndType, token.MappingEndType:
		if top.flow {
			n.open = n.open[:len(n.open)-1]
		}
	case token.CollectEntryType:
		if top.colons = 0; top.mapping {
			top.keys++
		}
	case token.SequenceEntryType:
		if top.flow {
			return tokenProblem(t, "- cannot stand in brackets; expected commas between what is in them")
		}
		if last != nil && last.Type == t.Type && last.Position.Column == t.Position.Column {
			return tokenProblem(last, "nothing follows this -")
		}
		n.block(t.Position.Column, 0)
	case token.MappingValueType:
		if p := n.colon(t, last); p != nil {
			return p
		}
	}
	switch {
	case len(n.open)-1 > n.most:
		return tokenProblem(t, fmt.Sprintf("the nesting is deeper than %d", n.most))
	case n.top().keys > maxKeys:
		return tokenProblem(t, "these are too many keys for one mapping")
	}
	return nil
}

// colon adds a colon, and the key before it.
func (n *nesting) colon(t, last *token.Token) *problem {
	if last != nil && len(last.Value) > maxKeyLength {
		return tokenProblem(last, "unknown key "+clip(last.Value)+"; no key is so long")
	}
	top := n.top()
	if top.colons++; top.flow && top.colons > 1 {
		return tokenProblem(t, "expected a comma before this key")
	}
	if last != nil && last.Position.Line == t.Position.Line {
		t = last
	}
	n.block(t.Position.Column, 1)
	return nil
}

// isNothing says whether t ends a key without a value, and what is before it.
func (l *level) isNothing(t, last *token.Token) bool {
	colon := last.Type == token.MappingValueType
	if !l.flow {
		at := t.Position
		return colon && at.Line > last.Position.Line && (at.Column < l.column || at.Column == l.column && t.Type != token.SequenceEntryType)
	}
	switch t.Type {
	case token.CollectEntryType, token.MappingEndType, token.SequenceEndType:
		alone := l.mapping && l.colons == 0 && last.Type != token.CollectEntryType && last.Type != token.MappingStartType
		return colon || alone
	}
	return false
}

// block begins a collection without brackets, or goes on with one that is open.
func (n *nesting) block(column, keys int) {
	if n.top().flow {
		return
	}
	for n.top().column > column {
		n.open = n.open[:len(n.open)-1]
	}
	if n.top().column < column {
		n.open = append(n.open, level{column: column})
	}
	n.top().keys += keys
}
