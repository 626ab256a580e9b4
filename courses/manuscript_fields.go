package courses

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"aula/internal/markup"
)

const (
	maxFront = 64 << 10 // bytes of a front matter
	maxList  = 500      // entries of one list in it
	maxField = 300      // characters of a short text, as the database keeps them
)

// fields reads one front matter, or one mapping within it. What it cannot read it reports and takes as not said.
type fields struct {
	path   string
	line   int // of the mapping's first field
	offset int // from the YAML's lines to the file's
	values map[string]ast.Node
	lines  map[string]int
	order  []string
	asked  map[string]bool
	report func(Finding)
}

// readFields parses a front matter. yamlLine is the line of the file at which the YAML begins.
func readFields(source []byte, path string, yamlLine int, report func(Finding)) *fields {
	f := &fields{path: path, line: 1, offset: yamlLine - 1, report: report}
	f.fill(nil)
	if len(source) > maxFront {
		f.fail(1, "front.too_long", "limit", maxFront>>10)
		return f
	}
	body, err := parseYAML(source)
	if err != nil {
		f.fail(yamlLine+faultLine(err)-1, "front.syntax")
		return f
	}
	switch node := body.(type) {
	case nil, *ast.CommentGroupNode, *ast.NullNode:
	default:
		if pairs, ok := pairsOf(node); ok {
			f.fill(pairs)
		} else {
			f.fail(yamlLine, "front.not_a_mapping")
		}
	}
	return f
}

// parseYAML returns the one document's body. The parser is not ours, so its panics become errors.
func parseYAML(source []byte) (body ast.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("yaml parser panicked")
		}
	}()
	file, err := parser.ParseBytes(source, 0, parser.AllowDuplicateMapKey())
	if err != nil || len(file.Docs) == 0 {
		return nil, err
	}
	if len(file.Docs) > 1 {
		return nil, errors.New("more than one document")
	}
	return file.Docs[0].Body, nil
}

func faultLine(err error) int {
	var fault yaml.Error
	if errors.As(err, &fault) && fault.GetToken() != nil && fault.GetToken().Position != nil {
		return max(1, fault.GetToken().Position.Line)
	}
	return 1
}

func pairsOf(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// fill keeps the pairs.
func (f *fields) fill(pairs []*ast.MappingValueNode) {
	f.values, f.lines, f.asked = map[string]ast.Node{}, map[string]int{}, map[string]bool{}
	for _, pair := range pairs {
		if pair == nil || pair.Key == nil || pair.Key.GetToken() == nil {
			continue
		}
		token := pair.Key.GetToken()
		name, line := token.Value, f.offset+token.Position.Line
		if _, twice := f.values[name]; twice {
			f.fail(line, "front.twice", "field", name)
			continue
		}
		f.values[name], f.lines[name] = pair.Value, line
		f.order = append(f.order, name)
	}
}

func (f *fields) fail(line int, code string, values ...any) {
	f.report(finding(markup.Error, code, f.path, line, values...))
}

func (f *fields) warn(line int, code string, values ...any) {
	f.report(finding(markup.Warning, code, f.path, line, values...))
}

// ask returns the field's value, nil where it is not said, and its line.
func (f *fields) ask(name string) (ast.Node, int) {
	f.asked[name] = true
	node := f.values[name]
	if _, null := node.(*ast.NullNode); null {
		return nil, f.lines[name]
	}
	return node, f.lines[name]
}

// has tells whether the front matter says the field.
func (f *fields) has(name string) bool {
	node, _ := f.ask(name)
	return node != nil
}

// unknown reports the fields that nobody asked for.
func (f *fields) unknown(s markup.Severity, known ...string) {
	for _, name := range f.order {
		if !f.asked[name] && !slices.Contains(known, name) {
			f.report(finding(s, "front.unknown", f.path, f.lines[name], "field", printable(name)))
		}
	}
}

// text reads a text on one line, at most limit characters of it.
func (f *fields) text(name string, limit int) string {
	node, line := f.ask(name)
	if node == nil {
		return ""
	}
	value, ok := scalarOf(node)
	if !ok {
		f.fail(line, "front.not_a_text", "field", name)
		return ""
	}
	value = strings.Join(strings.Fields(value), " ")
	if runes := []rune(value); len(runes) > limit {
		f.warn(line, "front.text_too_long", "field", name, "limit", limit)
		value = string(runes[:limit])
	}
	return value
}

// number reads a number from low to high, with a decimal point or a decimal comma; 0 where it is not said.
func (f *fields) number(name string, low, high float64) float64 {
	node, line := f.ask(name)
	if node == nil {
		return 0
	}
	value, ok := scalarOf(node)
	n, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
	switch {
	case !ok || err != nil || math.IsNaN(n):
		f.fail(line, "front.not_a_number", "field", name)
	case n < low || n > high:
		f.fail(line, "front.number_range", "field", name, "low", low, "high", high)
	default:
		return n
	}
	return 0
}

// whole reads a number without decimals.
func (f *fields) whole(name string, low, high int) int {
	n := f.number(name, float64(low), float64(high))
	if n != math.Trunc(n) {
		f.fail(f.lines[name], "front.not_whole", "field", name)
		return 0
	}
	return int(n)
}

// yes reads a truth value; false where it is not said.
func (f *fields) yes(name string) bool {
	node, line := f.ask(name)
	if node == nil {
		return false
	}
	value, _ := scalarOf(node)
	switch strings.ToLower(value) {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	f.fail(line, "front.not_a_truth", "field", name)
	return false
}
