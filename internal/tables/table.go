// Package tables reads tables as people and public bodies send them: CSV with semicolons, commas or tabs; UTF-8, Latin-1, or both in
// one file; with a title above the heads and quotes where they do not belong. A faulty row costs no other row. It does not know what
// a table is about, and reads no spreadsheet's own format.
//
//	t, err := tables.Open(file, tables.Limits{})
//	name := t.Find("denominazione", "name")
//	for {
//		row, err := t.Next() // io.EOF at the end; an *Error says what is wrong with one row, and the next can be read
//		row.At(name)
//	}
package tables

import (
	"fmt"
	"io"
	"strings"
)

// Error is what is wrong with a table, or with one of its rows. Line counts from 1 as a text editor does, Column as a spreadsheet
// does; 0 where neither is to blame.
type Error struct {
	Line, Column int
	Code         string
}

// Codes of errors. The first four are of the whole table, the others of a row.
const (
	Empty   = "empty"   // there are no heads
	Large   = "large"   // more bytes than the limit
	Rows    = "rows"    // more rows than the limit
	Binary  = "binary"  // no text: perhaps a spreadsheet's own file
	Columns = "columns" // more cells than heads: perhaps a separator within a cell that is not quoted
	Quote   = "quote"   // a quote that is never closed
	Long    = "long"    // a cell longer than the limit
)

// Error names the place and the code, for operators.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Code)
}

// Limits bound what is read. A zero is the usual limit.
type Limits struct {
	Bytes int // of the file
	Rows  int // without the heads
	Cell  int // bytes of a cell
}

// The usual limits hold a table of all public bodies of the country.
const (
	usualBytes  = 32 << 20
	usualRows   = 100_000
	usualCell   = 20_000
	mostColumns = 1_000
	foldedLines = 100 // lines that one quoted cell may fill
)

// Table is a table that is being read.
type Table struct {
	lines     []string
	next      int // the line to be read
	separator rune
	head      []string
	limits    Limits
	rows      int
}

// Row is one row. Line is where it begins.
type Row struct {
	Line  int
	Cells []string
}

// At is the cell in a column counted from 0, "" where the row is shorter or there is no such column.
func (r Row) At(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Open reads the table and its heads: the first row of two cells or more, or the first at all where no row has two. It returns an
// *Error of the whole table.
func Open(r io.Reader, l Limits) (*Table, error) {
	l = l.orUsual()
	content, err := io.ReadAll(io.LimitReader(r, int64(l.Bytes)+1))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if len(content) > l.Bytes {
		return nil, &Error{Code: Large}
	}
	lines, ok := linesOf(content)
	if !ok {
		return nil, &Error{Code: Binary}
	}
	t := &Table{lines: lines, limits: l}
	t.separator = t.findSeparator()
	return t, t.readHead()
}

func (l Limits) orUsual() Limits {
	for _, row := range []struct {
		limit *int
		usual int
	}{{&l.Bytes, usualBytes}, {&l.Rows, usualRows}, {&l.Cell, usualCell}} {
		if *row.limit <= 0 {
			*row.limit = row.usual
		}
	}
	return l
}

// titles is how many lines may stand above the heads.
const titles = 10

// readHead goes past titles: lines above the heads that fill one cell.
func (t *Table) readHead() error {
	alone := -1 // the first line that fills one cell: it is the head of a table of one column
	for filling := 0; filling < titles; {
		at := t.next
		cells, err := t.read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch filled(cells) {
		case 0:
			continue
		case 1:
			filling++
			if alone < 0 {
				alone = at
			}
		default:
			t.head = cells
			return nil
		}
	}
	if alone < 0 {
		return &Error{Code: Empty}
	}
	t.next = alone
	var err error
	t.head, err = t.read()
	return err
}

// Head are the heads as they are written.
func (t *Table) Head() []string { return t.head }

// Find is the first column whose head is one of the names, in the order of the names, whatever its letters, accents and signs: "Codice
// IPA" is codice_ipa. It is -1 where there is none.
func (t *Table) Find(names ...string) int {
	for _, name := range names {
		for i, head := range t.head {
			if Heading(head) == Heading(name) {
				return i
			}
		}
	}
	return -1
}

// Again is the next column with the same head as this one, -1 if there is none.
func (t *Table) Again(column int) int {
	for i := column + 1; column >= 0 && i < len(t.head); i++ {
		if Heading(t.head[i]) == Heading(t.head[column]) {
			return i
		}
	}
	return -1
}

// Next returns the next row that has a cell filled, io.EOF after the last, or what is wrong with a row as an *Error. After an error of
// a row the one that follows can be read.
func (t *Table) Next() (Row, error) {
	for {
		at := t.next
		cells, err := t.read()
		if err != nil {
			return Row{Line: at + 1}, err
		}
		if filled(cells) == 0 {
			continue
		}
		if t.rows++; t.rows > t.limits.Rows {
			t.next = len(t.lines)
			return Row{Line: at + 1}, &Error{Line: at + 1, Code: Rows}
		}
		for i := len(t.head); i < len(cells); i++ {
			if cells[i] != "" {
				return Row{at + 1, cells}, &Error{Line: at + 1, Column: i + 1, Code: Columns}
			}
		}
		return Row{at + 1, cells}, nil
	}
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}
