package quizzes

import (
	"math"
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
		r.setting(at, token.Value, value)
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

func (r *markdownReader) setting(line int, name, value string) {
	s := &r.quiz.Settings
	switch name {
	case "title":
		r.quiz.Title = value
	case "id":
		r.named(line, name, value, &r.quiz.Key)
	case "slug":
		r.named(line, name, value, &r.quiz.Slug)
	case "pass":
		if x, ok := r.number(line, name, strings.TrimSpace(strings.TrimSuffix(value, "%")), 0, 100); ok {
			s.Pass = x
		}
	case "attempts":
		r.whole(line, name, value, maxAttempts, &s.Attempts)
	case "draw":
		r.whole(line, name, value, maxQuestions, &s.Draw)
	case "time_limit":
		r.whole(line, name, value, maxTimeLimit, &s.TimeLimit)
	case "shuffle":
		r.shuffle(line, value)
	case "feedback":
		r.feedback(line, value)
	default:
		r.warn(line, "quiz.unknown_setting", "name", name)
	}
}

func (r *markdownReader) named(line int, name, value string, into *string) {
	if !validKey(value) {
		r.fail(line, "quiz.bad_value", "name", name, "value", value)
		return
	}
	*into = value
}

func (r *markdownReader) whole(line int, name, value string, high int, into *int) {
	x, ok := r.number(line, name, value, 0, float64(high))
	if ok && x != math.Trunc(x) {
		r.fail(line, "quiz.bad_number", "name", name, "value", value, "low", 0, "high", high)
		return
	}
	if ok {
		*into = int(x)
	}
}

func (r *markdownReader) shuffle(line int, value string) {
	s := &r.quiz.Settings
	switch strings.ToLower(value) {
	case "questions":
		s.ShuffleQuestions = true
	case "options":
		s.ShuffleOptions = true
	default:
		both := r.truth(line, "shuffle", value, false)
		s.ShuffleQuestions, s.ShuffleOptions = both, both
	}
}

func (r *markdownReader) feedback(line int, value string) {
	switch m := Moment(strings.ToLower(value)); m {
	case AfterSubmission, WhenPassed, Never:
		r.quiz.Settings.Feedback = m
	default:
		r.fail(line, "quiz.bad_value", "name", "feedback", "value", value)
	}
}
