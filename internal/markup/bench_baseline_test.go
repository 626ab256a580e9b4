package markup

import (
	"bytes"
	"testing"

	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// The baseline is goldmark with its own extensions, chroma's own formatter, and bluemonday's policy for users' content over the
// whole page: what one gets by following the three READMEs.

type stockCode struct{ format *chromahtml.Formatter }

func (s stockCode) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, s.render)
}

func (s stockCode) render(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	lexer := lexers.Get(string(n.Language(source)))
	if lexer == nil {
		lexer = lexers.Fallback
	}
	tokens, err := lexer.Tokenise(nil, string(n.Lines().Value(source)))
	if err != nil {
		return ast.WalkStop, err
	}
	return ast.WalkContinue, s.format.Format(w, styles.Fallback, tokens)
}

func stockPipeline() (goldmark.Markdown, *bluemonday.Policy) {
	policy := bluemonday.UGCPolicy()
	policy.AllowAttrs("class").OnElements("span", "pre", "code")
	return goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithAttribute()),
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(
			util.Prioritized(stockCode{chromahtml.New(chromahtml.WithClasses(true))}, 200))),
	), policy
}

func BenchmarkBaseline(b *testing.B) {
	markdown, policy := stockPipeline()
	for name, files := range corpora() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, file := range files {
					var out bytes.Buffer
					if err := markdown.Convert(file, &out); err != nil {
						b.Fatal(err)
					}
					_ = policy.SanitizeBytes(out.Bytes())
				}
			}
		})
	}
}
