package markup

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// unusedFootnotes notes the footnotes that goldmark is about to remove because nothing refers to them.
type unusedFootnotes struct{}

func (unusedFootnotes) Transform(root *ast.Document, _ text.Reader, pc parser.Context) {
	list := footnoteList(root)
	if list == nil {
		return
	}
	p := passOf(pc)
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		if note, ok := c.(*east.Footnote); ok && note.Index < 0 {
			p.found(note.Pos(), Warning, codeFootnoteUnused, "footnote", string(note.Ref))
		}
	}
}

// footnoteList finds the list, which stands where the first note stood.
func footnoteList(n ast.Node) ast.Node {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == east.KindFootnoteList {
			return c
		}
		if c.Type() == ast.TypeBlock {
			if list := footnoteList(c); list != nil {
				return list
			}
		}
	}
	return nil
}

// footnoteLink names a reference to a note. One within a link moves behind it, for links do not nest.
func (p *pass) footnoteLink(n *east.FootnoteLink, in place) {
	n.SetAttributeString("label", p.label("footnote"))
	if !in.link {
		return
	}
	link := n.Parent()
	for link != nil && link.Kind() != ast.KindLink {
		link = link.Parent()
	}
	n.Parent().RemoveChild(n.Parent(), n)
	if link != nil {
		link.Parent().InsertAfter(link.Parent(), link, n)
	}
}

// prefixOf returns Options.Prefix, which the walk leaves on the document for those who write ids.
func prefixOf(n ast.Node) string {
	if root := n.OwnerDocument(); root != nil {
		return attribute(root, "prefix")
	}
	return ""
}

// reference is the id of the nth place, from 0, that refers to a note.
func reference(n ast.Node, note, nth int) string {
	id := prefixOf(n) + "fnref-" + strconv.Itoa(note)
	if nth > 0 {
		id += "-" + strconv.Itoa(nth+1)
	}
	return id
}

func renderFootnoteLink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*east.FootnoteLink)
	number := strconv.Itoa(n.Index)
	write(w, `<sup id="`, reference(n, n.Index, n.RefIndex), `"><a class="footnote-ref" href="#`, prefixOf(n), "fn-", number,
		`" role="doc-noteref" aria-label="`, escapeText(attribute(n, "label")), " ", number, `">`, number, "</a></sup>")
	return ast.WalkContinue, nil
}

func renderFootnoteBacklink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*east.FootnoteBacklink)
	write(w, ` <a class="footnote-backref" href="#`, reference(n, n.Index, n.RefIndex), `" role="doc-backlink" aria-label="`,
		escapeText(attribute(n, "label")), " ", strconv.Itoa(n.Index))
	if n.RefCount > 1 {
		write(w, " (", strconv.Itoa(n.RefIndex+1), ")")
	}
	write(w, `">↩</a>`)
	return ast.WalkContinue, nil
}

func renderFootnote(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, `<li id="`, prefixOf(node), "fn-", strconv.Itoa(node.(*east.Footnote).Index), "\">\n")
	} else {
		write(w, "</li>\n")
	}
	return ast.WalkContinue, nil
}

func renderFootnoteList(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, `<div class="footnotes" role="doc-endnotes" aria-label="`, escapeText(attribute(n, "label")), "\">\n<hr>\n<ol>\n")
	} else {
		write(w, "</ol>\n</div>\n")
	}
	return ast.WalkContinue, nil
}
