package courses

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// item is one entry of a list, and its line.
type item struct {
	text   string
	line   int
	fields *fields // where the entry is a mapping
}

// list reads a list of texts or mappings. A single text is a list of one.
func (f *fields) list(name string) []item {
	node, line := f.ask(name)
	if node == nil {
		return nil
	}
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		if text, ok := scalarOf(node); ok && text != "" {
			return []item{{text: text, line: line}}
		}
		f.fail(line, "front.not_a_list", "field", name)
		return nil
	}
	if len(sequence.Values) > maxList {
		f.fail(line, "front.list_too_long", "field", name, "limit", maxList)
		return nil
	}
	var items []item
	for _, value := range sequence.Values {
		if entry, ok := f.entry(value); ok {
			items = append(items, entry)
		} else {
			f.fail(line, "front.not_a_list_entry", "field", name)
		}
	}
	return items
}

// entry reads one entry of a list.
func (f *fields) entry(node ast.Node) (item, bool) {
	if node == nil || node.GetToken() == nil {
		return item{}, false
	}
	line := f.offset + node.GetToken().Position.Line
	if pairs, ok := pairsOf(node); ok {
		inner := f.inner(pairs)
		return item{line: inner.line, fields: inner}, len(inner.order) > 0
	}
	text, ok := scalarOf(node)
	return item{text: strings.Join(strings.Fields(text), " "), line: line}, ok && text != ""
}

// mapping reads the field as a mapping; nil where it is not said or is none.
func (f *fields) mapping(name string) *fields {
	node, line := f.ask(name)
	if node == nil {
		return nil
	}
	pairs, ok := pairsOf(node)
	if !ok {
		f.fail(line, "front.not_a_mapping_field", "field", name)
		return nil
	}
	return f.inner(pairs)
}

func (f *fields) inner(pairs []*ast.MappingValueNode) *fields {
	inner := &fields{path: f.path, offset: f.offset, report: f.report}
	inner.fill(pairs)
	if len(inner.order) > 0 {
		inner.line = inner.lines[inner.order[0]]
	}
	return inner
}

// scalarOf is the text of a single value. Anchors and aliases are none: front matter needs no repetition.
func scalarOf(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.LiteralNode:
		if n.Value == nil {
			return "", true
		}
		return strings.TrimSpace(n.Value.Value), true
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), true
	case *ast.NullNode, *ast.AliasNode, *ast.AnchorNode, *ast.TagNode:
		return "", false
	case ast.ScalarNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}
