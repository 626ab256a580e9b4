package captions

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// longestClock is more than any film; what is longer is a slip of the finger.
const longestClock = 100 * time.Hour

// ParseClock reads a place in a film as people type it: "0:12:34", "12:34", "12:34,5", "0:12:34.500". Seconds may stand alone: "75".
func ParseClock(typed string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(strings.Replace(strings.TrimSpace(typed), ",", ".", 1), ".")
	parts := strings.Split(whole, ":")
	if len(parts) > 3 {
		return 0, false
	}
	var seconds int64
	for i, part := range parts {
		n, ok := digits(part)
		if !ok || i > 0 && (n >= 60 || len(part) > 2) || n > int64(longestClock/time.Second) {
			return 0, false
		}
		seconds = seconds*60 + n
	}
	millis, ok := digits((fraction + "000")[:3])
	if !ok || len(fraction) > 3 || seconds >= int64(longestClock/time.Second) {
		return 0, false
	}
	return time.Duration(seconds)*time.Second + time.Duration(millis)*time.Millisecond, true
}

// digits reads a number that is written with digits alone.
func digits(text string) (int64, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// FormatClock writes a place in a film as people read and type it: "0:12:34", and "0:12:34.500" where it is between two seconds.
func FormatClock(d time.Duration) string {
	d = max(0, d).Round(time.Millisecond)
	text := fmt.Sprintf("%d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
	if rest := d % time.Second; rest != 0 {
		text += fmt.Sprintf(".%03d", rest.Milliseconds())
	}
	return text
}
