package markup

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// figure is a paragraph that held one image with a title and nothing else. The title is its caption.
type figure struct {
	ast.BaseBlock
	caption string
}

var kindFigure = ast.NewNodeKind("Figure")

func (n *figure) Kind() ast.NodeKind { return kindFigure }

func (n *figure) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// paragraph walks a paragraph, which may be a figure.
func (p *pass) paragraph(n *ast.Paragraph, in place) {
	image := onlyImage(n)
	p.children(n, in.inline())
	if n.FirstChild() == nil {
		n.Parent().RemoveChild(n.Parent(), n)
		return
	}
	if image == nil || image.Parent() == nil || !in.flow {
		return
	}
	f := &figure{caption: string(decode(image.Title))}
	image.Title = nil
	f.AppendChild(f, image)
	n.Parent().ReplaceChild(n.Parent(), n, f)
	p.text.end(1)
	p.text.add([]byte(f.caption))
}

// onlyImage returns the image that a paragraph consists of if it has a title.
func onlyImage(n *ast.Paragraph) *ast.Image {
	image, ok := n.FirstChild().(*ast.Image)
	if !ok || len(strings.TrimSpace(string(image.Title))) == 0 {
		return nil
	}
	for c := image.NextSibling(); c != nil; c = c.NextSibling() {
		if _, attributes := c.(*safeHTML); !attributes {
			return nil
		}
	}
	return image
}

// image resolves an image, or leaves its alternative text in its place.
func (p *pass) image(n *ast.Image, in place) {
	mark := p.text.mark()
	p.children(n, place{link: true, depth: in.depth})
	alt := p.text.since(mark)
	if alt == "" && attribute(n, "alt") != "" { // as Pandoc's authors write it
		alt = attribute(n, "alt")
		p.text.add([]byte(alt))
	}
	destination := string(decode(n.Destination))
	address, ok := p.resolve("image", destination, p.lines.at(n.Pos()))
	if !ok {
		n.Parent().ReplaceChild(n.Parent(), n, newSafeHTML(escapeText(alt)))
		return
	}
	if alt == "" {
		p.found(n.Pos(), Note, codeAltMissing, "image", destination)
	}
	n.Destination = []byte(address)
	n.SetAttributeString("alt", []byte(alt))
}

// pictureSize is what width and height may be: a number of CSS pixels.
var pictureSize = regexp.MustCompile(`^[1-9][0-9]{0,4}$`)

func renderImage(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	write(w, `<img class="img-fluid" src="`, string(n.Destination), `" alt="`, escapeText(attribute(n, "alt")), `"`)
	if n.Title != nil {
		write(w, ` title="`, escapeText(string(decode(n.Title))), `"`)
	}
	for _, name := range []string{"width", "height"} {
		if size := attribute(n, name); pictureSize.MatchString(size) {
			write(w, " ", name, `="`, size, `"`)
		}
	}
	write(w, ` loading="lazy" decoding="async">`)
	return ast.WalkSkipChildren, nil
}

func renderFigure(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		write(w, `<figure class="figure">`)
	} else {
		write(w, `<figcaption class="figure-caption">`, escapeText(node.(*figure).caption), "</figcaption></figure>\n")
	}
	return ast.WalkContinue, nil
}
