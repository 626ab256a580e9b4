package documents

import "fmt"

// Role is what a piece of a page is to who has it read aloud.
type Role string

// The roles of pieces of text.
const (
	Title     Role = "H1"
	Heading   Role = "H2"
	Paragraph Role = "P"
	headCell  Role = "TH"
	cell      Role = "TD"
	figure    Role = "Figure"
	link      Role = "Link"
)

// element is a piece of a page in the order of reading (ISO 32000-1, 14.7 and 14.8).
type element struct {
	role    Role
	page    int
	mark    int    // counts the pieces of its page from 0
	words   string // instead of a picture
	address string // where a link leads
	box     Box    // where a link can be touched
	table   int    // that a cell belongs to, from 1; 0 for other pieces
	row     int    // of its table
}

// structure collects the pieces of all pages.
type structure struct {
	elements []element
	onPage   map[int]int
	tables   int // so far
}

// begin opens a piece of the page; what it returns closes it.
func (d *Document) begin(e element) (end func()) {
	if d.tags.onPage == nil {
		d.tags.onPage = map[int]int{}
	}
	e.page = d.pdf.PageNo()
	e.mark = d.tags.onPage[e.page]
	d.tags.onPage[e.page]++
	d.tags.elements = append(d.tags.elements, e)
	d.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", e.role, e.mark))
	return func() { d.pdf.RawWriteStr("EMC") }
}

// decoration opens what has no meaning to who cannot see it.
func (d *Document) decoration() (end func()) {
	d.pdf.RawWriteStr("/Artifact BMC")
	return func() { d.pdf.RawWriteStr("EMC") }
}
