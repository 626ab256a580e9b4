package documents

// Table is a table that may go on over pages. Its heads stand on each of them, and are read aloud once.
type Table struct {
	Columns []Column
	Rows    [][]string // a text for each column; an empty one is written as a dash, so that no cell is missing; a space stays blank
	Least   float64    // height of a row at least, in millimetres
	Boxed   bool       // columns are parted by lines: they are filled in by hand

	number int // of the document's tables, from 1; 0 until it is begun
}

// Column is a column of a table.
type Column struct {
	Head  string
	Width float64 // millimetres
	Align Align
}

const (
	cellRoom = 1.4 // millimetres between a cell's text and its edges, left and right
	cellRise = 0.9 // above and below
	noText   = "–"
)

var (
	headStyle = Style{Face: Bold, Size: 8.5, Least: 6, Colour: Black, Leading: 1.15, Lines: 2}
	cellStyle = Style{Size: 9, Least: 6.5, Colour: Black, Leading: 1.2, Lines: 12}
)

// headHeight and rowHeight are in millimetres.
func (t *Table) headHeight() float64 { return t.height(headStyle, t.heads()) }

func (t *Table) rowHeight(row int) float64 { return max(t.Least, t.height(cellStyle, t.Rows[row])) }

func (t *Table) heads() []string {
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	return heads
}

func (t *Table) height(st Style, texts []string) float64 {
	tall := st.line(st.Size)
	for i, c := range t.Columns {
		tall = max(tall, st.Height(Box{W: c.Width - 2*cellRoom}, texts[i]))
	}
	return tall + 2*cellRise
}

// head draws the heads at x, y: as heads the first time, as running ones on later pages. It returns their height.
func (t *Table) head(d *Document, x, y float64) float64 {
	first := t.number == 0
	if first {
		d.tags.tables++
		t.number = d.tags.tables
	}
	height, width := t.headHeight(), 0.0
	for _, c := range t.Columns {
		box := Box{x + width + cellRoom, y + cellRise, c.Width - 2*cellRoom, 0}
		st := headStyle
		st.Align = c.Align
		if first {
			d.write(element{role: headCell, table: t.number, row: 1}, st, box, c.Head)
		} else {
			d.Running(st, box, c.Head)
		}
		width += c.Width
	}
	d.Rule(Box{x, y + height - 0.3, width, 0}, 0.5, Black)
	return height
}

// row draws a row at x, y and returns its height.
func (t *Table) row(d *Document, row int, x, y float64) float64 {
	height, width := t.rowHeight(row), 0.0
	for i, c := range t.Columns {
		text := t.Rows[row][i]
		if text == "" {
			text = noText
		}
		st := cellStyle
		st.Align = c.Align
		d.write(element{role: cell, table: t.number, row: row + 2}, st, Box{x + width + cellRoom, y + cellRise, c.Width - 2*cellRoom, 0}, text)
		width += c.Width
		if t.Boxed && i < len(t.Columns)-1 {
			d.Rectangle(Box{x + width, y, 0.15, height}, Slate)
		}
	}
	d.Rule(Box{x, y + height - 0.1, width, 0}, 0.15, Slate)
	return height
}
