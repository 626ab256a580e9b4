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
	around     around
}

// around is what a cell stands in. New tells of a row or a table that begins with this cell.
type around struct {
	row, table       int // objects
	newRow, newTable bool
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
	links, inside := "", map[int]string{} // rows of tables, cells of rows
	for _, n := range nodes {
		parents[n.page] += reference(n.object)
		if n.table > 0 {
			inside[n.around.row] += reference(n.object)
			if n.around.newRow {
				inside[n.around.table] += reference(n.around.row)
			}
			if n.around.newTable {
				kids += reference(n.around.table)
			}
			continue
		}
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
		if n.table > 0 {
			addCell(r, n, document, inside)
		} else {
			d.addNode(r, n, document)
		}
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
		if e.table > 0 {
			n.around, first = surround(nodes[:i], e, first)
		}
		if e.address != "" {
			n.paragraph, n.annotation, n.key = first, first+1, key
			first += 2
			key++
		}
		nodes[i] = n
	}
	return nodes
}

// surround finds what a cell stands in, or gives it new objects from first on.
func surround(before []node, e element, first int) (around, int) {
	var a around
	if n := len(before); n > 0 && before[n-1].table == e.table {
		a.table = before[n-1].around.table
		if before[n-1].row == e.row {
			a.row = before[n-1].around.row
			return a, first
		}
	}
	a.row, a.newRow = first, true
	first++
	if a.table == 0 {
		a.table, a.newTable = first, true
		first++
	}
	return a, first
}

// addCell adds a cell, and its row and table with it where they begin.
func addCell(r *rewrite, n node, document int, inside map[int]string) {
	scope := ""
	if n.role == headCell {
		scope = " /A <</O /Table /Scope /Column>>"
	}
	r.add("<</Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K %d%s>>", n.role, n.around.row, pageObject(n.page), n.mark, scope)
	if n.around.newRow {
		r.add("<</Type /StructElem /S /TR /P %d 0 R /K [%s]>>", n.around.table, inside[n.around.row])
	}
	if n.around.newTable {
		r.add("<</Type /StructElem /S /Table /P %d 0 R /K [%s]>>", document, inside[n.around.table])
	}
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
