// Package calendar knows when the academy's days begin and end. It writes no dates for people: locales does.
package calendar

import "time"

// Zone is the academy's time zone. Rules that speak of days mean days in it, summer time included.
var Zone = func() *time.Location {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil { // main carries the zones along
		return time.UTC
	}
	return rome
}()

// Day is how a day is written where programs read it.
const Day = time.DateOnly

// ParseDay reads "2026-12-31" as the beginning of that day.
func ParseDay(text string) (time.Time, error) { return time.ParseInLocation(Day, text, Zone) }

// FormatDay writes the day that a moment falls on: "2026-12-31". The zero moment has none.
func FormatDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format(Day)
}

// EndOfDay is the last millisecond of the day that a moment falls on.
func EndOfDay(t time.Time) time.Time { return AddDays(t, 1).Add(-time.Millisecond) }

// AddDays is the beginning of the day that many days after the one that a moment falls on.
func AddDays(t time.Time, days int) time.Time {
	year, month, day := t.In(Zone).Date()
	return time.Date(year, month, day+days, 0, 0, 0, 0, Zone)
}

// DaysBetween counts the days from that of one moment to that of another: 0 on the same day, -1 if the other was yesterday.
func DaysBetween(from, to time.Time) int {
	return int(noon(to).Sub(noon(from)).Hours()) / 24
}

// noon in a zone without summer time: all days are equally long there.
func noon(t time.Time) time.Time {
	year, month, day := t.In(Zone).Date()
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// At is an hour of the day that a moment falls on.
func At(t time.Time, hour int) time.Time {
	year, month, day := t.In(Zone).Date()
	return time.Date(year, month, day, hour, 0, 0, 0, Zone)
}
