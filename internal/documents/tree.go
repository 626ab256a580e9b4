package documents

import (
	"errors"
	"fmt"
	"strings"
)

// node is a piece of a page with the numbers of the objects that describe it in the file.
type node struct {
	element
	object     int // the piece itself
	paragraph  int // around a link, which may not stand by itself; 0 for other pieces
	annotation int // where a link is touched; 0 for other pieces
	key        int // of a link's annotation in the parent tree
}

// pageObject is the number of a page's object: gofpdf writes each page and its contents in turn, from 3.
func pageObject(page int) int { return 1 + 2*page }

// addTree adds the tree of tagged pieces and returns the number of its root.
func (d *Document) addTree(r *rewrite) (root int, err error) {
	root = r.next()
	document := root + 1
	pages := d.pdf.PageCount()
	nodes := d.number(root+3, pages)
	kids, parents, annotations := "", make([]string, pages+1), make([]string, pages+1)
	links := ""
	for _, n := range nodes {
		parents[n.page] += reference(n.object)
		if n.annotation == 0 {
			kids += reference(n.object)
			continue
		}
		kids += reference(n.paragraph)
		annotations[n.page] += reference(n.annotation)
		links += fmt.Sprintf("%d %s", n.key, reference(n.object))
	}
	r.add("<</Type /StructTreeRoot /K [%d 0 R] /ParentTree %d 0 R>>", document, document+1)
	r.add("<</Type /StructElem /S /Document /P %d 0 R /K [%s]>>", root, kids)
	var numbered strings.Builder
	for page := 1; page <= pages; page++ {
		fmt.Fprintf(&numbered, "%d [%s] ", page-1, parents[page])
	}
	r.add("<</Nums [%s%s]>>", numbered.String(), links)
	for _, n := range nodes {
		d.addNode(r, n, document)
	}
	for page := 1; page <= pages; page++ {
		entries := fmt.Sprintf("/StructParents %d\n/Tabs /S\n/Annots [%s]\n", page-1, annotations[page])
		if err := errors.Join(r.extend(pageObject(page), "/Type /Page\n", entries), r.pack(pageObject(page)+1)); err != nil {
			return 0, err
		}
	}
	return root, nil
}

// number gives each piece its objects, from first on. Links follow the pages in the parent tree.
func (d *Document) number(first, pages int) []node {
	nodes := make([]node, len(d.tags.elements))
	key := pages
	for i, e := range d.tags.elements {
		n := node{element: e, object: first}
		first++
		if e.address != "" {
			n.paragraph, n.annotation, n.key = first, first+1, key
			first += 2
			key++
		}
		nodes[i] = n
	}
	return nodes
}

func (d *Document) addNode(r *rewrite, n node, document int) {
	if n.annotation == 0 {
		words := ""
		if n.words != "" {
			words = " /Alt " + unicodeText(n.words)
		}
		r.add("<</Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K %d%s>>", n.role, document, pageObject(n.page), n.mark, words)
		return
	}
	r.add("<</Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K [%d <</Type /OBJR /Obj %d 0 R>>]>>",
		n.role, n.paragraph, pageObject(n.page), n.mark, n.annotation)
	r.add("<</Type /StructElem /S /%s /P %d 0 R /K [%d 0 R]>>", Paragraph, document, n.object)
	left, right := n.box.X*pointsPerMM, (n.box.X+n.box.W)*pointsPerMM
	top, bottom := (d.height-n.box.Y)*pointsPerMM, (d.height-n.box.Y-n.box.H)*pointsPerMM
	r.add("<</Type /Annot /Subtype /Link /Rect [%.2f %.2f %.2f %.2f] /Border [0 0 0] /F 4 /StructParent %d /Contents %s /A <</S /URI /URI %s>>>>",
		left, bottom, right, top, n.key, unicodeText(n.address), literal(ascii(n.address)))
}

func reference(number int) string { return fmt.Sprintf("%d 0 R ", number) }
