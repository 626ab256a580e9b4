package backups

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Policy says which backups are kept: of each of the last so many days, weeks, months and years in which there are
// any, the newest. The zero policy keeps all.
type Policy struct{ Days, Weeks, Months, Years int }

var errPolicy = errors.New("want numbers with d, w, m or y, as in 7d 4w 12m")

// ParsePolicy reads "7d 4w 12m".
func ParsePolicy(text string) (Policy, error) {
	var p Policy
	units := map[string]*int{"d": &p.Days, "w": &p.Weeks, "m": &p.Months, "y": &p.Years}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		unit := units[word[len(word)-1:]]
		n, err := strconv.Atoi(word[:len(word)-1])
		if unit == nil || err != nil || n < 1 || n > 10_000 || *unit != 0 {
			return Policy{}, fmt.Errorf("%q: %w", text, errPolicy)
		}
		*unit = n
	}
	return p, nil
}

// Surplus are those of an academy's backups that may go. The newest stays, and so does the newest that is not known
// to be bad.
func (p Policy) Surplus(list []Stored, bad func(Stored) bool) []Stored {
	if p == (Policy{}) {
		return nil
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b Stored) int { return b.Made.Compare(a.Made) })
	keep := make([]bool, len(list))
	for _, rule := range []struct {
		most   int
		period func(time.Time) string
	}{
		{p.Days, func(t time.Time) string { return t.Format(time.DateOnly) }},
		{p.Weeks, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, "/", w) }},
		{p.Months, func(t time.Time) string { return t.Format("2006-01") }},
		{p.Years, func(t time.Time) string { return t.Format("2006") }},
	} {
		last, seen := "", 0
		for i, b := range list {
			if period := rule.period(b.Made.UTC()); period != last && seen < rule.most {
				last, seen, keep[i] = period, seen+1, true
			}
		}
	}
	if len(keep) > 0 {
		keep[0] = true
	}
	if good := slices.IndexFunc(list, func(b Stored) bool { return !bad(b) }); good >= 0 {
		keep[good] = true
	}
	var surplus []Stored
	for i, b := range list {
		if !keep[i] {
			surplus = append(surplus, b)
		}
	}
	return surplus
}
