package webinars

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Result is what a register says of a person.
type Result string

// The results, from the best to the worst.
const (
	Enough  Result = "enough"
	Short   Result = "short"  // was there, but not long enough
	Missing Result = "absent" // was never there
)

// Results are all results in that order.
var Results = []Result{Enough, Short, Missing}

// Result is what the row says of its person.
func (a Attendance) Result() Result {
	switch {
	case a.Enough:
		return Enough
	case a.Present > 0:
		return Short
	}
	return Missing
}

// Minutes is how long the person was there, rounded down.
func (a Attendance) Minutes() int { return int(a.Present / time.Minute) }

// RegisterFilter chooses rows of a register, and their order.
type RegisterFilter struct {
	Words  string // any part of a name or a mailbox
	Result Result // empty: all
	Sort   string // name | joined | minutes | percent, with a minus the other way round
}

// List returns the rows that the filter leaves, in its order.
func (r Register) List(f RegisterFilter) []Attendance {
	words := strings.ToLower(f.Words)
	var rows []Attendance
	for _, a := range r.Rows {
		if f.Result != "" && a.Result() != f.Result {
			continue
		}
		if strings.Contains(strings.ToLower(a.Name), words) || strings.Contains(strings.ToLower(a.Email), words) {
			rows = append(rows, a)
		}
	}
	key, down := strings.CutPrefix(f.Sort, "-")
	compare, known := registerOrders[key]
	if !known {
		compare = registerOrders["name"]
	}
	slices.SortStableFunc(rows, func(a, b Attendance) int { // the names' order stays among equals
		if down && known {
			return compare(b, a)
		}
		return compare(a, b)
	})
	return rows
}

var registerOrders = map[string]func(a, b Attendance) int{
	"name":    func(a, b Attendance) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) },
	"joined":  func(a, b Attendance) int { return a.Joined.Compare(b.Joined) },
	"minutes": func(a, b Attendance) int { return cmp.Compare(a.Present, b.Present) },
	"percent": func(a, b Attendance) int { return cmp.Compare(a.Percent, b.Percent) },
}

// Row is a person's row, or ErrNotThere.
func (r Register) Row(person string) (Attendance, error) {
	for _, a := range r.Rows {
		if a.ID == person {
			return a, nil
		}
	}
	return Attendance{}, ErrNotThere
}

// Count is how many rows have a result.
func (r Register) Count(result Result) int {
	n := 0
	for _, a := range r.Rows {
		if a.Result() == result {
			n++
		}
	}
	return n
}
