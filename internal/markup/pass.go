package markup

import (
	"sort"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// pass is one rendering: what the parsers note while they read, and the one walk over the finished tree that
// resolves addresses, makes raw HTML safe, orders headings and collects the text. After it, the tree's nodes carry all that their
// renderers write, so that renderers know nothing of a rendering and serve all of them at once.
type pass struct {
	o      Options
	source []byte
	lines  lineTable
	doc    *Document
	text   plain

	outline outline
	ids     identifiers
	titled  bool // the title has been found
	tables  int
	tooDeep bool
}

var passKey = parser.NewContextKey()

func newPass(source []byte, o Options, doc *Document) *pass {
	p := &pass{o: o, source: source, doc: doc, lines: newLineTable(source, max(o.FirstLine, 1))}
	p.text.text = make([]byte, 0, len(source))
	p.ids = identifiers{prefix: o.Prefix, taken: map[string]bool{}, next: map[string]int{}}
	return p
}

// passOf returns the pass to which a parser's context belongs.
func passOf(pc parser.Context) *pass { return pc.Get(passKey).(*pass) }

// walker starts the walk when goldmark's own transformers are done.
type walker struct{}

func (walker) Transform(root *ast.Document, _ text.Reader, pc parser.Context) {
	p := passOf(pc)
	if p.o.Prefix != "" {
		root.SetAttributeString("prefix", p.o.Prefix)
	}
	p.children(root, place{flow: true})
	p.nameHeadings()
	p.checkAnchors()
	p.doc.Text = string(p.text.text)
	p.doc.Words = countWords(p.doc.Text)
	sort.SliceStable(p.doc.Findings, func(i, j int) bool { return p.doc.Findings[i].Line < p.doc.Findings[j].Line })
	sort.SliceStable(p.doc.References, func(i, j int) bool { return p.doc.References[i].Line < p.doc.References[j].Line })
}

// place says what may stand where the walk is.
type place struct {
	flow  bool // blocks, not only text and what belongs into it
	link  bool // within a link: nothing else that can be clicked
	depth int
}

// inline is a place within a paragraph or its like.
func (in place) inline() place { in.flow = false; return in }

// maxDepth bounds how deep nodes nest; what lies deeper is dropped. Browsers stop at 512 elements.
const maxDepth = 100

// children walks the children of a node and gives raw HTML among them one open-element stack, so that whatever it opens is
// closed before its parent is.
func (p *pass) children(parent ast.Node, in place) {
	if in.depth++; in.depth > maxDepth {
		p.drop(parent)
		return
	}
	var raw *rawStack
	for c := parent.FirstChild(); c != nil; {
		if c.Kind() == kindDirective {
			c.(*directive).release()
		}
		next := c.NextSibling()
		switch {
		case c.Kind() == ast.KindLinkReferenceDefinition:
		case isRaw(c):
			if raw == nil {
				raw = &rawStack{p: p, in: in, root: parent.Kind() == ast.KindDocument}
			}
			raw.take(parent, c)
		case raw == nil:
			p.node(c, in)
		case raw.skipping != "" || raw.inFilm() && c.Type() == ast.TypeInline:
			parent.RemoveChild(parent, c)
		default:
			raw.makeRoom(parent, c)
			p.node(c, place{in.flow, in.link || raw.within("a"), in.depth + len(raw.open)})
		}
		c = next
	}
	if raw != nil {
		raw.end(parent)
	}
}

// drop empties a node that lies too deep, noting it once.
func (p *pass) drop(n ast.Node) {
	if !p.tooDeep {
		p.tooDeep = true
		p.found(n.Pos(), Error, codeTooDeep)
	}
	n.RemoveChildren(n)
}

// node walks one node, which may replace or remove itself.
func (p *pass) node(n ast.Node, in place) {
	switch n := n.(type) {
	case *ast.Text:
		p.run(n)
	case *ast.String:
		p.text.add(n.Value)
	case *ast.CodeSpan:
		p.codeSpan(n)
	case *ast.Link:
		p.link(n, in)
	case *ast.AutoLink:
		p.autoLink(n, in)
	case *ast.Image:
		p.image(n, in)
	case *span:
		p.span(n, in)
	case *formula:
		p.formula(n)
	case *east.FootnoteLink:
		p.footnoteLink(n, in)
	case *east.FootnoteBacklink:
		n.SetAttributeString("label", p.label("footnote_back"))
	case *east.TaskCheckBox:
		p.task(n)
	default:
		if n.Type() == ast.TypeInline {
			p.children(n, in.inline())
			return
		}
		p.block(n, in)
	}
}

// block walks one block.
func (p *pass) block(n ast.Node, in place) {
	if n.Kind() == east.KindTableCell {
		p.children(n, in.withFlow())
		p.text.tab()
		return
	}
	p.text.end(1)
	switch n := n.(type) {
	case *ast.Paragraph:
		p.paragraph(n, in)
		p.text.end(2)
	case *ast.TextBlock:
		_, term := n.Parent().(*east.DefinitionTerm)
		p.children(n, place{!term, in.link, in.depth})
	case *ast.Heading:
		p.heading(n, in)
		p.text.end(2)
	case *ast.CodeBlock:
		p.codeLines(n)
	case *ast.FencedCodeBlock:
		p.fenced(n)
	case *ast.Blockquote:
		p.quote(n, in)
	case *directive:
		p.directive(n, in)
	case *east.Table:
		p.table(n, in)
	case *east.TableRow, *east.TableHeader, *east.DefinitionTerm:
		p.children(n, in.inline())
	case *east.FootnoteList:
		n.SetAttributeString("label", p.label("footnotes"))
		p.children(n, in)
	case *formulaBlock:
		p.formulaBlock(n)
		p.text.end(2)
	default:
		p.children(n, in.withFlow())
	}
	p.text.end(1)
}

func (in place) withFlow() place { in.flow = true; return in }

// run adds one run of text.
func (p *pass) run(n *ast.Text) {
	value := n.Segment.Value(p.source)
	if !n.IsRaw() {
		value = decode(value)
	}
	p.text.add(value)
	if n.HardLineBreak() {
		p.text.end(1)
	} else if n.SoftLineBreak() {
		p.text.space = true
	}
}
