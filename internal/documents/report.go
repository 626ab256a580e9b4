package documents

import (
	"time"

	"aula/locales"
)

// Report is a paper of facts and tables over as many pages as it takes, lying, in black: body and title above, what it is, and each
// page with its number of how many. Its texts are finished, but for those of the frame, which come from the locale.
type Report struct {
	Body   string // who issues it
	Title  string // what it is: "Registro delle presenze"
	About  string // what it is about
	Made   time.Time
	Facts  [][2]string // label and value, in two columns
	Parts  []Part
	Nature string // what the paper is and what it is not; may be empty
}

// Part is a table below a heading.
type Part struct {
	Heading string // may be empty
	Table   Table
	None    string // said where the table has no rows
}

// The lines of a report, in millimetres.
const (
	reportEdge   = 15.0
	reportWidth  = 267.0
	reportTop    = 22.0
	reportBottom = 196.0
)

var (
	reportTitle   = Style{Face: Bold, Size: 18, Least: 12, Colour: Black, Leading: 1.15, Lines: 2}
	reportAbout   = Style{Face: SemiBold, Size: 13, Least: 9, Colour: Black, Leading: 1.2, Lines: 3}
	reportHeading = Style{Face: SemiBold, Size: 12, Colour: Black, Leading: 1.3, Lines: 1}
	reportText    = Style{Size: 9.5, Least: 7, Colour: Black, Leading: 1.25, Lines: 4}
	runningStyle  = Style{Size: 8, Least: 6, Colour: Black, Lines: 1}
)

// strip is a piece of a report that no page parts: a row of a table, or a text.
type strip struct {
	height float64
	part   *Part // of a row; nil for a text
	row    int
	keep   float64 // how much of what follows stays with it
	draw   func(d *Document, y float64)
}

// DrawReport draws r in one of the academy's languages, Italian if it is none. The same values give the same bytes.
func DrawReport(language string, r Report) ([]byte, error) {
	l := locales.For(language)
	d := New(Options{Title: r.Title + ": " + r.About, Author: r.Body, Subject: r.Title, Language: l.Tag(), Made: r.Made, Landscape: true})
	pages := paginate(r.strips())
	for i, page := range pages {
		d.Page()
		r.running(d, l, i+1, len(pages))
		y := reportTop
		for j, s := range page {
			if s.part == nil {
				s.draw(d, y)
				y += s.height
				continue
			}
			if j == 0 || page[j-1].part != s.part {
				y += s.part.Table.head(d, reportEdge, y)
			}
			y += s.part.Table.row(d, s.row, reportEdge, y)
		}
	}
	return d.Bytes()
}

// running is what stands on every page.
func (r Report) running(d *Document, l *locales.Locale, page, pages int) {
	left := Box{reportEdge, 10, reportWidth * 0.62, 5}
	right := Box{reportEdge + reportWidth*0.62, 10, reportWidth * 0.38, 5}
	end := runningStyle
	end.Align = Right
	d.Running(runningStyle, left, r.Body)
	d.Running(end, right, r.Title)
	d.Rule(Box{reportEdge, 15.5, reportWidth, 0}, 0.3, Black)
	d.Rule(Box{reportEdge, 200, reportWidth, 0}, 0.3, Black)
	left.Y, right.Y = 201, 201
	d.Running(runningStyle, left, r.About)
	d.Running(end, right, l.T("report.made", "date", l.DateTime(r.Made))+" · "+l.T("report.page", "page", page, "pages", pages))
}

// strips takes the report apart.
func (r Report) strips() []strip {
	var all []strip
	text := func(role Role, st Style, after, keep float64, s string) {
		if s == "" {
			return
		}
		box := Box{reportEdge, 0, reportWidth, 0}
		all = append(all, strip{height: st.Height(box, s) + after, keep: keep, draw: func(d *Document, y float64) {
			box.Y = y
			d.Text(role, st, box, s)
		}})
	}
	text(Title, reportTitle, 1, 0, r.Title)
	text(Heading, reportAbout, 3, 0, r.About)
	for i := 0; i < len(r.Facts); i += 2 {
		all = append(all, r.facts(i))
	}
	if len(r.Facts) > 0 {
		all = append(all, air(3))
	}
	for i := range r.Parts {
		p := &r.Parts[i]
		keep := 0.0
		if len(p.Table.Rows) > 0 {
			keep = p.Table.headHeight() + p.Table.rowHeight(0)
		}
		text(Heading, reportHeading, 1, keep, p.Heading)
		for row := range p.Table.Rows {
			all = append(all, strip{height: p.Table.rowHeight(row), part: p, row: row})
		}
		if len(p.Table.Rows) == 0 {
			text(Paragraph, reportText, 2, 0, p.None)
		}
		all = append(all, air(4))
	}
	text(Paragraph, reportText, 0, 0, r.Nature)
	return all
}

// air is as many millimetres of nothing.
func air(height float64) strip { return strip{height: height, draw: func(*Document, float64) {}} }

// facts is a line of two facts from i on.
func (r Report) facts(i int) strip {
	boxes, height := [2]Box{{reportEdge, 0, reportWidth/2 - 4, 0}, {reportEdge + reportWidth/2, 0, reportWidth/2 - 4, 0}}, 0.0
	pair := r.Facts[i:min(i+2, len(r.Facts))]
	for j, fact := range pair {
		height = max(height, reportText.Height(boxes[j], fact[0]+": "+fact[1]))
	}
	return strip{height: height + 0.8, draw: func(d *Document, y float64) {
		for j, fact := range pair {
			boxes[j].Y = y
			d.Text(Paragraph, reportText, boxes[j], fact[0]+": "+fact[1])
		}
	}}
}

// paginate shares strips among pages. There is one page at least.
func paginate(all []strip) [][]strip {
	pages, y := [][]strip{nil}, reportTop
	for i, s := range all {
		last := len(pages) - 1
		tall := s.height
		if s.part != nil && (i == 0 || all[i-1].part != s.part) {
			tall += s.part.Table.headHeight()
		}
		if y+tall+s.keep > reportBottom && len(pages[last]) > 0 {
			pages, y = append(pages, nil), reportTop
			last++
			if s.part != nil {
				tall = s.height + s.part.Table.headHeight()
			}
		}
		pages[last] = append(pages[last], s)
		y += tall
	}
	return pages
}
