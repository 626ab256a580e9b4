package certificates

import (
	"testing"
	"time"
)

func TestTheLastDayIsAsManyMonthsLater(t *testing.T) {
	rows := []struct {
		name, finished string
		months         int
		day            string
	}{
		{"for ever", "2026-11-28T10:00:00Z", 0, ""},
		{"two years", "2026-11-28T10:00:00Z", 24, "2028-11-28"},
		{"late in the evening it is the next day in Rome", "2026-11-28T23:30:00Z", 12, "2027-11-29"},
		{"and in summer an hour earlier", "2026-07-01T22:30:00Z", 12, "2027-07-02"},
		{"a month that has no such day", "2026-08-31T10:00:00Z", 6, "2027-02-28"},
		{"a leap day", "2028-02-29T10:00:00Z", 12, "2029-02-28"},
		{"over a year's end", "2026-12-31T10:00:00Z", 1, "2027-01-31"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, row.finished)
			if err != nil {
				t.Fatal(err)
			}
			if got := lastDay(at, row.months); got != row.day {
				t.Errorf("the last day is %q, want %q", got, row.day)
			}
		})
	}
}
