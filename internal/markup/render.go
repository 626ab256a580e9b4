package markup

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Render makes a document of a source in Markdown without front matter. Whatever the source holds, the HTML is well formed
// and safe, and what was dropped from it is in the findings; only a source that is not text at all is an error, which is
// an *EncodingError and wraps ErrNotUTF8. Any number of goroutines may render at once.
func Render(source []byte, o Options) (Document, error) {
	source, err := clean(source, max(o.FirstLine, 1))
	if err != nil {
		return Document{}, fmt.Errorf("render markdown: %w", err)
	}
	var doc Document
	pc := parser.NewContext()
	pc.Set(passKey, newPass(source, o, &doc))
	engine := pipeline()
	root := engine.parser.Parse(text.NewReader(source), parser.WithContext(pc))
	var out bytes.Buffer
	out.Grow(len(source) + len(source)/2)
	if err := engine.renderer.Render(&out, source, root); err != nil {
		return Document{}, fmt.Errorf("render markdown: %w", err)
	}
	doc.HTML = out.String()
	return doc, nil
}

type engine struct {
	parser   parser.Parser
	renderer renderer.Renderer
}

// pipeline is what all renderings share, made on the first.
var pipeline = sync.OnceValue(func() engine {
	return engine{
		parser: parser.NewParser(
			parser.WithBlockParsers(
				util.Prioritized(boundedBlock{directiveParser{}}, 90),
				util.Prioritized(parser.NewSetextHeadingParser(parser.WithHeadingAttribute()), 100),
				util.Prioritized(boundedBlock{extension.NewDefinitionListParser()}, 101),
				util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
				util.Prioritized(parser.NewThematicBreakParser(), 200),
				util.Prioritized(boundedBlock{parser.NewListParser()}, 300),
				util.Prioritized(parser.NewListItemParser(), 400),
				util.Prioritized(parser.NewCodeBlockParser(), 500),
				util.Prioritized(parser.NewATXHeadingParser(parser.WithHeadingAttribute()), 600),
				util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
				util.Prioritized(formulaBlockParser{}, 750),
				util.Prioritized(boundedBlock{parser.NewBlockquoteParser()}, 800),
				util.Prioritized(parser.NewHTMLBlockParser(), 900),
				util.Prioritized(boundedBlock{extension.NewFootnoteBlockParser()}, 999),
				util.Prioritized(parser.NewParagraphParser(), 1000)),
			parser.WithInlineParsers(
				util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
				util.Prioritized(formulaParser{}, 90),
				util.Prioritized(attributeParser{}, 95),
				util.Prioritized(parser.NewCodeSpanParser(), 100),
				util.Prioritized(extension.NewFootnoteParser(), 101),
				util.Prioritized(parser.NewLinkParser(), 200),
				util.Prioritized(parser.NewAutoLinkParser(), 300),
				util.Prioritized(parser.NewRawHTMLParser(), 400),
				util.Prioritized(boundedInline{parser.NewEmphasisParser()}, 500),
				util.Prioritized(boundedInline{extension.NewStrikethroughParser()}, 500),
				util.Prioritized(extension.NewLinkifyParser(), 999)),
			parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
				util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
			parser.WithASTTransformers(
				util.Prioritized(extension.NewTableASTTransformer(), 0),
				util.Prioritized(unusedFootnotes{}, 998),
				util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
				util.Prioritized(walker{}, 2000)),
		),
		renderer: renderer.NewRenderer(renderer.WithNodeRenderers(
			util.Prioritized(html.NewRenderer(), 1000),
			util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
			util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
			util.Prioritized(renderers{}, 100))),
	}
})

// renderers are our own, which take the place of goldmark's.
type renderers struct{}

func (renderers) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHeading, renderHeading)
	r.Register(ast.KindLink, renderLink)
	r.Register(ast.KindAutoLink, renderAutoLink)
	r.Register(ast.KindImage, renderImage)
	r.Register(ast.KindCodeBlock, renderCodeBlock)
	r.Register(ast.KindFencedCodeBlock, renderFenced)
	r.Register(ast.KindHTMLBlock, renderNothing) // the walk has put safeHTML in their place
	r.Register(ast.KindRawHTML, renderNothing)
	r.Register(kindSafeHTML, renderSafeHTML)
	r.Register(kindSpan, renderSpan)
	r.Register(kindFigure, renderFigure)
	r.Register(kindAlert, renderAlert)
	r.Register(kindDirective, renderDirective)
	r.Register(kindFormula, renderFormula)
	r.Register(kindFormulaBlock, renderFormulaBlock)
	r.Register(east.KindTable, renderTable)
	r.Register(east.KindTableHeader, renderTableHeader)
	r.Register(east.KindTableRow, renderTableRow)
	r.Register(east.KindTableCell, renderTableCell)
	r.Register(east.KindTaskCheckBox, renderTask)
	r.Register(east.KindFootnoteLink, renderFootnoteLink)
	r.Register(east.KindFootnoteBacklink, renderFootnoteBacklink)
	r.Register(east.KindFootnote, renderFootnote)
	r.Register(east.KindFootnoteList, renderFootnoteList)
}

func renderNothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}
