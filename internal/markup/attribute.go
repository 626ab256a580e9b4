package markup

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// span is a text in brackets with an id behind it, [text]{#id}: a place to lead to.
type span struct {
	ast.BaseInline
	name, id string
}

var kindSpan = ast.NewNodeKind("Span")

func (n *span) Kind() ast.NodeKind { return kindSpan }

func (n *span) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Name": n.name}, nil)
}

// attributeParser reads {key=value #id .class} right behind an image or a text in brackets.
type attributeParser struct{}

func (attributeParser) Trigger() []byte { return []byte{'{'} }

var (
	braces    = regexp.MustCompile(`^\{(?:[ \t]*(?:[#.][\pL\pN_:.-]+|[a-z][a-z-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]+)))+[ \t]*\}`)
	inBraces  = regexp.MustCompile(`#([^\s{}.#]+)|\.[^\s{}.#]+|([a-z-]+)=("[^"]*"|'[^']*'|[^\s{}]+)`)
	quoteMark = `"'`
)

func (attributeParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	found := braces.Find(line)
	if found == nil {
		return nil
	}
	image, ok := parent.LastChild().(*ast.Image)
	if !ok {
		return bracketed(parent, block, found)
	}
	for _, match := range inBraces.FindAllSubmatch(found, -1) {
		if len(match[2]) > 0 {
			image.SetAttribute(match[2], bytes.Trim(match[3], quoteMark))
		}
	}
	block.Advance(len(found))
	return newSafeHTML("")
}

// bracketed makes a span of the text in brackets that ends where the braces begin, or returns nil.
func bracketed(parent ast.Node, block text.Reader, braces []byte) ast.Node {
	match := inBraces.FindSubmatch(braces)
	last, ok := parent.LastChild().(*ast.Text)
	if !ok || len(match[1]) == 0 || !bytes.HasSuffix(last.Segment.Value(block.Source()), []byte("]")) {
		return nil
	}
	opening := last
	for within := len("]"); ; within = 0 {
		value := opening.Segment.Value(block.Source())
		if within == 0 && bytes.HasSuffix(value, []byte("[")) {
			break
		}
		if bytes.ContainsAny(value[:len(value)-within], "[]") { // these brackets are not a pair
			return nil
		}
		if opening, ok = opening.PreviousSibling().(*ast.Text); !ok || opening.SoftLineBreak() {
			return nil
		}
	}
	last.Segment.Stop--
	n := &span{name: string(match[1])}
	n.SetPos(opening.Segment.Stop - 1)
	for c := opening.NextSibling(); c != nil; c = opening.NextSibling() {
		parent.RemoveChild(parent, c)
		n.AppendChild(n, c)
	}
	if opening.Segment.Stop--; opening.Segment.Len() == 0 {
		parent.RemoveChild(parent, opening)
	}
	block.Advance(len(braces))
	return n
}

// span gives a span its id, which another place may have already.
func (p *pass) span(n *span, in place) {
	n.id = p.give(n.name, p.lines.at(n.Pos()))
	p.children(n, in.inline())
}

func renderSpan(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*span)
	switch {
	case n.id == "":
	case entering:
		write(w, `<span id="`, n.id, `">`)
	default:
		write(w, "</span>")
	}
	return ast.WalkContinue, nil
}

// attribute returns a node's attribute as text, whatever goldmark read it as, or "".
func attribute(n ast.Node, name string) string {
	value, ok := n.AttributeString(name)
	if !ok {
		return ""
	}
	switch value := value.(type) {
	case []byte:
		return strings.TrimSpace(string(value))
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return ""
	}
}
