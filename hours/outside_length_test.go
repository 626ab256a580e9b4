package hours

import (
	"errors"
	"testing"
)

func TestParseHoursReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"1": 60, "1,5": 90, "1.5": 90, " 1:30 ": 90, "0:45": 45, "1h30": 90, "1 h 30": 90, "2 ore": 120, "1 ora": 60, "0,5": 30, "1,25": 75, "2,75": 165,
		"3,00": 180, "0,1": 6, "10:05": 605, "400": 24000, "0": 0,
	} {
		if got, err := ParseHours(text); err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": ErrHours, "un'ora": ErrHours, "-1": ErrHours, "1:75": ErrHours, "1:5": ErrHours, "1,555": ErrHours, "99999": ErrHours, "1e3": ErrHours, "١": ErrHours,
		"1,30": ErrHoursDual, "1.30": ErrHoursDual, "1,50": ErrHoursDual,
	} {
		if got, err := ParseHours(text); !errors.Is(err, want) {
			t.Errorf("%q: %d, %v; want %v", text, got, err, want)
		}
	}
}
