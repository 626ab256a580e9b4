package quizzes

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// settings reads the front matter. What it does not understand is reported and leaves the default.
func (r *markdownReader) settings(front []byte) {
	if len(front) == 0 {
		return
	}
	file, err := parser.ParseBytes(front, 0)
	if err != nil || len(file.Docs) == 0 {
		r.fail(1, "quiz.front_matter")
		return
	}
	var pairs []*ast.MappingValueNode
	switch body := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		pairs = body.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{body}
	case nil, *ast.CommentGroupNode:
	default:
		r.fail(1, "quiz.front_matter")
	}
	for _, pair := range pairs {
		token := pair.Key.GetToken()
		at := token.Position.Line + 1 // the front matter's own first line stands before the YAML
		value, ok := scalar(pair.Value)
		if !ok {
			r.fail(at, "quiz.bad_value", "name", token.Value, "value", "")
			continue
		}
		found, known := r.quiz.Set(at, token.Value, value)
		if !known {
			r.warn(at, "quiz.unknown_setting", "name", token.Value)
		}
		r.add(found)
	}
}

func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case nil:
		return "", false
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), true
	case *ast.NullNode:
		return "", true
	case ast.ScalarNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}
