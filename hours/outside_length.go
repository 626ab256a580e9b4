package hours

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// What ParseHours refuses.
var (
	ErrHours     = errors.New("not a number of hours")
	ErrHoursDual = errors.New("number of hours can be read in two ways") // "1,30": an hour and a half, or 1.3 hours
)

var (
	clocked = regexp.MustCompile(`^(\d{1,4})(?::|\s*h\s*)([0-5]\d)$`)
	decimal = regexp.MustCompile(`^(\d{1,4})(?:[.,](\d{1,2}))?\s*(?:h|ore|ora)?$`)
)

// ParseHours reads a number of hours as people write it, "1,5", "1.5", "1:30", "1h30" or "2 ore", as minutes. It returns ErrHours, or
// ErrHoursDual where somebody may have meant minutes by two digits behind a mark.
func ParseHours(text string) (minutes int, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if found := clocked.FindStringSubmatch(text); found != nil {
		return whole(found[1])*60 + whole(found[2]), nil
	}
	found := decimal.FindStringSubmatch(text)
	if found == nil {
		return 0, ErrHours
	}
	hours, part := whole(found[1])*60, found[2]
	switch {
	case len(part) == 1:
		return hours + whole(part)*6, nil
	case part == "25" || part == "75" || part == "00" || part == "":
		return hours + whole(part)*60/100, nil
	}
	return 0, ErrHoursDual
}

// whole reads digits that a pattern has found; none are nought.
func whole(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
