package markup

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// directive is a line ":::name …" and, for those that hold something, what follows up to ":::".
type directive struct {
	ast.BaseBlock
	name, arguments string
	closed          bool // its ":::" was seen
	ending          bool // its ":::" was seen by a block inside: it ends with the next line
	stray           bool // it is a ":::" itself
	before, after   string
}

var kindDirective = ast.NewNodeKind("Directive")

func (n *directive) Kind() ast.NodeKind { return kindDirective }

func (n *directive) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Name": n.name, "Arguments": n.arguments}, nil)
}

// single are the directives of one line.
var single = map[string]bool{"download": true, "quiz": true}

// directiveLine has a name, bare or as the first class of {.name #id}, and arguments; or neither.
var directiveLine = regexp.MustCompile(`^:::+[ \t]*(?:(?:\{[ \t]*\.)?([A-Za-z][A-Za-z0-9_-]*)[ \t]*(.*?))?[ \t]*:*[ \t]*$`)

type directiveParser struct{}

func (directiveParser) Trigger() []byte { return []byte{':'} }

func (directiveParser) CanInterruptParagraph() bool { return true }

func (directiveParser) CanAcceptIndentedLine() bool { return false }

func (directiveParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || !bytes.HasPrefix(line[at:], []byte(":::")) {
		return nil, parser.NoChildren
	}
	match := directiveLine.FindSubmatch(bytes.TrimRight(line[at:], "\n"))
	if match == nil {
		return nil, parser.NoChildren
	}
	n := &directive{name: strings.ToLower(string(match[1])), arguments: string(match[2])}
	reader.AdvanceToEOL()
	if n.name == "" {
		n.stray = true
		if outer := innermost(pc); outer != nil {
			outer.ending, outer.closed = true, true
			n.closed = true
		}
		return n, parser.NoChildren
	}
	if single[n.name] {
		n.closed = true
		return n, parser.NoChildren
	}
	return n, parser.HasChildren
}

// innermost returns the innermost open directive that waits for its ":::", or nil.
func innermost(pc parser.Context) *directive {
	open := pc.OpenedBlocks()
	for i := len(open) - 1; i >= 0; i-- {
		if d, ok := open[i].Node.(*directive); ok && !d.closed {
			return d
		}
	}
	return nil
}

func (directiveParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	n := node.(*directive)
	if n.ending || n.stray || single[n.name] {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	width, at := util.IndentWidth(line, reader.LineOffset())
	if width > 3 || at >= len(line) || !isFence(line[at:]) || innermost(pc) != n || holdsAll(pc.LastOpenedBlock().Node) {
		return parser.Continue | parser.HasChildren
	}
	n.closed = true
	reader.AdvanceToEOL()
	return parser.Close
}

// isFence tells a line of colons alone.
func isFence(line []byte) bool {
	line = bytes.TrimRight(line, " \t\n")
	return len(line) >= 3 && len(bytes.Trim(line, ":")) == 0
}

// holdsAll tells blocks whose lines mean nothing to anybody else.
func holdsAll(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FencedCodeBlock, *formulaBlock:
		return true
	case *ast.HTMLBlock:
		return n.HTMLBlockType <= ast.HTMLBlockType5
	default:
		return false
	}
}

func (directiveParser) Close(ast.Node, text.Reader, parser.Context) {}

// directive walks a directive by its name.
func (p *pass) directive(n *directive, in place) {
	if n.stray {
		if !n.closed {
			p.found(n.Pos(), Warning, codeDirectiveStray)
		}
		n.Parent().RemoveChild(n.Parent(), n)
		return
	}
	if !n.closed {
		p.found(n.Pos(), Error, codeDirectiveUnclosed, "directive", n.name)
	}
	in = in.withFlow()
	switch n.name {
	case "details":
		p.details(n, in)
	case "video":
		p.video(n, in)
	case "download":
		p.download(n)
	case "quiz":
		p.quiz(n)
	default:
		p.foreign(n, in)
	}
}

// release puts the children of a video that nothing closes behind it: nobody knows where it should have ended, and no
// text must hide within it. It comes before the walk, which then meets them there.
func (n *directive) release() {
	if n.name != "video" || n.closed {
		return
	}
	for c := n.LastChild(); c != nil; c = n.LastChild() {
		n.RemoveChild(n, c)
		n.Parent().InsertAfter(n.Parent(), n, c)
	}
}

func renderDirective(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if n := node.(*directive); entering {
		write(w, n.before)
	} else {
		write(w, n.after)
	}
	return ast.WalkContinue, nil
}
