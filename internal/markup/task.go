package markup

import (
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// task names a check box, whose own text is the list item beside it.
func (p *pass) task(n *east.TaskCheckBox) {
	key := "to_do"
	if n.IsChecked {
		key = "done"
	}
	n.SetAttributeString("label", p.label(key))
}

func renderTask(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*east.TaskCheckBox)
	write(w, `<input type="checkbox" disabled aria-label="`, escapeText(attribute(n, "label")), `"`)
	if n.IsChecked {
		write(w, " checked")
	}
	write(w, "> ")
	return ast.WalkContinue, nil
}
