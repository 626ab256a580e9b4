package markup

import (
	"bytes"
	"sort"
)

// lineTable finds the line of a position in the source.
type lineTable struct {
	first int   // line at which the source begins
	ends  []int // positions of "\n"
}

func newLineTable(source []byte, first int) lineTable {
	t := lineTable{first: first, ends: make([]int, 0, len(source)/32)}
	for at := 0; ; {
		next := bytes.IndexByte(source[at:], '\n')
		if next < 0 {
			return t
		}
		at += next + 1
		t.ends = append(t.ends, at-1)
	}
}

// at returns the line of a position; an unknown position (below 0) counts as the beginning.
func (t lineTable) at(position int) int {
	return t.first + sort.SearchInts(t.ends, position)
}
