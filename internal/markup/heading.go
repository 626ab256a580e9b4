package markup

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// outline turns the levels that an author wrote into a hierarchy without gaps below the page's own h1: the first heading
// is an h2, and each is at most one level below the one before it.
type outline struct {
	open []int // levels as written, of the sections that the next heading may lie in
}

// enter returns the level in the HTML, 2 to 6, of a heading written as level.
func (o *outline) enter(level int) int {
	for len(o.open) > 0 && o.open[len(o.open)-1] >= level {
		o.open = o.open[:len(o.open)-1]
	}
	o.open = append(o.open, level)
	return min(1+len(o.open), 6)
}

// pendingName is a Markdown heading that waits for its id until all ids given by the author are known.
type pendingName struct {
	node  *ast.Heading
	index int // in Document.Headings
}

func (p *pass) heading(n *ast.Heading, in place) {
	mark := p.text.mark()
	p.children(n, in.inline())
	text := p.text.since(mark)
	title := n.Level == 1 && n.Parent().Kind() == ast.KindDocument && p.takesTitle(text, p.lines.at(n.Pos()))
	if title && !p.o.KeepTitle {
		p.text.forget(mark)
		n.Parent().RemoveChild(n.Parent(), n)
		return
	}
	if text == "" { // a heading without words would be an empty entry in a screen reader's list
		replaceByChildren(n)
		return
	}
	level := 1
	if !title {
		level = p.outline.enter(n.Level)
	}
	n.Level = level
	p.doc.Headings = append(p.doc.Headings, Heading{Level: level, Text: text})
	id, given := n.AttributeString("id")
	p.ids.waiting = append(p.ids.waiting, pendingName{n, len(p.doc.Headings) - 1})
	n.RemoveAttributes()
	if name, ok := id.([]byte); given && ok {
		if id := p.give(string(name), p.lines.at(n.Pos())); id != "" {
			n.SetAttributeString("id", id)
		}
	}
}

// takesTitle tells whether a heading of level 1 in the document itself is the document's title, and makes it so.
func (p *pass) takesTitle(text string, line int) bool {
	if text == "" {
		return false
	}
	if p.titled {
		p.foundOn(line, Note, codeTitleRepeated, "title", text)
		return false
	}
	p.titled = true
	p.doc.Title = text
	return true
}

// nameHeadings gives an id to each heading whose author gave none.
func (p *pass) nameHeadings() {
	for _, h := range p.ids.waiting {
		heading := &p.doc.Headings[h.index]
		if id, ok := h.node.AttributeString("id"); ok {
			heading.ID = id.(string)
			continue
		}
		heading.ID = p.ids.generate(heading.Text)
		h.node.SetAttributeString("id", heading.ID)
	}
}

// replaceByChildren takes a node out of the tree and leaves its children in its place.
func replaceByChildren(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		parent.InsertBefore(parent, n, c)
		c = next
	}
	parent.RemoveChild(parent, n)
}

func renderHeading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	level := "0123456"[n.Level]
	if !entering {
		write(w, "</h", string(level), ">\n")
		return ast.WalkContinue, nil
	}
	write(w, "<h", string(level))
	if id, ok := n.AttributeString("id"); ok {
		write(w, ` id="`, id.(string), `"`)
	}
	write(w, ">")
	return ast.WalkContinue, nil
}

// write writes pieces of HTML. A buffered writer keeps its first error, which Flush gives to Render.
func write(w util.BufWriter, pieces ...string) {
	for _, s := range pieces {
		_, _ = w.WriteString(s)
	}
}
