package quizzes

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

const (
	maxFront   = 64 << 10 // bytes of a front matter
	maxNesting = 4        // of lists and mappings in one another
)

// settings reads the front matter. What it does not understand is reported and leaves the default.
func (r *markdownReader) settings(front []byte) {
	if len(front) > maxFront {
		r.fail(1, "quiz.front_matter")
		return
	}
	tree, err := readYAML(front, 2) // the front matter's own first line stands before the YAML
	if err != nil {
		r.fail(1+faultLine(err), "quiz.front_matter")
		return
	}
	if tree.pairs == nil && (tree.list != nil || tree.text != "") {
		r.fail(1, "quiz.front_matter")
	}
	seen := map[string]bool{}
	for _, p := range tree.pairs {
		if seen[p.name] {
			r.fail(p.line, "quiz.setting_twice", "name", p.name)
			continue
		}
		seen[p.name] = true
		found, known := r.quiz.set(p.line, p.name, p.said)
		if !known {
			r.warn(p.line, "quiz.unknown_setting", "name", p.name)
		}
		r.add(found)
	}
}

// said is what stands behind a name: a text, a list or a mapping.
type said struct {
	line  int
	text  string
	list  []said
	pairs []namedValue
	other bool // nothing that a setting can be
}

type namedValue struct {
	name string
	said
}

func (s said) isText() bool { return s.list == nil && s.pairs == nil && !s.other }

// readYAML reads one document; first is the line of the file at which it begins. The parser is not ours, so its panics become errors.
func readYAML(source []byte, first int) (tree said, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("yaml parser panicked")
		}
	}()
	file, err := parser.ParseBytes(source, 0, parser.AllowDuplicateMapKey())
	if err != nil || len(file.Docs) == 0 {
		return said{}, err
	}
	if len(file.Docs) > 1 {
		return said{}, errors.New("more than one document")
	}
	return readNode(file.Docs[0].Body, first-1, maxNesting), nil
}

func faultLine(err error) int {
	var fault yaml.Error
	if errors.As(err, &fault) && fault.GetToken() != nil && fault.GetToken().Position != nil {
		return max(1, fault.GetToken().Position.Line)
	}
	return 1
}

func readNode(node ast.Node, offset, depth int) said {
	s := said{line: offset + 1}
	if node == nil || depth == 0 {
		s.other = depth == 0
		return s
	}
	if token := node.GetToken(); token != nil && token.Position != nil {
		s.line = offset + token.Position.Line
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		if s.pairs = readPairs(n.Values, offset, depth); len(s.pairs) > 0 {
			s.line = s.pairs[0].line // a mapping's own token is a colon
		}
	case *ast.MappingValueNode:
		s.pairs = readPairs([]*ast.MappingValueNode{n}, offset, depth)
	case *ast.SequenceNode:
		s.list = make([]said, 0, len(n.Values))
		for _, v := range n.Values {
			s.list = append(s.list, readNode(v, offset, depth-1))
		}
	case *ast.CommentGroupNode, *ast.NullNode:
	case *ast.LiteralNode:
		if n.Value != nil {
			s.text = strings.TrimSpace(n.Value.Value)
		}
	case *ast.StringNode:
		s.text = strings.TrimSpace(n.Value)
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode:
		s.other = true
	case ast.ScalarNode:
		s.text = strings.TrimSpace(n.GetToken().Value)
	default:
		s.other = true
	}
	return s
}

func readPairs(values []*ast.MappingValueNode, offset, depth int) []namedValue {
	pairs := make([]namedValue, 0, len(values))
	for _, v := range values {
		if v == nil || v.Key == nil || v.Key.GetToken() == nil {
			continue
		}
		token := v.Key.GetToken()
		p := namedValue{name: token.Value, said: readNode(v.Value, offset, depth-1)}
		p.line = offset + token.Position.Line
		pairs = append(pairs, p)
	}
	return pairs
}
