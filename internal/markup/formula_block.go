package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// formulaBlock is one between lines that begin and end with $$, or in a fenced block of the language "math".
type formulaBlock struct {
	ast.BaseBlock
	tex         string
	done        bool
	html, label string
}

var kindFormulaBlock = ast.NewNodeKind("FormulaBlock")

func (n *formulaBlock) Kind() ast.NodeKind { return kindFormulaBlock }

// IsRaw keeps goldmark from reading Markdown in TeX.
func (n *formulaBlock) IsRaw() bool { return true }

func (n *formulaBlock) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": n.tex}, nil)
}

var fence = []byte("$$")

type formulaBlockParser struct{}

func (formulaBlockParser) Trigger() []byte { return []byte{'$'} }

func (formulaBlockParser) CanInterruptParagraph() bool { return true }

func (formulaBlockParser) CanAcceptIndentedLine() bool { return false }

func (formulaBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 || !bytes.HasPrefix(line[at:], fence) {
		return nil, parser.NoChildren
	}
	rest := line[at+len(fence):]
	n := &formulaBlock{}
	if tex, after, closed := bytes.Cut(rest, fence); closed {
		if !util.IsBlank(after) || util.IsBlank(tex) { // a formula within a line of text, or none
			return nil, parser.NoChildren
		}
		n.tex, n.done = string(tex), true
	} else if !closes(reader.Source()[segment.Stop:]) {
		if util.IsBlank(rest) {
			p := passOf(pc)
			p.found(segment.Start, Error, codeFormulaUnclosed)
		}
		return nil, parser.NoChildren
	} else {
		n.tex = string(rest)
	}
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// closes tells whether "$$" comes before the next empty line.
func closes(rest []byte) bool {
	rest = rest[:min(len(rest), mostTeX)]
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if len(bytes.Trim(line, " \t>")) == 0 {
			return false
		}
		if bytes.Contains(line, fence) {
			return true
		}
		rest = after
	}
	return false
}

func (formulaBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*formulaBlock)
	line, _ := reader.PeekLine()
	if n.done || util.IsBlank(line) {
		return parser.Close
	}
	tex, _, closed := bytes.Cut(line, fence)
	n.tex += string(tex)
	if !closed {
		reader.AdvanceToEOL()
		return parser.Continue | parser.NoChildren
	}
	n.done = true
	reader.Advance(len(tex) + len(fence))
	return parser.Close
}

func (formulaBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

// formulaBlock turns TeX into MathML, or shows it as code where it cannot.
func (p *pass) formulaBlock(n *formulaBlock) {
	math, spoken, problem := mathML(n.tex, true)
	if problem != "" {
		p.found(n.Pos(), Error, codeFormulaInvalid, "formula", n.tex, "reason", problem)
		math, spoken = "<code>"+escapeText(n.tex)+"</code>", n.tex
	}
	n.html, n.label = math, p.label("formula")
	p.text.add([]byte(spoken))
}

// A long formula scrolls on a small screen, so it must be reachable by keyboard.
func renderFormulaBlock(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if n := node.(*formulaBlock); entering {
		write(w, `<div class="formula" tabindex="0" role="group" aria-label="`, escapeText(n.label), `">`, n.html, "</div>\n")
	}
	return ast.WalkContinue, nil
}
