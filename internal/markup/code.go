package markup

import (
	"bytes"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// codeSpan adds the text of inline code, which has no escapes.
func (p *pass) codeSpan(n *ast.CodeSpan) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			p.text.add(t.Segment.Value(p.source))
		}
	}
}

// codeLines adds the text of a block of code as it is.
func (p *pass) codeLines(n ast.Node) {
	n.SetAttributeString("label", p.label("code"))
	p.text.verbatim(bytes.TrimRight(n.Lines().Value(p.source), "\n"))
}

// fenced walks a fenced block, which may be a formula.
func (p *pass) fenced(n *ast.FencedCodeBlock) {
	if language(n, p.source) != "math" {
		p.codeLines(n)
		return
	}
	f := &formulaBlock{tex: string(n.Lines().Value(p.source))}
	f.SetPos(n.Pos())
	n.Parent().ReplaceChild(n.Parent(), n, f)
	p.formulaBlock(f)
}

// language returns the language of a fenced block in lower case: of "Python", "{.python}" and "python hl_lines=2" alike.
func language(n *ast.FencedCodeBlock, source []byte) string {
	return strings.ToLower(strings.Trim(string(n.Language(source)), "{.}"))
}

func renderCodeBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		openCode(w, n, "")
		writeLines(w, source, n)
		write(w, "</code></pre>\n")
	}
	return ast.WalkSkipChildren, nil
}

func renderFenced(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	name := language(n, source)
	openCode(w, n, name)
	if !coloured(w, source, n, name) {
		writeLines(w, source, n)
	}
	write(w, "</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// coloured writes a block of code in colours, if it can. Once a block has taken too long, those below it stay plain.
func coloured(w util.BufWriter, source []byte, n *ast.FencedCodeBlock, language string) bool {
	lexer := lexerFor(language)
	root := n.OwnerDocument()
	if lexer == nil || root == nil || attribute(root, "plain") != "" {
		return false
	}
	start := time.Now()
	done := colour(w, lexer, n.Lines().Value(source))
	if time.Since(start) > colouringTime {
		root.SetAttributeString("plain", "yes")
	}
	return done
}

// openCode begins a block of code. What may scroll must be reachable by keyboard, and have a role and a name to be announced.
func openCode(w util.BufWriter, n ast.Node, language string) {
	write(w, `<pre class="chroma" tabindex="0" role="group" aria-label="`, escapeText(attribute(n, "label")), `"><code`)
	if language != "" {
		write(w, ` class="language-`, escapeText(language), `"`)
	}
	write(w, ">")
}

func writeLines(w util.BufWriter, source []byte, n ast.Node) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		escapeInto(w, line.Value(source))
	}
}

// escapeInto writes text escaped for HTML without a copy of it.
func escapeInto(w util.BufWriter, text []byte) {
	start := 0
	for i, c := range text {
		if escaped := util.EscapeHTMLByte(c); escaped != nil {
			_, _ = w.Write(text[start:i])
			_, _ = w.Write(escaped)
			start = i + 1
		}
	}
	_, _ = w.Write(text[start:])
}
