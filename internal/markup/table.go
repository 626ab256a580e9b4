package markup

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// A wide table scrolls within a region of its own, which the keyboard must reach and screen readers announce by a
// name that no other region of the document has.

// table walks a table, naming its region.
func (p *pass) table(n *east.Table, in place) {
	n.SetAttributeString("label", p.tableLabel())
	p.children(n, in)
	p.text.end(2)
}

func (p *pass) tableLabel() string {
	p.tables++
	return p.label("table") + " " + strconv.Itoa(p.tables)
}

// openRegion begins the region around a table.
func openRegion(label string) string {
	return `<div class="table-responsive" tabindex="0" role="region" aria-label="` + escapeText(label) + `">`
}

const closeRegion = "</div>"

func renderTable(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, openRegion(attribute(n, "label")), "<table class=\"table\">\n")
	} else {
		write(w, "</table>", closeRegion, "\n")
	}
	return ast.WalkContinue, nil
}

func renderTableHeader(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, "<thead>\n<tr>\n")
		return ast.WalkContinue, nil
	}
	write(w, "</tr>\n</thead>\n")
	if n.NextSibling() != nil {
		write(w, "<tbody>\n")
	}
	return ast.WalkContinue, nil
}

func renderTableRow(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, "<tr>\n")
		return ast.WalkContinue, nil
	}
	write(w, "</tr>\n")
	if n.NextSibling() == nil {
		write(w, "</tbody>\n")
	}
	return ast.WalkContinue, nil
}

// alignments are classes, for a style attribute would break the content security policy.
var alignments = map[east.Alignment]string{
	east.AlignLeft:   ` class="text-start"`,
	east.AlignCenter: ` class="text-center"`,
	east.AlignRight:  ` class="text-end"`,
}

func renderTableCell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*east.TableCell)
	tag, scope := "td", ""
	if n.Parent().Kind() == east.KindTableHeader && n.FirstChild() != nil { // an empty cell heads nothing
		tag, scope = "th", ` scope="col"`
	}
	if entering {
		write(w, "<", tag, scope, alignments[n.Alignment], ">")
	} else {
		write(w, "</", tag, ">\n")
	}
	return ast.WalkContinue, nil
}
