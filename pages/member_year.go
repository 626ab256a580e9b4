package pages

import (
	"strconv"
	"time"

	"aula/internal/calendar"
)

// shownYears is how many years referents choose from.
const shownYears = 3

// year is the one that an address asks for, this one if it asks for none: its first moment and that of the next.
func (q listing) year() (from, to time.Time) {
	now := time.Now().In(calendar.Zone).Year()
	year, err := strconv.Atoi(q.query.Get("year"))
	if err != nil || year < 2000 || year > now {
		year = now
	}
	from = time.Date(year, time.January, 1, 0, 0, 0, 0, calendar.Zone)
	return from, from.AddDate(1, 0, 0)
}

// years are those to choose from, the latest first.
func (q listing) years() (list []filterView) {
	from, _ := q.year()
	now := time.Now().In(calendar.Zone).Year()
	for year := now; year > now-shownYears; year-- {
		text := strconv.Itoa(year)
		list = append(list, filterView{text, q.with("year", text), year == from.Year()})
	}
	return list
}
