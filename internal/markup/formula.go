package markup

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// formula is one within a line: $…$, or $$…$$ to stand out.
type formula struct {
	ast.BaseInline
	tex     string
	display bool
	html    string
}

var kindFormula = ast.NewNodeKind("Formula")

func (n *formula) Kind() ast.NodeKind { return kindFormula }

func (n *formula) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": n.tex}, nil)
}

// mostTeX is how long a formula may be, in bytes. It bounds the search for the closing "$" too.
const mostTeX = 2000

type formulaParser struct{}

func (formulaParser) Trigger() []byte { return []byte{'$'} }

func (formulaParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	before := block.PrecendingCharacter()
	marks := 1
	if bytes.HasPrefix(line, []byte("$$")) {
		marks = 2
	}
	if unicode.IsLetter(before) || unicode.IsDigit(before) || len(line) == marks || marks == 1 && util.IsSpace(line[marks]) {
		return nil
	}
	tex, ok := readFormula(block, marks)
	if !ok || strings.TrimSpace(tex) == "" || marks == 1 && isProse(tex) {
		return nil // goldmark puts the reader back
	}
	return &formula{tex: strings.Trim(tex, "`"), display: marks == 2}
}

// readFormula reads from the opening to the closing marks, over line ends within the block.
func readFormula(block text.Reader, marks int) (string, bool) {
	fence := "$$"[:marks]
	block.Advance(marks)
	var tex strings.Builder
	for tex.Len() < mostTeX {
		line, _ := block.PeekLine()
		if line == nil {
			return "", false
		}
		if at := closing(line, fence, tex.Len() == 0); at >= 0 {
			tex.Write(line[:at])
			block.Advance(at + marks)
			return tex.String(), true
		}
		tex.Write(line)
		block.AdvanceLine()
	}
	return "", false
}

// closing finds the closing marks in a line, or returns -1. A single "$" closes only behind what is no white space and
// before what is neither letter nor digit, so that sums of money stay what they are.
func closing(line []byte, fence string, first bool) int {
	for at := 0; at < len(line); at++ {
		switch {
		case line[at] == '\\':
			at++
		case !bytes.HasPrefix(line[at:], []byte(fence)):
		case fence == "$$":
			return at
		default:
			next, _ := utf8.DecodeRune(line[at+1:])
			if at == 0 && first || at > 0 && util.IsSpace(line[at-1]) || unicode.IsLetter(next) || unicode.IsDigit(next) {
				return -1
			}
			return at
		}
	}
	return -1
}

// isProse tells words between two sums of money ("$5, cioè 5$") from a formula: two letters in a row as a word of its own, and
// nothing that only formulas have.
func isProse(tex string) bool {
	if strings.ContainsAny(tex, `\^_={}<>`) {
		return false
	}
	for _, word := range strings.Fields(tex) {
		if word = strings.Trim(word, ".,;:!?()'’"); utf8.RuneCountInString(word) > 1 && strings.IndexFunc(word, isNoLetter) < 0 {
			return strings.ContainsFunc(tex, unicode.IsSpace)
		}
	}
	return false
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }

// formula turns TeX into MathML, or shows it as code where it cannot.
func (p *pass) formula(n *formula) {
	math, spoken, problem := mathML(n.tex, n.display)
	if problem != "" {
		p.found(n.Pos(), Error, codeFormulaInvalid, "formula", n.tex, "reason", problem)
		math, spoken = "<code>"+escapeText(n.tex)+"</code>", n.tex
	}
	n.html = math
	p.text.add([]byte(spoken))
}

func renderFormula(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, n.(*formula).html)
	}
	return ast.WalkContinue, nil
}
