package locales

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// marks are a language's decimal and thousands separators.
type marks struct{ decimal, thousands string }

var marksOf = map[string]marks{
	"it": {",", "."}, "en": {".", ","}, "de": {",", "."}, "fr": {",", "\u202f"}, "sl": {",", "."},
}

var months = map[string][]string{
	"it": {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"sl": {"januar", "februar", "marec", "april", "maj", "junij", "julij", "avgust", "september", "oktober", "november", "december"},
}

// zone is where the academy is: every date and time is said in it.
var zone = func() *time.Location {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.UTC
	}
	return rome
}()

// Local is a moment on the academy's clock; the zero time stays that.
func (l *Locale) Local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(zone)
}

// Decimal is what divides decimals.
func (l *Locale) Decimal() string { return l.marks.decimal }

// Date writes a day in full: "22 novembre 2026".
func (l *Locale) Date(t time.Time) string {
	t = t.In(zone)
	month := l.months[t.Month()-1]
	switch l.tag {
	case "de", "sl":
		return fmt.Sprintf("%d. %s %d", t.Day(), month, t.Year())
	case "it":
		if t.Day() == 1 {
			return fmt.Sprintf("1º %s %d", month, t.Year())
		}
	case "fr":
		if t.Day() == 1 {
			return fmt.Sprintf("1er %s %d", month, t.Year())
		}
	}
	return fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
}

// Month names the month of a day as headings begin: "Novembre".
func (l *Locale) Month(t time.Time) string {
	name := l.months[t.In(zone).Month()-1]
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// Clock writes a time of day: "9:30".
func (l *Locale) Clock(t time.Time) string {
	t = t.In(zone)
	if l.tag == "sl" {
		return fmt.Sprintf("%d.%02d", t.Hour(), t.Minute())
	}
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// DateTime writes day and time: "22 novembre 2026, 9:30".
func (l *Locale) DateTime(t time.Time) string { return l.Date(t) + ", " + l.Clock(t) }

// Number writes f with at most two decimals and the language's separators: "12,5".
func (l *Locale) Number(f float64) string {
	f = math.Round(f*100) / 100
	text := strconv.FormatFloat(math.Abs(f), 'f', -1, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	var b strings.Builder
	if f < 0 {
		b.WriteString("−")
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && len(whole) > 4 {
			b.WriteString(l.marks.thousands)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(l.marks.decimal + fraction)
	}
	return b.String()
}

func asFloat(v any) float64 {
	f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
	if err != nil {
		return 0
	}
	return f
}
