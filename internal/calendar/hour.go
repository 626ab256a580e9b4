package calendar

import (
	"errors"
	"time"
)

// Decisions about an hour that is typed.
var (
	ErrHour    = errors.New("not an hour of a day")
	ErrSkipped = errors.New("hour that does not exist: summer time begins")
	ErrDoubled = errors.New("hour that comes twice: summer time ends")
)

const hourOfDay = "2006-01-02 15:04"

// ParseHour reads "2027-03-28" and "09:30" as that moment in Zone. It returns ErrHour, and where the clocks change ErrSkipped or
// ErrDoubled: nobody can tell which moment is meant.
func ParseHour(day, hour string) (time.Time, error) {
	typed := day + " " + hour
	t, err := time.ParseInLocation(hourOfDay, typed, Zone)
	switch {
	case err != nil:
		return time.Time{}, ErrHour
	case t.Format(hourOfDay) != typed:
		return time.Time{}, ErrSkipped
	case t.Add(time.Hour).Format(hourOfDay) == typed, t.Add(-time.Hour).Format(hourOfDay) == typed:
		return time.Time{}, ErrDoubled
	}
	return t, nil
}

// FormatHour writes the hour of a moment in Zone: "09:30". The zero moment has none.
func FormatHour(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format("15:04")
}
