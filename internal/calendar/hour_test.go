package calendar_test

import (
	"errors"
	"testing"
	"time"

	"aula/internal/calendar"
)

func TestHoursAreReadAsTheClocksShowThem(t *testing.T) {
	for _, row := range []struct {
		name, day, hour, utc string
		want                 error
	}{
		{"in winter", "2027-01-20", "09:30", "2027-01-20T08:30:00Z", nil},
		{"in summer", "2027-07-20", "09:30", "2027-07-20T07:30:00Z", nil},
		{"before the clocks go forward", "2027-03-28", "01:59", "2027-03-28T00:59:00Z", nil},
		{"the hour that is left out", "2027-03-28", "02:30", "", calendar.ErrSkipped},
		{"its first minute", "2027-03-28", "02:00", "", calendar.ErrSkipped},
		{"after it", "2027-03-28", "03:00", "2027-03-28T01:00:00Z", nil},
		{"before the doubled hour", "2027-10-31", "01:59", "2027-10-30T23:59:00Z", nil},
		{"the doubled hour", "2027-10-31", "02:30", "", calendar.ErrDoubled},
		{"its last minute", "2027-10-31", "02:59", "", calendar.ErrDoubled},
		{"after it", "2027-10-31", "03:00", "2027-10-31T02:00:00Z", nil},
		{"no day of the calendar", "2027-02-30", "09:00", "", calendar.ErrHour},
		{"no hour", "2027-02-20", "25:00", "", calendar.ErrHour},
		{"nothing", "", "", "", calendar.ErrHour},
	} {
		got, err := calendar.ParseHour(row.day, row.hour)
		if !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
		if row.want != nil {
			continue
		}
		if got.UTC().Format(time.RFC3339) != row.utc || calendar.FormatHour(got) != row.hour {
			t.Errorf("%s: %s, want %s", row.name, got.UTC().Format(time.RFC3339), row.utc)
		}
	}
}
