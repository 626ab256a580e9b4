// Package sheets writes tables for spreadsheets, as CSV and as OpenDocument (ODS), one row after the other: what was written is
// not kept, however long the table. It reads nothing, and knows one table a file.
package sheets

import "time"

// Writer takes the rows of a table; the first are its heads. Close ends the file and leaves what it is written to open.
type Writer interface {
	Row(cells ...Cell) error
	Close() error
}

// kind says what a cell holds.
type kind int

const (
	textKind kind = iota
	numberKind
	percentKind
	momentKind
)

// Cell is one cell. The zero value is an empty one.
type Cell struct {
	kind   kind
	text   string
	number float64
	at     time.Time
}

// Text is a cell with words. No spreadsheet runs it, whatever it begins with.
func Text(s string) Cell { return Cell{text: s} }

// Number is a cell to calculate with.
func Number(f float64) Cell { return Cell{kind: numberKind, number: f} }

// Percent is a share: 0.5 reads 50 %.
func Percent(f float64) Cell { return Cell{kind: percentKind, number: f} }

// Moment is a day and a time on the clock of its location; the zero time is an empty cell.
func Moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{kind: momentKind, at: t}
}
