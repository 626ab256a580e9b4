package locales

import (
	"strconv"
	"strings"
	"time"
)

// Args are the name, value pairs of a text whose values were kept before its reader's language was known: a value named
// "role_key" is the key of a text and is said as "role", one named "due_date" is a moment as RFC 3339 and said as the day "due",
// one named "stay_length" is a number of minutes and said as the "stay".
func (l *Locale) Args(values map[string]string) []any {
	args := make([]any, 0, 2*len(values))
	for name, value := range values {
		if short, ok := strings.CutSuffix(name, "_length"); ok {
			name = short
			if minutes, err := strconv.Atoi(value); err == nil {
				value = l.Length(minutes)
			}
		} else if short, ok := strings.CutSuffix(name, "_key"); ok {
			name, value = short, l.T(value)
		} else if short, ok := strings.CutSuffix(name, "_date"); ok {
			name = short
			if moment, err := time.Parse(time.RFC3339, value); err == nil {
				value = l.Date(moment)
			}
		} else if short, ok := strings.CutSuffix(name, "_moment"); ok {
			name = short
			text, zone, _ := strings.Cut(value, "|")
			if moment, err := time.Parse(time.RFC3339, text); err == nil {
				value = l.Moment(moment, zone)
			}
		}
		args = append(args, name, value)
	}
	return args
}
