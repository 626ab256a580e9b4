package tables

import (
	"io"
	"strings"
)

// read splits the next line into cells, or several where a quoted cell goes on over lines. A quote that is never closed spoils its own
// line only.
func (t *Table) read() ([]string, error) {
	if t.next >= len(t.lines) {
		return nil, io.EOF
	}
	first := t.next
	t.next++
	rest, last := t.lines[first], first
	var cells []string
	for {
		cell, after, more, ok := t.cell(rest, &last)
		switch {
		case !ok:
			return nil, &Error{Line: first + 1, Column: len(cells) + 1, Code: Quote}
		case len(cell) > t.limits.Cell || len(cells) == mostColumns:
			return nil, &Error{Line: first + 1, Column: len(cells) + 1, Code: Long}
		}
		cells = append(cells, tidy(cell))
		if !more {
			t.next = last + 1
			return cells, nil
		}
		rest = after
	}
}

// cell takes one cell from the beginning of rest. more tells whether another follows; last is the line on which the cell ends.
func (t *Table) cell(rest string, last *int) (cell, after string, more, ok bool) {
	separator := string(t.separator)
	bare := strings.TrimLeft(rest, " ")
	if !strings.HasPrefix(bare, `"`) || t.separator == '\t' && !wholly(bare) {
		cell, after, more = strings.Cut(rest, separator)
		return cell, after, more, true
	}
	var text strings.Builder
	rest = bare[1:]
	for lines := 1; ; {
		part, tail, closed := strings.Cut(rest, `"`)
		text.WriteString(part)
		switch {
		case !closed: // goes on in the next line
			if lines++; *last+1 >= len(t.lines) || lines > foldedLines || text.Len() > t.limits.Cell {
				return "", "", false, false
			}
			*last++
			text.WriteByte('\n')
			rest = t.lines[*last]
			continue
		case strings.HasPrefix(tail, `"`): // two stand for one
			text.WriteByte('"')
			rest = tail[1:]
			continue
		}
		if end := strings.TrimLeft(tail, " "); end == "" || strings.HasPrefix(end, separator) {
			return text.String(), strings.TrimPrefix(end, separator), end != "", true
		}
		text.WriteByte('"') // one that should have been doubled
		rest = tail
	}
}

// wholly tells whether the first cell between tabs is quoted from end to end: tables with tabs are mostly written without quotes.
func wholly(rest string) bool {
	cell, _, _ := strings.Cut(rest, "\t")
	cell = strings.TrimRight(cell, " ")
	return len(cell) > 1 && strings.HasSuffix(cell, `"`)
}

// tidy takes off spaces around, and the apostrophe by which an export keeps a spreadsheet from running a text; one only: a text that begins
// with apostrophes itself was given another.
func tidy(cell string) string {
	cell = strings.TrimSpace(cell)
	rest, found := strings.CutPrefix(cell, "'")
	if bare := strings.TrimLeft(rest, "'"); found && bare != "" && strings.ContainsRune("=+-@\t\r\n", rune(bare[0])) {
		return strings.TrimSpace(rest)
	}
	return cell
}
