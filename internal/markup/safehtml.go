package markup

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// safeHTML stands for HTML that the walk has made safe, tags balanced or not: the walk sees to their order.
type safeHTML struct {
	ast.BaseInline
	html string
}

var kindSafeHTML = ast.NewNodeKind("SafeHTML")

func newSafeHTML(html string) *safeHTML { return &safeHTML{html: html} }

func (n *safeHTML) Kind() ast.NodeKind { return kindSafeHTML }

func (n *safeHTML) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"HTML": n.html}, nil)
}

func renderSafeHTML(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, n.(*safeHTML).html)
	}
	return ast.WalkContinue, nil
}
