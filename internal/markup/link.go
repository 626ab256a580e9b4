package markup

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// link resolves a link, or leaves its text alone in its place.
func (p *pass) link(n *ast.Link, in place) {
	mark := p.text.mark()
	destination := string(decode(n.Destination))
	address, ok := "", false
	if !in.link {
		address, ok = p.resolve("link", destination, p.lines.at(n.Pos()))
	}
	in = in.inline()
	in.link = in.link || ok
	p.children(n, in)
	if !ok {
		replaceByChildren(n)
		return
	}
	n.Destination = []byte(address)
	if p.text.since(mark) == "" {
		p.found(n.Pos(), Warning, codeLinkEmpty, "address", destination)
		if n.FirstChild() == nil {
			n.AppendChild(n, newSafeHTML(escapeText(destination)))
		} else {
			n.SetAttributeString("label", destination)
		}
		p.text.add([]byte(destination))
	}
}

// autoLink resolves an address that stands in the text.
func (p *pass) autoLink(n *ast.AutoLink, in place) {
	label := n.Label(p.source)
	p.text.add(label)
	destination := string(n.URL(p.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(destination), "mailto:") {
		destination = "mailto:" + destination
	}
	address, ok := "", false
	if !in.link {
		address, ok = p.resolve("link", destination, p.lines.at(n.Pos()))
	}
	if !ok {
		n.Parent().ReplaceChild(n.Parent(), n, newSafeHTML(escapeText(string(label))))
		return
	}
	n.SetAttributeString("address", address)
}

func renderLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if !entering {
		write(w, "</a>")
		return ast.WalkContinue, nil
	}
	openLink(w, string(n.Destination))
	if n.Title != nil {
		write(w, ` title="`, escapeText(string(decode(n.Title))), `"`)
	}
	if label, ok := n.AttributeString("label"); ok {
		write(w, ` aria-label="`, escapeText(label.(string)), `"`)
	}
	write(w, ">")
	return ast.WalkContinue, nil
}

func renderAutoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	address, _ := n.AttributeString("address")
	openLink(w, address.(string))
	write(w, ">", escapeText(string(n.Label(source))), "</a>")
	return ast.WalkContinue, nil
}

// openLink writes a link's opening tag up to further attributes. Other sites learn nothing of the page that leads to them.
func openLink(w util.BufWriter, address string) {
	write(w, `<a href="`, address, `"`)
	if isExternal(address) {
		write(w, ` rel="noopener noreferrer"`)
	}
}
