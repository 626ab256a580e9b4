package pages

import (
	"strconv"
	"strings"
)

// fillRecorded writes a length into the two fields of hours and minutes; 0: both are empty.
func (f *form) fillRecorded(minutes int) {
	if minutes > 0 {
		f.values["recording_hours"], f.values["recording_minutes"] = strconv.Itoa(minutes/60), strconv.Itoa(minutes%60)
	}
}

// recorded are the minutes typed in the two fields: 0 where both are empty, -1 where that is no length.
func (f *form) recorded() int {
	sum := 0
	for _, part := range []struct {
		field string
		each  int
		most  int
	}{{"recording_hours", 60, 99}, {"recording_minutes", 1, 59}} {
		text := strings.TrimSpace(f.Value(part.field))
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > part.most {
			return -1
		}
		sum += n * part.each
	}
	if sum == 0 && strings.TrimSpace(f.Value("recording_hours")+f.Value("recording_minutes")) != "" {
		return -1 // nothing at all: who wants no recording does not press the button
	}
	return sum
}
