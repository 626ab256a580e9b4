package database

import "testing"

type counted int

func (c counted) Rows() int { return int(c) }

func TestNoMoreRowsAreKeptThanMay(t *testing.T) {
	s := &shelfOf[counted]{lists: map[string]dated[counted]{}}
	for _, row := range []struct {
		organisation  string
		version       int64
		rows          counted
		lists, counts int
	}{
		{"a", 1, mostKeptRows - 10, 1, mostKeptRows - 10},
		{"b", 1, 10, 2, mostKeptRows},
		{"b", 2, 5, 2, mostKeptRows - 5},
		{"c", 1, 6, 1, 6},
		{"c", 2, 7, 1, 7},
		{"a", 1, mostKeptRows + 1, 1, mostKeptRows + 1},
		{"b", 2, 1, 1, 1},
	} {
		s.put(row.organisation, dated[counted]{row.rows, row.version})
		if len(s.lists) != row.lists || s.rows != row.counts {
			t.Errorf("%s: %d lists of %d rows, want %d of %d", row.organisation, len(s.lists), s.rows, row.lists, row.counts)
		}
	}
	if _, ok := s.get("b", 3); ok {
		t.Error("an older list is given")
	}
	if list, ok := s.get("b", 2); !ok || list != 1 {
		t.Error("what is kept is not given")
	}
}
