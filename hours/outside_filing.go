package hours

import (
	"strings"
	"time"
	"unicode/utf8"

	"aula/internal/areas"
	"aula/internal/calendar"
)

// What a person may file. Nobody is taught longer in a day than an office is open, nor in one training than five weeks of work.
const (
	OutsideDayHours = 12  // at most, on each day of its period
	OutsideMost     = 200 // hours at most in one training
	OutsideDays     = 366 // days at most from the first to the last
	OutsideYears    = 5   // years back at most
	OutsideAtOnce   = 50  // that wait for a decision, of one person
	outsideText     = 200 // characters of a title
)

// Filing is what a person says of training that they had elsewhere.
type Filing struct {
	User        string
	Title       string
	Holder      string // who held it
	From, Until time.Time
	Minutes     int
	Area        areas.Area
	Compulsory  bool
}

// FilingProblem is what is wrong with a field of a Filing, as a code. Values are those that its text needs.
type FilingProblem struct {
	Field, Code string
	Values      []any
}

// FilingProblems are all that is wrong with a Filing.
type FilingProblems []FilingProblem

func (p FilingProblems) Error() string {
	words := make([]string, len(p))
	for i, one := range p {
		words[i] = one.Field + " " + one.Code
	}
	return "training elsewhere cannot be filed: " + strings.Join(words, ", ")
}

// Check returns FilingProblems, or nil. Texts are trimmed before.
func (f *Filing) Check(now time.Time) error {
	f.Title, f.Holder = strings.TrimSpace(f.Title), strings.TrimSpace(f.Holder)
	var all FilingProblems
	say := func(field, code string, values ...any) {
		all = append(all, FilingProblem{field, code, values})
	}
	for _, t := range []struct{ field, text string }{{fieldTitle, f.Title}, {fieldHolder, f.Holder}} {
		switch {
		case t.text == "":
			say(t.field, t.field+"_missing")
		case utf8.RuneCountInString(t.text) > outsideText:
			say(t.field, "long", "most", outsideText)
		}
	}
	if !f.Area.Valid() {
		say(fieldArea, "area_missing")
	}
	days := f.checkDays(now, say)
	f.checkLength(days, say)
	if len(all) == 0 {
		return nil
	}
	return all
}

// checkDays returns how many days there are, 0 if they cannot be told.
func (f *Filing) checkDays(now time.Time, say func(field, code string, values ...any)) int {
	oldest := calendar.AddDays(now, 0).AddDate(-OutsideYears, 0, 0)
	switch days := calendar.DaysBetween(f.From, f.Until) + 1; {
	case f.From.IsZero():
		say(fieldFrom, "day_missing")
	case calendar.DaysBetween(now, f.From) > 0:
		say(fieldFrom, "future")
	case f.From.Before(oldest):
		say(fieldFrom, "old", "years", OutsideYears)
	case f.Until.IsZero():
		say(fieldUntil, "day_missing")
	case calendar.DaysBetween(now, f.Until) > 0:
		say(fieldUntil, "future")
	case days < 1:
		say(fieldUntil, "backwards")
	case days > OutsideDays:
		say(fieldUntil, "days", "most", OutsideDays)
	default:
		return days
	}
	return 0
}

func (f *Filing) checkLength(days int, say func(field, code string, values ...any)) {
	switch {
	case f.Minutes <= 0:
		say(fieldMinutes, "hours_none")
	case f.Minutes > OutsideMost*60:
		say(fieldMinutes, "hours_most", "most", OutsideMost)
	case days > 0 && f.Minutes > days*OutsideDayHours*60:
		say(fieldMinutes, "hours_day", "days", days, "most", days*OutsideDayHours, "day", OutsideDayHours)
	}
}

// put writes what was filed.
func (f Filing) put(o *Filed) {
	o.Set(fieldUser, f.User)
	o.Set(fieldTitle, f.Title)
	o.Set(fieldHolder, f.Holder)
	o.Set(fieldFrom, f.From)
	o.Set(fieldUntil, f.Until)
	o.Set(fieldMinutes, f.Minutes)
	o.Set(fieldArea, string(f.Area))
	o.Set(fieldCompulsory, f.Compulsory)
}

// moment is when the hours were earned: at noon of the last day, which every zone near the academy's calls the same.
func (o *Filed) moment() time.Time { return calendar.At(o.Until(), 12) }
