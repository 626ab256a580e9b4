package calendar_test

import (
	"testing"
	"time"

	"aula/internal/calendar"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestADayEndsAtMidnightInTheAcademy(t *testing.T) {
	rows := []struct{ name, moment, end string }{
		{"in winter", "2026-12-31T10:00:00Z", "2026-12-31T22:59:59.999Z"},
		{"late in the evening it is already the next day", "2026-12-31T23:30:00Z", "2027-01-01T22:59:59.999Z"},
		{"in summer", "2026-07-01T10:00:00Z", "2026-07-01T21:59:59.999Z"},
		{"the short day on which summer time begins", "2026-03-29T00:30:00Z", "2026-03-29T21:59:59.999Z"},
		{"the long day on which it ends", "2026-10-25T00:30:00Z", "2026-10-25T22:59:59.999Z"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := calendar.EndOfDay(moment(t, row.moment)); !got.Equal(moment(t, row.end)) {
				t.Errorf("ends %s, want %s", got.UTC(), row.end)
			}
		})
	}
}

func TestDaysAreCountedAsPeopleCountThem(t *testing.T) {
	rows := []struct {
		name, from, to string
		days           int
	}{
		{"the same day", "2026-11-26T00:10:00Z", "2026-11-26T22:50:00Z", 0},
		{"tomorrow, one minute later", "2026-11-26T22:59:30Z", "2026-11-26T23:00:30Z", 1},
		{"yesterday", "2026-11-26T10:00:00Z", "2026-11-25T22:59:59Z", -1},
		{"over the beginning of summer time", "2026-03-28T10:00:00Z", "2026-03-30T10:00:00Z", 2},
		{"over its end", "2026-10-24T10:00:00Z", "2026-10-26T10:00:00Z", 2},
		{"over a leap day", "2028-02-28T10:00:00Z", "2028-03-01T10:00:00Z", 2},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := calendar.DaysBetween(moment(t, row.from), moment(t, row.to)); got != row.days {
				t.Errorf("%d days, want %d", got, row.days)
			}
		})
	}
}

func TestADayIsReadAsItIsWritten(t *testing.T) {
	for _, text := range []string{"2026-12-31", "2026-03-29", "2028-02-29"} {
		day, err := calendar.ParseDay(text)
		if err != nil || calendar.FormatDay(day) != text || calendar.FormatDay(calendar.EndOfDay(day)) != text {
			t.Errorf("%s becomes %s, %v", text, calendar.FormatDay(day), err)
		}
	}
	for _, text := range []string{"", "31/12/2026", "2026-02-30", "2026-12-31T00:00"} {
		if _, err := calendar.ParseDay(text); err == nil {
			t.Errorf("%q is taken for a day", text)
		}
	}
	if got := calendar.FormatDay(time.Time{}); got != "" {
		t.Errorf("no moment falls on %s", got)
	}
}
