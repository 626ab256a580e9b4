package main

import (
	"bytes"
	"regexp"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// plainGoldmark renders Markdown as the libraries' own documentation shows it: goldmark with its extensions,
// chroma for the code, bluemonday behind. It knows no formulas, alerts, figures or directives, lists no
// findings and resolves no address.
type plainGoldmark struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

func newPlainGoldmark() *plainGoldmark {
	policy := bluemonday.UGCPolicy()
	policy.AllowAttrs("class").Matching(regexp.MustCompile(`^[\w -]+$`)).OnElements("pre", "code", "span", "div", "a", "li", "section")
	policy.AllowAttrs("type", "checked", "disabled").OnElements("input")
	policy.AllowElements("input")
	code := util.Prioritized(&colouring{html.New(html.WithClasses(true))}, 200)
	return &plainGoldmark{policy: policy, markdown: goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe(), renderer.WithNodeRenderers(code)),
	)}
}

func (p *plainGoldmark) render(source []byte) ([]byte, error) {
	var out bytes.Buffer
	if err := p.markdown.Convert(source, &out); err != nil {
		return nil, err
	}
	return p.policy.SanitizeBytes(out.Bytes()), nil
}

// colouring writes fenced code with chroma.
type colouring struct{ formatter *html.Formatter }

func (c *colouring) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, c.write)
}

func (c *colouring) write(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := node.(*ast.FencedCodeBlock)
	lexer := lexers.Fallback // for code that names no language
	if block.Info != nil {
		lexer = lexers.Get(string(block.Language(source)))
	}
	if lexer == nil {
		lexer = lexers.Fallback
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, string(block.Lines().Value(source)))
	if err != nil {
		return ast.WalkStop, err
	}
	return ast.WalkContinue, c.formatter.Format(w, styles.Fallback, tokens)
}
