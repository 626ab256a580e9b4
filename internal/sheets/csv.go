package sheets

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"
)

// mark tells spreadsheets that a file is UTF-8.
const mark = "\xef\xbb\xbf"

// CSV writes UTF-8 with its mark and semicolons, as European spreadsheets want it.
type CSV struct {
	w       *csv.Writer
	decimal string
}

// NewCSV begins a file. decimal is what divides the decimals of numbers.
func NewCSV(w io.Writer, decimal string) (*CSV, error) {
	if _, err := io.WriteString(w, mark); err != nil {
		return nil, err
	}
	c := &CSV{csv.NewWriter(w), decimal}
	c.w.Comma = ';'
	return c, nil
}

func (c *CSV) Row(cells ...Cell) error {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = c.field(cell)
	}
	return c.w.Write(row)
}

func (c *CSV) Close() error {
	c.w.Flush()
	return c.w.Error()
}

func (c *CSV) field(cell Cell) string {
	switch cell.kind {
	case numberKind:
		return strings.Replace(plain(cell.number), ".", c.decimal, 1)
	case percentKind:
		return strings.Replace(plain(math.Round(cell.number*1e6)/1e4), ".", c.decimal, 1)
	case momentKind:
		return cell.at.Format("2006-01-02 15:04")
	}
	return Defused(cell.text)
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Defused keeps a spreadsheet from running a text that somebody wrote as their name: an apostrophe comes before it. So does one before a text
// that looks as if it had been defused, so that internal/tables, which takes one away, finds what was there.
func Defused(text string) string {
	if bare := strings.TrimLeft(text, "'"); bare != "" && strings.ContainsRune("=+-@\t\r\n", rune(bare[0])) {
		return "'" + text
	}
	return text
}
